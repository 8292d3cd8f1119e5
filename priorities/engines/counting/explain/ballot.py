"""One ballot in plain words: what became of what this voter marked."""

from collections.abc import Mapping

from priorities.engines.counting.budget.equal_shares import Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.payments import spending
from priorities.engines.counting.explain.narration import Telling, amount, listed


def ballot_sentences(telling: Telling, marks: Mapping[str, int]) -> list[str]:
    """Return what a ballot with these marks (as `Ballots.marks` gives them) did, in plain words."""
    if not marks:
        return ["This ballot was blank. It counts in the turnout."]
    if any(isinstance(step, Shared | Raised) for step in telling.count.steps):
        return [*_spent(telling, marks), *_missed(telling, marks), *_otherwise(telling, marks)]
    return _came_in(telling, marks)


def _spent(telling: Telling, marks: Mapping[str, int]) -> list[str]:
    """Say where the share went; the sums told add up to the share told."""
    spent = spending(telling.count, marks)
    *sums, left = telling.money.parts([*(payment for _, payment in spent.paid), spent.left])
    share = telling.money.words(spent.share)
    if not spent.paid:
        return [f"None of your {share} share was spent."]
    parts = [
        f"{paid} went to {telling.name(option)}"
        for (option, _), paid in zip(spent.paid, sums, strict=True)
    ]
    return [f"Of your {share} share, {listed(parts)}; {left} was left."]


def _missed(telling: Telling, marks: Mapping[str, int]) -> list[str]:
    missed = [
        step for step in telling.count.steps if isinstance(step, Missed) and step.option in marks
    ]
    return [
        f"{telling.name(step.option)} was {amount(step.more, 'supporter')} short."
        for step in missed
        if step.more is not None and step.option not in telling.count.winners
    ]


def _otherwise(telling: Telling, marks: Mapping[str, int]) -> list[str]:
    """Say which marked options were funded without taking anything from this share."""
    paid = {option for option, _ in spending(telling.count, marks).paid}
    free = [option for option in telling.count.winners if option in marks and option not in paid]
    return (
        [f"{telling.names(free)} {_was(free)} funded without money from your share."]
        if free
        else []
    )


def _came_in(telling: Telling, marks: Mapping[str, int]) -> list[str]:
    done = "chosen" if telling.count.budget is None else "funded"
    winners = [option for option in telling.count.winners if option in marks]
    others = [option for option in telling.count.order if option in marks and option not in winners]
    if not winners:
        return [f"{telling.names(others)} {_was(others)} not {done}."]
    told = [f"Of what you marked, {telling.names(winners)} {_was(winners)} {done}."]
    return [*told, f"{telling.names(others)} {_was(others)} not."] if others else told


def _was(options: list[str]) -> str:
    return "was" if len(options) == 1 else "were"
