"""What is said of a count, of a ballot in it, and of where two counts differ, word for word."""

from dataclasses import replace

import pytest

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.ranked.irv import RunoffRules, count_irv
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
from priorities.engines.counting.ties import IdOrder
from tests.engines.counting.in_english import explain, explain_ballot, explain_difference
from tests.engines.counting.small_elections import (
    APPROVALS,
    BY_ID,
    PARK,
    RANKED,
    TOWN,
    TWO_SEATS,
    counted,
)


@pytest.mark.parametrize(
    ("rule", "ballots", "page"),
    [
        (
            "approval",
            APPROVALS,
            [
                "6 people voted, 1 of them with a blank ballot.",
                "Trees was chosen with 3 votes.",
                "Bench was chosen with 2 votes.",
                "At least 1 ballot would have had to be different for Library to come in "
                "before Bench.",
            ],
        ),
        (
            "single",
            single_ballots(PARK, ["a", "a", "b", None]),
            [
                "4 people voted, 1 of them with a blank ballot.",
                "Trees was chosen with 2 votes.",
                "Bench was chosen with 1 vote.",
                "At least 1 ballot would have had to be different for Library to come in "
                "before Bench.",
            ],
        ),
        (
            "points",
            points_ballots(PARK, [{"a": 3}, {"a": 1, "b": 1}, {"c": 1}]),
            [
                "3 people voted.",
                "Trees was chosen with 4 points.",
                (
                    "Bench was chosen with 1 point. It stood equal with Library, and the tie "
                    "order (id) decided."
                ),
                "At least 1 ballot would have had to be different for Library to come in "
                "before Bench.",
            ],
        ),
        (
            "points",
            points_ballots(PARK, [{"a": 3}]),
            [
                "1 person voted.",
                "Trees was chosen with 3 points.",
                (
                    "Bench was chosen with 0 points. It stood equal with Library, and the tie "
                    "order (id) decided."
                ),
                "At least 1 ballot would have had to be different for Library to come in "
                "before Bench.",
            ],
        ),
        (
            "borda",
            ranked_ballots(PARK, [["a", "b", "c"]]),
            [
                "1 person voted.",
                "Trees was chosen: it had 2 points.",
                "Bench was chosen: it had 1 point.",
            ],
        ),
        (
            "borda",
            RANKED,
            [
                "10 people voted.",
                "Bench was chosen: it had 12.5 points.",
                "Trees was chosen: it had 10 points.",
            ],
        ),
        (
            "stv",
            RANKED,
            [
                "10 people voted.",
                "Stage 1: every ballot counts for its first choice. Trees received 5 "
                "votes, Bench received 3 votes and "
                "Library received 2 votes. Trees reached the 4 votes needed and was elected.",
                "Stage 2: Trees had 1 vote more than needed, which went on. Bench received "
                "0.8 votes and 0.2 votes had "
                "no further choice.",
                "Stage 3: Library had 2 votes and was excluded. Bench received 2 votes. "
                "Bench reached the 4 votes "
                "needed and was elected.",
            ],
        ),
        (
            "stv",
            ranked_ballots(
                [Option(name) for name in "abc"], [["a"], ["b"], ["c", "b"]], weights=[4, 4, 1]
            ),
            [
                "9 people voted.",
                "Stage 1: every ballot counts for its first choice. a received 4 votes, b "
                "received 4 votes and c "
                "received 1 vote. a and b reached the 4 votes needed and were elected.",
            ],
        ),
        (
            "stv",
            ranked_ballots([Option(name) for name in "ab"], [["a"]]),
            [
                "1 person voted.",
                "Stage 1: every ballot counts for its first choice. a received 1 vote. a "
                "reached the 1 vote needed and "
                "was elected. No more were left than seats, so b was elected.",
            ],
        ),
    ],
)
def test_two_places_are_said(rule: str, ballots: Ballots, page: list[str]) -> None:
    assert explain(counted(rule, ballots, TWO_SEATS), ballots) == page


def test_where_two_have_as_many_votes_too_many_an_earlier_stage_decides() -> None:
    options = [Option(name, name.upper()) for name in "abcdf"]
    rows = [(7, ["a"]), (8, ["b"]), (7, ["c"]), (2, ["d", "b"]), (3, ["d", "c"]), (6, ["f"])]
    ballots = ranked_ballots(
        options, [row for _, row in rows], weights=[voters for voters, _ in rows]
    )
    words = explain(counted("stv", ballots, replace(BY_ID, seats=3)), ballots)
    assert words[2:4] == [
        "Stage 2: D had 5 votes and was excluded. B received 2 votes and C received 3 "
        "votes. B and C reached the 9 "
        "votes needed and were elected.",
        "Stage 3: B had 1 vote more than needed, which went on. It stood equal with C, but "
        "B had more votes at stage "
        "1. 1 vote had no further choice.",
    ]


