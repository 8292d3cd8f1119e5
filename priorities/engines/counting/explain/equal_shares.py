"""Sentences about equal shares: what everyone had, who paid what, and what was missing."""

from fractions import Fraction

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.budget.equal_shares import Bought, Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.completion import Ending
from priorities.engines.counting.count import Skipped
from priorities.engines.counting.explain.budget import tie
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.words import in_turn


def shared(step: Shared, narration: Narration) -> Sentence:
    """Return how the budget was shared out."""
    return counted(
        "The budget of %(budget)s was shared out equally: %(share)s for each of %(number)s person "
        "who voted, blank ballots included.",
        "The budget of %(budget)s was shared out equally: %(share)s for each of %(number)s people "
        "who voted, blank ballots included.",
        step.voters,
        budget=narration.money.words(narration.count.budget or 0),
        share=narration.money.words(step.share),
    )


def raised(step: Raised, narration: Narration) -> Sentence:
    """Return how often shares were raised, and why no further."""
    return in_turn(_how_often(step, narration), _why(step, narration))


def _how_often(step: Raised, narration: Narration) -> Sentence:
    if not step.times:
        return sentence("The shares were not raised.")
    by, share = narration.money.words(step.by), narration.money.words(step.share)
    if step.times == 2:
        return sentence(
            "To spend more of it, every share was raised twice by %(by)s, to %(share)s.",
            by=by,
            share=share,
        )
    return counted(
        "To spend more of it, every share was raised once by %(by)s, to %(share)s.",
        "To spend more of it, every share was raised %(number)s times by %(by)s, to %(share)s.",
        step.times,
        by=by,
        share=share,
    )


def _why(step: Raised, narration: Narration) -> Sentence | None:
    if step.next_cost is not None:
        return sentence(
            "At the next raise the funded options would have cost %(cost)s, too much.",
            cost=narration.money.words(step.next_cost),
        )
    reasons: dict[str, Sentence] = {
        Ending.EVERYTHING: sentence("Everything that anyone supported was then funded."),
        Ending.EXHAUSTED: sentence("No other option then fitted what was left of the budget."),
    }
    return reasons.get(step.because)


def bought(step: Bought, narration: Narration) -> Sentence:
    """Return who was funded, and who paid what."""
    return in_turn(_who_paid(step, narration), tie(step.tied, step.broken_by, narration))


def _who_paid(step: Bought, narration: Narration) -> Sentence:
    """Say who paid; the stated sums add up to the stated cost."""
    name = narration.name(step.option)
    if not step.cost:
        return sentence(
            "%(name)s was funded: it costs nothing, and people supported it.", name=name
        )
    full, rest = narration.money.parts([step.cost - step.rest, step.rest])
    paid = _paid(step, narration)
    if not step.gave_rest:
        return sentence(
            "%(name)s was funded: %(paid)s, %(full)s together.", name=name, paid=paid, full=full
        )
    return sentence(
        "%(name)s was funded: %(paid)s, %(full)s together, and %(gave)s, which makes its cost of "
        "%(cost)s.",
        name=name,
        paid=paid,
        full=full,
        gave=counted(
            "%(number)s person gave the last of theirs, %(rest)s together",
            "%(number)s people gave the last of theirs, %(rest)s together",
            step.gave_rest,
            rest=rest,
        ),
        cost=narration.money.words(step.cost),
    )


def _paid(step: Bought, narration: Narration) -> Sentence:
    """Say what each of those paid whose share was enough."""
    share = narration.money.words(share_of(narration))
    if step.payment is not None:
        return counted(
            "%(number)s person paid %(payment)s each of their %(share)s share",
            "%(number)s people paid %(payment)s each of their %(share)s share",
            step.in_full,
            payment=narration.money.words(step.payment),
            share=share,
        )
    price = narration.money.words(step.price)
    if narration.count.settings["satisfaction"] == "points":
        return counted(
            "%(number)s person paid %(price)s for every point of their %(share)s share",
            "%(number)s people paid %(price)s for every point of their %(share)s share",
            step.in_full,
            price=price,
            share=share,
        )
    return counted(
        "%(number)s person paid %(price)s for every option they ranked below it of their "
        "%(share)s share",
        "%(number)s people paid %(price)s for every option they ranked below it of their "
        "%(share)s share",
        step.in_full,
        price=price,
        share=share,
    )


def missed(step: Missed, narration: Narration) -> Sentence:
    """Return what was lacking for an option."""
    had, short = narration.money.parts([step.had, step.short])
    lacking = counted(
        "%(name)s was not funded from shares: its %(number)s supporter had %(had)s left, %(short)s "
        "less than its cost of %(cost)s.",
        "%(name)s was not funded from shares: its %(number)s supporters had %(had)s left, "
        "%(short)s less than its cost of %(cost)s.",
        step.supporters,
        name=narration.name(step.option),
        had=had,
        short=short,
        cost=narration.money.words(step.cost),
    )
    return in_turn(lacking, _remedy(step, narration))


def _remedy(step: Missed, narration: Narration) -> Sentence | None:
    """Say how many more supporters a recount needs to fund it, or that it would not have fitted."""
    if step.is_enough:
        return counted(
            "%(number)s more supporter with a whole share would have been enough.",
            "%(number)s more supporters with a whole share would have been enough.",
            step.more or 0,
        )
    told_later = any(
        isinstance(each, Skipped) and each.option == step.option for each in narration.count.steps
    )
    if step.cost <= step.left or told_later:
        return None
    return sentence(
        "It costs more than the %(left)s that was left of the budget.",
        left=narration.money.words(step.left),
    )


def share_of(narration: Narration) -> Fraction:
    """Return the share that everyone had in the end."""
    return [step.share for step in narration.count.steps if isinstance(step, Shared | Raised)][-1]
