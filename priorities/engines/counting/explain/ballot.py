"""One ballot in plain words: what became of what this voter marked."""

from collections.abc import Mapping

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.budget.equal_shares import Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.payments import spending
from priorities.engines.counting.explain.narration import Narration


def ballot_sentences(narration: Narration, marks: Mapping[str, int]) -> list[Sentence]:
    """Return what a ballot with these marks (as `Ballots.marks` gives them) did, in plain words."""
    if not marks:
        return [sentence("This ballot was blank. It counts in the turnout.")]
    if any(isinstance(step, Shared | Raised) for step in narration.count.steps):
        return [
            _spent(narration, marks),
            *_missed(narration, marks),
            *_otherwise(narration, marks),
        ]
    return _came_in(narration, marks)


def _spent(narration: Narration, marks: Mapping[str, int]) -> Sentence:
    """Say where the share went; the stated sums add up to the stated share."""
    spent = spending(narration.count, marks)
    *sums, left = narration.money.parts([*(payment for _, payment in spent.paid), spent.left])
    share = narration.money.words(spent.share)
    if not spent.paid:
        return sentence("None of your %(share)s share was spent.", share=share)
    parts = tuple(
        sentence("%(paid)s went to %(name)s", paid=paid, name=narration.name(option))
        for (option, _), paid in zip(spent.paid, sums, strict=True)
    )
    return sentence(
        "Of your %(share)s share, %(parts)s; %(left)s was left.",
        share=share,
        parts=parts,
        left=left,
    )


def _missed(narration: Narration, marks: Mapping[str, int]) -> list[Sentence]:
    winners = narration.count.winners
    missed = [
        step
        for step in narration.count.steps
        if isinstance(step, Missed) and step.option in marks and step.option not in winners
    ]
    others = [step.option for step in missed if not step.is_enough]
    short = [
        counted(
            "%(name)s was %(number)s supporter short.",
            "%(name)s was %(number)s supporters short.",
            step.more or 0,
            name=narration.name(step.option),
        )
        for step in missed
        if step.is_enough
    ]
    return [*short, *([_not_funded(others, narration)] if others else [])]


def _not_funded(options: list[str], narration: Narration) -> Sentence:
    return counted(
        "%(names)s was not funded.",
        "%(names)s were not funded.",
        len(options),
        names=narration.names(options),
    )


def _not_chosen(options: list[str], narration: Narration) -> Sentence:
    return counted(
        "%(names)s was not chosen.",
        "%(names)s were not chosen.",
        len(options),
        names=narration.names(options),
    )


def _otherwise(narration: Narration, marks: Mapping[str, int]) -> list[Sentence]:
    """Say which marked options were funded without taking anything from this share."""
    paid = {option for option, _ in spending(narration.count, marks).paid}
    free = [option for option in narration.count.winners if option in marks and option not in paid]
    if not free:
        return []
    return [
        counted(
            "%(names)s was funded without money from your share.",
            "%(names)s were funded without money from your share.",
            len(free),
            names=narration.names(free),
        )
    ]


def _came_in(narration: Narration, marks: Mapping[str, int]) -> list[Sentence]:
    has_budget = narration.count.budget is not None
    winners = [option for option in narration.count.winners if option in marks]
    others = [
        option for option in narration.count.order if option in marks and option not in winners
    ]
    if not winners:
        return [(_not_funded if has_budget else _not_chosen)(others, narration)]
    said = _funded(winners, narration) if has_budget else _chosen(winners, narration)
    return [said, *([_were_not(others, narration)] if others else [])]


def _funded(options: list[str], narration: Narration) -> Sentence:
    return counted(
        "Of what you marked, %(names)s was funded.",
        "Of what you marked, %(names)s were funded.",
        len(options),
        names=narration.names(options),
    )


def _chosen(options: list[str], narration: Narration) -> Sentence:
    return counted(
        "Of what you marked, %(names)s was chosen.",
        "Of what you marked, %(names)s were chosen.",
        len(options),
        names=narration.names(options),
    )


def _were_not(options: list[str], narration: Narration) -> Sentence:
    return counted(
        "%(names)s was not.",
        "%(names)s were not.",
        len(options),
        names=narration.names(options),
    )
