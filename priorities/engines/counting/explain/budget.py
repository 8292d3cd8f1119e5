"""Sentences about options that were chosen, funded, passed over or stopped at."""

from priorities.engines.counting.budget.phragmen import Loaded, Stopped
from priorities.engines.counting.count import Chosen, Reason, Skipped
from priorities.engines.counting.explain.codes import TIES
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.words import amount


def chosen(step: Chosen, narration: Narration) -> str:
    """Return who was chosen, with what score, and what it left of the budget."""
    name, score = narration.name(step.option), narration.score(step.score)
    if step.cost is None:
        return f"{name} was chosen with {score}.{tie(step.tied, step.broken_by, narration)}"
    cost, left = narration.money.words(step.cost), narration.money.words(step.left or 0)
    reserve = (
        f" {narration.money.words(step.from_reserve)} of it came from outside the budget."
        if step.from_reserve
        else ""
    )
    funded = f"{name} was funded with {score}: it costs {cost}, which left {left}.{reserve}"
    return f"{funded}{tie(step.tied, step.broken_by, narration)}"


def skipped(step: Skipped, narration: Narration) -> str:
    """Return why an option was not funded."""
    name, score = narration.name(step.option), narration.score(step.score)
    rival = narration.name(step.because) if step.because else ""
    reasons = {
        Reason.NO_SUPPORT: "nobody supported it",
        Reason.BELOW_THRESHOLD: f"it had {score}, fewer than the rules ask for",
        Reason.EXCLUDED: f"only one of it and {rival} may be funded",
        Reason.AFTER_STOP: "the count had stopped at an option that no longer fitted",
        Reason.DOES_NOT_FIT: _misfit(step, narration),
    }
    return f"{name} was not funded: {reasons[step.reason]}."


def _misfit(step: Skipped, narration: Narration) -> str:
    cost, left = narration.money.words(step.cost or 0), narration.money.words(step.left or 0)
    return f"it had {narration.score(step.score)} and costs {cost}, but only {left} was left"


def loaded(step: Loaded, narration: Narration) -> str:
    """Return who was funded and what its supporters have now paid."""
    carried, cost = narration.money.parts([step.before, step.cost])
    load = narration.money.words(step.load)
    before = f" They had paid {carried} already for other options." if step.before else ""
    least = "no more than" if step.tied else "less than"
    funded = (
        f"{narration.name(step.option)} was funded: it costs {cost}, and "
        f"{_have_paid(step.supporters, load)}, "
        f"{least} for any other option left.{before}"
    )
    return f"{funded}{tie(step.tied, step.broken_by, narration)}"


def stopped(step: Stopped, narration: Narration) -> str:
    """Return at which option the count stopped."""
    cost, left = narration.money.words(step.cost), narration.money.words(step.left)
    name = narration.name(step.option)
    next_ = f"next, level with {narration.name(step.beside)}" if step.beside else "next"
    return (
        f"{name} was {next_}, but costs {cost} when only {left} was left, so the count "
        "stopped there."
    )


def tie(tied: tuple[str, ...], broken_by: str, narration: Narration) -> str:
    """Return a sentence on who stood equal and what decided, with a space before it, or ""."""
    if not tied:
        return ""
    order = TIES.get(broken_by, broken_by)
    return f" It stood equal with {narration.names(tied)}, and the tie order ({order}) decided."


def _have_paid(number: int, each: str) -> str:
    supporters = f"its {amount(number, 'supporter')}"
    return (
        f"{supporters} has now paid {each}"
        if number == 1
        else f"{supporters} have now paid {each} each"
    )
