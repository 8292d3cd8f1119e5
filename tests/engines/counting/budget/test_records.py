"""One small election, counted by every budget rule: the whole record."""

from dataclasses import replace
from fractions import Fraction

import pytest

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option
from priorities.engines.counting.budget.equal_shares import (
    Bought,
    Missed,
    Raised,
    Shared,
    count_equal_shares,
)
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.budget.phragmen import Loaded, Stopped, count_phragmen
from priorities.engines.counting.count import Chosen, Count, Reason, Skipped
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
from priorities.engines.counting.ties import CheapestOrder, IdOrder
from tests.engines.counting.small_elections import VILLAGE, VILLAGE_MARKS, VILLAGE_OPTIONS

ORDER = "cost-votes-id"
VOTES = {"path": 3, "pond": 3, "swing": 2, "sign": 1, "tower": 1}
RAISED = count_equal_shares(VILLAGE, CountSettings(completion=Completion.ADD1_GREEDY))
EACH_ONE = count_equal_shares(VILLAGE, CountSettings(satisfaction=Satisfaction.CARDINALITY))


@pytest.mark.parametrize("rule", ["equal-shares", "greedy", "phragmen"])
def test_every_count_holds_the_facts_of_the_poll(rule: str) -> None:
    count = RULES[rule].count(VILLAGE, CountSettings(completion=Completion.ADD1_GREEDY))
    assert (count.rule, count.scores, count.turnout, count.blanks, count.spoiled) == (
        rule,
        VOTES,
        6,
        1,
        2,
    )
    assert (count.cost, count.budget) == (1500, 1500)
    assert count.order[-1] == "tower"
    assert set(count.winners) == {"sign", "path", "pond", "swing"}


def test_the_record_of_equal_shares_raised_and_filled() -> None:
    nothing, third = Fraction(0), Fraction(1, 3)
    assert RAISED.steps == (
        Shared(Fraction(250), 6),
        Raised(
            Fraction(250),
            Fraction(4950),
            100,
            47,
            "costs-too-much",
            6500,
        ),
        Bought("sign", 0, nothing, nothing, 1, 0, nothing, left=1500),
        Bought(
            "path",
            300,
            third,
            Fraction(100),
            3,
            0,
            nothing,
            left=1200,
            tied=("pond",),
            broken_by=ORDER,
        ),
        Bought("pond", 300, third, Fraction(100), 3, 0, nothing, left=900),
        Bought("swing", 900, Fraction(1, 2), Fraction(450), 2, 0, nothing, left=0),
        Missed("tower", 5000, 1, had=Fraction(4950), more=1),
        Skipped("tower", 1, Reason.DOES_NOT_FIT, cost=5000, left=0),
    )
    assert RAISED.settings == {
        "satisfaction": "cost",
        "completion": "add1+greedy",
        "integral_start": False,
        "raised_by": 100,
        "ties": ORDER,
    }
    assert RAISED.winners == ("sign", "path", "pond", "swing")
    assert RAISED.order == ("sign", "path", "pond", "swing", "tower")


def test_the_record_of_equal_shares_alone() -> None:
    assert EACH_ONE.steps[2].price == Fraction(100)
    assert EACH_ONE.steps[4:] == (
        Missed("swing", 900, 2, had=Fraction(300), more=3, left=900, is_enough=True),
        Missed("tower", 5000, 1, had=Fraction(250), more=19, left=900),
    )
    assert EACH_ONE.settings["raised_by"] is None
    assert EACH_ONE.cost == 600
    whole = count_equal_shares(replace(VILLAGE, budget=1999), CountSettings(integral_start=True))
    assert whole.steps[0] == Shared(Fraction(300), 6)
    assert whole.settings["integral_start"] is True


