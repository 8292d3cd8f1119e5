"""Wards, .blt, PrefLib and published ballots are read as they are meant, and written files read
back the same.
"""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.formats import FORMATS, read
from priorities.engines.counting.formats.blt import read_blt, write_blt
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.preflib import Shape, read_preflib, write_preflib
from priorities.engines.counting.formats.published import (
    Asked,
    PublishedBallot,
    elections,
    read_one_question,
    read_published,
    write_published,
)
from priorities.engines.counting.formats.refusals import CannotWrite, FileRefused, Notice
from priorities.engines.counting.formats.ward import Ward, read_ward, write_ward
from priorities.engines.counting.tabulate import approval_ballots, ranked_ballots
from tests.engines.counting.ranked.ranked_elections import ranked_elections

few = settings(max_examples=60, deadline=None)
ABC = [Option("1", "Ann"), Option("2", "Bob"), Option("3", "Cy")]
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")), max_size=12
).map(str.strip)


def weighted(ballots: Ballots) -> list[tuple[dict[str, int], int]]:
    assert ballots.weights is not None
    return list(zip(ballots.marks(), ballots.weights.tolist(), strict=True))


def named(ballots: Ballots, names: list[str]) -> Ballots:
    """Return the election with its options called by `names`."""
    options = [
        Option(option.id, name) for option, name in zip(ballots.options, names, strict=False)
    ]
    return Ballots(
        tuple(options),
        *(getattr(ballots, part) for part in ("kind", "offsets", "chosen", "values", "weights")),
    )


@st.composite
def titled_elections(draw: st.DrawFn, *, strict: bool = False) -> Election:
    ballots = draw(ranked_elections(strict=strict))
    names = draw(st.lists(WORDS.filter(bool), min_size=5, max_size=5))
    return Election(named(ballots, names), draw(WORDS), draw(st.integers(1, 9)))


def expect_same(again: Election, election: Election) -> None:
    assert (again.ballots.options, again.title) == (election.ballots.options, election.title)
    assert weighted(again.ballots) == weighted(election.ballots)


WARD = """3,2,
4,1,3,
2,2,
1,3,1,2,
5,
"Candidate 1","Ann","Green (Gr)",
"Candidate 2","Bob",
"Candidate 3","Cy ""C"" Dee","Labour, New (Lab)",
"Upper Ward",
"""


def ward(text: str) -> Ward:
    return read_ward(text.encode(), file="upper.csv")


def test_a_ward_is_read() -> None:
    upper = ward(WARD)
    assert (upper.title, upper.seats) == ("Upper Ward", 2)
    assert [option.name for option in upper.ballots.options] == ["Ann", "Bob", 'Cy "C" Dee']
    assert upper.parties == {"1": "Green (Gr)", "2": "", "3": "Labour, New (Lab)"}
    assert weighted(upper.ballots) == [
        ({"1": 1, "3": 2}, 4),
        ({"2": 1}, 2),
        ({"3": 1, "1": 2, "2": 3}, 1),
        ({}, 5),
    ]


@pytest.mark.parametrize(
    "variant",
    [
        "\ufeff" + WARD,
        WARD.replace("\n", "\r\n"),
        WARD.replace(",\n", "\n"),
        WARD.replace(",\n", ",,,\n"),
        WARD.replace("4,1,3,", "\n\n4, 1 ,3,"),
        WARD.replace('"Upper Ward"', '""Upper Ward""'),
        WARD.replace('"Upper Ward"', '""""Upper Ward""""'),
        WARD.replace('"Upper Ward"', '""""Upper Ward"" ""'),
        WARD.rstrip(),
    ],
)
def test_other_spellings_of_a_ward_read_the_same(variant: str) -> None:
    expect_same(ward(variant), ward(WARD))


def test_a_name_with_commas_in_two_pairs_of_quotes_is_understood() -> None:
    assert (
        ward(WARD.replace('"Upper Ward"', '""Upper, Lower and Mid""')).title
        == "Upper, Lower and Mid"
    )


@pytest.mark.parametrize("odd", ['""Upper Ward""', '""""Upper Ward""""', '""""Upper Ward"" ""'])
def test_a_name_that_is_quoted_oddly_is_noticed(odd: str) -> None:
    assert not ward(WARD).notices
    notices = ward(WARD.replace('"Upper Ward"', odd)).notices
    assert notices == (Notice(9, "a name is quoted more than once; read without."),)


