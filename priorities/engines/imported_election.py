"""An election held elsewhere, in the form in which this platform publishes a poll: definition,
lines and count.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

from priorities.engines.canonical import canonical
from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.count import Count, Margin
from priorities.engines.counting.formats.pb import PbElection
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.ties import usual_ties
from priorities.engines.voting.ballot_types import BALLOT_TYPES

GROUP = "imported"
QUESTION = "question-1"
_TYPES = {
    Kind.APPROVAL: "approval",
    Kind.SINGLE: "single",
    Kind.POINTS: "points",
    Kind.RANKED: "ranking",
}
_TAG_SIZE = 16
_LONGEST_KEY = 60
_OUR_OWN = "option-"


@dataclass(frozen=True)
class Imported:
    """An election as it was read: `keys` maps the file's option ids to ours, `digest` is the file's
    SHA-256.
    """

    poll: UUID
    election: PbElection
    digest: bytes

    @property
    def ballots(self) -> Ballots:
        return self.election.ballots

    @property
    def title(self) -> str:
        """Where and when, in the file's own words: "Assen Top Idee, 2024"."""
        return ", ".join(filter(None, self._meta("description", "instance")))

    @property
    def place(self) -> str:
        """The place and the country, as the file names them."""
        return ", ".join(dict.fromkeys(filter(None, self._meta("subunit", "unit", "country"))))

    def _meta(self, *keys: str) -> list[str]:
        return [self.election.meta.get(key, "").strip() for key in keys]

    @property
    def keys(self) -> dict[str, str]:
        """Our key for each of the file's option ids: the id itself, unless no published line can
        hold it.
        """
        return {name: _key(name, place) for place, name in enumerate(self.ballots.ids, start=1)}

    def definition(self, *, opened_at: datetime, closed_at: datetime) -> bytes:
        """Return the canonical definition of the poll: what was asked, and what the
        options cost.
        """
        return canonical(
            {
                "format": "LV1",
                "vote": str(self.poll),
                "title": self.title,
                "questions": [self.question()],
                "opened_at": opened_at.astimezone(UTC).isoformat(),
                "closes_at": closed_at.astimezone(UTC).isoformat(),
                "imported_from": self.place,
                "file_sha256": self.digest.hex(),
            }
        )

    def question(self) -> dict[str, object]:
        """Return the question with its options, costs and budget in minor units of the file's
        currency.
        """
        keys, ballots = self.keys, self.ballots
        costs = {
            keys[option.id]: option.cost for option in ballots.options if option.cost is not None
        }
        return {
            "id": QUESTION,
            "type": _TYPES[ballots.kind],
            "text": "Which should be funded?" if costs else "Which should be chosen?",
            "options": list(keys.values()),
            "titles": {keys[option.id]: option.name or option.id for option in ballots.options},
            "costs": costs,
            "currency": self.election.meta.get("currency", ""),
            "unit": ballots.unit,
            **({} if ballots.budget is None else {"budget": ballots.budget}),
        }

    def lines(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the tag and the canonical line of each ballot, in the order of their tags.

        Nobody holds a receipt, so a tag is made from the file's own hash and the ballot's place in
        it.
        """
        return iter(sorted(self._lines()))

    def _lines(self) -> Iterator[tuple[bytes, bytes]]:
        for place, choice in enumerate(_choices(self.ballots, list(self.keys.values()))):
            tag = sha256(self.digest + place.to_bytes(8)).digest()[:_TAG_SIZE]
            line = {"c": choice, "g": GROUP, "q": QUESTION, "t": tag.hex(), "v": str(self.poll)}
            yield tag, canonical(line)

    def result(self) -> dict[str, object]:
        """Return the count as a manifest holds it: order and score, and what was funded where there
        is a budget.
        """
        keys, counted = self.keys, count_of(self.ballots)
        result: dict[str, object] = {
            "order": [keys[name] for name in counted.order],
            "score": {keys[name]: int(score) for name, score in counted.scores.items()},
            "ballots": {GROUP: self.ballots.turnout},
        }
        if BALLOT_TYPES[_TYPES[self.ballots.kind]].has_several_rules:
            result |= {"rule": counted.rule}
        if counted.budget is not None:
            result |= {
                "rule": counted.rule,
                "funded": [keys[name] for name in counted.winners],
                "cost": counted.cost,
            }
        return result

    def margin(self) -> Margin | None:
        """Return how near the second came to the first, as a count by place tells it exactly; None
        where other counts do not.
        """
        counted = count_of(self.ballots)
        if counted.rule != "positions" or not counted.margins:
            return None
        [found] = counted.margins
        return replace(found, winner=self.keys[found.winner], rival=self.keys[found.rival])


def count_of(ballots: Ballots) -> Count:
    """Return the plainest count that these ballots allow: greedy by votes where there is money,
    else by score.

    Rankings are counted by positions, as Borda's half points for what is left out are nothing that
    a manifest can hold.
    """
    has_money = ballots.budget is not None and all(
        option.cost is not None for option in ballots.options
    )
    rule = "greedy" if has_money else _TYPES[ballots.kind].replace("ranking", "positions")
    return RULES[rule].count(ballots, CountSettings(ties=usual_ties(ballots)))


def ballots_of(question: Mapping[str, object], lines: Iterator[str]) -> Ballots:
    """Return the ballots again from the published question and lines, for a count by any rule.

    The options have our keys. Raises KeyError, TypeError and ValueError on what was not written
    here.
    """
    titles, costs = question["titles"], question["costs"]
    if (
        not isinstance(titles, dict)
        or not isinstance(costs, dict)
        or not isinstance(question["options"], list)
    ):
        raise TypeError("The question is not one of an imported election.")
    options = [Option(key, titles[key], costs.get(key)) for key in question["options"]]
    choices = [json.loads(line)["c"] for line in lines]
    money = {"budget": question.get("budget"), "unit": question["unit"]}
    kind = BALLOT_TYPES[str(question["type"])]
    return kind.tabulate(options, choices, **money)  # type: ignore[arg-type]  # as question() wrote them


def _key(name: str, place: int) -> str:
    is_publishable = name.isascii() and name.isprintable() and len(name) <= _LONGEST_KEY
    # An id that looks like a key of ours could be mistaken for one.
    return name if is_publishable and not name.startswith(_OUR_OWN) else f"{_OUR_OWN}{place}"


def _choices(ballots: Ballots, keys: list[str]) -> Iterator[list[str] | dict[str, int]]:
    """Each ballot's choice: ids in order for choices and rankings, points by id where points were
    given.
    """
    chosen = [keys[option] for option in ballots.chosen.tolist()]
    values = [] if ballots.values is None else ballots.values.tolist()
    for start, end in pairwise(ballots.offsets.tolist()):
        if ballots.kind is Kind.POINTS:
            yield dict(zip(chosen[start:end], values[start:end], strict=True))
        elif ballots.kind is Kind.RANKED:
            yield chosen[start:end]
        else:
            yield sorted(chosen[start:end])
