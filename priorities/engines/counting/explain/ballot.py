"""One ballot in plain words: what became of what this voter marked."""

from collections.abc import Mapping

from priorities.engines.counting.budget.equal_shares import Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.payments import spending
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.words import amount, listed


def ballot_sentences(narration: Narration, marks: Mapping[str, int]) -> list[str]:
    """Return what a ballot with these marks (as `Ballots.marks` gives them) did, in plain words."""
    if not marks:
        return ["This ballot was blank. It counts in the turnout."]
    if any(isinstance(step, Shared | Raised) for step in narration.count.steps):
        return [
            *_spent(narration, marks),
            *_missed(narration, marks),
            *_otherwise(narration, marks),
        ]
    return _came_in(narration, marks)


def _spent(narration: Narration, marks: Mapping[str, int]) -> list[str]:
    """Say where the share went; the stated sums add up to the stated share."""
    spent = spending(narration.count, marks)
    *sums, left = narration.money.parts([*(payment for _, payment in spent.paid), spent.left])
    share = narration.money.words(spent.share)
    if not spent.paid:
        return [f"None of your {share} share was spent."]
    parts = [
        f"{paid} went to {narration.name(option)}"
        for (option, _), paid in zip(spent.paid, sums, strict=True)
    ]
    return [f"Of your {share} share, {listed(parts)}; {left} was left."]


def _missed(narration: Narration, marks: Mapping[str, int]) -> list[str]:
    winners = narration.count.winners
    missed = [
        step
        for step in narration.count.steps
        if isinstance(step, Missed) and step.option in marks and step.option not in winners
    ]
    others = [step.option for step in missed if not step.is_enough]
    return [
        *(
            f"{narration.name(step.option)} was {amount(step.more or 0, 'supporter')} short."
            for step in missed
            if step.is_enough
        ),
        *([f"{narration.names(others)} {_was(others)} not funded."] if others else []),
    ]


def _otherwise(narration: Narration, marks: Mapping[str, int]) -> list[str]:
    """Say which marked options were funded without taking anything from this share."""
    paid = {option for option, _ in spending(narration.count, marks).paid}
    free = [option for option in narration.count.winners if option in marks and option not in paid]
    return (
        [f"{narration.names(free)} {_was(free)} funded without money from your share."]
        if free
        else []
    )


def _came_in(narration: Narration, marks: Mapping[str, int]) -> list[str]:
    done = "chosen" if narration.count.budget is None else "funded"
    winners = [option for option in narration.count.winners if option in marks]
    others = [
        option for option in narration.count.order if option in marks and option not in winners
    ]
    if not winners:
        return [f"{narration.names(others)} {_was(others)} not {done}."]
    sentences = [f"Of what you marked, {narration.names(winners)} {_was(winners)} {done}."]
    if others:
        sentences.append(f"{narration.names(others)} {_was(others)} not.")
    return sentences


def _was(options: list[str]) -> str:
    return "was" if len(options) == 1 else "were"
