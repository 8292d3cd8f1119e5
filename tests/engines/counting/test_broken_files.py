"""Broken files of every format are refused in under a second, with the file, the line and a reason."""

import random
import re
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.engines.counting.formats import READERS, read
from priorities.engines.counting.formats.refusals import FileRefused

LONG = 10_000_000
GOOD = {
    "a.pb": """META
key;value
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
1;700;Bench
2;50.5;Trees
VOTES
voter_id;vote
1;1,2
2;2
""",
    "b.pb": """META
key;value
vote_type;cumulative
PROJECTS
project_id;cost
1;700
2;50
VOTES
voter_id;vote;points
1;1,2;3,4
""",
    "a.csv": """2,1,
3,1,2,
1,2,
"Candidate 1","Ann","Green (Gr)",
"Candidate 2","Bob","Labour (Lab)",
"Upper Ward",
""",
    "a.blt": """2 1
3 1 2 0
1 2 0
0
"Ann"
"Bob"
"Club"
""",
    "a.soc": """# DATA TYPE: soc
# NUMBER ALTERNATIVES: 2
# NUMBER VOTERS: 4
# NUMBER UNIQUE ORDERS: 2
# ALTERNATIVE NAME 1: Ann
# ALTERNATIVE NAME 2: Bob
3: 1,2
1: 2,1
""",
    "a.toi": """2
1,Ann
2,Bob
4,4,2
3,{1,2}
1,2
""",
    "a.jsonl": """{"c":["1"],"g":"email","q":"parks","t":"00000000000000000000000000000001","v":"p"}
{"c":["1","2"],"g":"email","q":"parks","t":"00000000000000000000000000000002","v":"p"}
""",
}

