"""A table that is opened in a spreadsheet runs nothing."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopservices.spreadsheets import csv_lines, harmless

ATTACKS = json.loads(
    (Path(__file__).parent / "data" / "bad_inputs" / "csv_injection.json").read_text()
)
STARTS = tuple("=+-@|\t\r\uff1d\uff0b\uff0d\uff20")
SKIPPED = " \u00a0\ufeff\u200b\"'"


def runs(cell: str) -> bool:
    """Whether a spreadsheet might take a line of the cell for a formula, skipping what it skips."""
    return any(
        line.lstrip(SKIPPED).startswith(STARTS) and not line.startswith("'")
        for line in cell.splitlines()
    )


@pytest.mark.parametrize("cell", ATTACKS)
def test_no_cell_begins_a_formula(cell):
    (row,) = csv.reader(io.StringIO("".join(csv_lines(["h"], [[cell]])).split("\r\n", 1)[1]))
    assert not runs(row[0])
    assert len(row) == 1


@given(st.text())
def test_no_text_begins_a_formula(cell):
    assert not runs(harmless(cell))


@given(st.text(alphabet="abc ,\"'\n").filter(lambda text: text == text.strip()))
def test_ordinary_words_stay_as_they_are(cell):
    table = "".join(csv_lines(["h"], [[cell, 7, None]]))
    assert next(iter(list(csv.reader(io.StringIO(table)))[1:])) == [harmless(cell), "7", ""]
    assert harmless(cell) == cell or not cell[:1].isalpha()
