"""The .pb reader understands what cities write, refuses the rest with its line, and round-trips."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.formats.pb import CannotWrite, PbElection, read_pb, write_pb
from priorities.engines.counting.formats.refusals import FileRefused, Notice
from priorities.engines.counting.tabulate import approval_ballots, ranked_ballots
from tests.engines.counting.elections import elections, options

FILE = """META
key;value
description;Our streets; 2026
budget;1000
vote_type;approval
num_votes;4
PROJECTS
name;project_id;cost;votes;selected
A bench;B/1;700.0;3;1
"A ""lamp""; bright";10;250.25;1;2
Trees, many;9;49,5;0;0
VOTES
voter_id;age;vote
1;30;B/1,10
2;;B/1
3;41;
4;22;B/1
"""


def read(text: str) -> PbElection:
    return read_pb(text.encode(), file="streets.pb")


def test_an_election_is_read() -> None:
    election = read(FILE)
    ballots = election.ballots
    assert ballots.ids == ("B/1", "10", "9")
    assert ballots.options[1].name == 'A "lamp"; bright'
    assert (ballots.unit, ballots.budget) == (100, 100_000)
    assert ballots.costs.tolist() == [70_000, 25_025, 4_950]
    assert ballots.marks() == [{"B/1": 1, "10": 1}, {"B/1": 1}, {}, {"B/1": 1}]
    assert election.meta["description"] == "Our streets; 2026"
    assert election.selected == {"B/1": 1, "10": 2, "9": 0}
    assert election.official == {"B/1"}
    assert election.notices == ()


@pytest.mark.parametrize(
    "variant",
    [
        "\ufeff" + FILE,
        FILE.replace("\n", "\r\n"),
        FILE.rstrip("\n"),
        FILE + "\n\n",
        FILE.replace("1;30;B/1,10", '1;30;"B/1,10"'),
        FILE.replace("1;30;B/1,10", '"1;\n2";30;B/1,10'),
        FILE.replace("1;30;B/1,10", "1;30; B/1 , 10"),
        FILE.replace("PROJECTS\n", "PROJECTS;;\n"),
        FILE.replace("1000\n", "1,000.00\n"),
        FILE.replace("2;;B/1", "2;a,b,10;B/1"),
    ],
)
def test_other_spellings_read_the_same(variant: str) -> None:
    again, election = read(variant), read(FILE)
    assert again.ballots.options == election.ballots.options
    assert again.ballots.budget == election.ballots.budget
    assert again.ballots.marks() == election.ballots.marks()


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("META\n", "", 1, "META"),
        ("key;value\n", "", 2, "heading"),
        ("num_votes;4", "budget;5", 6, "twice"),
        ("budget;1000", "budget;1,000", 4, "two amounts"),
        ("budget;1000", "budget;lots", 4, "not an amount"),
        ("vote_type;approval", "vote_type;shouting", 5, "vote_type"),
        ("vote_type;approval", "x;y", None, "vote_type"),
        ("PROJECTS\n", "", 11, "VOTES"),
        ("project_id;cost", "project;cost", 8, "project_id"),
        ("project_id;cost", "project_id;name", 8, "twice"),
        ("700.0", "-700", 9, "not an amount"),
        ("700.0", "1e3", 9, "not an amount"),
        ("700.0;3;1", "700.0;3", 9, "4 cells"),
        ("700.0;3;1", "700.0;3;yes", 9, "selected"),
        ("Trees, many;9", "Trees, many;10", 11, "twice"),
        ("Trees, many;9", "Trees, many;", 11, "no id"),
        ('bright"', "bright", 10, "quotation"),
        ("VOTES\n", "", 12, "3 cells"),
        ("voter_id;age;vote", "voter_id;age;choice", 13, "vote"),
        ("2;;B/1", "2;;B/1,11", 15, '"11"'),
        ("2;;B/1", "2;;B/1,", 15, '""'),
        ("2;;B/1", "2;B/1", 15, "2 cells"),
        ("2;;B/1", "2;;B/1;", 15, "4 cells"),
        ("2;;B/1", ";;", 15, "neither"),
        ("2;;B/1", '2;"B/1', 15, "quotation"),
        ("2;;B/1", '2;"";11', 15, '"11"'),
        ("2;;B/1", '2;"";"9;10"', 15, "semicolon"),
        ("4;22", "\n\n4;2;2", 19, "4 cells"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(old: str, new: str, line: int | None, reason: str) -> None:
    assert old in FILE
    with pytest.raises(FileRefused, match=reason) as refusal:
        read(FILE.replace(old, new))
    assert refusal.value.file == "streets.pb"
    if line is not None:
        assert refusal.value.line == line


def test_a_file_without_votes_is_refused() -> None:
    with pytest.raises(FileRefused, match="ends before VOTES"):
        read(FILE[: FILE.index("VOTES")])
    with pytest.raises(FileRefused, match="META"):
        read("")


@pytest.mark.parametrize("line", [3, 9, 15])
def test_text_that_is_not_utf8_is_refused_with_its_line(line: int) -> None:
    rows = FILE.encode().split(b"\n")
    rows[line - 1] += b"\xff"
    with pytest.raises(FileRefused, match="UTF-8") as refusal:
        read_pb(b"\n".join(rows), file="streets.pb")
    assert refusal.value.line == line


@pytest.mark.parametrize("line", [1, 3, 9, 13, 15])
@pytest.mark.parametrize("filling", ["x", ",", ";", '"', "B/1,", " "])
def test_a_line_of_ten_million_characters_is_refused_at_once(line: int, filling: str) -> None:
    rows = FILE.split("\n")
    rows[line - 1] += filling * (10_000_000 // len(filling))
    data = "\n".join(rows).encode()
    began = perf_counter()
    with pytest.raises(FileRefused):
        read_pb(data, file="long.pb")
    assert perf_counter() - began < 1


def test_a_repeated_approval_counts_once_and_is_noticed() -> None:
    election = read(FILE.replace("2;;B/1", "2;;B/1,10,B/1"))
    assert election.ballots.marks()[1] == {"B/1": 1, "10": 1}
    assert election.notices[0] == Notice(15, "the vote names a project twice; counted once.")


@pytest.mark.parametrize("kind", ["ordinal", "choose-1"])
def test_a_repeated_rank_or_choice_is_refused(kind: str) -> None:
    text = FILE.replace("vote_type;approval", f"vote_type;{kind}").replace("B/1,10", "B/1")
    assert read(text).ballots.marks()[0] == {"B/1": 1}
    with pytest.raises(FileRefused) as refusal:
        read(text.replace("2;;B/1", "2;;B/1,B/1"))
    assert refusal.value.line == 15


def test_published_numbers_that_differ_are_noticed() -> None:
    election = read(FILE.replace("num_votes;4", "num_votes;5").replace("700.0;3;1", "700.0;4;1"))
    assert [notice.line for notice in election.notices] == [6, 9]


def test_costs_and_votes_may_be_missing() -> None:
    election = read("""META
