"""Equal shares at its edges: exact ties across raises, marks of different worth, and what is
written down.
"""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.budget.equal_shares import (
    Bought,
    Missed,
    Raised,
    Shared,
    count_equal_shares,
)
from priorities.engines.counting.budget.equal_shares.outcome import outcome_at, stretched
from priorities.engines.counting.budget.equal_shares.payments import spending
from priorities.engines.counting.budget.equal_shares.support import Electorate, electorate
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import approval_ballots, points_ballots, ranked_ballots
from priorities.engines.counting.ties import CheapestOrder, IdOrder
from tests.engines.counting.budget import naive
from tests.engines.counting.budget.test_against_naive import check_steps, made_up, satisfactions_of

EACH_ONE = CountSettings(satisfaction=Satisfaction.CARDINALITY, ties=IdOrder())
POINTS = CountSettings(satisfaction=Satisfaction.POINTS, ties=IdOrder())
HUGE = 10**16


def bought(ballots: Ballots, chosen: CountSettings) -> list[Bought]:
    return [step for step in count_equal_shares(ballots, chosen).steps if isinstance(step, Bought)]


def rivals(times: int = 1, less: int = 0) -> Electorate:
    """Return voters of whom one has bought a bench first, which makes the rival dearer while shares
    are small.

    At shares of 13, 14 and 15 (times `times`) the rival costs each supporter 13, 12 and 11 and the
    winner 12.
    """
    options = [
        Option("bench", cost=8 * times),
        Option("rival", cost=22 * times),
        Option("winner", cost=24 * times - less),
    ]
    marks = [["bench", "rival"], ["bench"], ["rival"], ["winner"], ["winner"]]
    return electorate(
        approval_ballots(options, marks, budget=100 * times), Satisfaction.CARDINALITY
    )


WINNER_FIRST, RIVAL_FIRST = (0, 2, 1), (0, 1, 2)


@pytest.mark.parametrize(
    ("share", "places", "order"),
    [
        (14, WINNER_FIRST, (0, 2, 1)),
        (14, RIVAL_FIRST, (0, 1, 2)),
        (15, WINNER_FIRST, (0, 1, 2)),
        (15, RIVAL_FIRST, (0, 1, 2)),
    ],
)
def test_shares_are_stretched_over_exactly_where_the_order_of_purchases_stays(
    share: int, places: tuple[int, ...], order: tuple[int, ...]
) -> None:
    for times in (1, 10**12):
        voters = rivals(times)
        low = outcome_at(voters, Fraction(13 * times), places)
        assert low.order == (0, 2, 1)
        there = outcome_at(voters, Fraction(share * times), places)
        assert there.order == order
        high = stretched(low, Fraction(share * times), places)
        assert (high is not None) == (order == low.order)
        assert high is None or high.bought == there.bought


def test_a_rival_cheaper_by_less_than_floats_can_tell_ends_a_stretch() -> None:
    """At the high share the rival's price is below the winner's by half a unit in twelve million
    million.
    """
    for less, stays in ((1, True), (0, True), (-1, False)):
        voters = rivals(10**12, less)
        low = outcome_at(voters, Fraction(13 * 10**12), WINNER_FIRST)
        assert low.order == (0, 2, 1)
        assert (stretched(low, Fraction(14 * 10**12), WINNER_FIRST) is not None) == stays


@pytest.mark.parametrize("far", [0, 4])
def test_a_rival_whose_price_falls_faster_ends_a_stretch(far: int) -> None:
    """At shares of 14 both cost 14; at 15 the rival, with two poor supporters, costs 12 and the
    winner, with one, 13.

    Per supporter the winner's cost is the lower of the two, and an option that is far too dear
    stands first or last.
    """
    options = [
        Option("bench", cost=8),
        Option("statue", cost=12),
        Option("winner", cost=22),
        Option("rival", cost=34),
    ]
    options.insert(far, Option("far", cost=1000))
    marks = [
        ["bench", "rival"],
        ["bench", "rival"],
        ["statue", "winner"],
        ["statue"],
        ["winner"],
        ["rival"],
        ["far"],
    ]
    voters = electorate(approval_ballots(options, marks, budget=500), Satisfaction.CARDINALITY)
    places = range(len(options))

    def bought_at(share: int) -> list[str]:
        return [options[option].id for option in outcome_at(voters, Fraction(share), places).order]

    assert bought_at(14) == ["bench", "statue", "winner", "rival"]
    assert bought_at(15) == ["bench", "statue", "rival", "winner"]
    assert stretched(outcome_at(voters, Fraction(14), places), Fraction(15), places) is None


