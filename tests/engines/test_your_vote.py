"""What one vote did, in the words in which its voter reads it: every type of ballot."""

from fractions import Fraction

import pytest

from priorities.engines.counting.budget.equal_shares.payments import Payments, Purchase
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.engines.your_vote import what_your_vote_did

TITLES = {"a": "Bench", "b": "Lights", "c": "Trees", "d": "Paint"}
SCORES = {"order": ["a", "b", "c", "d"], "score": {"a": 40, "b": 30, "c": 1, "d": 2}}
FUNDED = {**SCORES, "winners": ["a", "c"], "rule": "equal-shares", "cost": 30000}
ELECTED = {
    "order": ["b", "a", "c", "d"],
    "score": {"a": 1, "b": 2, "c": 0, "d": 0},
    "winners": ["b", "a"],
    "rule": "stv",
}
PAYMENTS = Payments(
    Fraction(2000),
    (
        Purchase("a", 20000, 40, Fraction(500), 40, Fraction(0)),
        Purchase("c", 10000, 10, Fraction(1000), 10, Fraction(0)),
    ),
)


def question(kind, **facts):
    costs = {"a": 20000, "b": 5000, "c": 10000, "d": 1000} if kind == "budget" else {}
    options = tuple(Choosable(key, title, cost=costs.get(key)) for key, title in TITLES.items())
    return AskedQuestion("q", kind, "Which?", options, most=3, **facts)


def told(kind, result, choice, facts=None, **more):
    said = what_your_vote_did(question(kind, **(facts or {})), result, choice, **more)
    return [str(each) for each in said]


def test_a_single_choice():
    assert told("single", SCORES, ["b"]) == [
        "“Lights” came 2nd of 4. Yours was one of its 30 votes.",
    ]


def test_approval_says_how_many_came_first_and_then_of_each():
    assert told("approval", SCORES, ["c", "a", "d"]) == [
        "2 of your 3 came in the first 3.",
        "“Bench” came 1st of 4. Yours was one of its 40 votes.",
        "“Trees” came 3rd of 4. Yours was its one vote.",
        "“Paint” came 4th of 4. Yours was one of its 2 votes.",
    ]
    assert told("approval", SCORES, ["a", "b"])[0] == "All of your 2 came in the first 2."
    assert told("approval", SCORES, ["c", "d"])[0] == "None of your 2 came in the first 2."


def test_points_say_what_was_given():
    assert told("points", SCORES, {"b": 6, "c": 1}, {"budget": 10}) == [
        "1 of your 2 came in the first 2.",
        "“Lights” came 2nd of 4. You gave it 6 of its 30 points.",
        "“Trees” came 3rd of 4. You gave it its one point.",
    ]


def test_a_ranking_says_how_many_were_chosen_and_where_each_came():
    assert told("ranking", ELECTED, ["c", "b"], {"rule": "stv", "seats": 2}) == [
        "1 of the 2 that you put in order was chosen.",
        "“Trees”, which you put 1st, came 3rd of 4.",
        "“Lights”, which you put 2nd, came 1st of 4.",
    ]


def test_a_budget_by_equal_shares_says_where_the_share_went():
    facts = {"budget": 60000, "rule": "equal-shares"}
    choice = {"a": 20000, "b": 5000, "c": 10000}
    assert told("budget", FUNDED, choice, facts, payments=PAYMENTS) == [
        "Of what you marked, “Bench” and “Trees” were funded.",
        "“Lights” was not funded.",
        "Your share of the money was £20; £5 of it was not spent.",
        "£5 of it went to “Bench”.",
        "£10 of it went to “Trees”.",
    ]
    assert told("budget", FUNDED, {"b": 5000}, facts, payments=PAYMENTS) == [
        "“Lights” was not funded.",
        "Your share of the money was £20; £20 of it was not spent.",
    ]


def test_what_was_funded_from_the_rest_took_nothing_from_the_share():
    result = {**FUNDED, "winners": ["a", "c", "b"]}
    facts = {"budget": 60000, "rule": "equal-shares"}
    assert told("budget", result, {"a": 1, "b": 1}, facts, payments=PAYMENTS)[-1] == (
        "“Lights” was funded without money from your share."
    )


def test_a_budget_by_another_rule_says_what_was_funded():
    result = {**FUNDED, "rule": "greedy"}
    assert told("budget", result, {"a": 20000}, {"budget": 60000, "rule": "greedy"}) == [
        "Of what you marked, “Bench” was funded.",
    ]


@pytest.mark.parametrize("kind", BALLOT_TYPES)
def test_where_too_few_voted_no_number_is_told(kind):
    choice = ["a", "b"] if kind in ("approval", "ranking") else {"a": 20000, "b": 5000}
    choice = ["b"] if kind == "single" else choice
    facts = {"budget": 60000} if BALLOT_TYPES[kind].has_budget else {}
    result = {"winners": ["a"], **({"cost": 20000} if kind == "budget" else {})}
    said = told(kind, result, choice, facts)
    assert said
    assert not any(letter.isdigit() for line in said for letter in line)


@pytest.mark.parametrize("kind", BALLOT_TYPES)
def test_a_blank_ballot_and_one_that_did_not_count_say_so_alone(kind):
    empty = BALLOT_TYPES[kind].abstention()
    [blank] = told(kind, FUNDED, empty)
    assert blank == "This ballot was blank. It counts in the turnout."
    [apart] = told(kind, FUNDED, ["a"], has_decided=False)
    assert "did not decide" in apart
