"""Sentences about options that were chosen, funded, passed over or stopped at."""

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.budget.phragmen import Loaded, Stopped
from priorities.engines.counting.count import Chosen, Reason, Skipped
from priorities.engines.counting.explain.codes import TIES
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.words import in_turn


def chosen(step: Chosen, narration: Narration) -> Sentence:
    """Return who was chosen, with what score, and what it left of the budget."""
    level = tie(step.tied, step.broken_by, narration)
    name, score = narration.name(step.option), narration.score(step.score)
    if step.cost is None:
        told = sentence("%(name)s was chosen with %(score)s.", name=name, score=score)
        return in_turn(told, level)
    funded = sentence(
        "%(name)s was funded with %(score)s: it costs %(cost)s, which left %(left)s.",
        name=name,
        score=score,
        cost=narration.money.words(step.cost),
        left=narration.money.words(step.left or 0),
    )
    return in_turn(funded, _reserve(step, narration), level)


def _reserve(step: Chosen, narration: Narration) -> Sentence | None:
    if not step.from_reserve:
        return None
    money = narration.money.words(step.from_reserve)
    return sentence("%(money)s of it came from outside the budget.", money=money)


def skipped(step: Skipped, narration: Narration) -> Sentence:
    """Return why an option was not funded."""
    money = narration.money
    return _SKIPPED[step.reason]._replace(
        values={
            "name": narration.name(step.option),
            "score": narration.score(step.score),
            "rival": narration.name(step.because) if step.because else "",
            "cost": money.words(step.cost or 0),
            "left": money.words(step.left or 0),
        }
    )


_SKIPPED = {
    Reason.NO_SUPPORT: sentence("%(name)s was not funded: nobody supported it."),
    Reason.BELOW_THRESHOLD: sentence(
        "%(name)s was not funded: it had %(score)s, fewer than the rules ask for."
    ),
    Reason.EXCLUDED: sentence(
        "%(name)s was not funded: only one of it and %(rival)s may be funded."
    ),
    Reason.AFTER_STOP: sentence(
        "%(name)s was not funded: the count had stopped at an option that no longer fitted."
    ),
    Reason.DOES_NOT_FIT: sentence(
        "%(name)s was not funded: it had %(score)s and costs %(cost)s, but only %(left)s was left."
    ),
}


def loaded(step: Loaded, narration: Narration) -> Sentence:
    """Return who was funded and what its supporters have now paid."""
    carried, cost = narration.money.parts([step.before, step.cost])
    load, name = narration.money.words(step.load), narration.name(step.option)
    if step.tied:
        funded = counted(
            "%(name)s was funded: it costs %(cost)s, and its %(number)s supporter has now paid "
            "%(load)s, no more than for any other option left.",
            "%(name)s was funded: it costs %(cost)s, and its %(number)s supporters have now paid "
            "%(load)s each, no more than for any other option left.",
            step.supporters,
            name=name,
            cost=cost,
            load=load,
        )
    else:
        funded = counted(
            "%(name)s was funded: it costs %(cost)s, and its %(number)s supporter has now paid "
            "%(load)s, less than for any other option left.",
            "%(name)s was funded: it costs %(cost)s, and its %(number)s supporters have now paid "
            "%(load)s each, less than for any other option left.",
            step.supporters,
            name=name,
            cost=cost,
            load=load,
        )
    before = sentence("They had paid %(money)s already for other options.", money=carried)
    level = tie(step.tied, step.broken_by, narration)
    return in_turn(funded, before if step.before else None, level)


def stopped(step: Stopped, narration: Narration) -> Sentence:
    """Return at which option the count stopped."""
    cost, left = narration.money.words(step.cost), narration.money.words(step.left)
    name = narration.name(step.option)
    if not step.beside:
        return sentence(
            "%(name)s was next, but costs %(cost)s when only %(left)s was left, so the count "
            "stopped there.",
            name=name,
            cost=cost,
            left=left,
        )
    return sentence(
        "%(name)s was next, level with %(beside)s, but costs %(cost)s when only %(left)s was left, "
        "so the count stopped there.",
        name=name,
        beside=narration.name(step.beside),
        cost=cost,
        left=left,
    )


def tie(tied: tuple[str, ...], broken_by: str, narration: Narration) -> Sentence | None:
    """Return a sentence on who stood equal and what decided, None where nobody did."""
    if not tied:
        return None
    return sentence(
        "It stood equal with %(names)s, and the tie order (%(order)s) decided.",
        names=narration.names(tied),
        order=TIES.get(broken_by, broken_by),
    )