def test_without_money_nothing_is_bought_but_what_is_free() -> None:
    for budget in (0, 5):
        count = count_equal_shares(replace(VILLAGE, budget=budget), CountSettings())
        assert count.winners == ("sign",)
        missed = [step for step in count.steps if isinstance(step, Missed)]
        assert [step.option for step in missed] == ["path", "pond", "swing", "tower"]
        assert missed[0].more == (None if budget == 0 else 357)
        assert [step.left for step in count.steps if isinstance(step, Bought)] == [budget]
    nobody = count_equal_shares(approval_ballots(VILLAGE_OPTIONS, [], budget=7), CountSettings())
    assert nobody.steps == (Shared(Fraction(7), 0),)


def test_the_record_of_greedy() -> None:
    count = RULES["greedy"].count(VILLAGE, CountSettings())
    assert count.steps == (
        Chosen("path", 3, tied=("pond",), broken_by=ORDER, cost=300, left=1200),
        Chosen("pond", 3, cost=300, left=900),
        Chosen("swing", 2, cost=900, left=0),
        Chosen("sign", 1, tied=("tower",), broken_by=ORDER, cost=0, left=0),
        Skipped("tower", 1, Reason.DOES_NOT_FIT, cost=5000, left=0),
    )
    assert count.settings == {
        "per_cost": False,
        "stop_at_misfit": False,
        "reserve_from": None,
        "threshold": 0,
        "exclusive": (),
        "satisfaction": "cost",
        "ties": ORDER,
    }
    each = RULES["greedy"].count(VILLAGE, CountSettings(satisfaction=Satisfaction.CARDINALITY))
    assert each.settings["per_cost"] is True
    assert each.order[0] == "sign"


def test_a_city_s_own_rules_are_part_of_the_record() -> None:
    rules = GreedyRules(
        per_cost=True,
        stop_at_misfit=True,
        reserve_from=Fraction(3, 4),
        threshold=2,
        exclusive=(frozenset({"swing", "sign"}), frozenset({"pond", "path"})),
    )
    count = count_greedy(VILLAGE, scores=VILLAGE.votes, ties=IdOrder(), rules=rules)
    assert count.settings == {
        "per_cost": True,
        "stop_at_misfit": True,
        "reserve_from": Fraction(3, 4),
        "threshold": 2,
        "exclusive": (("path", "pond"), ("sign", "swing")),
        "ties": "id",
    }
    assert count.steps == (
        Skipped("sign", 1, Reason.BELOW_THRESHOLD, cost=0, left=1500),
        Chosen("path", 3, tied=("pond",), broken_by="id", cost=300, left=1200),
        Skipped("pond", 3, Reason.EXCLUDED, cost=300, left=1200, because="path"),
        Chosen("swing", 2, cost=900, left=300),
        Skipped("tower", 1, Reason.BELOW_THRESHOLD, cost=5000, left=300),
    )
    assert (count.winners, count.cost) == (("path", "swing"), 1200)


def test_the_record_of_phragmen() -> None:
    count = count_phragmen(VILLAGE, ties=CheapestOrder())
    assert count.steps == (
        Skipped("tower", 1, Reason.DOES_NOT_FIT, cost=5000, left=1500),
        Loaded("sign", 0, 1, Fraction(0), Fraction(0), 1500),
        Loaded("path", 300, 3, Fraction(100), Fraction(0), 1200, ("pond",), ORDER),
        Loaded("pond", 300, 3, Fraction(200), Fraction(300), 900),
        Loaded("swing", 900, 2, Fraction(550), Fraction(200), 0),
    )
    assert count.settings == {"ties": ORDER}


