"""The .pb reader understands what cities write, refuses the rest with its line, and round-trips."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.formats.pb import CannotWrite, PbElection, read_pb, write_pb
from priorities.engines.counting.formats.refusals import FileRefused, Notice, gathered
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
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
        ("META\n", "", 1, "a .pb file begins with the word META."),
        ("key;value\n", "", 2, "the heading lacks key and value."),
        ("num_votes;4", "budget;5", 6, 'META says "budget" twice.'),
        (
            "budget;1000",
            "budget;1,000",
            4,
            '"1,000" could mean two amounts; write it without the comma.',
        ),
        ("budget;1000", "budget;lots", 4, '"lots" is not an amount of money.'),
        (
            "vote_type;approval",
            "vote_type;shouting",
            5,
            (
                'vote_type is "shouting"; it must be one of approval, choose-1, cumulative, '
                "scoring, ordinal."
            ),
        ),
        (
            "vote_type;approval",
            "x;y",
            None,
            'vote_type is ""; it must be one of approval, choose-1, cumulative, scoring, ordinal.',
        ),
        ("PROJECTS\n", "", 11, "VOTES stands where PROJECTS should come next."),
        ("project_id;cost", "project;cost", 8, "the heading lacks project_id."),
        ("project_id;cost", "project_id;name", 8, "the heading names a column twice."),
        ("700.0", "-700", 9, '"-700" is not an amount of money.'),
        ("700.0", "1e3", 9, '"1e3" is not an amount of money.'),
        ("700.0;3;1", "700.0;3", 9, "there are 4 cells where the heading has 5."),
        ("700.0;3;1", "700.0;3;yes", 9, 'selected is "yes"; it must be 0 to 3.'),
        ("Trees, many;9", "Trees, many;10", 11, 'project "10" stands here twice.'),
        (
            "Trees, many;9",
            "Trees, many;",
            11,
            "the project has no id, or one with a comma or semicolon.",
        ),
        (
            'bright"',
            "bright",
            10,
            "quotation marks are not closed or not doubled, or a cell is too long.",
        ),
        ("VOTES\n", "", 12, "there are 3 cells where the heading has 5."),
        ("voter_id;age;vote", "voter_id;age;choice", 13, "the heading lacks vote."),
        ("2;;B/1", "2;;B/1,11", 15, 'the vote names "11", which is not a project.'),
        ("2;;B/1", "2;;B/1,", 15, 'the vote names "", which is not a project.'),
        ("2;;B/1", "2;B/1", 15, "there are 2 cells where the heading has 3."),
        ("2;;B/1", "2;;B/1;", 15, "there are 4 cells where the heading has 3."),
        ("2;;B/1", ";;", 15, "the row has neither a voter nor a vote."),
        (
            "2;;B/1",
            '2;"B/1',
            15,
            "quotation marks are not closed or not doubled, or a cell is too long.",
        ),
        ("2;;B/1", '2;"";11', 15, 'the vote names "11", which is not a project.'),
        ("2;;B/1", '2;"";"9;10"', 15, "a vote holds a semicolon or a new line."),
        ("4;22", "\n\n4;2;2", 19, "there are 4 cells where the heading has 3."),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(
    old: str, new: str, line: int | None, reason: str
) -> None:
    assert old in FILE
    with pytest.raises(FileRefused) as refusal:
        read(FILE.replace(old, new))
    place = "streets.pb" if line is None else f"streets.pb, line {line}"
    assert str(refusal.value) == f"{place}: {reason}"
    assert (refusal.value.file, refusal.value.line, refusal.value.reason) == (
        "streets.pb",
        line,
        reason,
    )


def test_facts_are_kept_as_they_are_written() -> None:
    """A section's name with something beside it is a fact, and only the empty cells of a
    spreadsheet are cut off.
    """
    meta = read(
        FILE.replace("num_votes;4\n", "num_votes;4\nVOTES;3\nPROJECTS;;two\nsize;6 X;;\n")
    ).meta
    assert (meta["VOTES"], meta["PROJECTS"], meta["size"]) == ("3", ";two", "6 X")


def test_a_name_over_several_lines_has_the_same_line_ends_on_every_system() -> None:
    two_lines = FILE.replace("A bench", '"A\nbench"')
    for text in (two_lines, two_lines.replace("\n", "\r\n")):
        assert read(text).ballots.options[0].name == "A\nbench"


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


def test_an_empty_line_before_the_votes_counts() -> None:
    with pytest.raises(FileRefused, match="UTF-8") as refusal:
        read_pb(FILE.encode().replace(b"age;vote\n1;30", b"age;vote\n\n1;\xff"), file="streets.pb")
    assert refusal.value.line == 15


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


def test_points_that_one_ballot_gives_twice_are_added_up_and_noticed() -> None:
    election = read(POINTS.replace("3;a;3", "3;a,b,a;3,1,4"))
    assert election.ballots.marks()[2] == {"a": 7, "b": 1}
    text = "the vote names a project twice; its points are added up."
    assert Notice(12, text) in election.notices
    nothing = read(POINTS.replace("3;a;3", "3;a,b,a;0,1,0"))
    assert nothing.ballots.marks()[2] == {"b": 1}


def test_points_given_so_often_that_they_cannot_be_added_up_are_refused() -> None:
    often = ",".join(["a"] * 9000), ",".join(["999999999999999"] * 9000)
    with pytest.raises(FileRefused, match="too large") as refusal:
        read(POINTS.replace("3;a;3", f"3;{often[0]};{often[1]}"))
    assert refusal.value.line == 12


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Old" barn', '"Old" barn'),
        ('"Old barn', '"Old barn'),
        ('"A ""good"" bench" too', '"A ""good"" bench" too'),
    ],
)
def test_a_quotation_mark_that_stands_alone_in_a_name_is_part_of_it(
    written: str, name: str
) -> None:
    plain, election = read(FILE), read(FILE.replace("A bench", written))
    assert [option.name for option in election.ballots.options] == [
        name if option.name == "A bench" else option.name for option in plain.ballots.options
    ]
    assert election.ballots.marks() == plain.ballots.marks()
    [notice] = [each for each in election.notices if "stands alone" in each.text]
    assert FILE.split("\n")[(notice.line or 0) - 1].count("A bench") == 1


def test_notices_that_say_the_same_are_one_with_how_often() -> None:
    notices = [Notice(4, "odd."), Notice(5, "strange."), Notice(9, "odd.")]
    assert [str(each) for each in gathered(notices)] == [
        "line 4: odd. (2 times; this is the first)",
        "line 5: strange.",
    ]


@pytest.mark.parametrize("kind", ["ordinal", "choose-1"])
def test_a_repeated_rank_or_choice_is_refused(kind: str) -> None:
    text = FILE.replace("vote_type;approval", f"vote_type;{kind}").replace("B/1,10", "B/1")
    assert read(text).ballots.marks()[0] == {"B/1": 1}
    with pytest.raises(FileRefused) as refusal:
        read(text.replace("2;;B/1", "2;;B/1,B/1"))
    assert refusal.value.line == 15


def test_published_numbers_that_differ_are_noticed() -> None:
    election = read(FILE.replace("num_votes;4", "num_votes;5").replace("700.0;3;1", "700.0;4;1"))
    assert election.notices == (
        Notice(6, "num_votes says 5, but the file holds 4."),
        Notice(9, "votes of B/1 says 4, but the ballots hold 3."),
    )
    projects = read(FILE.replace("num_votes;4", "num_projects; 4 ")).notices
    assert projects == (Notice(6, "num_projects says 4, but the file holds 3."),)
    scored = read(POINTS.replace("cost\na;1\nb;2", "score\na;3\nb;11"))
    assert scored.notices == (Notice(7, "score of b says 11, but the ballots hold 12."),)


def test_meta_holds_whole_numbers_or_says_what_it_holds_instead() -> None:
    election = PbElection(
        read(FILE).ballots, {"a": " 12 ", "b": "7.00", "c": "", "d": "many" * 20, "e": "1.5"}
    )
    assert [election.whole(key) for key in "abcx"] == [12, 7, None, None]
    with pytest.raises(ValueError, match=f'^d is "{"many" * 10}", which is not a whole number\\.$'):
        election.whole("d")
    with pytest.raises(ValueError, match=r'^e is "1\.5", which is not a whole number\.$'):
        election.whole("e")


@pytest.mark.parametrize(
    ("vote", "reason"),
    [
        ('2;"x";B/1;9', "there are 4 cells where the heading has 3."),
        ('2;"x"', "there are 2 cells where the heading has 3."),
        ('2;"x";"B/1\n10"', "a vote holds a semicolon or a new line."),
        ('2;"x";"B/1;10"', "a vote holds a semicolon or a new line."),
        ('2;"x";B/2', 'the vote names "B/2", which is not a project.'),
    ],
)
def test_a_fault_among_quoted_votes_is_named_by_its_line(vote: str, reason: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(FILE.replace("2;;B/1", vote).replace("1;30;B/1,10", '"1\n";30;B/1,10'))
    assert (refusal.value.line, refusal.value.reason) == (16, reason)


def test_quoted_points_are_read_as_others() -> None:
    assert read(POINTS.replace("1;b,a;12,0", '"1";"b,a";"12,5"')).ballots.marks() == [
        {"b": 12, "a": 5},
        {},
        {"a": 3},
    ]
    with pytest.raises(FileRefused, match=r"line 12: there are not as many points as projects\.$"):
        read(POINTS.replace("3;a;3", '"3";a;3,4'))


def test_numbers_of_fifteen_digits_and_spaces_around_them_are_read() -> None:
    assert read(POINTS.replace("12,0", " 190 ,  999999999999999 ")).ballots.marks()[0] == {
        "b": 190,
        "a": 10**15 - 1,
    }
    for text in ("1:2", "1/2", "", "a"):
        with pytest.raises(FileRefused) as refusal:
            read(POINTS.replace("12,0", f"12,{text}"))
        assert refusal.value.reason == f'"{text}" is not a whole number of points.'


def test_a_choice_of_two_projects_is_refused() -> None:
    with pytest.raises(FileRefused) as refusal:
        read(FILE.replace("vote_type;approval", "vote_type;choose-1"))
    assert (refusal.value.line, refusal.value.reason) == (
        14,
        "the vote names more than one project.",
    )


def test_points_without_their_column_are_refused() -> None:
    with pytest.raises(FileRefused, match=r"the heading lacks points, which these votes need\.$"):
        read(FILE.replace("vote_type;approval", "vote_type;scoring"))


def test_a_line_of_a_million_bytes_is_read_and_one_more_is_not() -> None:
    head, tail = FILE.split("2;;B/1")
    for more in (0, 1):
        vote = f"2;{'x' * (1_000_000 - len('2;;B/1') - 1 + more)};B/1"
        if not more:
            assert read(f"{head}{vote}{tail}").ballots.votes.tolist() == [3, 1, 0]
            continue
        with pytest.raises(FileRefused) as refusal:
            read(f"{head}{vote}{tail}")
        assert (refusal.value.line, refusal.value.reason) == (
            15,
            "the line is longer than a million characters.",
        )


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
        ("3;a;3,1", "there are not as many points as projects."),
        ("3;a;", "there are not as many points as projects."),
        ("3;;3", "there are not as many points as projects."),
        ("3;a;-3", '"-3" is not a whole number of points.'),
        ("3;a;0.5", '"0.5" is not a whole number of points.'),
        ("3;a;1234567890123456", '"1234567890123456" is not a whole number of points.'),
    ],
)
def test_faulty_points_are_refused(new: str, reason: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(POINTS.replace("3;a;3", new))
    assert (refusal.value.line, refusal.value.reason) == (12, reason)


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
def test_a_written_file_reads_back_the_same(
    ballots: Ballots, meta: dict[str, str], category: str
) -> None:
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


def test_a_file_is_written_as_it_stands_here() -> None:
    priced = [Option("a", "Bench; oak", 1250), Option("b", "", None), Option("c", "Lamp", 5)]
    ballots = points_ballots(
        priced, [{"a": 3, "c": 2}, {}, {"c": 4}], weights=[2, 1, 1], budget=2000, unit=100
    )
    meta = {"description": "Our street", "vote_type": " Scoring ", "num_votes": "99"}
    election = PbElection(
        ballots, meta, {"a": 1, "c": 0}, {"a": {"target": "all"}, "c": {"category": "light"}}
    )
    assert (
        write_pb(election).decode()
        == """META
