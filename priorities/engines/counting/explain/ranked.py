"""Sentences about ranked ballots: where votes went stage by stage, and who came before whom."""

from fractions import Fraction

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.explain.budget import tie
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.ranked.pairwise import Compared
from priorities.engines.counting.ranked.schulze import Chained
from priorities.engines.counting.ranked.standings import Placed
from priorities.engines.counting.ranked.transfers import Stage
from priorities.engines.counting.words import exact_votes, in_turn

_STAGE = "stage-"


def stage(step: Stage, narration: Narration) -> Sentence:
    """Return what happened at a stage."""
    told = in_turn(_moved(step, narration), *_received(step, narration), *_elected(step, narration))
    return sentence("Stage %(stage)s: %(told)s", stage=step.number, told=told)


def _moved(step: Stage, narration: Narration) -> Sentence:
    """Say whose votes were moved, and why theirs."""
    if step.surplus_of:
        surplus = _total(_before(step, narration), step.surplus_of) - _total(step, step.surplus_of)
        went_on = sentence(
            "%(name)s had %(votes)s more than needed, which went on.",
            name=narration.name(step.surplus_of),
            votes=exact_votes(surplus),
        )
        return in_turn(went_on, _tie(step, narration))
    if len(step.excluded) > 1:
        return sentence(
            "%(names)s could not catch up even together, and were excluded.",
            names=narration.names(step.excluded),
        )
    if step.excluded:
        [name] = step.excluded
        excluded = sentence(
            "%(name)s had %(votes)s and was excluded.",
            name=narration.name(name),
            votes=exact_votes(_total(_before(step, narration), name)),
        )
        return in_turn(excluded, _tie(step, narration))
    return sentence("every ballot counts for its first choice.")


def _tie(step: Stage, narration: Narration) -> Sentence | None:
    if not step.broken_by.startswith(_STAGE):
        return tie(step.tied, step.broken_by, narration)
    names, stage = narration.names(step.tied), int(step.broken_by.removeprefix(_STAGE))
    if step.surplus_of:
        return sentence(
            "It stood equal with %(names)s, but %(moved)s had more votes at stage %(stage)s.",
            names=names,
            moved=narration.name(step.surplus_of),
            stage=stage,
        )
    return sentence(
        "It stood equal with %(names)s, but %(moved)s had fewer votes at stage %(stage)s.",
        names=names,
        moved=narration.names(step.excluded),
        stage=stage,
    )


def _received(step: Stage, narration: Narration) -> list[Sentence]:
    """Say who received how much; every number is exact, so that they add up."""
    before = _before(step, narration)
    gained = {
        name: _total(step, name) - (_total(before, name) if before else 0)
        for name in narration.count.order
    }
    clauses = [
        sentence("%(name)s received %(votes)s", name=narration.name(name), votes=exact_votes(more))
        for name, more in gained.items()
        if more > 0
    ]
    idle = _units(step.non_transferable - (before.non_transferable if before else 0), step)
    lost = _units(step.lost - (before.lost if before else 0), step)
    if idle:
        clauses.append(sentence("%(votes)s had no further choice", votes=exact_votes(idle)))
    if lost:
        clauses.append(sentence("%(votes)s fell away in rounding down", votes=exact_votes(lost)))
    return [sentence("%(clauses)s.", clauses=tuple(clauses))] if clauses else []


def _elected(step: Stage, narration: Narration) -> list[Sentence]:
    reached = [name for name in step.elected if _total(step, name) >= step.quota]
    others = [name for name in step.elected if name not in reached]
    needed = counted(
        "%(names)s reached the %(votes)s needed and was elected.",
        "%(names)s reached the %(votes)s needed and were elected.",
        len(reached),
        names=narration.names(reached),
        votes=exact_votes(Fraction(step.quota)),
    )
    last = counted(
        "No more were left than seats, so %(names)s was elected.",
        "No more were left than seats, so %(names)s were elected.",
        len(others),
        names=narration.names(others),
    )
    return [needed] * bool(reached) + [last] * bool(others)


def _before(step: Stage, narration: Narration) -> Stage | None:
    stages = [each for each in narration.count.steps if isinstance(each, Stage)]
    return stages[step.number - 2] if step.number > 1 else None


def _total(stage: Stage | None, name: str) -> Fraction:
    return _units(stage.totals[name], stage) if stage else Fraction(0)


def _units(units: int, stage: Stage) -> Fraction:
    return Fraction(units, stage.units)


def compared(step: Compared, narration: Narration) -> Sentence | None:
    """Return a comparison of one who was chosen, None of others."""
    if step.option not in narration.count.winners:
        return None
    option, rival = narration.name(step.option), narration.name(step.rival)
    if step.votes == step.against:
        return sentence(
            "As many people put %(option)s before %(rival)s as the other way round, "
            "%(votes)s each.",
            option=option,
            rival=rival,
            votes=step.votes,
        )
    if step.votes < step.against:
        option, rival = rival, option
    return sentence(
        "More people put %(option)s before %(rival)s, %(votes)s to %(against)s.",
        option=option,
        rival=rival,
        votes=max(step.votes, step.against),
        against=min(step.votes, step.against),
    )


def chained(step: Chained, narration: Narration) -> Sentence | None:
    """Return the chain that puts one who was chosen before an option that it does not beat
    directly, None otherwise.
    """
    direct = [each for each in narration.count.steps if isinstance(each, Compared)]
    beaten = any(
        (each.option, each.rival) == (step.option, step.rival) and each.votes > each.against
        for each in direct
    )
    if beaten or step.option not in narration.count.winners or step.strength == step.against:
        return None
    return counted(
        "%(option)s still comes before %(rival)s: it beats options that beat %(rival)s in turn. "
        "The weakest link of that chain is %(number)s vote, of any chain back %(against)s.",
        "%(option)s still comes before %(rival)s: it beats options that beat %(rival)s in turn. "
        "The weakest link of that chain is %(number)s votes, of any chain back %(against)s.",
        step.strength,
        option=narration.name(step.option),
        rival=narration.name(step.rival),
        against=step.against,
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


def placed(step: Placed, narration: Narration) -> Sentence:
    """Return who was chosen, and its score."""
    told = sentence(
        "%(name)s was chosen: %(score)s.",
        name=narration.name(step.option),
        score=narration.score(step.score),
    )
    return in_turn(told, tie(step.tied, step.broken_by, narration))
