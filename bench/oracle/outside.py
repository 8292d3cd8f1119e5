"""Outside: every budget file of a folder counted by us and, as exactly, by pabutools; and why where
they differ.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.oracle.budget import settings_named
from bench.oracle.row import Row
from bench.pabutools.asking import asking
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.budget.equal_shares import Raised
from priorities.engines.counting.count import Count
from priorities.engines.counting.formats.pb import read_pb
from priorities.engines.counting.rules import RULES

SECONDS = 10.0
ADD1 = "official_add1"
BUILT_IN = "mes_cost+add1_stop_when_exhaustive"
EVERYWHERE = (
    "greedy_votes",
    "greedy_votes_per_cost",
    "mes_cost",
    "mes_card",
    "mes_cost+greedy_votes",
    BUILT_IN,
    "mes_card+add1_stop_when_exhaustive",
    "mes_cost+add1_stop_when_exhaustive+greedy_votes",
    ADD1,
)
BESIDES = {
    Kind.APPROVAL: ("phragmen",),
    Kind.SINGLE: ("phragmen",),
    Kind.POINTS: ("greedy_points_per_cost", "mes_points", "mes_points+add1_stop_when_exhaustive"),
    Kind.RANKED: (
        "greedy_bordaPT_per_cost",
        "mes_bordaPT",
        "mes_bordaPT+add1_stop_when_exhaustive",
    ),
}
# Where theirs is another rule on purpose: a difference is explained if their rule, counted by us,
# gives their winners.
DIFFERENCES = {
    (
        ADD1,
        BUILT_IN,
    ): (
        "its add1 stops once nothing more fits, that of the cities goes on; ours with that "
        "stop gives theirs"
    )
}


def rows(folder: Path) -> Iterator[Row]:
    """Yield every comparison for the files of `pb` in the folder. Raises Absent where pabutools
    cannot be had.
    """
    with asking(seconds=SECONDS) as ask:
        for path in sorted((folder / "pb").glob("*.pb")):
            ours = _Ours(read_pb(path.read_bytes(), file=path.name).ballots)
            settings = [*EVERYWHERE, *BESIDES[ours.ballots.kind]]
            shares = _last_shares(ours)
            answer = ask(
                {
                    "file": str(path),
                    "settings": settings,
                    "shares": [str(share) for share in shares],
                }
            )
            if "unread" in answer:
                yield Row(path.name, "reading", "", answer["unread"], ok=False, seconds=0)
                continue
            answers = answer["answers"]
            yield from (
                _row(path.name, ours, setting, setting, answers[setting]) for setting in settings
            )
            yield _row(path.name, ours, ADD1, BUILT_IN, answers[BUILT_IN])
            yield from _ends(path.name, ours, shares, answer["shares"])


class _Ours:
    """Our counts of one election by the name of the setting, each counted once."""

    def __init__(self, ballots: Ballots) -> None:
        self.ballots = ballots
        self._counts: dict[str, tuple[Count, float]] = {}

    def count(self, setting: str) -> tuple[Count, float]:
        """Return the count and the seconds it took."""
        if setting not in self._counts:
            rule, settings = settings_named(setting)
            began = perf_counter()
            count = RULES[rule].count(self.ballots, settings)
            self._counts[setting] = count, perf_counter() - began
        return self._counts[setting]


def _row(name: str, ours: _Ours, setting: str, theirs: str, answer: dict[str, Any]) -> Row:
    what = f"pabutools {theirs}" if setting == theirs else f"our {setting}, pabutools {theirs}"
    count, seconds = ours.count(setting)
    got, expected = sorted(count.winners), _funded(answer)
    is_their_rule = got != expected and sorted(ours.count(theirs)[0].winners) == expected
    why = DIFFERENCES.get((setting, theirs), "") if is_their_rule else ""
    return Row(
        name, what, expected, got, got == expected, seconds, why, is_answered="late" not in answer
    )


def _funded(answer: dict[str, Any]) -> object:
    """What pabutools funds, or the words for which it gave no answer."""
    return answer.get("winners") or answer.get("failed") or answer.get("late") or []


def _last_shares(ours: _Ours) -> list[Fraction]:
    """Return the share at which our add1 ended and, where it would have cost too much, the next."""
    count, _ = ours.count(ADD1)
    raised = next(step for step in count.steps if isinstance(step, Raised))
    unit = ours.ballots.unit
    more = [] if raised.next_cost is None else [(raised.share + raised.by) / unit]
    return [raised.share / unit, *more]


def _ends(
    name: str, ours: _Ours, shares: Sequence[Fraction], answers: dict[str, Any]
) -> Iterator[Row]:
    """Yield whether pabutools funds the same at our last share, and more than the budget allows at
    the next.

    This also reaches the files for which its add1 takes hours.
    """
    count, _ = ours.count(ADD1)
    raised = next(step for step in count.steps if isinstance(step, Raised))
    last, *more = (answers[str(share)] for share in shares)
    got, expected = sorted(count.winners), _funded(last)
    yield Row(
        name,
        "pabutools at our last share",
        expected,
        got,
        got == expected,
        0,
        is_answered="late" not in last,
    )
    for each in more:
        cost = sum(
            ours.ballots.options[ours.ballots.index[option]].cost or 0
            for option in each.get("winners", [])
        )
        same = cost == raised.next_cost
        what = "pabutools at the next share, cost"
        yield Row(
            name,
            what,
            cost or _funded(each),
            raised.next_cost,
            same,
            0,
            is_answered="late" not in each,
        )