key;value
description;Our street
vote_type;scoring
num_votes;4
num_projects;3
budget;20
PROJECTS
project_id;cost;votes;score;name;selected;target;category
a;12.50;2;6;"Bench; oak";1;all;
b;;0;0;;;;
c;0.05;3;8;Lamp;0;;light
VOTES
voter_id;vote;points
1;a,c;3,2
2;a,c;3,2
3;;
4;c;4
"""
    )
    bare = single_ballots([Option("a")], ["a", None])
    assert (
        write_pb(PbElection(bare, {"vote_type": "ordinal"})).decode()
        == """META
key;value
vote_type;choose-1
num_projects;1
num_votes;2
PROJECTS
project_id;cost;votes;name;selected
a;;1;;
VOTES
voter_id;vote
1;a
2;
"""
    )


def test_equal_ranks_cannot_be_written() -> None:
    with pytest.raises(
        CannotWrite, match=r"^A \.pb file cannot say that two options are ranked equal\.$"
    ):
        write_pb(PbElection(ranked_ballots(options([1, 1]), [[["1", "10"]]]), {}))


def test_weights_are_written_as_so_many_voters() -> None:
    ballots = approval_ballots(options([1, 1]), [["1"], []], weights=[2, 1], budget=1)
    assert ballots.kind is Kind.APPROVAL
    again = read_pb(write_pb(PbElection(ballots, {})), file="again.pb")
    assert again.ballots.marks() == [{"1": 1}, {"1": 1}, {}]
