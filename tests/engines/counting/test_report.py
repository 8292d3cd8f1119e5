"""What `count` prints: the page of one count, the table of several, and the record for machines."""

from dataclasses import replace

import pytest

from priorities.engines.counting.ballots import Option
from priorities.engines.counting.explain.codes import WORDS, setting_words
from priorities.engines.counting.ranked.borda import EqualPoints
from priorities.engines.counting.ranked.irv import Majority
from priorities.engines.counting.ranked.pairwise import Strength
from priorities.engines.counting.ranked.preferences import EqualRanks, Unranked
from priorities.engines.counting.report import comparison, record, report
from priorities.engines.counting.settings import Completion
from priorities.engines.counting.tabulate import approval_ballots, single_ballots
from priorities.engines.counting.ties import CheapestOrder, IdOrder, PublishedOrder
from tests.engines.counting.small_elections import APPROVALS, BY_ID, RANKED, TOWN, counted

SIDE_BY_SIDE = """\
                                          greedy  equal-shares  phragmen
trees Trees                                  yes           yes       yes
bench Bench                                    -           yes       yes
library Library                              yes             -         -
chosen                                         2             2         2
cost together                                 70         12.50     12.50

- Under both most votes first and equal shares: Trees.
- Only under most votes first: Library was funded with 7 votes: it costs 60, which left 10. Under equal shares: \
Library was not funded from shares: its 7 supporters had 42.33 left, 17.67 less than its cost of 60. 3 more supporters \
with a whole share would have been enough.
- Only under equal shares: Bench was funded: 2 people paid 1.25 each of their 7 share, 2.50 together. Under most votes \
first: Bench was not funded: it had 2 votes and costs 2.50, but only 0 was left.
- Under most votes first, 9 people of 10 marked something that was chosen.
- Under equal shares, 6 people of 10 marked something that was chosen.

- Under both most votes first and shared load (Phragmén): Trees.
- Only under most votes first: Library was funded with 7 votes: it costs 60, which left 10. Under shared load \
(Phragmén): Library was next, but costs 60 when only 57.50 was left, so the count stopped there.
- Only under shared load (Phragmén): Bench was funded: it costs 2.50, and its 2 supporters have now paid 1.25 each, \
less than for any other option left. Under most votes first: Bench was not funded: it had 2 votes and costs 2.50, but \
only 0 was left.
- Under most votes first, 9 people of 10 marked something that was chosen.
- Under shared load (Phragmén), 6 people of 10 marked something that was chosen."""

ONE_COUNT = """\
equal-shares (completion: none, satisfaction: cost, ties: id)

  1. trees Trees, 10
  2. bench Bench, 2.50

- 10 people voted, 1 of them with a blank ballot.
- The budget of 70 was shared out equally: 7 for each of 10 people who voted, blank ballots included.
- Trees was funded: 6 people paid 1.67 each of their 7 share, 10 together.
- Bench was funded: 2 people paid 1.25 each of their 7 share, 2.50 together.
- Library was not funded from shares: its 7 supporters had 42.33 left, 17.67 less than its cost of 60. 3 more \
supporters with a whole share would have been enough.
- The 2 funded options cost 12.50 together; 57.50 of the budget is left."""


def test_one_count_is_a_page() -> None:
    assert (
        "\n".join(report(counted("equal-shares", TOWN), TOWN, title="The town"))
        == f"The town\n\n{ONE_COUNT}"
    )
    assert "\n".join(report(counted("equal-shares", TOWN), TOWN)) == ONE_COUNT
    raised = counted("equal-shares", TOWN, replace(BY_ID, completion=Completion.ADD1_GREEDY))
    assert report(raised, TOWN)[0] == (
        "equal-shares (completion: add1+greedy, raised by: 100, satisfaction: cost, ties: id)"
    )


def test_a_page_about_a_count_without_costs_or_winners() -> None:
    plain = single_ballots([Option("a", "a"), Option("b")], ["b"])
    page = report(counted("single", plain), plain)
    assert page[:4] == ["single (seats: 1, ties: id)", "", "  1. b", ""]
    empty = approval_ballots(TOWN.options, [], budget=1, unit=100)
    assert report(counted("phragmen", empty), empty)[:4] == [
        "phragmen (ties: id)",
        "",
        "Nothing was chosen.",
        "",
    ]


def test_rules_side_by_side_are_a_table_and_their_differences() -> None:
    counts = [counted(rule, TOWN) for rule in ("greedy", "equal-shares", "phragmen")]
    assert "\n".join(comparison(counts, TOWN, title="The town")) == f"The town\n\n{SIDE_BY_SIDE}"
    assert "\n".join(comparison(counts, TOWN)) == SIDE_BY_SIDE


def test_options_stand_in_the_table_by_how_many_rules_choose_them_then_by_id() -> None:
    counts = [counted(rule, RANKED) for rule in ("irv", "borda", "schulze")]
    table = comparison(counts, RANKED)[:4]
    assert table == [
        "                                          irv  borda  schulze",
        "a Trees                                   yes      -      yes",
        "b Bench                                     -    yes        -",
        "chosen                                      1      1        1",
    ]
    level = comparison([counted("approval", APPROVALS, replace(BY_ID, seats=3))], APPROVALS)
    assert [line.split()[0] for line in level[1:4]] == ["a", "b", "c"]


def test_a_table_cuts_long_names_and_widens_for_long_sums() -> None:
    long = approval_ballots(
        [Option("1", "x" * 50, 123_456_789)], [["1"]], budget=200_000_000, unit=1
    )
    [_, row, _, cost] = comparison([counted("greedy", long)], long)
    assert row == f"1 {'x' * 38}          yes"
    assert cost == f"{'cost together':40}  123,456,789"
    plain = approval_ballots([Option("1"), Option("2")], [["2"]])
    assert [line.split() for line in comparison([counted("approval", plain)], plain)] == [
        ["approval"],
        ["2", "yes"],
        ["chosen", "1"],
    ]


def test_the_record_for_machines_has_whole_money_as_whole_numbers() -> None:
    plain = record(counted("greedy", TOWN), TOWN)
    assert (plain["cost"], plain["budget"], plain["unit"]) == (70, 70, 100)
    assert isinstance(plain["cost"], int)
    assert record(counted("equal-shares", TOWN), TOWN)["cost"] == 12.5
    assert record(counted("approval", APPROVALS), APPROVALS)["budget"] is None


def test_the_settings_of_a_count_are_said_in_words() -> None:
    assert report(counted("borda", RANKED), RANKED)[0] == (
        "borda (equal ranks: half a point for each equal, seats: 1, ties: id, "
        "unranked: below every ranked option, equal among themselves)"
    )
    assert report(counted("irv", RANKED), RANKED)[0] == (
        "irv (equal ranks: the ballot ends there, majority: the votes that still count for "
        "someone, seats: 1, ties: id, unranked: never receives the ballot)"
    )


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("ties", {order.name for order in (PublishedOrder, CheapestOrder, IdOrder)}),
        ("equal_ranks", {*EqualRanks, *EqualPoints}),
        ("majority", set(Majority)),
        ("strength", set(Strength)),
        ("unranked", set(Unranked)),
    ],
)
def test_every_code_of_a_setting_has_its_words(key: str, codes: set[str]) -> None:
    assert WORDS[key].keys() == codes
    assert all(setting_words(key, code) == WORDS[key][code] for code in codes)


def test_what_is_no_code_is_said_as_it_is() -> None:
    assert setting_words("unnamed", "valid") == "valid"
    assert setting_words("seats", 2) == "2"
    assert setting_words("ties", "lot of 1 May") == "lot of 1 May"