@pytest.mark.parametrize("odd", ['""Upper" Ward""', '""Upper Ward', '""' + " " * 900_000])
def test_quotes_without_one_meaning_are_refused(odd: str) -> None:
    with pytest.raises(FileRefused, match="quotation marks"):
        ward(WARD.replace('"Upper Ward"', odd))


@few
@given(titled_elections(strict=True), st.lists(WORDS, min_size=5, max_size=5))
def test_a_written_ward_reads_back_the_same(election: Election, parties: list[str]) -> None:
    assume(not election.title.isdecimal() and not election.title.startswith("Candidate "))
    known = dict(zip(election.ballots.ids, parties, strict=False))
    written = write_ward(Ward(election.ballots, election.title, election.seats, parties=known))
    again = read_ward(written, file="again.csv")
    expect_same(again, election)
    assert (again.parties, again.seats) == (known, election.seats)
    assert write_ward(again) == written


BLT = """# a small election
4 2   # candidates, seats
-3
4 1 2 0
2 2=4 - 1 0
(b7) 1 3 4 0 # a comment
3 0
0
"Ann"
"Bob # the "2nd""   # who stands again
"Cy"
"Di"
"Club 2026"
"""


def blt(text: str) -> Any:
    return read_blt(text.encode(), file="club.blt")


def test_a_blt_file_is_read() -> None:
    club = blt(BLT)
    assert (club.title, club.seats, club.withdrew) == ("Club 2026", 2, (Option("3", "Cy"),))
    assert [(option.id, option.name) for option in club.ballots.options] == [
        ("1", "Ann"),
        ("2", 'Bob # the "2nd"'),
        ("4", "Di"),
    ]
    assert weighted(club.ballots) == [
        ({"1": 1, "2": 2}, 4),
        ({"2": 1, "4": 1, "1": 3}, 2),
        ({"4": 1}, 1),
        ({}, 3),
    ]


def test_a_blt_file_needs_no_title() -> None:
    assert blt(BLT.replace('"Club 2026"\n', "")).title == ""


@few
@given(titled_elections())
def test_a_written_blt_file_reads_back_the_same(election: Election) -> None:
    written = write_blt(election)
    again = read_blt(written, file="again.blt")
    expect_same(again, election)
    assert (again.seats, again.withdrew) == (election.seats, ())
    assert write_blt(again) == written


TOI = """# FILE NAME: 1.toi
# TITLE: Club: 2026
# DATA TYPE: toi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 7
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: Ann: the first
# ALTERNATIVE NAME 2: Bob
# ALTERNATIVE NAME 3: Cy
4: 1,3
2: {2, 3},1
1: 3
"""
OLDER = """3
1,Ann: the first
2,Bob
3,Cy
7,7,3
4,1,3
2,{2,3},1
1,3
"""


@pytest.mark.parametrize(
    "text", [TOI, OLDER, TOI.replace("\n", "\r\n"), TOI.replace("# FILE NAME: 1.toi\n", "#\n# x\n")]
)
def test_both_layouts_of_preflib_are_read(text: str) -> None:
    club = read_preflib(text.encode(), file="club.toi")
    assert [option.name for option in club.ballots.options] == ["Ann: the first", "Bob", "Cy"]
    assert weighted(club.ballots) == [
        ({"1": 1, "3": 2}, 4),
        ({"2": 1, "3": 1, "1": 2}, 2),
        ({"3": 1}, 1),
    ]


def test_the_title_of_preflib_is_read() -> None:
    assert read_preflib(TOI.encode(), file="club.toi").title == "Club: 2026"