def test_twins_with_the_same_supporters_are_stretched_over() -> None:
    """Twins cost the same at every share; their place in the tie order decides, and does not
    change.
    """
    twins = [Option("a", cost=6), Option("b", cost=6), Option("far", cost=10**6)]
    voters = electorate(
        approval_ballots(twins, [["a", "b"], ["a", "b"], ["far"]], budget=30),
        Satisfaction.CARDINALITY,
    )
    for places in ((0, 1, 2), (1, 0, 2)):
        low = outcome_at(voters, Fraction(10), places)
        high = stretched(low, Fraction(1000), places)
        assert high is not None
        assert high.bought == low.bought
        assert high.order == ((0, 1) if places[0] == 0 else (1, 0))


def test_what_becomes_affordable_ends_a_stretch() -> None:
    options = [Option("a", cost=6), Option("far", cost=100)]
    voters = electorate(
        approval_ballots(options, [["a"], ["a"], ["far"]], budget=300), Satisfaction.CARDINALITY
    )
    low = outcome_at(voters, Fraction(10), (0, 1))
    assert stretched(low, Fraction(99), (0, 1)) is not None
    assert stretched(low, Fraction(100), (0, 1)) is None


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_many_raises_end_where_raising_one_by_one_ends(seed: int) -> None:
    dice = random.Random(seed)
    ballots = made_up(dice)
    factor = dice.choice([3, 17])
    dearer = dice.choice([0, 1])
    ballots = replace(
        ballots,
        options=tuple(
            replace(each, cost=(each.cost or 0) * factor + dice.randint(0, dearer))
            for each in ballots.options
        ),
        budget=(ballots.budget or 0) * factor,
        unit=1,
    )
    for satisfaction in satisfactions_of(ballots):
        chosen = CountSettings(
            satisfaction=satisfaction, completion=Completion.ADD1, ties=CheapestOrder()
        )
        ties = naive.tie_order(ballots, by_id=False)
        assert list(count_equal_shares(ballots, chosen).winners) == naive.equal_shares(
            ballots, chosen, ties
        )


def test_every_raise_is_written_down_and_watched() -> None:
    """Shares of 4 buy the bench; at 6 the hall would cost 10 more than there is."""
    options = [Option("bench", cost=4), Option("hall", cost=12)]
    ballots = approval_ballots(options, [["bench"], ["hall"], ["hall"]], budget=12)
    seen: list[tuple[int, int]] = []
    chosen = replace(
        EACH_ONE, completion=Completion.ADD1, on_progress=lambda done, of: seen.append((done, of))
    )
    count = count_equal_shares(ballots, chosen)
    assert count.steps[:2] == (
        Shared(Fraction(4), 3),
        Raised(Fraction(4), Fraction(5), 1, 1, "costs-too-much", 16),
    )
    assert set(seen) == {(4, 12)}
    assert count.settings == {
        "satisfaction": "cardinality",
        "completion": "add1",
        "integral_start": False,
        "raised_by": 1,
        "ties": "id",
    }
    assert count.steps[3] == Missed("hall", 12, 2, had=Fraction(10), more=1, left=8)
    assert count.steps[3].short == 2
    assert count_equal_shares(ballots, EACH_ONE).settings["raised_by"] is None


@pytest.mark.parametrize(
    ("completion", "because", "times"),
    [
        (Completion.ADD1, "everything-funded", 2),
        (Completion.ADD1_EXHAUSTIVE, "nothing-fits", 1),
    ],
)
def test_raising_says_why_it_ended(completion: Completion, because: str, times: int) -> None:
    options = [Option("bench", cost=4), Option("hall", cost=12)]
    budget = 15 if completion is Completion.ADD1_EXHAUSTIVE else 16
    ballots = approval_ballots(options, [["bench"], ["hall"], ["hall"], []], budget=budget)
    raised = count_equal_shares(ballots, replace(EACH_ONE, completion=completion)).steps[1]
    assert isinstance(raised, Raised)
    assert (raised.first, raised.times, raised.because, raised.next_cost) == (
        Fraction(budget, 4),
        times,
        because,
        None,
    )