def test_phragmen_stops_where_one_of_those_that_stand_equal_does_not_fit() -> None:
    """Both would load their supporters with 4; the bench alone would fit, yet the count ends."""
    options = [
        Option("bench", cost=4),
        Option("hall", cost=8),
        Option("lamp", cost=2),
        Option("none", cost=1),
    ]
    ballots = approval_ballots(options, [["lamp"], ["hall"], ["hall"], ["bench"]], budget=8)
    count = count_phragmen(ballots, ties=IdOrder())
    assert count.steps == (
        Skipped("none", 0, Reason.NO_SUPPORT, cost=1, left=8),
        Loaded("lamp", 2, 1, Fraction(2), Fraction(0), 6),
        Stopped("hall", 8, 6, Fraction(4), beside="bench"),
    )
    assert count.order == ("lamp", "bench", "hall", "none")
    exact = count_phragmen(replace(ballots, budget=14), ties=IdOrder())
    assert exact.winners == ("lamp", "bench", "hall")


@pytest.mark.parametrize("rule", ["equal-shares", "greedy", "phragmen"])
def test_a_budget_is_asked_for_in_words(rule: str) -> None:
    with pytest.raises(BallotsFaulty, match=r"^There is no budget\.$"):
        RULES[rule].count(approval_ballots(VILLAGE_OPTIONS, VILLAGE_MARKS), CountSettings())
    with pytest.raises(BallotsFaulty, match=r"^Option a has no cost\.$"):
        RULES[rule].count(approval_ballots([Option("a")], [], budget=1), CountSettings())


def test_an_unknown_exclusive_group_is_refused_in_words() -> None:
    with pytest.raises(
        BallotsFaulty, match=r"^An exclusive group names something that is not an option\.$"
    ):
        count_greedy(
            VILLAGE,
            scores=VILLAGE.votes,
            ties=IdOrder(),
            rules=GreedyRules(exclusive=(frozenset({"path", "lake"}),)),
        )


def test_points_and_ranks_set_how_far_satisfaction_goes() -> None:
    options = [Option("a", cost=2), Option("b", cost=3)]
    points = points_ballots(options, [{"a": 3, "b": 1}, {"a": 2}], budget=5)
    ranked = ranked_ballots(options, [["a", "b"], ["a"]], budget=5)
    by_points: Count = RULES["greedy"].count(
        points, CountSettings(satisfaction=Satisfaction.POINTS)
    )
    by_ranks: Count = RULES["greedy"].count(ranked, CountSettings(satisfaction=Satisfaction.BORDA))
    assert (by_points.scores, by_points.settings["satisfaction"]) == ({"a": 5, "b": 1}, "points")
    assert (by_ranks.scores, by_ranks.settings["satisfaction"]) == ({"a": 1, "b": 0}, "borda")
    assert by_ranks.steps[1] == Skipped("b", 0, Reason.NO_SUPPORT, cost=3, left=3)


@pytest.mark.parametrize(
    ("satisfaction", "kinds"),
    [
        (Satisfaction.COST, set(Kind)),
        (Satisfaction.CARDINALITY, set(Kind)),
        (Satisfaction.POINTS, {Kind.POINTS}),
        (Satisfaction.BORDA, {Kind.RANKED}),
    ],
)
def test_satisfaction_needs_some_kinds_of_ballots(
    satisfaction: Satisfaction, kinds: set[Kind]
) -> None:
    assert satisfaction.kinds == kinds


def test_ballots_are_made_with_their_money() -> None:
    for ballots in (
        approval_ballots(VILLAGE_OPTIONS, [["path"]], weights=[3], budget=9, unit=10),
        single_ballots(VILLAGE_OPTIONS, ["path"], weights=[3], budget=9, unit=10),
        points_ballots(VILLAGE_OPTIONS, [{"path": 1}], weights=[3], budget=9, unit=10),
        ranked_ballots(VILLAGE_OPTIONS, [["path"]], weights=[3], budget=9, unit=10),
    ):
        assert isinstance(ballots, Ballots)
        assert (ballots.turnout, ballots.budget, ballots.unit, ballots.options) == (
            3,
            9,
            10,
            tuple(VILLAGE_OPTIONS),
        )
        assert ballots.votes.tolist() == [3, 0, 0, 0, 0]
        assert approval_ballots(VILLAGE_OPTIONS, []).unit == 1
