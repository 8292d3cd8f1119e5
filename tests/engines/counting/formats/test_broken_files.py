"""Broken files of every format are refused in under a second, with the file, the line
and a reason.
"""

import random
import re
from contextlib import suppress
from pathlib import PurePath
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.formats import FORMATS, read
from priorities.engines.counting.formats.refusals import FileRefused
from tests.engines.counting.formats.broken_files import BROKEN, GOOD

LONG = 10_000_000


def expect_refusal(data: bytes, file: str, line: int | None, reason: str) -> str:
    """Return the reason of the refusal."""
    began = process_time()
    with pytest.raises(FileRefused, match=reason) as refusal:
        read(data, file=file)
    assert process_time() - began < 1
    assert (refusal.value.file, refusal.value.line) == (file, line)
    assert str(refusal.value).startswith(file)
    assert len(str(refusal.value)) < 300
    # A sentence that goes on from the place, or one of its own.
    assert re.fullmatch(r'(?:(?:META|VOTES) |[A-Z]?[a-z ]|["0-9.]).*\.', refusal.value.reason)
    return refusal.value.reason


def read_or_refused(data: bytes, file: str) -> None:
    """Read what can be read; anything else than a refusal is a fault of the reader and is not
    caught.
    """
    with suppress(FileRefused):
        assert read(data, file=file).ballots.turnout >= 0


@pytest.mark.parametrize("file", GOOD)
def test_the_whole_files_are_read(file: str) -> None:
    assert read(GOOD[file].encode(), file=file).ballots.turnout > 0


@pytest.mark.parametrize(("file", "old", "new", "line", "reason"), BROKEN)
def test_a_broken_file_is_refused_with_its_line(
    file: str, old: str, new: str, line: int | None, reason: str
) -> None:
    assert old in GOOD[file]
    broken = GOOD[file].replace(old, new, 1).encode(errors="surrogatepass")
    assert expect_refusal(broken, file, line, re.escape(reason)) == reason


@pytest.mark.parametrize("file", GOOD)
def test_text_in_another_encoding_is_refused_with_its_line(file: str) -> None:
    rows = GOOD[file].split("\n")
    for number in range(1, len(rows)):
        latin = "\n".join([*rows[: number - 1], rows[number - 1] + "Ł", *rows[number:]]).encode(
            "iso8859-2"
        )
        expect_refusal(latin, file, number, "UTF-8")
    with pytest.raises(FileRefused):
        read(GOOD[file].encode("utf-16"), file=file)


@pytest.mark.parametrize("file", GOOD)
@pytest.mark.parametrize(
    "filling", ["x", "1", ",", '"', " ", "1,", "1 ", "{", "[", "(", "0", '"#', '""']
)
def test_a_line_of_ten_million_characters_is_refused(file: str, filling: str) -> None:
    rows = GOOD[file].split("\n")
    for number in {1, len(rows) // 2, len(rows) - 1}:
        filled = rows[number - 1] + filling * (LONG // len(filling))
        data = "\n".join([*rows[: number - 1], filled, *rows[number:]]).encode()
        expect_refusal(data, file, number, "longer|quotation|cell")


@pytest.mark.parametrize("file", GOOD)
@pytest.mark.parametrize(
    "filling", ["x", "1", ",", '"', " ", "1,", "1 ", "{", "[", "(", '"#', '" "', ": ", "=", "-"]
)
def test_a_line_just_short_enough_takes_no_more_than_a_second(file: str, filling: str) -> None:
    rows = GOOD[file].split("\n")
    for number in range(1, len(rows)):
        filled = rows[number - 1] + filling * (999_000 // len(filling)) + "x"
        data = "\n".join([*rows[: number - 1], filled, *rows[number:]]).encode()
        began = process_time()
        read_or_refused(data, file)
        assert process_time() - began < 1


@pytest.mark.parametrize("file", [file for file in GOOD if not file.endswith(".jsonl")])
def test_what_is_read_can_be_written_and_read_again(file: str) -> None:
    election = read(GOOD[file].encode(), file=file)
    write = FORMATS[PurePath(file).suffix].write
    again = read(write(election), file=file)
    assert (again.ballots.options, again.title) == (election.ballots.options, election.title)
    assert again.ballots.budget == election.ballots.budget
    assert sorted(map(sorted, (each.items() for each in _each_voter(again.ballots)))) == sorted(
        map(sorted, (each.items() for each in _each_voter(election.ballots)))
    )


def _each_voter(ballots: Ballots) -> list[dict[str, int]]:
    weights = [1] * len(ballots) if ballots.weights is None else ballots.weights.tolist()
    return [
        marks for marks, weight in zip(ballots.marks(), weights, strict=True) for _ in range(weight)
    ]


def test_published_lines_are_not_written_from_an_election() -> None:
    assert [ending for ending in FORMATS if FORMATS[ending].write is None] == [".jsonl"]
    assert len({each.name for each in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("file", ["", "a.txt", "a", *(f"empty{ending}" for ending in FORMATS)])
def test_a_file_of_no_known_ending_or_without_content_is_refused(file: str) -> None:
    with pytest.raises(FileRefused):
        read(b"", file=file)


@pytest.mark.parametrize("file", GOOD)
def test_a_file_cut_off_anywhere_is_read_or_refused(file: str) -> None:
    for end in range(len(GOOD[file])):
        read_or_refused(GOOD[file][:end].encode(), file)


@pytest.mark.parametrize("file", GOOD)
@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_file_with_bytes_swapped_about_is_read_or_refused(file: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(GOOD[file].encode())
    for _ in range(chance.randint(1, 6)):
        place, other = chance.randrange(len(data)), chance.randrange(len(data))
        data[place] = chance.choice(
            [data[other], chance.randrange(256), ord("\n"), ord("9"), ord("-")]
        )
    read_or_refused(bytes(data), file)
