"""Sentences about ranked ballots: where votes went stage by stage, and who came before whom."""

from fractions import Fraction

from priorities.engines.counting.explain.budget import tie
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.ranked.pairwise import Compared
from priorities.engines.counting.ranked.schulze import Chained
from priorities.engines.counting.ranked.standings import Placed
from priorities.engines.counting.ranked.transfers import Stage
from priorities.engines.counting.words import amount, listed


def stage(step: Stage, narration: Narration) -> str:
    """Return what happened at a stage."""
    sentences = [_moved(step, narration), _received(step, narration), _elected(step, narration)]
    return f"Stage {step.number}: {' '.join(filter(None, sentences))}"


def _moved(step: Stage, narration: Narration) -> str:
    """Say whose votes were moved, and why theirs."""
    if step.surplus_of:
        surplus = _total(_before(step, narration), step.surplus_of) - _total(step, step.surplus_of)
        name = narration.name(step.surplus_of)
        return (
            f"{name} had {_votes(surplus)} more than needed, which went "
            f"on.{_tie(step, narration, 'more')}"
        )
    if len(step.excluded) > 1:
        return (
            f"{narration.names(step.excluded)} could not catch up even together, and were excluded."
        )
    if step.excluded:
        [name] = step.excluded
        held = _votes(_total(_before(step, narration), name))
        return (
            f"{narration.name(name)} had {held} and was excluded.{_tie(step, narration, 'fewer')}"
        )
    return "every ballot counts for its first choice."


def _tie(step: Stage, narration: Narration, how_many: str) -> str:
    if not step.broken_by.startswith("stage-"):
        return tie(step.tied, step.broken_by, narration)
    moved = narration.names([step.surplus_of] if step.surplus_of else step.excluded)
    return (
        f" It stood equal with {narration.names(step.tied)}, but {moved} had {how_many} "
        f"votes at {step.broken_by.replace('-', ' ')}."
    )


def _received(step: Stage, narration: Narration) -> str:
    """Say who received how much; every number is exact, so that they add up."""
    before = _before(step, narration)
    gained = {
        name: _total(step, name) - (_total(before, name) if before else 0)
        for name in narration.count.order
    }
    parts = [
        f"{narration.name(name)} received {_votes(more)}"
        for name, more in gained.items()
        if more > 0
    ]
    idle = _units(step.non_transferable - (before.non_transferable if before else 0), step)
    lost = _units(step.lost - (before.lost if before else 0), step)
    parts += [f"{_votes(idle)} had no further choice"] if idle else []
    parts += [f"{_votes(lost)} fell away in rounding down"] if lost else []
    return f"{listed(parts)}." if parts else ""


def _elected(step: Stage, narration: Narration) -> str:
    reached = [name for name in step.elected if _total(step, name) >= step.quota]
    others = [name for name in step.elected if name not in reached]
    needed = (
        f"{narration.names(reached)} reached the {_votes(Fraction(step.quota))} needed and "
        f"{_was(reached)} elected."
    )
    last = f"No more were left than seats, so {narration.names(others)} {_was(others)} elected."
    return " ".join([needed] * bool(reached) + [last] * bool(others))


def _before(step: Stage, narration: Narration) -> Stage | None:
    stages = [each for each in narration.count.steps if isinstance(each, Stage)]
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


def compared(step: Compared, narration: Narration) -> str:
    """Return a comparison of one who was chosen, "" of others."""
    if step.option not in narration.count.winners:
        return ""
    option, rival = narration.name(step.option), narration.name(step.rival)
    if step.votes == step.against:
        return (
            f"As many people put {option} before {rival} as the other way round, "
            f"{step.votes:,} each."
        )
    if step.votes < step.against:
        return f"More people put {rival} before {option}, {step.against:,} to {step.votes:,}."
    return f"More people put {option} before {rival}, {step.votes:,} to {step.against:,}."


def chained(step: Chained, narration: Narration) -> str:
    """Return the chain that puts one who was chosen before an option that it does not beat
    directly, "" otherwise.
    """
    direct = [each for each in narration.count.steps if isinstance(each, Compared)]
    beaten = any(
        (each.option, each.rival) == (step.option, step.rival) and each.votes > each.against
        for each in direct
    )
    if beaten or step.option not in narration.count.winners or step.strength == step.against:
        return ""
    option, rival = narration.name(step.option), narration.name(step.rival)
    return (
        f"{option} still comes before {rival}: it beats options that beat {rival} in turn. "
        "The weakest link of that "
        f"chain is {amount(step.strength, 'vote')}, of any chain back {step.against:,}."
    )


def settled_by_stage(step: Stage, _narration: Narration) -> tuple[str, ...]:
    """Return who was excluded or elected at a stage."""
    return *step.excluded, *step.elected


def settled_by_comparison(step: Compared, narration: Narration) -> tuple[str, ...]:
    """Return who comes after the last winner by a comparison that is explained."""
    return (step.rival,) if _is_last(step, narration) and compared(step, narration) else ()


def settled_by_chain(step: Chained, narration: Narration) -> tuple[str, ...]:
    """Return who comes after the last winner by a chain that is explained."""
    return (step.rival,) if _is_last(step, narration) and chained(step, narration) else ()


def _is_last(step: Compared | Chained, narration: Narration) -> bool:
    return step.option == narration.count.winners[-1]


def placed(step: Placed, narration: Narration) -> str:
    """Return who was chosen, and its score."""
    return (
        f"{narration.name(step.option)} was chosen: {narration.score(step.score)}."
        f"{tie(step.tied, step.broken_by, narration)}"
    )
