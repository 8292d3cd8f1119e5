"""Thousands of small elections full of ties: every budget rule gives what the naive count gives.

COUNTING_DRILL sets how many elections are tried; a longer drill goes on from other seeds.
"""

import os
import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.budget.equal_shares import (
    Bought,
    Missed,
    Raised,
    Shared,
    count_equal_shares,
)
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
from priorities.engines.counting.ties import CheapestOrder, IdOrder, TieOrder
from tests.engines.counting.budget import naive

ELECTIONS = int(os.environ.get("COUNTING_DRILL", "600"))
SEED = int(os.environ.get("COUNTING_SEED", "1"))
LOTS = 12


def made_up(dice: random.Random) -> Ballots:
    """Return a small election; few different costs and marks make for many ties."""
    names = dice.sample(["1", "10", "2", "b", "Ł/3", "07", "c"], dice.randint(1, 6))
    costs = dice.choice([[1, 2, 3], [2, 4, 6, 12], [5, 7, 11, 30], [0, 10], [3]])
    options = [Option(name, cost=dice.choice(costs)) for name in names]
    voters = dice.randint(0, 9)
    marked = [dice.sample(names, dice.randint(0, len(names))) for _ in range(voters)]
    money = {"budget": dice.choice([0, 1, 6, 12, 20, 37]), "unit": dice.choice([1, 1, 1, 10])}
    money["weights"] = [dice.randint(1, 3) for _ in range(voters)] if dice.random() < 0.2 else None  # type: ignore[assignment]
    kind = dice.choice([Kind.APPROVAL, Kind.APPROVAL, Kind.POINTS, Kind.RANKED, Kind.SINGLE])
    if kind is Kind.SINGLE:
        return single_ballots(options, [next(iter(marks), None) for marks in marked], **money)  # type: ignore[arg-type]
    if kind is Kind.POINTS:
        points = [{name: dice.randint(1, 4) for name in marks} for marks in marked]
        return points_ballots(options, points, **money)  # type: ignore[arg-type]
    make = approval_ballots if kind is Kind.APPROVAL else ranked_ballots
    return make(options, marked, **money)  # type: ignore[arg-type]


def satisfactions_of(ballots: Ballots) -> list[Satisfaction]:
    return [each for each in Satisfaction if ballots.kind in each.kinds]


ORDERS: dict[bool, TieOrder] = {False: CheapestOrder(), True: IdOrder()}


@pytest.mark.parametrize("lot", range(LOTS))
def test_every_rule_gives_what_the_naive_count_gives(lot: int) -> None:
    for number in range(lot, ELECTIONS, LOTS):
        dice = random.Random(f"{SEED}/{number}")
        ballots = made_up(dice)
        by_id = dice.random() < 0.3
        ties = naive.tie_order(ballots, by_id=by_id)
        settings = CountSettings(ties=ORDERS[by_id], integral_start=dice.random() < 0.2)
        where = f"seed {SEED}, election {number}"
        assert list(RULES["phragmen"].count(ballots, settings).winners) == naive.phragmen(
            ballots, ties
        ), where
        for satisfaction in satisfactions_of(ballots):
            chosen = replace(settings, satisfaction=satisfaction)
            winners = list(RULES["greedy"].count(ballots, chosen).winners)
            assert winners == naive.greedy(ballots, satisfaction, ties), where
        for satisfaction, completion in product(satisfactions_of(ballots), Completion):
            chosen = replace(settings, satisfaction=satisfaction, completion=completion)
            count = count_equal_shares(ballots, chosen)
            assert list(count.winners) == naive.equal_shares(ballots, chosen, ties), (
                where,
                satisfaction,
                completion,
            )
            check_steps(ballots, chosen, count.steps)


def check_steps(ballots: Ballots, settings: CountSettings, steps: tuple[object, ...]) -> None:
    """Money in the steps adds up to what was shared out, and prices are those of the
    naive count.
    """
    share = next(step.share for step in steps if isinstance(step, Shared))
    for step in steps:
        if isinstance(step, Raised):
            assert step.share == share + step.times * step.by
            share = step.share
    known = naive.election(ballots, settings.satisfaction)
    left = [share] * len(known.voters)
    for step in steps:
        if isinstance(step, Bought):
            assert step.price == naive.price(known, step.option, left)
            worth = {
                voter: known.voters[voter][step.option] for voter in known.supporters(step.option)
            }
            in_full = [voter for voter in worth if left[voter] >= step.price * worth[voter]]
            others = [voter for voter in worth if voter not in in_full and left[voter] > 0]
            assert (step.in_full, step.gave_rest) == (len(in_full), len(others))
            assert step.rest == sum(left[voter] for voter in others)
            assert step.rest + sum(step.price * worth[voter] for voter in in_full) == step.cost
            for voter, value in worth.items():
                left[voter] -= min(left[voter], step.price * value)
        if isinstance(step, Missed):
            assert step.had == sum(left[voter] for voter in known.supporters(step.option))
            assert step.short == step.cost - step.had > 0
            assert step.supporters == len(known.supporters(step.option))
            if step.more is not None:
                assert (
                    step.had + step.more * share >= step.cost > step.had + (step.more - 1) * share
                )
    spent = sum(step.cost for step in steps if isinstance(step, Bought))
    assert spent + sum(left, Fraction(0)) == share * len(known.voters)