key;value
vote_type;ordinal
PROJECTS
project_id
a
b
VOTES
voter_id;vote
1;b,a
""")
    assert election.ballots.marks() == [{"b": 1, "a": 2}]
    assert (election.ballots.budget, election.ballots.options[0].cost) == (None, None)


POINTS = """META
key;value
vote_type;cumulative
PROJECTS
project_id;cost
a;1
b;2
VOTES
voter_id;vote;points
1;b,a;12,0
2;;
3;a;3
"""


def test_points_are_read_and_zeros_dropped() -> None:
    assert read(POINTS).ballots.marks() == [{"b": 12}, {}, {"a": 3}]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("3;a;3,1", "as many"),
        ("3;a;", "as many"),
        ("3;;3", "as many"),
        ("3;a;-3", "whole number"),
        ("3;a;0.5", "whole number"),
        ("3;a;1234567890123456", "whole number"),
        ("3;a,a;1,2", "twice"),
    ],
)
def test_faulty_points_are_refused(new: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason) as refusal:
        read(POINTS.replace("3;a;3", new))
    assert refusal.value.line == 12


def test_long_ids_that_share_their_beginning_are_told_apart() -> None:
    ids = [f"street/2026/idea/{number}" for number in range(300)]
    head = "META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id\n" + "\n".join(ids)
    votes = "".join(f"{row};{ids[row]},{ids[row - 1]}\n" for row in range(300))
    election = read(f"{head}\nVOTES\nvoter_id;vote\n{votes}")
    marked = [set(marks) for marks in election.ballots.marks()]
    assert marked == [{ids[row], ids[row - 1]} for row in range(300)]
    with pytest.raises(FileRefused, match="street/2026/idea/300"):
        read(f"{head}\nVOTES\nvoter_id;vote\n{votes}300;street/2026/idea/300\n")


def test_a_fault_far_down_a_large_file_is_named_by_its_line() -> None:
    head, votes = FILE.split("1;30", maxsplit=1)[0], "1;30;B/1,10\n\n2;;9,10\n" * 200_000
    ballots = read(head + votes).ballots
    assert len(ballots) == 400_000
    assert ballots.votes.tolist() == [200_000, 400_000, 200_000]
    with pytest.raises(FileRefused) as refusal:
        read(f"{head}{votes}\n3;;B/2\n")
    assert refusal.value.line == 13 + 600_000 + 2


WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")))


@given(elections(), st.dictionaries(st.sampled_from(["unit", "comment"]), WRITTEN), WRITTEN)
def test_a_written_file_reads_back_the_same(ballots: Ballots, meta: dict[str, str], category: str) -> None:
    meta = {key: value.rstrip(";") for key, value in meta.items()}
    details = {name: {"category": category.strip()} for name in ballots.ids}
    election = PbElection(ballots, meta, {ballots.ids[0]: 3}, details)
    again = read_pb(write_pb(election), file="again.pb")
    assert again.ballots.options == ballots.options
    assert (again.ballots.kind, again.ballots.budget) == (ballots.kind, ballots.budget)
    assert np.array_equal(again.ballots.votes, ballots.votes)
    assert again.ballots.marks() == ballots.marks()
    assert (again.selected, again.details, again.notices) == (election.selected, details, ())
    assert {key: again.meta[key] for key in meta} == meta
    assert write_pb(again) == write_pb(election)


def test_equal_ranks_cannot_be_written() -> None:
    with pytest.raises(CannotWrite):
        write_pb(PbElection(ranked_ballots(options([1, 1]), [[["1", "10"]]]), {}))


def test_weights_are_written_as_so_many_voters() -> None:
    ballots = approval_ballots(options([1, 1]), [["1"], []], weights=[2, 1], budget=1)
    assert ballots.kind is Kind.APPROVAL
    again = read_pb(write_pb(PbElection(ballots, {})), file="again.pb")
    assert again.ballots.marks() == [{"1": 1}, {"1": 1}, {}]
