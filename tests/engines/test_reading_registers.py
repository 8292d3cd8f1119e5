"""Registers' files: read whichever program wrote them, columns guessed, each line checked."""

from datetime import date, datetime
from itertools import count

import pytest

from coopservices.sentences import Sentence
from participation.engines.persons import numbered_reference, person_reference
from participation.engines.tables import FileUnreadable, read_table, text_of
from participation.engines.voter_registers.columns import (
    COLUMNS,
    Match,
    Use,
    guessed,
    lacking,
    problem_with_heading,
    shape_of,
)
from participation.engines.voter_registers.lines import (
    FAULT_WORDS,
    Fault,
    Listed,
    date_in,
    read_line,
    words_of,
)
from participation.engines.voter_registers.sealed_files import FileDamaged, open_part, seal_part
from tests.spreadsheets import an_ods, an_xlsx

TODAY = date(2027, 3, 10)
HEADING = ["Surname", "Postcode", "Date of birth"]
ROWS = [["O'Brien", "NB1 1AA", date(1980, 3, 27)], ["Siân", "NB1 1AB", date(1991, 12, 1)]]
BIRTH = {"surname": 0, "postcode": 1, "born_on": 2}


def as_csv(rows, separator=",", end="\r\n"):
    return end.join(separator.join(str(cell) for cell in row) for row in rows)


def table_of(content):
    table = read_table(content)
    rows = [(number, [text_of(cell) for cell in cells]) for number, cells in table.rows]
    return list(table.heading), rows, table.encoding


# --- Files ----------------------------------------------------------------------------------------

PLAIN = as_csv([HEADING, *ROWS])
READ = [(2, ["O'Brien", "NB1 1AA", "1980-03-27"]), (3, ["Siân", "NB1 1AB", "1991-12-01"])]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), "utf-8-sig"),
        (PLAIN.encode("utf-8-sig"), "utf-8-sig"),
        (PLAIN.encode("utf-16"), "utf-16"),
        (PLAIN.encode("cp1252"), "cp1252"),
        (as_csv([HEADING, *ROWS], ";", "\n").encode(), "utf-8-sig"),
        (as_csv([HEADING, *ROWS], "\t").encode(), "utf-8-sig"),
        (an_xlsx([HEADING, *ROWS]), ""),
        (an_ods([HEADING, *ROWS]), ""),
    ],
    ids=["utf-8", "bom", "utf-16", "windows", "semicolons", "tabs", "xlsx", "ods"],
)
def test_the_same_table_whichever_program_wrote_it(content, encoding):
    assert table_of(content) == (HEADING, READ, encoding)


def test_dates_of_a_spreadsheet_are_dates():
    for content in (an_xlsx([HEADING, *ROWS]), an_ods([HEADING, *ROWS])):
        _number, cells = next(read_table(content).rows)
        assert date_in(cells[2]) == date(1980, 3, 27)


def test_empty_rows_are_left_out_and_numbers_hold():
    rows = ["Surname,Postcode,Dob", ",,", "A,B,C", "", '"D\nE",F,G', "H,I,J"]
    assert [number for number, _ in table_of("\n".join(rows).encode())[1]] == [3, 5, 6]
    assert table_of(an_xlsx([HEADING, ["", "", ""], ROWS[0]]))[1][0][0] == 3


def test_whole_numbers_have_no_fraction():
    content = an_xlsx([["Surname", "Postcode", "Number"], ["A", "B", 12345]])
    assert table_of(content)[1] == [(2, ["A", "B", "12345"])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"<html><table>", "web page"),
        (b"Surname,Post\0code,Dob\n", "not CSV, XLSX or ODS"),
        (b"Surname,Postcode,Dob\n" * 9 + b"\0\n", "damaged: there are empty bytes in line 10"),
        (b"Surname,Postcode,Dob\nZo\x81,NB1 1AA,1/1/1980", "letters in this file"),
        (b"PK\x03\x04 and no more", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "password"),
        (b"\nSurname,Postcode,Dob\n", "first row"),
        (an_xlsx([HEADING, *ROWS], first=3), "first row"),
    ],
    ids=count(1),  # a spreadsheet of a second ago is other bytes
)
def test_a_file_that_is_no_table_is_refused(content, words):
    with pytest.raises(FileUnreadable, match=words):
        read_table(content)


def test_a_spreadsheet_that_would_unpack_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("participation.engines.tables.MOST_UNPACKED", 100)
    with pytest.raises(FileUnreadable, match="too large"):
        read_table(an_xlsx([HEADING, *ROWS]))


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row():
    content = as_csv([HEADING, ["A", "B", "C"]]) + '\r\n"D' + ",x" * 100_000
    with pytest.raises(FileUnreadable, match="quotation mark") as problem:
        list(read_table(content.encode()).rows)
    assert problem.value.row == 3


# --- Columns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "uses"),
    [
        (HEADING, [Use.SURNAME, Use.POSTCODE, Use.BORN_ON]),
        (["Last_Name", "POST CODE", "D.O.B."], [Use.SURNAME, Use.POSTCODE, Use.BORN_ON]),
        (["Cyfenw", "Côd post", "Dyddiad geni"], [Use.SURNAME, Use.POSTCODE, Use.BORN_ON]),
        (["Family name", "Postal Code", "Ref. no."], [Use.SURNAME, Use.POSTCODE, Use.REFERENCE]),
        (["Ward Code", "Rhif aelod", "Enw teuluol"], [Use.WARD, Use.REFERENCE, Use.SURNAME]),
        (["Name", "Town", "Telephone"], [None, None, None]),
    ],
)
def test_columns_are_guessed_by_their_headings(heading, uses):
    found = {place: use for use, place in guessed(heading).items()}
    assert [found.get(place) for place in range(len(heading))] == uses