@few
@given(titled_elections(), st.sampled_from(Shape))
def test_a_written_preflib_file_reads_back_the_same_or_is_refused_for_its_shape(
    election: Election, shape: Shape
) -> None:
    ballots = election.ballots
    ranks = [sorted(marks.values()) for marks in ballots.marks()]
    is_whole = all(
        given and sorted(set(given)) == list(range(1, max(given) + 1)) for given in ranks
    )
    fits_ties = shape in {"toc", "toi"} or all(len(set(given)) == len(given) for given in ranks)
    fits_length = shape in {"soi", "toi"} or all(len(given) == len(ballots.ids) for given in ranks)
    if is_whole and fits_ties and fits_length:
        written = write_preflib(election, shape=shape)
        again = read_preflib(written, file=f"again.{shape}")
        expect_same(again, election)
        assert write_preflib(again, shape=shape) == written
    else:
        with pytest.raises(CannotWrite):
            write_preflib(election, shape=shape)


LINES = """{"c":["trees"],"g":"email","q":"parks","t":"00000000000000000000000000000001","v":"p"}
{"c":["bench","trees"],"g":"register","q":"parks","t":"00000000000000000000000000000002","v":"p"}
{"c":[],"g":"register","q":"parks","t":"00000000000000000000000000000003","v":"p"}
"""


def test_published_ballots_are_read() -> None:
    ballots = read_published(LINES.encode(), file="ballots.jsonl")
    assert ballots[1] == PublishedBallot(("bench", "trees"), "register", "parks", f"{2:032}", "p")
    assert write_published(reversed(ballots)) == LINES.encode()


def test_lines_of_one_question_can_be_counted_without_what_was_asked() -> None:
    election = read_one_question(LINES.encode(), file="ballots.jsonl")
    assert (election.ballots.kind, election.title) == (Kind.APPROVAL, "parks")
    assert election.ballots.marks() == [{"trees": 1}, {"bench": 1, "trees": 1}, {}]
    notice = (
        "The file does not say what was asked; its ballots were read as approval ballots "
        "on the options named."
    )
    assert election.notices == (Notice(None, notice),)
    ranked = read_one_question(
        LINES.replace('"bench","trees"', '"trees","bench"').encode(), file="ballots.jsonl"
    )
    assert ranked.ballots.kind is Kind.RANKED
    assert ranked.ballots.marks()[1] == {"trees": 1, "bench": 2}


def test_ballots_of_constituencies_are_counted_together_and_that_is_said() -> None:
    named = LINES.replace('"g":"', '"g":"staff:')
    election = read_one_question(named.encode(), file="ballots.jsonl")
    assert "counted together" in election.notices[-1].text
    assert len(election.notices) == 2
    assert len(read_one_question(LINES.encode(), file="ballots.jsonl").notices) == 1


IDS = ("bench", "trees", "zoo")
CHOICES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.SINGLE: st.lists(st.sampled_from(IDS), max_size=1).map(tuple),
    Kind.APPROVAL: st.lists(st.sampled_from(IDS), unique=True).map(sorted).map(tuple),
    Kind.RANKED: st.lists(st.sampled_from(IDS), unique=True).map(tuple),
    Kind.POINTS: st.dictionaries(st.sampled_from(IDS), st.integers(1, 2**53 - 1), max_size=3),
}


@few
@given(st.dictionaries(st.sampled_from("pqr"), st.sampled_from(Kind), min_size=1), st.data())
def test_published_ballots_read_back_the_same(kinds: dict[str, Kind], data: st.DataObject) -> None:
    ballots = [
        PublishedBallot(data.draw(CHOICES[kind]), "email", question, f"{number:032x}", "p")
        for question, kind in sorted(kinds.items())
        for number in sorted(data.draw(st.sets(st.integers(0, 2**100), max_size=4)))
    ]
    again = read_published(write_published(ballots), file="again.jsonl")
    assert list(again) == ballots
    options = tuple(Option(name) for name in IDS)
    counted = elections(
        again, {name: Asked(kind, options) for name, kind in kinds.items()}, file="again.jsonl"
    )
    for question, kind in kinds.items():
        own = [ballot.choice for ballot in ballots if ballot.question == question]
        marks = counted[question].ballots.marks()
        assert counted[question].ballots.kind is kind
        assert marks == own if kind is Kind.POINTS else [tuple(each) for each in marks] == own


def test_points_too_large_to_add_up_are_refused() -> None:
    asked = {"q": Asked(Kind.POINTS, (Option("a"),))}
    ballots = [
        PublishedBallot({"a": 2**53 - 1}, "g", "q", f"{number:032x}", "p") for number in range(1100)
    ]
    with pytest.raises(FileRefused, match="too large"):
        elections(ballots, asked, file="b.jsonl")


