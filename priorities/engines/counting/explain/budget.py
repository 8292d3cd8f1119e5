"""Sentences about options that were chosen, funded, passed over or stopped at."""

from priorities.engines.counting.budget.phragmen import Loaded, Stopped
from priorities.engines.counting.count import Chosen, Reason, Skipped
from priorities.engines.counting.explain.narration import Telling, amount, sentence


@sentence.register
def _(step: Chosen, telling: Telling) -> str:
    name, score = telling.name(step.option), telling.score(step.score)
    if step.cost is None:
        return f"{name} was chosen with {score}.{tie(step.tied, step.broken_by, telling)}"
    cost, left = telling.money.words(step.cost), telling.money.words(step.left or 0)
    reserve = (
        f" {telling.money.words(step.from_reserve)} of it came from outside the budget."
        if step.from_reserve
        else ""
    )
    told = f"{name} was funded with {score}: it costs {cost}, which left {left}.{reserve}"
    return f"{told}{tie(step.tied, step.broken_by, telling)}"


@sentence.register
def _(step: Skipped, telling: Telling) -> str:
    name, score = telling.name(step.option), telling.score(step.score)
    reasons = {
        Reason.NO_SUPPORT: "nobody supported it",
        Reason.BELOW_THRESHOLD: f"it had {score}, fewer than the rules ask for",
        Reason.EXCLUDED: (
            f"only one of it and {telling.name(step.because) if step.because else ''} may be funded"
        ),
        Reason.AFTER_STOP: "the count had stopped at an option that no longer fitted",
        Reason.DOES_NOT_FIT: _misfit(step, telling),
    }
    return f"{name} was not funded: {reasons[step.reason]}."


def _misfit(step: Skipped, telling: Telling) -> str:
    cost, left = telling.money.words(step.cost or 0), telling.money.words(step.left or 0)
    return f"it had {telling.score(step.score)} and costs {cost}, but only {left} was left"


@sentence.register
def _(step: Loaded, telling: Telling) -> str:
    carried, cost = telling.money.parts([step.before, step.cost])
    load = telling.money.words(step.load)
    before = f" They had paid {carried} already for other options." if step.before else ""
    told = (
        f"{telling.name(step.option)} was funded: it costs {cost}, and "
        f"{_have_paid(step.supporters, load)}, "
        f"less than for any other option left.{before}"
    )
    return f"{told}{tie(step.tied, step.broken_by, telling)}"


@sentence.register
def _(step: Stopped, telling: Telling) -> str:
    cost, left = telling.money.words(step.cost), telling.money.words(step.left)
    return (
        f"{telling.name(step.option)} was next, but costs {cost} when only {left} was "
        "left, so the count stopped there."
    )


def tie(tied: tuple[str, ...], broken_by: str, telling: Telling) -> str:
    """Return a sentence on who stood equal and what decided, with a space before it, or ""."""
    if not tied:
        return ""
    return f" It stood equal with {telling.names(tied)}, and the tie order ({broken_by}) decided."


def _have_paid(number: int, each: str) -> str:
    supporters = f"its {amount(number, 'supporter')}"
    return (
        f"{supporters} has now paid {each}"
        if number == 1
        else f"{supporters} have now paid {each} each"
    )
