"""Counting by equal shares: the count with all its steps, and the completion that was published."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from priorities.engines.counting.ballots import Ballots, BallotsFaulty
from priorities.engines.counting.budget.equal_shares.completion import Raises, raises
from priorities.engines.counting.budget.equal_shares.leftovers import left_to_supporters
from priorities.engines.counting.budget.equal_shares.outcome import outcome_at
from priorities.engines.counting.budget.equal_shares.purchases import Purchase, Purchases
from priorities.engines.counting.budget.equal_shares.steps import Bought, Missed, Raised, Shared
from priorities.engines.counting.budget.equal_shares.support import Electorate, electorate
from priorities.engines.counting.budget.greedy import GreedyRules, greedy_steps
from priorities.engines.counting.count import Chosen, Count, Setting, Skipped, Step
from priorities.engines.counting.settings import CountSettings


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
    voters = electorate(ballots, settings.satisfaction)
    places = settings.ties.places(ballots)
    share = _first_share(ballots, ballots.budget, settings)
    steps: list[Step] = [Shared(share, ballots.turnout)]
    if settings.completion.raises_shares:
        last = _raised(voters, share, places, ballots.budget, settings)
        steps.append(_raise_step(last, share, ballots.unit))
        share = last.outcome.share
    purchases = Purchases(voters, share, places)
    steps += _purchases(purchases, ballots, settings)
    steps += _missed(purchases, ballots, places)
    if settings.completion.ends_greedily:
        steps += _filled(ballots, steps, settings)
    return _count(ballots, steps, settings)


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


def _missed(purchases: Purchases, ballots: Ballots, places: Sequence[int]) -> Iterator[Missed]:
    """Yield the options with support that were not bought, those that lacked least first."""
    ledger, supports = purchases.remaining.ledger, purchases.supports
    left = left_to_supporters(purchases.remaining)
    short = {
        option: support.cost * ledger.denominator - left[option]
        for option, support in enumerate(supports)
        if support.total and option not in ledger.places
    }
    for option in sorted(short, key=lambda option: (short[option], places[option])):
        yield Missed(
            option=ballots.ids[option],
            cost=supports[option].cost,
            supporters=supports[option].voters,
            had=Fraction(left[option], ledger.denominator),
            more=-(-short[option] // ledger.share) if ledger.share else None,
        )


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