PAIR = ranked_ballots(
    [Option("x", "Ann"), Option("y", 'Bob "B"')], [["y", "x"], ["x"], []], weights=[2, 1, 1]
)


def test_the_written_files_look_like_this() -> None:
    assert write_ward(Ward(PAIR, "Upper, Lower", 2, parties={"x": "Green (Gr)"})).decode() == (
        '2,2,\n2,2,1,\n1,1,\n1,\n"Candidate 1","Ann","Green (Gr)",\n"Candidate 2","Bob '
        '""B""",\n"Upper, Lower",\n'
    )
    assert write_ward(Ward(PAIR)).decode().startswith("2,1,\n")
    assert write_blt(Election(PAIR, "Club")).decode() == (
        '2 1\n2 2 1 0\n1 1 0\n1 0\n0\n"Ann"\n"Bob "B""\n"Club"\n'
    )
    tied = ranked_ballots(PAIR.options, [[["y", "x"]], ["x", "y"]])
    assert write_blt(Election(tied, seats=3)).decode().startswith("2 3\n1 1=2 0\n1 1 2 0\n0\n")
    assert write_preflib(Election(tied, "Club"), shape=Shape.TOC).decode() == (
        "# TITLE: Club\n# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 2\n# "
        "NUMBER UNIQUE ORDERS: 2\n"
        '# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob "B"\n1: {1,2}\n1: 1,2\n'
    )


NO_ROOM = "A ward file has no room for empty names, line breaks, or spaces around a name."
NO_PREFLIB_ROOM = "A PrefLib file has no room for line breaks, or spaces around a name."


@pytest.mark.parametrize(
    ("file", "ranking", "name", "reason"),
    [
        ("csv", [["1", "2"]], "Ann", "A ward file has neither equal ranks nor ranks left out."),
        (
            "csv",
            [["1"], [], ["2"]],
            "Ann",
            "A ward file has neither equal ranks nor ranks left out.",
        ),
        ("csv", [["1"]], "", NO_ROOM),
        ("csv", [["1"]], " Ann", NO_ROOM),
        ("csv", [["1"]], "A\nnn", NO_ROOM),
        ("blt", [["1"]], "A\nnn", "A .blt file has no room for names with line breaks."),
        ("blt", [["1"]], "A\rnn", "A .blt file has no room for names with line breaks."),
        ("toi", [["1"]], "A\nnn", NO_PREFLIB_ROOM),
        ("toi", [["1"]], "Ann ", NO_PREFLIB_ROOM),
        ("toi", [], "Ann", "A PrefLib file has neither blank ballots nor ranks left out."),
        (
            "toi",
            [["1"], [], ["2"]],
            "Ann",
            "A PrefLib file has neither blank ballots nor ranks left out.",
        ),
        (
            "soi",
            [["1", "2"]],
            "Ann",
            "A .soi file cannot hold equal or missing ranks that these ballots have.",
        ),
    ],
)
def test_what_a_format_has_no_words_for_is_not_written(
    file: str, ranking: list[list[str]], name: str, reason: str
) -> None:
    election = Election(
        ranked_ballots([Option("1", name), Option("2", "Bob")], [ranking], weights=[1])
    )
    with pytest.raises(CannotWrite) as refusal:
        FORMATS[f".{file}"].write(election)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("file", ["csv", "blt", "soi", "toi"])
def test_other_ballots_are_not_written(file: str) -> None:
    with pytest.raises(ValueError, match="needs ranked"):
        FORMATS[f".{file}"].write(Election(approval_ballots(ABC, [["1"]])))


def test_the_format_is_known_by_the_ending_of_the_name() -> None:
    assert set(FORMATS) == {".pb", ".blt", ".csv", ".soc", ".soi", ".toc", ".toi", ".jsonl"}
    assert read(WARD.encode(), file="Upper.CSV").title == "Upper Ward"
    assert read(BLT.encode(), file="club.blt").title == "Club 2026"
    assert read(TOI.encode(), file="club.toi").title == "Club: 2026"
    with pytest.raises(FileRefused, match="must end in"):
        read(WARD.encode(), file="upper.txt")
