"""Greedy budgeting: every variant equals a slow count in fractions, and records why."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.count import Chosen, Count, Reason, Skipped
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.tabulate import approval_ballots
from priorities.engines.counting.ties import CheapestOrder, IdOrder
from tests.engines.counting.elections import IDS, elections, shuffled

RULES = st.builds(
    GreedyRules,
    per_cost=st.booleans(),
    stop_at_misfit=st.booleans(),
    reserve_from=st.none() | st.sampled_from([Fraction(1, 2), Fraction(4, 5)]),
    threshold=st.integers(0, 3),
    exclusive=st.sampled_from([(), (frozenset(IDS[:2]),)]),
)


def slow_winners(ballots: Ballots, rules: GreedyRules) -> list[str]:
    """Pick the best that is left, one at a time, with nothing prepared."""
    costs = {option.id: option.cost or 0 for option in ballots.options}
    votes = {name: sum(name in marks for marks in ballots.marks()) for name in costs}
    left, funded, waiting = ballots.budget or 0, list[str](), set(costs)
    while waiting:
        name = min(
            waiting,
            key=lambda name: (_worse(name, votes, costs, rules), costs[name], -votes[name], name),
        )
        waiting.remove(name)
        if votes[name] < max(rules.threshold, 1):
            continue
        if any(name in group and group & set(funded) for group in rules.exclusive):
            continue
        if costs[name] <= left:
            funded.append(name)
            left -= costs[name]
        elif rules.stop_at_misfit:
            part = rules.reserve_from
            return [*funded, name] if part is not None and left >= part * costs[name] else funded
    return funded


def _worse(
    name: str, votes: dict[str, int], costs: dict[str, int], rules: GreedyRules
) -> tuple[bool, Fraction]:
    if not rules.per_cost:
        return (True, Fraction(-votes[name]))
    if costs[name] == 0:
        return (votes[name] == 0, Fraction(0))
    return (True, Fraction(-votes[name], costs[name]))


def count(ballots: Ballots, rules: GreedyRules | None = None) -> Count:
    return count_greedy(ballots, scores=ballots.votes, ties=CheapestOrder(), rules=rules)


@given(elections((Kind.APPROVAL,)), RULES)
def test_winners_equal_the_slow_count(ballots: Ballots, rules: GreedyRules) -> None:
    result = count(ballots, rules)
    assert list(result.winners) == slow_winners(ballots, rules)
    assert {step.option for step in result.steps if isinstance(step, Chosen)} == set(result.winners)
    assert sorted(result.order) == sorted(ballots.ids)
    assert len(result.steps) == len(ballots.options)
    paid = sum(step.from_reserve for step in result.steps if isinstance(step, Chosen))
    assert result.cost - paid <= (ballots.budget or 0)


@given(elections((Kind.APPROVAL, Kind.SINGLE, Kind.POINTS)), RULES, st.data())
def test_nothing_depends_on_row_order(
    ballots: Ballots, rules: GreedyRules, data: st.DataObject
) -> None:
    again = shuffled(
        ballots,
        data.draw(st.permutations(range(len(ballots.options)))),
        data.draw(st.permutations(range(len(ballots)))),
    )
    assert count(again, rules).as_json() == count(ballots, rules).as_json()


@given(elections((Kind.APPROVAL,)), RULES)
def test_relabelling_relabels_the_result(ballots: Ballots, rules: GreedyRules) -> None:
    new = {name: f"x{place}" for place, name in enumerate(sorted(ballots.ids))}
    renamed = approval_ballots(
        [Option(new[option.id], option.name, option.cost) for option in ballots.options],
        [[new[name] for name in marks] for marks in ballots.marks()],
        budget=ballots.budget,
    )
    groups = tuple(frozenset(new[name] for name in group) for group in rules.exclusive)
    moved = GreedyRules(
        rules.per_cost, rules.stop_at_misfit, rules.reserve_from, rules.threshold, groups
    )
    winners = count(ballots, rules).winners
    assert count(renamed, moved).winners == tuple(new[name] for name in winners)


@given(elections((Kind.APPROVAL,), least_cost=1), st.integers(2, 5))
def test_money_in_other_units_changes_nothing(ballots: Ballots, factor: int) -> None:
    scaled = approval_ballots(
        [Option(option.id, "", (option.cost or 0) * factor) for option in ballots.options],
        [list(marks) for marks in ballots.marks()],
        budget=(ballots.budget or 0) * factor,
    )
    rules = GreedyRules(per_cost=True)
    assert count(scaled, rules).winners == count(ballots, rules).winners


PARK = [Option("bench", cost=6), Option("lamp", cost=5), Option("tree", cost=2)]
VOTES = [["bench", "lamp", "tree"], ["bench", "lamp"], ["bench"]]


def test_the_steps_say_why() -> None:
    result = count(approval_ballots(PARK, VOTES, budget=8))
    assert result.steps == (
        Chosen("bench", 3, cost=6, left=2),
        Skipped("lamp", 2, Reason.DOES_NOT_FIT, cost=5, left=2),
        Chosen("tree", 1, cost=2, left=0),
    )
    stopped = count(approval_ballots(PARK, VOTES, budget=8), GreedyRules(stop_at_misfit=True))
    assert stopped.steps[2] == Skipped("tree", 1, Reason.AFTER_STOP, cost=2, left=2)


def test_the_reserve_pays_what_is_missing() -> None:
    rules = GreedyRules(stop_at_misfit=True, reserve_from=Fraction(4, 5))
    result = count(approval_ballots(PARK, VOTES, budget=10), rules)
    assert result.steps[1] == Chosen("lamp", 2, cost=5, left=0, from_reserve=1)
    assert (result.winners, result.cost) == (("bench", "lamp"), 11)
    poorer = count(approval_ballots(PARK, VOTES, budget=9), rules)
    assert poorer.steps[1] == Skipped("lamp", 2, Reason.DOES_NOT_FIT, cost=5, left=3), (
        "3 is less than 4/5 of 5"
    )


@pytest.mark.parametrize(
    ("scores", "order", "level"),
    [((5, 0, 2, 1), "xyaw", ("y",)), ((5, 0, 1, 0), "xawy", ())],
    ids=["two free options", "one free option"],
)
def test_free_options_with_support_come_first_and_are_level(
    scores: tuple[int, ...], order: str, level: tuple[str, ...]
) -> None:
    options = [Option("a", cost=1), Option("w", cost=0), Option("x", cost=0), Option("y", cost=0)]
    result = count_greedy(
        approval_ballots(options, [], budget=1),
        scores=np.array(scores),
        ties=IdOrder(),
        rules=GreedyRules(per_cost=True),
    )
    assert "".join(result.order) == order
    assert result.steps[0] == Chosen(
        "x", scores[2], tied=level, broken_by="id" if level else "", cost=0, left=1
    )


def test_an_excluded_option_names_its_rival() -> None:
    rules = GreedyRules(exclusive=(frozenset({"bench", "tree"}),))
    result = count(approval_ballots(PARK, VOTES, budget=20), rules)
    assert result.steps[2] == Skipped("tree", 1, Reason.EXCLUDED, cost=2, left=9, because="bench")
    few = count(approval_ballots(PARK, VOTES, budget=20), replace(rules, threshold=2))
    assert few.steps[2] == Skipped("tree", 1, Reason.BELOW_THRESHOLD, cost=2, left=9), (
        "its votes are reason enough"
    )


def test_a_missing_budget_or_unknown_group_is_refused() -> None:
    with pytest.raises(BallotsFaulty, match="no budget"):
        count(approval_ballots(PARK, VOTES))
    with pytest.raises(BallotsFaulty, match="group"):
        count(approval_ballots(PARK, [], budget=1), GreedyRules(exclusive=(frozenset({"x"}),)))


def test_worth_is_compared_exactly() -> None:
    # As floats, both are a third, and the tie order would put "a" first.
    near = [Option("a", cost=3), Option("b", cost=3 * 10**17 - 1)]
    ballots = approval_ballots(near, [], budget=3 * 10**17)
    result = count_greedy(
        ballots,
        scores=np.array([1, 10**17]),
        ties=IdOrder(),
        rules=GreedyRules(per_cost=True),
    )
    assert result.winners == ("b",)
    assert 1 / 3 == 10**17 / (3 * 10**17 - 1)
