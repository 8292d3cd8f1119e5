"""Sentences about equal shares: what everyone had, who paid what, and what was missing."""

from fractions import Fraction

from priorities.engines.counting.budget.equal_shares import Bought, Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.completion import Ending
from priorities.engines.counting.explain.budget import tie
from priorities.engines.counting.explain.narration import Telling, amount, people, sentence


@sentence.register
def _(step: Shared, telling: Telling) -> str:
    budget = telling.money.words(telling.count.budget or 0)
    return (
        f"The budget of {budget} was shared out equally: {telling.money.words(step.share)} "
        "for each of "
        f"{people(step.voters)} who voted, blank ballots included."
    )


@sentence.register
def _(step: Raised, telling: Telling) -> str:
    if not step.times:
        return "The shares were not raised." + _why(step, telling)
    by, share = telling.money.words(step.by), telling.money.words(step.share)
    return (
        f"To spend more of it, every share was raised {_times(step.times)} by {by}, to "
        f"{share}.{_why(step, telling)}"
    )


def _why(step: Raised, telling: Telling) -> str:
    if step.next_cost is not None:
        return (
            " At the next raise the funded options would have cost "
            f"{telling.money.words(step.next_cost)}, too much."
        )
    reasons = {
        Ending.EVERYTHING.value: " Everything that anyone supported was then funded.",
        Ending.EXHAUSTED.value: " No other option then fitted what was left of the budget.",
    }
    return reasons.get(step.because, "")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


@sentence.register
def _(step: Bought, telling: Telling) -> str:
    told = f"{telling.name(step.option)} was funded: {_who_paid(step, telling)}."
    return f"{told}{tie(step.tied, step.broken_by, telling)}"


def _who_paid(step: Bought, telling: Telling) -> str:
    """Say who paid; the sums told add up to the cost told."""
    if not step.cost:
        return "it costs nothing, and people supported it"
    share = telling.money.words(share_of(telling))
    each = (
        f"paid {telling.money.words(step.payment)} each"
        if step.payment is not None
        else _by_worth(step, telling)
    )
    full, rest = telling.money.parts([step.cost - step.rest, step.rest])
    if not step.gave_rest:
        return f"{people(step.in_full)} {each} of their {share} share, {full} together"
    return (
        f"{people(step.in_full)} {each} of their {share} share, {full} together, and "
        f"{people(step.gave_rest)} gave "
        f"the last of theirs, {rest} together, which makes its cost of "
        f"{telling.money.words(step.cost)}"
    )


def _by_worth(step: Bought, telling: Telling) -> str:
    one = (
        "point"
        if telling.count.settings["satisfaction"] == "points"
        else "option they ranked below it"
    )
    return f"paid {telling.money.words(step.price)} for every {one}"


@sentence.register
def _(step: Missed, telling: Telling) -> str:
    had, short = telling.money.parts([step.had, step.short])
    enough = f" {_more(step, telling)}" if step.more is not None else ""
    return (
        f"{telling.name(step.option)} was not funded from shares: its "
        f"{amount(step.supporters, 'supporter')} had {had} "
        f"left, {short} less than its cost of {telling.money.words(step.cost)}.{enough}"
    )


def _more(step: Missed, telling: Telling) -> str:
    return f"{amount(step.more or 0, 'more supporter')} with a whole share would have been enough."


def share_of(telling: Telling) -> Fraction:
    """Return the share that everyone had in the end."""
    return [step.share for step in telling.count.steps if isinstance(step, Shared | Raised)][-1]
