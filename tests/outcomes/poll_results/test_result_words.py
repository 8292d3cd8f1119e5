"""What a count says in words: exact, honest about ties, and without a number where too few
voted.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from outcomes.poll_results.words import exact, headline, margin, placing, standing, ties, too_few
from priorities.engines.margins import margin_of
from priorities.engines.voting.ballot_types import Unit
from priorities.results.documents import (
    BrokenBy,
    OptionResult,
    QuestionResult,
    Tie,
)


def published(*scores, names="", lots=None, voters=100, are_points=False):
    """A question's result as it is published, its options in the order of their scores."""
    ids = [f"option-{n}" for n in range(len(scores))]
    titles = names or [f"Option {n}" for n in range(len(scores))]
    lots = list(range(len(scores))) if lots is None else lots
    broken_by = BrokenBy.LOT if lots else BrokenBy.COST
    method = "points" if are_points else "approval"
    tie_order = sorted(ids, key=lambda option: lots[ids.index(option)]) if lots else []
    runs = [list(run) for _, run in groupby(range(len(ids)), key=scores.__getitem__)]
    return QuestionResult(
        id="q",
        text="Which?",
        method=method,
        unit=Unit.POINTS if are_points else Unit.VOTES,
        most=None,
        budget=None,
        currency=None,
        voters=voters,
        ballots_by_group={"email": voters},
        options=tuple(
            OptionResult(ids[n], titles[n], n + 1, scores[n], None, None, None)
            for n in range(len(ids))
        ),
        ties=tuple(
            Tie(tuple(ids[n] for n in run), broken_by)
            for run in runs
            if len(run) > 1 and scores[run[0]] > 0
        ),
        margin=margin_of(method, ids, dict(zip(ids, scores, strict=True)), tie_order),
        rule="",
        is_by_score=True,
        is_answered=True,
        cost=None,
    )


def said(*scores, voters=100, are_points=False):
    question = published(*scores, voters=voters, are_points=are_points)
    return headline(question), margin(question)


def test_who_came_first_and_by_how_much():
    headline, by = said(40, 31)
    assert headline == "“Option 0” came first: 40 of 100 voters chose it"
    assert by == (
        "It had 9 more votes than “Option 1”. At least 5 ballots would have had to be "
        "different for that to change."
    )


def test_one_ballot_and_one_vote_are_one():
    assert said(10, 9)[1] == (
        "It had 1 more vote than “Option 1”. At least 1 ballot would have had to be "
        "different for that to change."
    )
    assert said(11, 9)[1].startswith(
        "It had 2 more votes than “Option 1”. At least 2 ballots would"
    ), "lots favour 0"


def test_one_point_is_one():
    assert said(12, 11, are_points=True)[1] == "It had 1 more point than “Option 1”."
    assert said(13, 11, are_points=True)[1] == "It had 2 more points than “Option 1”."


def test_without_a_lot_the_other_must_have_more():
    assert "At least 2 ballots would" in margin(published(11, 9, names="AB", lots=[]))


def test_who_came_first_where_nobody_chose_the_second():
    assert said(40, 0) == ("“Option 0” came first: 40 of 100 voters chose it", "")
    assert said(40) == ("“Option 0” came first: 40 of 100 voters chose it", "")


def test_points_are_not_people():
    assert said(1200, 800, are_points=True) == (
        "“Option 0” came first, with 1,200 points",
        "It had 400 more points than “Option 1”.",
    )


def test_level_options_are_said_to_be_level():
    headline, by = said(20, 20, 9)
    assert headline == "“Option 0” and “Option 1” came out level; “Option 0” is first by lot"
    assert by == ""
    assert ties(published(20, 20, 9, 0, 0, names="ABCDE")) == (
        "“A” and “B” had exactly the same support. Their order was drawn by lot before "
        "voting began."
    )
    assert ties(published(20, 9, 0, 0, names="BCDE")) == ""


def test_many_level_groups_are_told_in_one_breath():
    assert ties(published(9, 9, 8, 7, 7, names="ABCDE")) == (
        "Some options are level: “A” and “B”; “D” and “E”. Each of these groups had "
        "exactly the same support. "
        "Their order was drawn by lot before voting began."
    )


def test_where_no_lot_was_drawn_none_is_claimed():
    assert ties(published(20, 20, 9, names="ABC", lots=[])) == (
        "“A” and “B” had exactly the same support. They are shown the cheapest first, then "
        "in the order of their ids."
    )


def test_many_level_options_are_counted_not_listed():
    assert ties(published(*[9] * 5, names="ABCDE")).startswith("“A”, “B” and 3 others had")


def test_three_level_options_are_named():
    assert ties(published(*[1] * 3, names="ABC")).startswith("“A”, “B” and “C” had")
    assert ties(published(*[1] * 4, names="ABCD")).startswith("“A”, “B” and 2 others had")


def test_nobody_chose_anything():
    assert said(0, 0)[0] == said()[0] == "Nobody chose any of these"


def test_small_scores_are_told_exactly():
    assert said(5, 2, voters=12) == (
        "“Option 0” came first: 5 of 12 voters chose it",
        "It had 3 more votes than “Option 1”. At least 2 ballots would have had to be different "
        "for that to change.",
    )
    assert [exact(score) for score in (0, 3, 1234, Fraction(17, 2))] == ["0", "3", "1,234", "17/2"]


def named(*winners, options="ABC"):
    """A question of a poll in which too few voted, as its result tells it."""
    question = published(*[0] * len(options), names=options)
    others = [title for title in options if title not in winners]
    return replace(
        question,
        voters=None,
        ballots_by_group={},
        options=tuple(
            OptionResult(title, title, n + 1 if n < len(winners) else None, None, n < len(winners),
                         None, None)
            for n, title in enumerate((*winners, *others))
        ),
        margin=None,
        is_by_score=False,
        is_answered=bool(winners),
    )  # fmt: skip


def test_where_too_few_voted_what_was_chosen_is_named():
    assert headline(named("B")) == "“B” came first"
    assert headline(named("B", "A")) == "“B” and “A” were chosen"
    assert headline(named()) == "Nobody chose any of these"
    assert margin(named("B")) == ties(named("B")) == ""
    question = named("B", "A")
    assert [placing(question, each) for each in question.options] == [
        "First of 3",
        "Came 2nd of 3",
        "Not chosen",
    ]
    assert {standing(question, each) for each in question.options} == {""}
    assert too_few(10) == "Fewer than 10 people voted."
    assert too_few(None) == ""


def test_where_it_came():
    question = published(*range(40, 16, -2))
    words = [placing(question, option) for option in question.options]
    assert words[0] == "First of 12, with 40 votes"
    assert [each.split(" of ")[0] for each in words[1:4]] == ["Came 2nd", "Came 3rd", "Came 4th"]
    assert words[10] == "Came 11th of 12, with 20 votes"


@given(first=st.integers(1, 500), second=st.integers(1, 500), lots=st.permutations([0, 1]))
def test_the_changed_ballots_are_the_fewest_that_change_the_winner(first, second, lots):
    first, second = max(first, second), min(first, second)
    if first == second:
        return
    changes = next(
        n for n in range(1000) if (second + n, -lots[1]) > (first - n, -lots[0])
    )  # each ballot moves from A to B
    assert f"At least {changes:,} ballot" in margin(published(first, second, lots=lots))
