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
from tests.engines.counting.in_english import explain, explain_difference
from tests.engines.counting.small_elections import APPROVALS, BY_ID, RANKED, TOWN, counted

TABLE = """\
                                          greedy  equal-shares  phragmen
trees Trees                                  yes           yes       yes
bench Bench                                    -           yes       yes
library Library                              yes             -         -
chosen                                         2             2         2
cost together                                 70         12.50     12.50"""

WINNERS = """\
equal-shares (completion: none, satisfaction: cost, ties: id)

  1. trees Trees, 10
  2. bench Bench, 2.50"""


def listed(sentences: list[str]) -> list[str]:
    return [f"- {sentence}" for sentence in sentences]


def test_one_count_is_a_page() -> None:
    count = counted("equal-shares", TOWN)
    page = [*WINNERS.splitlines(), "", *listed(explain(count, TOWN, sign=""))]
    assert report(count, TOWN) == page
    assert report(count, TOWN, title="The town") == ["The town", "", *page]
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
    first, *others = counts = [
        counted(rule, TOWN) for rule in ("greedy", "equal-shares", "phragmen")
    ]
    settings = [report(count, TOWN)[0] for count in counts]
    page = [*settings, "Budget: 70", "", *TABLE.splitlines()]
    for other in others:
        page += ["", *listed(explain_difference(first, other, TOWN, sign=""))]
    assert comparison(counts, TOWN) == page
    assert comparison(counts, TOWN, title="The town") == ["The town", "", *page]


def test_options_stand_in_the_table_by_how_many_rules_choose_them_then_by_id() -> None:
    counts = [counted(rule, RANKED) for rule in ("irv", "borda", "schulze")]
    table = comparison(counts, RANKED)[4:8]
    assert table == [
        "                                          irv  borda  schulze",
        "a Trees                                   yes      -      yes",
        "b Bench                                     -    yes        -",
        "chosen                                      1      1        1",
    ]
    level = comparison([counted("approval", APPROVALS, replace(BY_ID, seats=3))], APPROVALS)
    assert [line.split()[0] for line in level[3:6]] == ["a", "b", "c"]


def test_a_table_cuts_long_names_and_widens_for_long_sums() -> None:
    long = approval_ballots(
        [Option("1", "x" * 50, 123_456_789)], [["1"]], budget=200_000_000, unit=1
    )
    [_, _, _, _, row, _, cost] = comparison([counted("greedy", long)], long)
    assert row == f"1 {'x' * 38}          yes"
    assert cost == f"{'cost together':40}  123,456,789"
    plain = approval_ballots([Option("1"), Option("2")], [["2"]])
    assert [line.split() for line in comparison([counted("approval", plain)], plain)[2:]] == [
        ["approval"],
        ["2", "yes"],
        ["chosen", "1"],
    ]


def test_rules_that_fill_other_numbers_of_seats_are_not_set_side_by_side_unsaid() -> None:
    two = replace(BY_ID, seats=2)
    counts = [counted("stv", RANKED, two), counted("irv", RANKED, two)]
    assert "These do not fill as many seats as each other: stv 2, irv 1." in comparison(
        counts, RANKED
    )
    alike = [counted("stv", RANKED, two), counted("borda", RANKED, two)]
    assert not any("as many seats" in line for line in comparison(alike, RANKED))


SHEET = """\
Votes after each stage; needed to be elected: 4
                                                1        2        3
a Trees                                   5.00000  4.00000  4.00000
b Bench                                   3.00000  3.80000  5.80000
c Library                                 2.00000  2.00000  0.00000
no further choice                         0.00000  0.20000  0.20000
cut in rounding down                      0.00000  0.00000  0.00000"""


def test_a_count_in_stages_has_its_result_sheet_with_running_totals() -> None:
    count = counted("stv", RANKED, replace(BY_ID, seats=2))
    page = report(count, RANKED)
    begin = page.index(SHEET.splitlines()[0])
    assert page[begin : begin + 8] == [*SHEET.splitlines(), ""]
    assert not any("after each stage" in line for line in report(counted("borda", RANKED), RANKED))
    whole = report(counted("irv", RANKED), RANKED)
    assert any(line.split()[:3] == ["a", "Trees", "5"] for line in whole)


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
    assert all(setting_words(key, code) == str(WORDS[key][code]) for code in codes)


def test_what_is_no_code_is_said_as_it_is() -> None:
    assert setting_words("unnamed", "valid") == "valid"
    assert setting_words("seats", 2) == "2"
    assert setting_words("ties", "lot of 1 May") == "lot of 1 May"
