"""What holds for every budget rule, whatever the ballots."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option
from priorities.engines.counting.budget.equal_shares import Bought, Raised, count_equal_shares
from priorities.engines.counting.budget.phragmen import Loaded, count_phragmen
from priorities.engines.counting.count import Count
from priorities.engines.counting.rules import RULES, RuleUnknown, rule_named, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import approval_ballots, points_ballots, ranked_ballots
from priorities.engines.counting.ties import IdOrder
from tests.engines.counting.elections import elections, shuffled

BUDGET_RULES = [rule for rule in RULES.values() if rule.has_budget]


@st.composite
def counted(
    draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)
) -> tuple[Ballots, str, CountSettings]:
    """Draw an election with a budget rule and settings that can count it."""
    ballots = draw(elections(kinds))
    satisfaction = draw(
        st.sampled_from([each for each in Satisfaction if ballots.kind in each.kinds])
    )
    completion = draw(st.sampled_from(list(Completion)))
    chosen = CountSettings(
        satisfaction=satisfaction, completion=completion, integral_start=draw(st.booleans())
    )
    return ballots, draw(st.sampled_from(BUDGET_RULES)).name, chosen


@given(counted())
def test_the_budget_is_never_exceeded(drawn: tuple[Ballots, str, CountSettings]) -> None:
    ballots, rule, chosen = drawn
    count = RULES[rule].count(ballots, chosen)
    costs = dict(zip(ballots.ids, ballots.costs.tolist(), strict=True))
    assert count.cost == sum(costs[name] for name in count.winners) <= (ballots.budget or 0)
    assert sorted(count.order) == sorted(ballots.ids)
    assert count.order[: len(count.winners)] == count.winners or count.rule == "greedy"
    assert all(ballots.votes[ballots.index[name]] for name in count.winners)


@given(counted(), st.data())
def test_nothing_depends_on_row_order(
    drawn: tuple[Ballots, str, CountSettings], data: st.DataObject
) -> None:
    ballots, rule, chosen = drawn
    again = shuffled(
        ballots,
        data.draw(st.permutations(range(len(ballots.options)))),
        data.draw(st.permutations(range(len(ballots)))),
    )
    assert (
        RULES[rule].count(again, chosen).as_json() == RULES[rule].count(ballots, chosen).as_json()
    )


@given(counted((Kind.APPROVAL,)))
def test_relabelling_relabels_the_result(drawn: tuple[Ballots, str, CountSettings]) -> None:
    ballots, rule, chosen = drawn
    new = {name: f"x{place}" for place, name in enumerate(sorted(ballots.ids))}
    renamed = approval_ballots(
        [Option(new[option.id], option.name, option.cost) for option in ballots.options],
        [[new[name] for name in marks] for marks in ballots.marks()],
        budget=ballots.budget,
    )
    winners = RULES[rule].count(ballots, chosen).winners
    assert RULES[rule].count(renamed, chosen).winners == tuple(new[name] for name in winners)


@given(counted())
def test_weights_count_as_so_many_ballots(drawn: tuple[Ballots, str, CountSettings]) -> None:
    ballots, rule, chosen = drawn
    twice = Ballots(
        options=ballots.options,
        kind=ballots.kind,
        offsets=ballots.offsets,
        chosen=ballots.chosen,
        values=ballots.values,
        weights=ballots.lengths + 1,
        budget=ballots.budget,
    )
    rows = [row for row in range(len(ballots)) for _ in range(int(ballots.lengths[row]) + 1)]
    apart = shuffled(ballots, range(len(ballots.options)), rows)
    assert RULES[rule].count(twice, chosen).as_json() == RULES[rule].count(apart, chosen).as_json()


@given(counted(), st.integers(2, 1000))
def test_money_in_other_units_changes_nothing(
    drawn: tuple[Ballots, str, CountSettings], factor: int
) -> None:
    ballots, rule, chosen = drawn
    finer = Ballots(
        options=tuple(
            Option(each.id, each.name, (each.cost or 0) * factor) for each in ballots.options
        ),
        kind=ballots.kind,
        offsets=ballots.offsets,
        chosen=ballots.chosen,
        values=ballots.values,
        budget=(ballots.budget or 0) * factor,
        unit=factor,
    )
    assert RULES[rule].count(finer, chosen).winners == RULES[rule].count(ballots, chosen).winners


@given(
    elections((Kind.APPROVAL,), least_cost=1),
    st.sampled_from(list(Completion)),
    st.sampled_from([Satisfaction.COST, Satisfaction.CARDINALITY]),
)
@settings(max_examples=150, deadline=None)
def test_groups_that_agree_get_their_part_up_to_one_option(
    ballots: Ballots, completion: Completion, satisfaction: Satisfaction
) -> None:
    """Extended justified representation up to one option, by brute force: no group large enough for
    a set of options that all its members marked may consist of voters who each want one option more
    than they got.
    """
    chosen = CountSettings(satisfaction=satisfaction, completion=completion)
    winners = set(count_equal_shares(ballots, chosen).winners)
    costs = dict(zip(ballots.ids, ballots.costs.tolist(), strict=True))
    marks = [set(each) for each in ballots.marks()]

    def worth(options: set[str]) -> int:
        return (
            len(options)
            if satisfaction is Satisfaction.CARDINALITY
            else sum(costs[name] for name in options)
        )

    def is_content(each: set[str], wanted: set[str]) -> bool:
        got = worth(each & winners)
        return got >= worth(wanted) or any(
            got + worth({name}) > worth(wanted) for name in wanted - winners
        )

    for wanted in _sets(ballots.ids):
        cost = sum(costs[name] for name in wanted)
        discontent = [each for each in marks if wanted <= each and not is_content(each, wanted)]
        assert len(discontent) * (ballots.budget or 0) < cost * len(marks) or not discontent


def _sets(names: tuple[str, ...]) -> list[set[str]]:
    return [set(each) for size in range(1, len(names) + 1) for each in combinations(names, size)]


@given(elections(least_cost=1))
def test_loads_add_up_to_what_is_funded(ballots: Ballots) -> None:
    loads = [Fraction(0)] * len(ballots)
    spent = 0
    for step in count_phragmen(ballots, ties=IdOrder()).steps:
        if isinstance(step, Loaded):
            rows = [row for row, marks in enumerate(ballots.marks()) if step.option in marks]
            assert step.before == sum(loads[row] for row in rows)
            assert step.supporters * step.load == step.before + step.cost
            for row in rows:
                assert loads[row] <= step.load
                loads[row] = step.load
            spent += step.cost
            assert step.left == (ballots.budget or 0) - spent
    assert sum(loads) == spent


OPTIONS = [Option("library", cost=60), Option("trees", cost=30), Option("bench", cost=10)]


def test_those_whose_money_equals_the_price_exactly_pay_in_full() -> None:
    """Three shares of a third of a budget: floats put 3 x (1 / 3 of 100) below 100."""
    ballots = approval_ballots([Option("a", cost=100)], [["a"]] * 3, budget=100)
    (step,) = (
        step
        for step in count_equal_shares(ballots, CountSettings()).steps
        if isinstance(step, Bought)
    )
    assert (step.in_full, step.gave_rest, step.payment) == (3, 0, Fraction(100, 3))


def test_one_pound_short_is_not_enough() -> None:
    options = [Option("a", cost=10**15 + 1), Option("b", cost=1)]
    ballots = approval_ballots(options, [["a"], ["a"], ["a"], ["b"]], budget=(10**15 // 3) * 4)
    assert count_equal_shares(ballots, CountSettings()).winners == ("b",)
    enough = approval_ballots(options, [["a"], ["a"], ["a"], ["b"]], budget=(10**15 // 3 + 1) * 4)
    assert count_equal_shares(
        enough, CountSettings(satisfaction=Satisfaction.CARDINALITY)
    ).winners == ("b", "a")


def test_prices_that_floats_cannot_tell_apart_are_told_apart() -> None:
    """As floats both prices are a third; the tie order would put "a" first."""
    near = [Option("a", cost=10**17), Option("b", cost=10**17 - 1)]
    ballots = approval_ballots(near, [["a", "b"]] * 3, budget=10**17)
    chosen = CountSettings(ties=IdOrder(), satisfaction=Satisfaction.CARDINALITY)
    assert float(Fraction(10**17, 3)) == float(Fraction(10**17 - 1, 3))
    assert count_equal_shares(ballots, chosen).winners == ("b",)


def test_add1_goes_on_when_nothing_more_fits() -> None:
    """With larger shares both supporters of the hall can pay for it, before one of them buys the
    bench.
    """
    options = [Option("hall", cost=9), Option("pool", cost=9), Option("bench", cost=3)]
    ballots = approval_ballots(options, [["hall", "bench"], ["hall"], ["pool"]], budget=9)
    goes_on = count_equal_shares(ballots, CountSettings(completion=Completion.ADD1))
    stops = count_equal_shares(ballots, CountSettings(completion=Completion.ADD1_EXHAUSTIVE))
    assert (goes_on.winners, stops.winners) == (("hall",), ("bench",))


@pytest.mark.parametrize("rule", BUDGET_RULES, ids=lambda rule: rule.name)
def test_a_missing_budget_or_cost_is_refused(rule: object) -> None:
    with pytest.raises(BallotsFaulty, match="budget"):
        rule.count(approval_ballots(OPTIONS, []), CountSettings())  # type: ignore[attr-defined]
    with pytest.raises(BallotsFaulty, match="no cost"):
        rule.count(approval_ballots([Option("a")], [], budget=3), CountSettings())  # type: ignore[attr-defined]


def test_satisfaction_needs_ballots_that_say_it() -> None:
    ballots = approval_ballots(OPTIONS, [["trees"]], budget=50)
    for satisfaction in (Satisfaction.POINTS, Satisfaction.BORDA):
        for rule in ("greedy", "equal-shares"):
            with pytest.raises(BallotsFaulty):
                RULES[rule].count(ballots, CountSettings(satisfaction=satisfaction))


def test_rules_are_found_by_name_and_by_ballots() -> None:
    approvals = approval_ballots(OPTIONS, [], budget=3)
    ranked = ranked_ballots([Option("a"), Option("b")], [])
    assert [rule.name for rule in rules_for(approvals)] == [
        "equal-shares",
        "greedy",
        "greedy-no-skip",
        "phragmen",
        "approval",
    ]
    assert "equal-shares" not in [rule.name for rule in rules_for(ranked)]
    assert rule_named("points", points_ballots(OPTIONS, [])).name == "points"
    with pytest.raises(RuleUnknown, match="approval ballots"):
        rule_named("stv", approvals)
    with pytest.raises(RuleUnknown) as refused:
        rule_named("borda count", approvals)
    assert str(refused.value) == f'There is no rule "borda count". There are: {", ".join(RULES)}.'
    for without_money in (
        approval_ballots(OPTIONS, []),
        approval_ballots([Option("a")], [], budget=3),
    ):
        assert [rule.name for rule in rules_for(without_money)] == ["approval"]


def test_the_long_raise_is_skipped_over_and_gives_the_same() -> None:
    """A million raises by one penny: only skipping can end in time, and plain arithmetic says
    where.
    """
    options = [Option("hall", cost=10**9), Option("park", cost=10**9)]
    ballots = approval_ballots(options, [["hall"]] * 600 + [["park"]] * 400, budget=1_300_000_000)
    count: Count = count_equal_shares(ballots, CountSettings(completion=Completion.ADD1))
    assert count.winners == ("hall",)
    raised = next(step for step in count.steps if isinstance(step, Raised))
    # The park's 400 supporters could pay for it at shares of 2,500,000, and the outcome would cost
    # too much.
    assert raised.share + raised.by == 2_500_000
    assert raised.times == 1_199_999