# The file, what is replaced by what, the line at fault (None where no single line is), the reason.
BROKEN: list[tuple[str, str, str, int | None, str]] = [
    # wrong, missing or repeated sections
    ("a.pb", "META\n", "", 1, "a .pb file begins with the word META."),
    ("a.pb", "PROJECTS\n", "VOTES\n", 5, "VOTES stands where PROJECTS should come next."),
    ("a.csv", "2,1,\n", "", 1, "a ward file begins with the numbers of candidates and seats."),
    ("a.csv", '"Upper Ward",', '"Upper Ward",\n3,1,', 7, "there is a row after the name of the ward."),
    (
        "a.csv",
        '"Candidate 2","Bob"',
        '2,1,\n"Candidate 2","Bob"',
        5,
        "the row is neither a ballot, nor a candidate, nor the name of the ward.",
    ),
    ("a.blt", "2 1\n", "", 1, "a .blt file begins with the numbers of candidates and seats."),
    ("a.blt", '0\n"Ann"', '"Ann"', 4, "the ballot does not end in 0."),
    ("a.blt", '"Club"\n', '"Club"\n"More"\n', 8, "there is a line after the title."),
    ("a.soc", "3: 1,2", "1,2", 7, 'an order should stand here: voters, ":", options.'),
    ("a.toi", "2\n1,Ann", "1,Ann", 1, '"1,Ann" is not the number of options with which a PrefLib file begins.'),
    # missing columns and cells
    ("a.pb", "project_id;cost", "project;cost", 6, "the heading lacks project_id."),
    ("a.pb", "voter_id;vote", "voter_id;choice", 10, "the heading lacks vote."),
    ("a.pb", "1;700;Bench", "1;700", 7, "there are 2 cells where the heading has 3."),
    ("b.pb", "1;1,2;3,4", "1;1,2;3", 10, "there are not as many points as projects."),
    (
        "a.csv",
        '"Candidate 1","Ann","Green (Gr)",',
        '"Candidate 1",',
        4,
        "a candidate has a number, a name and a party.",
    ),
    ("a.csv", "2,1,\n", "2,\n", 1, "a ward file begins with the numbers of candidates and seats."),
    ("a.soc", "# ALTERNATIVE NAME 2: Bob\n", "", 6, "the head says 2 options, but names 1."),
    ("a.soc", "# ALTERNATIVE NAME 1: Ann\n", "", 6, "the options must be numbered 1, 2, 3, without gaps."),
    ("a.toi", "4,4,2\n", "", 4, '"{1" is not a number of voters or orders.'),
    ("a.jsonl", '"g":"email",', "", 1, "the line is not an object with the keys c, g, q, t and v."),
    # unknown options
    ("a.pb", "2;2\n", "2;3\n", 12, 'the vote names "3", which is not a project.'),
    ("a.csv", "3,1,2,", "3,1,9,", 2, 'the ballot ranks "9", which is not an option.'),
    ("a.blt", "3 1 2 0", "3 1 9 0", 2, 'the ballot ranks "9", which is not an option.'),
    (
        "a.blt",
        "3 1 2 0",
        "-9\n3 1 2 0",
        2,
        "those withdrawn must be candidates, as negative numbers, and not all of them.",
    ),
    ("a.soc", "3: 1,2", "3: 1,9", 7, 'the ballot ranks "9", which is not an option.'),
    ("a.toi", "3,{1,2}", "3,{1,x}", 5, 'the ballot ranks "x", which is not an option.'),
    # negative, fractional and unreadable numbers
    ("a.pb", "1;700", "1;-700", 7, '"-700" is not an amount of money.'),
    ("a.pb", "budget;1000", "budget;-1", 3, '"-1" is not an amount of money.'),
    ("b.pb", "3,4", "3,-4", 10, '"-4" is not a whole number of points.'),
    ("a.csv", "3,1,2,", "-3,1,2,", 2, "the row is neither a ballot, nor a candidate, nor the name of the ward."),
    ("a.csv", "3,1,2,", "٣,1,2,", 2, '"٣" is not a number of voters.'),
    ("a.csv", "2,1,\n", "2,-1,\n", 1, '"-1" is not a number of candidates or seats.'),
    ("a.blt", "3 1 2 0", "1.5 1 2 0", 2, '"1.5" is not a number of voters.'),
    ("a.blt", "2 1\n", "0 1\n", 1, "there must be a candidate and a seat, and no more than 100,000 candidates."),
    ("a.blt", "2 1\n", "2 0\n", 1, "there must be a candidate and a seat, and no more than 100,000 candidates."),
    ("a.soc", "3: 1,2", "0: 1,2", 7, "the number of voters is 0, or more than there are people."),
    ("a.soc", "3: 1,2", "-3: 1,2", 7, '"-3" is not a number of voters.'),
    ("a.jsonl", '["1"]', '{"1":0}', 1, "c must be a list of options, or points of at least 1 by option."),
    (
        "a.jsonl",
        '["1"]',
        '{"1":9007199254740992}',
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    ("a.jsonl", '["1"]', '{"1":1.5}', 1, "the line is not JSON with whole numbers."),
    ("a.jsonl", '["1"]', '{"1":NaN}', 1, "the line is not JSON with whole numbers."),
    ("a.jsonl", '["1"]', '{"1":true}', 1, "c must be a list of options, or points of at least 1 by option."),
    # the same id twice
    ("a.pb", "2;50.5;Trees", "1;50.5;Trees", 8, 'project "1" stands here twice.'),
    ("a.pb", "budget;1000", "budget;1000\nbudget;1", 4, 'META says "budget" twice.'),
    ("b.pb", "1;1,2;3,4", "1;1,1;3,4", 10, "the vote names a project twice."),
    ("a.csv", "3,1,2,", "3,1,1,", 2, "the ballot ranks an option twice."),
    ("a.csv", "3,1,2,", "3,1,2,1,", 2, "the ballot ranks more candidates than there are."),
    ("a.soc", "3: 1,2", "3: 1,2,1", 7, "the order ranks more options than there are."),
    ("a.csv", "Candidate 2", "Candidate 1", 5, "candidate 1 is out of order, or one too many."),
    ("a.csv", '"Upper Ward"', '"Candidate 3","Cy","X"', 6, "candidate 3 is out of order, or one too many."),
    ("a.blt", "3 1 2 0", "3 1=1 2 0", 2, "the ballot ranks an option twice."),
    ("a.soc", "NAME 2", "NAME 1", 6, "option 1 is named twice, or its number is out of range."),
    ("a.toi", "3,{1,2}", "3,{1,1}", 5, "the ballot ranks an option twice."),
    ("a.jsonl", '["1","2"]', '["1","1"]', 2, "the ballot names an option twice."),
    ("a.jsonl", "002", "001", 2, "the line is out of order, or its question has the same tag twice."),
    ("a.jsonl", '"g":"email"', '"g":"email","g":"email"', 1, "the line is not in its one canonical spelling."),
    # what the shape or the canonical form does not allow
    ("a.soc", "3: 1,2", "3: {1,2}", 7, "a .soc file has no equal ranks."),
    ("a.soc", "3: 1,2", "3: 1", 7, "a .soc file ranks every option on every ballot."),
    ("a.soc", "DATA TYPE: soc", "DATA TYPE: toi", None, 'the file says it holds "toi", not soc.'),
    (
        "a.soc",
        "3: 1,2",
        "3: {1,2",
        7,
        "the order is not numbers of options, equal ones in braces, with commas between.",
    ),
    ("a.soc", "3: 1,2", "3: 1,", 7, "the order is not numbers of options, equal ones in braces, with commas between."),
    ("a.soc", "3: 1,2", "3:", 7, "the order is not numbers of options, equal ones in braces, with commas between."),
    ("a.jsonl", '"g":"email"', '"g": "email"', 1, "the line is not in its one canonical spelling."),
    (
        "a.jsonl",
        '{"c":["1"],"g":"email"',
        '{"g":"email","c":["1"]',
        1,
        "the line is not in its one canonical spelling.",
    ),
    ("a.jsonl", "00001", "0000G", 1, "g, q, t and v must be text, and t 32 hexadecimal digits."),
    ("a.jsonl", '"email"', "7", 1, "g, q, t and v must be text, and t 32 hexadecimal digits."),
    ("a.jsonl", '["1"]', "[1]", 1, "c must be a list of options, or points of at least 1 by option."),
    ("a.jsonl", '["1"]', '"1"', 1, "c must be a list of options, or points of at least 1 by option."),
    ("a.jsonl", '["1"]', '["\\ud800"]', 1, "the line is not in its one canonical spelling."),
    # quotation marks
    ("a.pb", "Bench", '"Bench', 7, "quotation marks are not closed or not doubled, or a cell is too long."),
    ("a.csv", '"Ann"', '"Ann', 4, "quotation marks are not closed or not doubled, or a cell is too long."),
    (
        "a.blt",
        '"Ann"',
        "Ann",
        5,
        "after the ballots come the names of all candidates and the title, in quotation marks.",
    ),
    # huge numbers
    ("a.pb", "1;700", "1;" + "9" * 400, 7, '"9999999999999999999999999999999999999999" is not an amount of money.'),
    ("a.pb", "1;700", "1;" + "9" * 15 + "." + "9" * 12, None, "Costs or budget are too large to count."),
    (
        "b.pb",
        "3,4",
        "3," + "9" * 400,
        10,
        '"9999999999999999999999999999999999999999" is not a whole number of points.',
    ),
    (
        "a.csv",
        "3,1,2,",
        "9" * 400 + ",1,2,",
        2,
        '"9999999999999999999999999999999999999999" is not a number of voters.',
    ),
    ("a.csv", "3,1,2,", "9" * 15 + ",1,2,", 2, "the number of voters is 0, or more than there are people."),
    (
        "a.csv",
        "2,1,\n",
        "9" * 15 + ",1,\n",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    (
        "a.csv",
        "Candidate 2",
        "Candidate " + "9" * 5000,
        5,
        "the row is neither a ballot, nor a candidate, nor the name of the ward.",
    ),
    (
        "a.blt",
        "2 1\n",
        "9" * 15 + " 1\n",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    (
        "a.blt",
        "3 1 2 0",
        "9" * 5000 + " 1 2 0",
        2,
        '"9999999999999999999999999999999999999999" is not a number of voters.',
    ),
    ("a.soc", "NAME 2", "NAME 999999999", 6, "option 999999999 is named twice, or its number is out of range."),
    ("a.soc", "3: 1,2", "9" * 15 + ": 1,2", 7, "the number of voters is 0, or more than there are people."),
    ("a.toi", "2\n1,Ann", "999999999\n1,Ann", 6, "option 1 is named twice, or its number is out of range."),
    (
        "a.jsonl",
        '["1"]',
        '{"1":' + "9" * 400 + "}",
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    ("a.jsonl", '["1"]', '{"1":' + "9" * 5000 + "}", 1, "the line is not JSON with whole numbers."),
    ("a.jsonl", '["1"]', "[" * 200_000, 1, "the line is not JSON with whole numbers."),
    # the end is missing
    ("a.pb", "VOTES\nvoter_id;vote\n1;1,2\n2;2\n", "", 8, "the file ends before VOTES."),
    ("a.pb", "2;2\n", "2", 12, "there are 1 cells where the heading has 2."),
    ("a.csv", '"Candidate 2","Bob","Labour (Lab)",\n"Upper Ward",\n', "", 4, "the file names 1 candidates of 2."),
    (
        "a.csv",
        '"Labour (Lab)",\n"Upper Ward",\n',
        '"Lab',
        5,
        "quotation marks are not closed or not doubled, or a cell is too long.",
    ),
    ("a.blt", '0\n"Ann"\n"Bob"\n"Club"\n', "", 3, "the file ends before the line 0 that closes the ballots."),
    (
        "a.blt",
        '"Bob"\n"Club"\n',
        "",
        5,
        "after the ballots come the names of all candidates and the title, in quotation marks.",
    ),
    ("a.soc", "1: 2,1\n", "", 7, "the head says 4 voters, but the file holds 3."),
    ("a.soc", "1: 2,1\n", "1: 2", 8, "a .soc file ranks every option on every ballot."),
    ("a.toi", "1,2\n", "", 5, "the head says 4 voters, but the file holds 3."),
    ("a.jsonl", '"v":"p"}\n{', '"v":"p"}\n{"c":\n{', 2, "the line is not JSON with whole numbers."),
]


def expect_refusal(data: bytes, file: str, line: int | None, reason: str) -> str:
    """Return the reason of the refusal."""
    began = perf_counter()
    with pytest.raises(FileRefused, match=reason) as refusal:
        read(data, file=file)
    assert perf_counter() - began < 1
    assert (refusal.value.file, refusal.value.line) == (file, line)
    assert str(refusal.value).startswith(file)
    assert len(str(refusal.value)) < 300
    # A sentence that goes on from the place, or one of its own.
    assert re.fullmatch(r'(?:(?:META|VOTES) |[A-Z]?[a-z ]|["0-9.]).*\.', refusal.value.reason)
    return refusal.value.reason


def read_or_refused(data: bytes, file: str) -> None:
    """Read what can be read; anything else than a refusal is a fault of the reader and is not caught."""
    with suppress(FileRefused):
        assert read(data, file=file).ballots.turnout >= 0


@pytest.mark.parametrize("file", GOOD)
def test_the_whole_files_are_read(file: str) -> None:
    assert read(GOOD[file].encode(), file=file).ballots.turnout > 0


@pytest.mark.parametrize(("file", "old", "new", "line", "reason"), BROKEN)
def test_a_broken_file_is_refused_with_its_line(file: str, old: str, new: str, line: int | None, reason: str) -> None:
    assert old in GOOD[file]
    broken = GOOD[file].replace(old, new, 1).encode(errors="surrogatepass")
    assert expect_refusal(broken, file, line, re.escape(reason)) == reason


@pytest.mark.parametrize("file", GOOD)
def test_text_in_another_encoding_is_refused_with_its_line(file: str) -> None:
    rows = GOOD[file].split("\n")
    for number in range(1, len(rows)):
        latin = "\n".join([*rows[: number - 1], rows[number - 1] + "Ł", *rows[number:]]).encode("iso8859-2")
        expect_refusal(latin, file, number, "UTF-8")
    with pytest.raises(FileRefused):
        read(GOOD[file].encode("utf-16"), file=file)


@pytest.mark.parametrize("file", GOOD)
@pytest.mark.parametrize("filling", ["x", "1", ",", '"', " ", "1,", "1 ", "{", "[", "(", "0", '"#', '""'])
def test_a_line_of_ten_million_characters_is_refused(file: str, filling: str) -> None:
    rows = GOOD[file].split("\n")
    for number in {1, len(rows) // 2, len(rows) - 1}:
        filled = rows[number - 1] + filling * (LONG // len(filling))
        data = "\n".join([*rows[: number - 1], filled, *rows[number:]]).encode()
        expect_refusal(data, file, number, "longer|quotation|cell")


@pytest.mark.parametrize("file", GOOD)
@pytest.mark.parametrize("filling", ["x", "1", ",", '"', " ", "1,", "1 ", "{", "[", "(", '"#', '" "', ": ", "=", "-"])
def test_a_line_just_short_enough_takes_no_more_than_a_second(file: str, filling: str) -> None:
    rows = GOOD[file].split("\n")
    for number in range(1, len(rows)):
        filled = rows[number - 1] + filling * (999_000 // len(filling)) + "x"
        data = "\n".join([*rows[: number - 1], filled, *rows[number:]]).encode()
        began = perf_counter()
        read_or_refused(data, file)
        assert perf_counter() - began < 1


@pytest.mark.parametrize("file", ["", "a.txt", "a", *(f"empty{ending}" for ending in READERS)])
def test_a_file_of_no_known_ending_or_without_content_is_refused(file: str) -> None:
    with pytest.raises(FileRefused):
        read(b"", file=file)


@pytest.mark.parametrize("file", GOOD)
def test_a_file_cut_off_anywhere_isread_or_refused(file: str) -> None:
    for end in range(len(GOOD[file])):
        read_or_refused(GOOD[file][:end].encode(), file)


@pytest.mark.parametrize("file", GOOD)
@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_file_with_bytes_swapped_about_isread_or_refused(file: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(GOOD[file].encode())
    for _ in range(chance.randint(1, 6)):
        place, other = chance.randrange(len(data)), chance.randrange(len(data))
        data[place] = chance.choice([data[other], chance.randrange(256), ord("\n"), ord("9"), ord("-")])
    read_or_refused(bytes(data), file)
