"""Sentences about ranked ballots: where votes went stage by stage, and who came before whom."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.explain.budget import tie
from priorities.engines.counting.explain.narration import (
    Telling,
    amount,
    listed,
    people,
    sentence,
    settled,
)
from priorities.engines.counting.ranked.pairwise import Compared, Strength
from priorities.engines.counting.ranked.schulze import Chained
from priorities.engines.counting.ranked.standings import Placed
from priorities.engines.counting.ranked.transfers import Stage


@sentence.register
def _(step: Stage, telling: Telling) -> str:
    told = [_moved(step, telling), _received(step, telling), _elected(step, telling)]
    return f"Stage {step.number}: {' '.join(filter(None, told))}"


def _moved(step: Stage, telling: Telling) -> str:
    """Say whose votes were moved, and why theirs."""
    if step.surplus_of:
        surplus = _total(_before(step, telling), step.surplus_of) - _total(step, step.surplus_of)
        name = telling.name(step.surplus_of)
        return (
            f"{name} had {_votes(surplus)} more than needed, which went "
            f"on.{_tie(step, telling, 'more')}"
        )
    if len(step.excluded) > 1:
        return (
            f"{telling.names(step.excluded)} could not catch up even together, and were excluded."
        )
    if step.excluded:
        [name] = step.excluded
        held = _votes(_total(_before(step, telling), name))
        return f"{telling.name(name)} had {held} and was excluded.{_tie(step, telling, 'fewer')}"
    return "every ballot counts for its first choice."


def _tie(step: Stage, telling: Telling, how_many: str) -> str:
    if not step.broken_by.startswith("stage "):
        return tie(step.tied, step.broken_by, telling)
    moved = telling.names([step.surplus_of] if step.surplus_of else step.excluded)
    return (
        f" It stood equal with {telling.names(step.tied)}, but {moved} had {how_many} "
        f"votes at {step.broken_by}."
    )


def _received(step: Stage, telling: Telling) -> str:
    """Say who received how much; every number is exact, so that they add up."""
    before = _before(step, telling)
    gained = {
        name: _total(step, name) - (_total(before, name) if before else 0)
        for name in telling.count.order
    }
    parts = [
        f"{telling.name(name)} received {_votes(more)}" for name, more in gained.items() if more > 0
    ]
    idle = _units(step.non_transferable - (before.non_transferable if before else 0), step)
    lost = _units(step.lost - (before.lost if before else 0), step)
    parts += [f"{_votes(idle)} had no further choice"] if idle else []
    parts += [f"{_votes(lost)} fell away in rounding down"] if lost else []
    return f"{listed(parts)}." if parts else ""


def _elected(step: Stage, telling: Telling) -> str:
    reached = [name for name in step.elected if _total(step, name) >= step.quota]
    others = [name for name in step.elected if name not in reached]
    needed = (
        f"{telling.names(reached)} reached the {_votes(Fraction(step.quota))} needed and "
        f"{_was(reached)} elected."
    )
    last = f"No more were left than seats, so {telling.names(others)} {_was(others)} elected."
    return " ".join([needed] * bool(reached) + [last] * bool(others))


def _before(step: Stage, telling: Telling) -> Stage | None:
    stages = [each for each in telling.count.steps if isinstance(each, Stage)]
    return stages[step.number - 2] if step.number > 1 else None


def _total(stage: Stage | None, name: str) -> Fraction:
    return _units(stage.totals[name], stage) if stage else Fraction(0)


def _units(units: int, stage: Stage) -> Fraction:
    return Fraction(units, stage.units)


def _votes(votes: Fraction) -> str:
    """Return votes in words, exact to the last of at most five decimals."""
    hundred_thousandths = votes * 100_000
    whole, rest = divmod(hundred_thousandths.numerator, 100_000)
    decimals = f".{rest:05}".rstrip("0") if rest else ""
    return f"{whole:,}{decimals} {'vote' if votes == 1 else 'votes'}"


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


@sentence.register
def _(step: Compared, telling: Telling) -> str:
    """Tell the comparisons of those who were chosen."""
    if step.option not in telling.count.winners:
        return ""
    option, rival = telling.name(step.option), telling.name(step.rival)
    if step.votes == step.against:
        return (
            f"As many people put {option} before {rival} as the other way round, "
            f"{step.votes:,} each."
        )
    if step.votes < step.against:
        return f"More people put {rival} before {option}, {step.against:,} to {step.votes:,}."
    return f"More people put {option} before {rival}, {step.votes:,} to {step.against:,}."


@sentence.register
def _(step: Chained, telling: Telling) -> str:
    """Tell the chains that put an option before one that it does not beat directly."""
    direct = [each for each in telling.count.steps if isinstance(each, Compared)]
    beaten = any(
        (each.option, each.rival) == (step.option, step.rival) and each.votes > each.against
        for each in direct
    )
    if beaten or step.option not in telling.count.winners or step.strength == step.against:
        return ""
    option, rival = telling.name(step.option), telling.name(step.rival)
    return (
        f"{option} still comes before {rival}: it beats options that beat {rival} in turn. "
        "The weakest link of that "
        f"chain is {amount(step.strength, 'vote')}, of any chain back {step.against:,}."
    )


@settled.register
def _(step: Stage, _telling: Telling) -> tuple[str, ...]:
    return *step.excluded, *step.elected


@settled.register(Compared)
@settled.register(Chained)
def _(step: Compared | Chained, telling: Telling) -> tuple[str, ...]:
    """Settle the fate of those who come after the last winner."""
    is_last = step.option == telling.count.winners[-1]
    return (step.rival,) if is_last and sentence(step, telling) else ()


@sentence.register
def _(step: Placed, telling: Telling) -> str:
    words = _SCORES[telling.count.rule](step.score, telling.count)
    return (
        f"{telling.name(step.option)} was chosen: {words}.{tie(step.tied, step.broken_by, telling)}"
    )


def _points(score: Score, _count: Count) -> str:
    return f"it had {_number(score)} {'point' if score == 1 else 'points'}"


def _wins(score: Score, count: Count) -> str:
    return (
        f"it won {_number(score)} of its {len(count.order) - 1:,} comparisons, a draw counting half"
    )


def _behind(score: Score, count: Count) -> str:
    return f"it comes before {_number(score)} of the {len(count.order) - 1:,} others"


def _worst(score: Score, count: Count) -> str:
    if score <= 0:
        return "no other beats it"
    if count.settings["strength"] == Strength.MARGINS:
        return f"in its worst defeat it was {amount(score, 'vote')} behind"
    return f"in its worst defeat {people(int(score))} put the other before it"


def _number(score: Score) -> str:
    """Return a score of whole and half points in words."""
    return f"{score // 1:,}{'.5' if score % 1 else ''}"


_SCORES: Mapping[str, Callable[[Score, Count], str]] = {
    "borda": _points,
    "positions": _points,
    "copeland": _wins,
    "schulze": _behind,
    "schulze-margins": _behind,
    "minimax": _worst,
    "minimax-margins": _worst,
}