def test_whoever_can_just_pay_for_all_their_points_has_nothing_left() -> None:
    """Two thirds of 50 are a third of 100: the second voter pays a whole share for a, and gives
    nothing for b.
    """
    options = [Option("a", cost=50), Option("b", cost=40)]
    ballots = points_ballots(options, [{"a": 3, "b": 1}, {"a": 6, "b": 1}, {"b": 1}], budget=100)
    assert bought(ballots, POINTS) == [
        Bought("a", 50, Fraction(50, 9), None, 2, 0, Fraction(0), left=50),
        Bought("b", 40, Fraction(70, 3), None, 1, 1, Fraction(50, 3), left=10),
    ]


def test_options_at_one_price_are_written_down_with_what_decided() -> None:
    options = [Option(name, cost=10) for name in ("c", "a", "b")]
    first, second, third = bought(
        approval_ballots(options, [["a", "b", "c"]] * 2, budget=30), EACH_ONE
    )
    assert (first.option, first.tied, first.broken_by) == ("a", ("b", "c"), "id")
    assert (second.option, second.tied, second.broken_by) == ("b", ("c",), "id")
    assert (third.option, third.tied, third.broken_by) == ("c", (), "")


def test_voters_who_just_cannot_pay_in_full_are_as_many_as_they_are() -> None:
    """Two of three voters paid 1 for the pin: floats cannot tell what they have left from a whole
    share.
    """
    options = [Option("hall", cost=3 * HUGE - 2), Option("pin", cost=2)]
    ballots = approval_ballots(
        options, [["hall", "pin"], ["hall"]], budget=3 * HUGE, weights=[2, 1]
    )
    all_of_it, rest = Fraction(HUGE), Fraction(2 * HUGE - 2)
    assert bought(ballots, EACH_ONE)[1] == Bought(
        "hall", 3 * HUGE - 2, all_of_it, all_of_it, 1, 2, rest, left=0
    )


def test_of_two_who_can_hardly_pay_the_one_with_less_for_each_point_is_the_poorer() -> None:
    """The first has half a share for 1 point, the second a share less 2 for 2 points, which is 1
    less for each.
    """
    half = HUGE // 2
    options = [
        Option("hall", cost=3 * half - 2),
        Option("pin", cost=2),
        Option("statue", cost=half),
    ]
    ballots = points_ballots(
        options, [{"hall": 1, "statue": 2}, {"hall": 2, "pin": 1}], budget=2 * HUGE
    )
    rest = Fraction(HUGE - 2)
    assert bought(ballots, POINTS)[2] == Bought(
        "hall", 3 * half - 2, Fraction(half), None, 1, 1, rest, left=0
    )


def test_whoever_has_one_unit_left_is_not_without_money() -> None:
    options = [Option("a", cost=HUGE - 1), Option("b", cost=1)]
    ballots = approval_ballots(options, [["a", "b"]], budget=HUGE)
    chosen = replace(EACH_ONE, satisfaction=Satisfaction.COST)
    assert [step.option for step in bought(ballots, chosen)] == ["a", "b"]