def test_those_who_could_not_catch_up_together_are_named_together() -> None:
    options = [Option(name, name.upper()) for name in "abcd"]
    ballots = ranked_ballots(options, [["a"], ["b"], ["c", "b"], ["d", "b"]], weights=[5, 4, 1, 1])
    count = count_irv(ballots, ties=IdOrder(), rules=RunoffRules(together=True))
    assert explain(count, ballots)[2] == (
        "Stage 2: D and C could not catch up even together, and were excluded. B received "
        "2 votes. B reached the 6 "
        "votes needed and was elected."
    )


@pytest.mark.parametrize(
    ("rule", "marks", "words"),
    [
        (
            "approval",
            {"a": 1, "c": 1},
            ["Of what you marked, Trees was chosen.", "Library was not."],
        ),
        ("approval", {"a": 1}, ["Of what you marked, Trees was chosen."]),
        ("approval", {"b": 1, "c": 1}, ["Bench and Library were not chosen."]),
    ],
)
def test_a_ballot_without_money_is_said(rule: str, marks: dict[str, int], words: list[str]) -> None:
    assert explain_ballot(counted(rule, APPROVALS), APPROVALS, marks) == words


@pytest.mark.parametrize(
    ("satisfaction", "ballots", "words"),
    [
        (
            Satisfaction.BORDA,
            ranked_ballots(TOWN.options, [["bench", "pond"]], budget=1000, unit=100),
            "with 1 point",
        ),
        (
            Satisfaction.POINTS,
            points_ballots(TOWN.options, [{"bench": 7}], budget=1000, unit=100),
            "with 7 points",
        ),
        (
            Satisfaction.CARDINALITY,
            approval_ballots(TOWN.options, [["bench"]], budget=1000, unit=100),
            "with 1 vote",
        ),
    ],
)
def test_scores_are_called_what_they_are(
    satisfaction: Satisfaction, ballots: Ballots, words: str
) -> None:
    explained = explain(
        counted("greedy", ballots, replace(BY_ID, satisfaction=satisfaction)), ballots
    )
    assert explained[1] == f"Bench was funded {words}: it costs £2.50, which left £7.50."


def test_one_voter_is_a_person() -> None:
    alone = approval_ballots(TOWN.options, [["trees"]], budget=1000, unit=100)
    assert explain(counted("equal-shares", alone), alone) == [
        "1 person voted.",
        (
            "The budget of £10 was shared out equally: £10 for each of 1 person who voted, "
            "blank ballots included."
        ),
        "Trees was funded: 1 person paid £10 each of their £10 share, £10 together.",
        "The 1 funded option cost £10 together; £0 of the budget is left.",
    ]


def test_the_same_choice_is_said_once_with_how_many_it_reaches() -> None:
    first, second = (counted(rule, RANKED) for rule in ("irv", "schulze"))
    assert explain_difference(first, second, RANKED) == [
        "Under instant runoff and Schulze the same is chosen: Trees.",
        "Under instant runoff, 5 people of 10 marked something that was chosen.",
    ]


def test_counts_by_one_rule_are_distinguished_by_the_settings_that_differ() -> None:
    one, two = counted("approval", APPROVALS), counted("approval", APPROVALS, TWO_SEATS)
    assert explain_difference(one, two, APPROVALS)[:2] == [
        "Under both approval (seats: 1) and approval (seats: 2): Trees.",
        "Only under approval (seats: 2): Bench was chosen with 2 votes. Under approval "
        "(seats: 1): Bench was not "
        "chosen.",
    ]


def test_what_one_rule_did_not_reach_is_said_by_the_other() -> None:
    one, other = counted("borda", RANKED), counted("irv", RANKED)
    assert explain_difference(other, one, RANKED)[0].endswith(" Under Borda: Trees was not chosen.")
    kiosks = [Option(f"kiosk-{n}", f"Kiosk {n}", cost=12) for n in range(4)]
    options = [
        Option("library", "Library", cost=80),
        Option("trees", "Trees", cost=10),
        Option("pond", "Pond", cost=39),
        *kiosks,
    ]
    ballots = approval_ballots(
        options, [[each.id] for each in options], weights=[7, 6, 3, 2, 2, 2, 2], budget=129
    )
    words = explain_difference(counted("greedy", ballots), counted("phragmen", ballots), ballots)
    assert words[2] == (
        "Only under most votes first: Pond was funded with 3 votes: it costs £39, which "
        "left £0. Under shared load "
        "(Phragmén): Pond was not reached."
    )
    assert words[-2:] == [
        "Under most votes first, 16 people of 24 marked something that was chosen.",
        "Under shared load (Phragmén), 14 people of 24 marked something that was chosen.",
    ]


def test_positions_count_with_the_points_that_are_set() -> None:
    count = counted("positions", RANKED, replace(TWO_SEATS, place_points=(5, 3, 0)))
    assert (count.winners, count.scores) == (("b", "a"), {"a": 25, "b": 33, "c": 19})
