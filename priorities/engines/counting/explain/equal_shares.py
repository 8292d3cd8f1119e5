"""Sentences about equal shares: what everyone had, who paid what, and what was missing."""

from fractions import Fraction

from priorities.engines.counting.budget.equal_shares import Bought, Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.completion import Ending
from priorities.engines.counting.count import Skipped
from priorities.engines.counting.explain.budget import tie
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.words import amount, people


def shared(step: Shared, narration: Narration) -> str:
    """Return how the budget was shared out."""
    budget = narration.money.words(narration.count.budget or 0)
    return (
        f"The budget of {budget} was shared out equally: {narration.money.words(step.share)} "
        "for each of "
        f"{people(step.voters)} who voted, blank ballots included."
    )


def raised(step: Raised, narration: Narration) -> str:
    """Return how often shares were raised, and why no further."""
    if not step.times:
        return "The shares were not raised." + _why(step, narration)
    by, share = narration.money.words(step.by), narration.money.words(step.share)
    return (
        f"To spend more of it, every share was raised {_times(step.times)} by {by}, to "
        f"{share}.{_why(step, narration)}"
    )


def _why(step: Raised, narration: Narration) -> str:
    if step.next_cost is not None:
        return (
            " At the next raise the funded options would have cost "
            f"{narration.money.words(step.next_cost)}, too much."
        )
    reasons: dict[str, str] = {
        Ending.EVERYTHING: " Everything that anyone supported was then funded.",
        Ending.EXHAUSTED: " No other option then fitted what was left of the budget.",
    }
    return reasons.get(step.because, "")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def bought(step: Bought, narration: Narration) -> str:
    """Return who was funded, and who paid what."""
    funded = f"{narration.name(step.option)} was funded: {_who_paid(step, narration)}."
    return f"{funded}{tie(step.tied, step.broken_by, narration)}"


def _who_paid(step: Bought, narration: Narration) -> str:
    """Say who paid; the stated sums add up to the stated cost."""
    if not step.cost:
        return "it costs nothing, and people supported it"
    share = narration.money.words(share_of(narration))
    each = (
        f"paid {narration.money.words(step.payment)} each"
        if step.payment is not None
        else _by_worth(step, narration)
    )
    full, rest = narration.money.parts([step.cost - step.rest, step.rest])
    if not step.gave_rest:
        return f"{people(step.in_full)} {each} of their {share} share, {full} together"
    return (
        f"{people(step.in_full)} {each} of their {share} share, {full} together, and "
        f"{people(step.gave_rest)} gave "
        f"the last of theirs, {rest} together, which makes its cost of "
        f"{narration.money.words(step.cost)}"
    )


def _by_worth(step: Bought, narration: Narration) -> str:
    one = (
        "point"
        if narration.count.settings["satisfaction"] == "points"
        else "option they ranked below it"
    )
    return f"paid {narration.money.words(step.price)} for every {one}"


def missed(step: Missed, narration: Narration) -> str:
    """Return what was lacking for an option."""
    had, short = narration.money.parts([step.had, step.short])
    cost = narration.money.words(step.cost)
    return (
        f"{narration.name(step.option)} was not funded from shares: its "
        f"{amount(step.supporters, 'supporter')} had {had} "
        f"left, {short} less than its cost of {cost}.{_remedy(step, narration)}"
    )


def _remedy(step: Missed, narration: Narration) -> str:
    """Say how many more supporters a recount needs to fund it, or that it would not have fitted."""
    if step.is_enough:
        more = amount(step.more or 0, "more supporter")
        return f" {more} with a whole share would have been enough."
    told_later = any(
        isinstance(each, Skipped) and each.option == step.option for each in narration.count.steps
    )
    if step.cost <= step.left or told_later:
        return ""
    left = narration.money.words(step.left)
    return f" It costs more than the {left} that was left of the budget."


def share_of(narration: Narration) -> Fraction:
    """Return the share that everyone had in the end."""
    return [step.share for step in narration.count.steps if isinstance(step, Shared | Raised)][-1]