def test_no_heading_is_guessed_to_be_two_things():
    headed = [name for column in COLUMNS.values() for name in column.headed]
    assert len(headed) == len(set(headed))


def test_what_is_lacking_is_asked_for_first():
    assert lacking({Use.SURNAME: 0, Use.BORN_ON: 1}, Match.BIRTH) is Use.POSTCODE
    assert lacking({Use.SURNAME: 0, Use.POSTCODE: 2, Use.BORN_ON: 1}, Match.BIRTH) is None
    both = {Use.SURNAME: 0, Use.POSTCODE: 2, Use.BORN_ON: 1}
    assert lacking(both, Match.REFERENCE) is Use.REFERENCE


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (["Surname", "Postcode"], "at least three"),
        (["Tenants of Northside, 2027"], "at least three"),
        (["Surname", "", "Postcode"], "no heading"),
        (["Surname", "Postcode", "surname "], "Two columns are called “Surname”"),
        (["O'Brien", "NB1 1AA", "27/3/1980"], "looks like a person"),
        (["O'Brien", "Rosa", "12345"], "looks like a person"),
        (["A" * 101, "b", "c"], "too long"),
    ],
)
def test_a_heading_that_is_none_is_refused(heading, words):
    assert words in str(problem_with_heading(heading))
    assert problem_with_heading(HEADING) == ""


def test_a_shape_shows_nothing_of_anybody():
    assert shape_of("O'Brien-Łódź 27/3") == "X'Xxxxx-Xxxx 99/9"
    assert len(shape_of("x" * 500)) == 31


# --- Lines ----------------------------------------------------------------------------------------


def line(*cells, columns=BIRTH):
    return read_line(cells, [text_of(cell) for cell in cells], columns, TODAY)


@pytest.mark.parametrize(
    "cell",
    [
        date(1980, 3, 27),
        datetime(1980, 3, 27, 0, 0),  # noqa: DTZ001 (as a spreadsheet has it)
        "1980-03-27",
        "1980-03-27 00:00:00",
        "1980-03-27T00:00:00Z",
        "27/3/1980",
        "27/03/1980",
        "27.03.1980",
        "27-03-1980",
        "27 Mar 1980",
        "27 mawrth 1980",
        "27-MARCH-1980",
    ],
)
def test_a_date_is_read_however_it_is_written(cell):
    assert date_in(cell) == date(1980, 3, 27)


@pytest.mark.parametrize(
    "cell", ["", "27/3/80", "3/27/1980", "31/2/1980", "29307", 29307.0, "today", "27 Mzr 1980"]
)
def test_what_could_be_another_date_is_none(cell):
    assert date_in(cell) is None


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        (("", "NB1 1AA", "1/1/1980"), [Fault.NO_SURNAME]),
        (("-", "NB1 1AA", "1/1/1980"), [Fault.NO_SURNAME]),
        (("A", "", "1/1/1980"), [Fault.NO_POSTCODE]),
        (("A", "1 High St", "1/1/1980"), [Fault.NOT_A_POSTCODE]),
        (("A", "NB1 1AA"), [Fault.NO_DATE]),
        (("A", "NB1 1AA", "soon"), [Fault.NOT_A_DATE]),
        (("A", "NB1 1AA", 29307.0), [Fault.DATE_AS_NUMBER]),
        (("A", "NB1 1AA", "1/1/1880"), [Fault.IMPOSSIBLE_DATE]),
        (("A", "NB1 1AA", "11/3/2027"), [Fault.IMPOSSIBLE_DATE]),
        (("", "", "x"), [Fault.NO_SURNAME, Fault.NO_POSTCODE, Fault.NOT_A_DATE]),
    ],
)
def test_all_that_is_wrong_with_a_line_is_told(cells, faults):
    assert line(*cells) == faults


def test_a_line_tells_whom_it_is_of():
    columns = {"postcode": 0, "surname": 1, "reference": 2, "ward": 3}
    found = line("nb11aa", "O'Brien", 12345.0, "Riverside", columns=columns)
    assert found == Listed("O'Brien", "nb11aa", None, "12345", "Riverside")
    assert line("nb11aa", "O'Brien", "", "", columns=columns) == [Fault.NO_REFERENCE]


def test_each_fault_has_its_words():
    for fault in Fault:
        assert isinstance(words_of(fault, 7), Sentence)
    assert FAULT_WORDS.keys() | {Fault.TWICE} == set(Fault)
    assert "line 7" in str(words_of(Fault.TWICE, 7))


def test_a_person_is_the_same_however_they_are_written():
    one = numbered_reference(surname="O\u2019Brien", postcode="nb1 1aa", number="00-123")
    assert one == numbered_reference(surname="o'brien", postcode="NB11AA", number="123")
    assert one != person_reference(surname="o'brien", postcode="NB11AA", born_on=TODAY)
    assert numbered_reference(surname="a", postcode="b", number="000").endswith("|0")


# --- The sealed file ------------------------------------------------------------------------------


def test_a_part_opens_in_its_place_alone():
    from uuid import UUID

    key, nonce, one, other = bytes(range(32)), bytes(12), UUID(int=1), UUID(int=2)
    sealed = seal_part(key, one, 0, 2, nonce, b"Surname")
    assert b"Surname" not in sealed
    assert open_part(key, one, 0, 2, nonce, sealed) == b"Surname"
    for wrong in [
        (key, other, 0, 2, nonce, sealed),
        (key, one, 1, 2, nonce, sealed),
        (key, one, 0, 1, nonce, sealed),
        (bytes(32), one, 0, 2, nonce, sealed),
        (key, one, 0, 2, nonce, sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ]:
        with pytest.raises(FileDamaged):
            open_part(*wrong)
