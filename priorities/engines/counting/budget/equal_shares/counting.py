"""Counting by equal shares: the count with all its steps, and the completion that was published."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind
from priorities.engines.counting.budget.equal_shares.completion import Raises, raises
from priorities.engines.counting.budget.equal_shares.leftovers import left_to_supporters
from priorities.engines.counting.budget.equal_shares.outcome import outcome_at
from priorities.engines.counting.budget.equal_shares.purchases import Purchase, Purchases
from priorities.engines.counting.budget.equal_shares.steps import Bought, Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.support import Electorate, electorate
from priorities.engines.counting.budget.greedy import greedy_steps
from priorities.engines.counting.count import Chosen, Count, Setting, Skipped, Step
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import CountSettings

_NEAREST = 3
_MOST_MARKS_AGAIN = {True: 50_000, False: 1_000_000}  # by whether shares are raised


def count_equal_shares(ballots: Ballots, settings: CountSettings) -> Count:
    """Return the count by the Method of Equal Shares with the completion that `settings` name.

    The rule is that of Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with
    Additive Utilities" (NeurIPS 2021); of the settings it takes ties, satisfaction, completion and
    integral start. Each voter, blank ballots included, has an equal share; free options with
    support are funded at once. Raises BallotsFaulty if the budget, a cost or the satisfaction is
    missing.
    """
    if ballots.budget is None:
        raise BallotsFaulty("There is no budget.")
    share = _first_share(ballots, ballots.budget, settings)
    purchases, steps = _spend_shares(ballots, share, ballots.budget, settings)
    steps += _missed(purchases, ballots, settings)
    if settings.completion.ends_greedily:
        steps += _filled(ballots, steps, settings)
    return _count(ballots, steps, settings)


def _spend_shares(
    ballots: Ballots, first: Fraction, budget: int, settings: CountSettings
) -> tuple[Purchases, list[Step]]:
    """Return what voters buy who each have `first` to begin with, and the steps that led there."""
    voters = electorate(ballots, settings.satisfaction)
    places = settings.ties.places(ballots)
    share, steps = first, list[Step]([Shared(first, ballots.turnout)])
    if settings.completion.raises_shares:
        last = _raised(voters, first, places, budget, settings)
        steps.append(_raise_step(last, first, ballots.unit))
        share = last.outcome.share
    purchases = Purchases(voters, share, places)
    steps += _purchases(purchases, ballots, settings)
    return purchases, steps


def _first_share(ballots: Ballots, budget: int, settings: CountSettings) -> Fraction:
    share = Fraction(budget, max(ballots.turnout, 1))
    return Fraction(share // ballots.unit * ballots.unit) if settings.integral_start else share


def _raised(
    voters: Electorate, share: Fraction, places: Sequence[int], budget: int, settings: CountSettings
) -> Raises:
    """Return where raising shares ended; on the way, report what is spent of the budget."""
    stages = raises(
        outcome_at(voters, share, places),
        by=voters.ballots.unit,
        budget=budget,
        places=places,
        stops_exhausted=settings.completion.stops_exhausted,
    )
    for stage in stages:
        settings.on_progress(stage.outcome.cost, budget)
    return stage


def _raise_step(last: Raises, first: Fraction, by: int) -> Raised:
    because = last.ending.value if last.ending else ""
    return Raised(first, last.outcome.share, by, last.times, because, last.next_cost)


def _purchases(purchases: Purchases, ballots: Ballots, settings: CountSettings) -> Iterator[Bought]:
    left = ballots.budget or 0
    for each in purchases.in_order():
        left -= purchases.supports[each.option].cost
        yield _bought(each, purchases, ballots, left, settings.ties.name)


def _bought(
    each: Purchase, purchases: Purchases, ballots: Ballots, left: int, tie_name: str
) -> Bought:
    support = purchases.supports[each.option]
    return Bought(
        option=ballots.ids[each.option],
        cost=support.cost,
        price=each.price,
        payment=each.rate if support.worth is None else None,
        in_full=each.in_full,
        gave_rest=each.gave_rest,
        rest=each.rest,
        left=left,
        tied=tuple(ballots.ids[other] for other in each.tied),
        broken_by=tie_name if each.tied else "",
    )


def _missed(purchases: Purchases, ballots: Ballots, settings: CountSettings) -> Iterator[Missed]:
    """Yield the options with support that were not bought, those that lacked least first."""
    ledger, supports, places = purchases.remaining.ledger, purchases.supports, purchases.places
    left = left_to_supporters(purchases.remaining)
    short = {
        option: support.cost * ledger.denominator - left[option]
        for option, support in enumerate(supports)
        if support.total and option not in ledger.places
    }
    unspent = (ballots.budget or 0) - sum(supports[option].cost for option in ledger.places)
    nearest_first = sorted(short, key=lambda option: (short[option], places[option]))
    for place, option in enumerate(nearest_first):
        more = -(-short[option] // ledger.share) if ledger.share else None
        yield Missed(
            option=ballots.ids[option],
            cost=supports[option].cost,
            supporters=supports[option].voters,
            had=Fraction(left[option], ledger.denominator),
            more=more,
            left=unspent,
            is_enough=more is not None
            and place < _NEAREST
            and supports[option].cost <= unspent
            and _is_enough(ballots, option, more, settings),
        )


def _is_enough(ballots: Ballots, option: int, more: int, settings: CountSettings) -> bool:
    """Return whether a recount with `more` voters who support this option alone funds it.

    They have the same first share as everyone. It must be funded within the budget, and also
    where their shares add to it. False, too, where that would take long to find out.
    """
    most_marks = _MOST_MARKS_AGAIN[settings.completion.raises_shares]
    if len(ballots.chosen) > most_marks or settings.satisfaction is Satisfaction.BORDA:
        return False  # a ranking with one option ranks nothing below it
    budget = ballots.budget or 0
    first = _first_share(ballots, budget, settings)
    joined, quiet = _joined(ballots, option, more), replace(settings, on_progress=_quietly)
    return all(
        option in _bought_within(joined, first, each, quiet)
        for each in (budget, budget + int(more * first))
    )


def _joined(ballots: Ballots, option: int, more: int) -> Ballots:
    """Return the ballots and `more` others that mark this option alone; with points, the most that
    anybody gave it.
    """
    values, weights = ballots.values, ballots.weights
    if values is not None:
        given = values[ballots.chosen == option].max() if ballots.kind is Kind.POINTS else 1
        values = np.append(values, given)
    return replace(
        ballots,
        offsets=np.append(ballots.offsets, len(ballots.chosen) + 1),
        chosen=np.append(ballots.chosen, np.int32(option)),
        values=values,
        weights=np.append(np.ones(len(ballots), np.int64) if weights is None else weights, more),
    )


def _bought_within(
    ballots: Ballots, first: Fraction, budget: int, settings: CountSettings
) -> frozenset[int]:
    """Return what is bought, nothing if together it costs more than the budget."""
    purchases, _ = _spend_shares(ballots, first, budget, settings)
    bought = frozenset(purchases.remaining.ledger.places)
    cost = sum(purchases.supports[option].cost for option in bought)
    return bought if cost <= budget else frozenset()


def _quietly(_done: int, _of: int) -> None:
    """Say nothing of the progress of a recount."""


def _filled(
    ballots: Ballots, steps: Sequence[Step], settings: CountSettings
) -> tuple[Chosen | Skipped, ...]:
    """Return the steps that spend by votes what equal shares leave."""
    bought = [step for step in steps if isinstance(step, Bought)]
    return greedy_steps(
        ballots,
        scores=ballots.votes,
        ties=settings.ties,
        rules=GreedyRules(),
        left=bought[-1].left if bought else ballots.budget or 0,
        without={step.option for step in bought},
    )


def _count(ballots: Ballots, steps: Sequence[Step], settings: CountSettings) -> Count:
    winners = [step.option for step in steps if isinstance(step, Bought | Chosen)]
    missed = [step.option for step in steps if isinstance(step, Missed)]
    order = dict.fromkeys([*winners, *missed, *sorted(ballots.ids)])
    return Count(
        rule="equal-shares",
        winners=tuple(winners),
        order=tuple(order),
        scores=dict(zip(ballots.ids, ballots.votes.tolist(), strict=True)),
        turnout=ballots.turnout,
        blanks=ballots.blanks,
        spoiled=ballots.spoiled,
        cost=sum(ballots.options[ballots.index[name]].cost or 0 for name in winners),
        budget=ballots.budget,
        settings=_settings(ballots, settings),
        steps=tuple(steps),
    )


def _settings(ballots: Ballots, settings: CountSettings) -> dict[str, Setting]:
    return {
        "satisfaction": settings.satisfaction.value,
        "completion": settings.completion.value,
        "integral_start": settings.integral_start,
        "raised_by": ballots.unit if settings.completion.raises_shares else None,
        "ties": settings.ties.name,
    }