def test_whoever_paid_all_they_had_does_not_pay_again_beside_amounts_floats_cannot_tell_apart() -> (
    None
):
    """An empty wallet that were asked what is in it would be found a whole share, and the count
    would not end.
    """
    options = [Option("b", cost=2 * HUGE), Option("c", cost=2), Option("e", cost=2 * HUGE)]
    marks = [["e", "b"], ["c", "b"], ["e"], ["e", "c", "b"]]
    ballots = approval_ballots(options, marks, budget=48 * HUGE // 10 - 1, weights=[3, 2, 1, 2])
    chosen = replace(EACH_ONE, satisfaction=Satisfaction.COST)
    count = count_equal_shares(ballots, chosen)
    assert list(count.winners) == naive.equal_shares(
        ballots, chosen, naive.tie_order(ballots, by_id=True)
    )
    check_steps(ballots, chosen, count.steps)


@given(st.integers(0, 10**6), st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_what_supporters_have_left_is_added_up_the_same_in_small_blocks(
    seed: int, block: int
) -> None:
    ballots = made_up(random.Random(seed))
    for satisfaction in satisfactions_of(ballots):
        chosen = CountSettings(satisfaction=satisfaction, ties=IdOrder())
        at_once = count_equal_shares(ballots, chosen).steps
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(
                "priorities.engines.counting.budget.equal_shares.leftovers._BLOCK", block
            )
            assert count_equal_shares(ballots, chosen).steps == at_once


def test_voters_pay_by_points_and_by_what_they_ranked_below() -> None:
    options = [Option("a", cost=60), Option("b", cost=30), Option("c", cost=90)]
    ballots = points_ballots(options, [{"a": 3, "b": 1}, {"a": 1, "b": 4}, {"c": 1}], budget=180)
    count = count_equal_shares(ballots, POINTS)
    assert [spending(count, marks).paid for marks in ballots.marks()] == [
        (("b", Fraction(6)), ("a", Fraction(45))),
        (("b", Fraction(24)), ("a", Fraction(15))),
        (),
    ]
    assert [spending(count, marks).left for marks in ballots.marks()] == [9, 21, 60]
    ranked = ranked_ballots(options, [["a", "b", "c"], ["b", "a", "c"], ["c"]], budget=180)
    count = count_equal_shares(
        ranked, CountSettings(satisfaction=Satisfaction.BORDA, ties=IdOrder())
    )
    assert [spending(count, marks).paid for marks in ranked.marks()] == [
        (("b", Fraction(10)), ("a", Fraction(40))),
        (("b", Fraction(20)), ("a", Fraction(20))),
        (),
    ]


def test_spending_is_refused_in_words() -> None:
    count = replace(
        count_equal_shares(approval_ballots([Option("a", cost=1)], [["a"]], budget=1), EACH_ONE),
        steps=(),
    )
    with pytest.raises(ValueError, match=r"^Only a count by equal shares says who paid what\.$"):
        spending(count, {"a": 1})


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_amounts_far_apart_are_counted_exactly(seed: int) -> None:
    """A cost of 1 beside shares of ten thousand million million: floats cannot tell it from
    nothing.
    """
    dice = random.Random(seed)
    names = ["a", "b", "c", "d", "e"]
    options = [
        Option(name, cost=dice.choice([1, 2, HUGE, HUGE * 3 // 2, HUGE * 2, HUGE + 1]))
        for name in names
    ]
    marks = [dice.sample(names, dice.randint(1, 4)) for _ in range(5)]
    chosen = CountSettings(ties=IdOrder(), satisfaction=dice.choice(list(Satisfaction)))
    if chosen.satisfaction is Satisfaction.POINTS:
        given_points = [{name: dice.randint(1, 3) for name in each} for each in marks]
        ballots = points_ballots(options, given_points, budget=HUGE * 5)
    elif chosen.satisfaction is Satisfaction.BORDA:
        ballots = ranked_ballots(options, marks, budget=HUGE * 5)
    else:
        ballots = approval_ballots(
            options, marks, budget=HUGE * 5, weights=[dice.randint(1, 2) for _ in marks]
        )
    count = count_equal_shares(ballots, chosen)
    assert list(count.winners) == naive.equal_shares(
        ballots, chosen, naive.tie_order(ballots, by_id=True)
    )
    check_steps(ballots, chosen, count.steps)


def test_a_recount_that_would_take_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    options = [Option("path", cost=10), Option("hall", cost=40)]
    ballots = approval_ballots(options, [["path"], ["hall"], []], budget=60)
    assert _last_missed(ballots).is_enough
    most = "priorities.engines.counting.budget.equal_shares.counting._MOST_MARKS_AGAIN"
    monkeypatch.setattr(most, {True: 1, False: 1})
    assert not _last_missed(ballots).is_enough


def _last_missed(ballots: Ballots) -> Missed:
    [missed] = [
        step
        for step in count_equal_shares(ballots, CountSettings()).steps
        if isinstance(step, Missed)
    ]
    return missed
