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

# The file, what is replaced by what, the line at fault (None where no single line is), a word of the reason.
BROKEN: list[tuple[str, str, str, int | None, str]] = [
    # wrong, missing or repeated sections
    ("a.pb", "META\n", "", 1, "META"),
    ("a.pb", "PROJECTS\n", "VOTES\n", 5, "PROJECTS"),
    ("a.csv", "2,1,\n", "", 1, "begins with"),
    ("a.csv", '"Upper Ward",', '"Upper Ward",\n3,1,', 7, "after the name"),
    ("a.csv", '"Candidate 2","Bob"', '2,1,\n"Candidate 2","Bob"', 5, "neither"),
    ("a.blt", "2 1\n", "", 1, "begins with"),
    ("a.blt", '0\n"Ann"', '"Ann"', 4, "does not end in 0"),
    ("a.blt", '"Club"\n', '"Club"\n"More"\n', 8, "after the title"),
    ("a.soc", "3: 1,2", "1,2", 7, "order should stand"),
    ("a.toi", "2\n1,Ann", "1,Ann", 1, "begins"),
    # missing columns and cells
    ("a.pb", "project_id;cost", "project;cost", 6, "project_id"),
    ("a.pb", "voter_id;vote", "voter_id;choice", 10, "vote"),
    ("a.pb", "1;700;Bench", "1;700", 7, "2 cells"),
    ("b.pb", "1;1,2;3,4", "1;1,2;3", 10, "as many points"),
    ("a.csv", '"Candidate 1","Ann","Green (Gr)",', '"Candidate 1",', 4, "a name"),
    ("a.csv", "2,1,\n", "2,\n", 1, "candidates and seats"),
    ("a.soc", "# ALTERNATIVE NAME 2: Bob\n", "", 6, "options"),
    ("a.soc", "# ALTERNATIVE NAME 1: Ann\n", "", 6, "without gaps"),
    ("a.toi", "4,4,2\n", "", 4, "not a number"),
    ("a.jsonl", '"g":"email",', "", 1, "keys"),
    # unknown options
    ("a.pb", "2;2\n", "2;3\n", 12, '"3"'),
    ("a.csv", "3,1,2,", "3,1,9,", 2, '"9"'),
    ("a.blt", "3 1 2 0", "3 1 9 0", 2, '"9"'),
    ("a.blt", "3 1 2 0", "-9\n3 1 2 0", 2, "withdrawn"),
    ("a.soc", "3: 1,2", "3: 1,9", 7, '"9"'),
    ("a.toi", "3,{1,2}", "3,{1,x}", 5, '"x"'),
    # negative, fractional and unreadable numbers
    ("a.pb", "1;700", "1;-700", 7, "not an amount"),
    ("a.pb", "budget;1000", "budget;-1", 3, "not an amount"),
    ("b.pb", "3,4", "3,-4", 10, "whole number"),
    ("a.csv", "3,1,2,", "-3,1,2,", 2, "neither"),
    ("a.csv", "3,1,2,", "٣,1,2,", 2, "not a number of voters"),
    ("a.csv", "2,1,\n", "2,-1,\n", 1, "number"),
    ("a.blt", "3 1 2 0", "1.5 1 2 0", 2, "number of voters"),
    ("a.blt", "2 1\n", "0 1\n", 1, "must be a candidate"),
    ("a.blt", "2 1\n", "2 0\n", 1, "a seat"),
    ("a.soc", "3: 1,2", "0: 1,2", 7, "voters is 0"),
    ("a.soc", "3: 1,2", "-3: 1,2", 7, "number of voters"),
    ("a.jsonl", '["1"]', '{"1":0}', 1, "at least 1"),
    ("a.jsonl", '["1"]', '{"1":9007199254740992}', 1, "at least 1"),
    ("a.jsonl", '["1"]', '{"1":1.5}', 1, "whole numbers"),
    ("a.jsonl", '["1"]', '{"1":NaN}', 1, "whole numbers"),
    ("a.jsonl", '["1"]', '{"1":true}', 1, "at least 1"),
    # the same id twice
    ("a.pb", "2;50.5;Trees", "1;50.5;Trees", 8, "twice"),
    ("a.pb", "budget;1000", "budget;1000\nbudget;1", 4, "twice"),
    ("b.pb", "1;1,2;3,4", "1;1,1;3,4", 10, "twice"),
    ("a.csv", "3,1,2,", "3,1,1,", 2, "twice"),
    ("a.csv", "3,1,2,", "3,1,2,1,", 2, "more candidates"),
    ("a.soc", "3: 1,2", "3: 1,2,1", 7, "more options"),
    ("a.csv", "Candidate 2", "Candidate 1", 5, "out of order"),
    ("a.csv", '"Upper Ward"', '"Candidate 3","Cy","X"', 6, "one too many"),
    ("a.blt", "3 1 2 0", "3 1=1 2 0", 2, "twice"),
    ("a.soc", "NAME 2", "NAME 1", 6, "twice"),
    ("a.toi", "3,{1,2}", "3,{1,1}", 5, "twice"),
    ("a.jsonl", '["1","2"]', '["1","1"]', 2, "twice"),
    ("a.jsonl", "002", "001", 2, "same tag"),
    ("a.jsonl", '"g":"email"', '"g":"email","g":"email"', 1, "canonical"),
    # what the shape or the canonical form does not allow
    ("a.soc", "3: 1,2", "3: {1,2}", 7, "equal ranks"),
    ("a.soc", "3: 1,2", "3: 1", 7, "every option"),
    ("a.soc", "DATA TYPE: soc", "DATA TYPE: toi", None, "not soc"),
    ("a.soc", "3: 1,2", "3: {1,2", 7, "braces"),
    ("a.soc", "3: 1,2", "3: 1,", 7, "commas"),
    ("a.soc", "3: 1,2", "3:", 7, "commas"),
    ("a.jsonl", '"g":"email"', '"g": "email"', 1, "canonical"),
    ("a.jsonl", '{"c":["1"],"g":"email"', '{"g":"email","c":["1"]', 1, "canonical"),
    ("a.jsonl", "00001", "0000G", 1, "hexadecimal"),
    ("a.jsonl", '"email"', "7", 1, "must be text"),
    ("a.jsonl", '["1"]', "[1]", 1, "list of options"),
    ("a.jsonl", '["1"]', '"1"', 1, "list of options"),
    ("a.jsonl", '["1"]', '["\\ud800"]', 1, "canonical"),
    # quotation marks
    ("a.pb", "Bench", '"Bench', 7, "quotation"),
    ("a.csv", '"Ann"', '"Ann', 4, "quotation"),
    ("a.blt", '"Ann"', "Ann", 5, "quotation"),
    # huge numbers
    ("a.pb", "1;700", "1;" + "9" * 400, 7, "not an amount"),
    ("a.pb", "1;700", "1;" + "9" * 15 + "." + "9" * 12, None, "too large"),
    ("b.pb", "3,4", "3," + "9" * 400, 10, "whole number"),
    ("a.csv", "3,1,2,", "9" * 400 + ",1,2,", 2, "number of voters"),
    ("a.csv", "3,1,2,", "9" * 15 + ",1,2,", 2, "more than there are people"),
    ("a.csv", "2,1,\n", "9" * 15 + ",1,\n", 1, "no more than"),
    ("a.csv", "Candidate 2", "Candidate " + "9" * 5000, 5, "row is neither|candidate"),
    ("a.blt", "2 1\n", "9" * 15 + " 1\n", 1, "no more than"),
    ("a.blt", "3 1 2 0", "9" * 5000 + " 1 2 0", 2, "number of voters"),
    ("a.soc", "NAME 2", "NAME 999999999", 6, "out of range"),
    ("a.soc", "3: 1,2", "9" * 15 + ": 1,2", 7, "more than there are people"),
    ("a.toi", "2\n1,Ann", "999999999\n1,Ann", 6, "twice"),
    ("a.jsonl", '["1"]', '{"1":' + "9" * 400 + "}", 1, "at least 1"),
    ("a.jsonl", '["1"]', '{"1":' + "9" * 5000 + "}", 1, "JSON"),
    ("a.jsonl", '["1"]', "[" * 200_000, 1, "JSON"),
    # the end is missing
    ("a.pb", "VOTES\nvoter_id;vote\n1;1,2\n2;2\n", "", 8, "ends before VOTES"),
    ("a.pb", "2;2\n", "2", 12, "1 cells"),
    ("a.csv", '"Candidate 2","Bob","Labour (Lab)",\n"Upper Ward",\n', "", 4, "1 candidates of 2"),
    ("a.csv", '"Labour (Lab)",\n"Upper Ward",\n', '"Lab', 5, "quotation"),
    ("a.blt", '0\n"Ann"\n"Bob"\n"Club"\n', "", 3, "ends before the line 0"),
    ("a.blt", '"Bob"\n"Club"\n', "", 5, "names of all"),
    ("a.soc", "1: 2,1\n", "", 7, "4 voters"),
    ("a.soc", "1: 2,1\n", "1: 2", 8, "every option"),
    ("a.toi", "1,2\n", "", 5, "4 voters"),
    ("a.jsonl", '"v":"p"}\n{', '"v":"p"}\n{"c":\n{', 2, "JSON"),
]


def expect_refusal(data: bytes, file: str, line: int | None, reason: str) -> None:
    began = perf_counter()
    with pytest.raises(FileRefused, match=reason) as refusal:
        read(data, file=file)
    assert perf_counter() - began < 1
    assert (refusal.value.file, refusal.value.line) == (file, line)
    assert str(refusal.value).startswith(file)
    assert len(str(refusal.value)) < 300
    # A sentence that goes on from the place, or one of its own.
    assert re.fullmatch(r'(?:(?:META|VOTES) |[A-Z]?[a-z ]|["0-9.]).*\.', refusal.value.reason)


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
    expect_refusal(GOOD[file].replace(old, new, 1).encode(errors="surrogatepass"), file, line, reason)


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
