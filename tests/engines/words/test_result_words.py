"""What a count says in words: exact, honest about ties, and silent about small numbers."""

from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.words.result_words import Placed, few, margin, result_headline, shown, ties


def said(*scores, voters=100, are_points=False):
    options = [Placed(f"Option {n}", score, n) for n, score in enumerate(scores)]
    return result_headline(options, voters=voters, are_points=are_points), margin(
        options, are_points=are_points
    )


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


def test_without_a_lot_the_other_must_have_more():
    options = [Placed("A", 11), Placed("B", 9)]
    assert "At least 2 ballots would" in margin(options, are_points=False)


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
    drawn = [
        Placed("A", 20, 1),
        Placed("B", 20, 0),
        Placed("C", 9, 2),
        Placed("D", 0, 3),
        Placed("E", 0, 4),
    ]
    assert ties(drawn) == (
        "“A” and “B” had exactly the same support. Their order was drawn by lot before "
        "voting began."
    )
    assert ties(drawn[1:]) == ""


def test_many_level_groups_are_told_in_one_breath():
    options = [Placed(name, score, 0) for name, score in zip("ABCDE", (9, 9, 8, 7, 7), strict=True)]
    assert ties(options) == (
        "Some options are level: “A” and “B”; “D” and “E”. Each of these groups had "
        "exactly the same support. "
        "Their order was drawn by lot before voting began."
    )


def test_where_no_lot_was_drawn_none_is_claimed():
    assert ties([Placed("A", 20), Placed("B", 20), Placed("C", 9)]) == (
        "“A” and “B” had exactly the same support. They are shown the cheapest first, then "
        "in the order of their ids."
    )


def test_many_level_options_are_counted_not_listed():
    assert ties([Placed(name, 9) for name in "ABCDE"]).startswith("“A”, “B” and 3 others had")


def test_three_level_options_are_named():
    assert ties([Placed(name, 1) for name in "ABC"]).startswith("“A”, “B” and “C” had")
    assert ties([Placed(name, 1) for name in "ABCD"]).startswith("“A”, “B” and 2 others had")


def test_nobody_and_too_few():
    assert said(0, 0)[0] == said()[0] == "Nobody chose any of these"
    assert said(5, 5, voters=30)[1] == "", "the support of two who are level is as small"
    assert said(5, 2, voters=30) == (
        "“Option 0” came first, with too few votes to show numbers",
        "",
    )
    assert said(5, 2, voters=7) == ("“Option 0” came first, with too few votes to show numbers", "")
    assert said(12, 5, voters=30)[1] == "", "the lead would tell the small number"


def test_a_number_of_votes_is_exact_or_hidden():
    assert [shown(count) for count in (0, 1, 7, 8, 43)] == [0, None, None, 8, 43]
    assert [few(shown(count)) for count in (0, 3, 1234)] == ["0", "fewer than 8", "1,234"]


@given(first=st.integers(8, 500), second=st.integers(8, 500), lots=st.permutations([0, 1]))
def test_the_changed_ballots_are_the_fewest_that_change_the_winner(first, second, lots):
    first, second = max(first, second), min(first, second)
    if first == second:
        return
    one, other = Placed("A", first, lots[0]), Placed("B", second, lots[1])
    changes = next(
        n for n in range(1000) if (second + n, -lots[1]) > (first - n, -lots[0])
    )  # each ballot moves from A to B
    assert f"At least {changes:,} ballot" in margin([one, other], are_points=False)
