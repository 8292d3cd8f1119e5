"""Files of figures: periods are read strictly, and what cannot be understood is refused with its line."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.figures_file import FiguresRefused, figures_in, starts_on

HEADER = "indicator,area_code,area_name,period,value"


def read(*rows, header=HEADER):
    return figures_in("\n".join([header, *rows]).encode(), name="homes.csv", indicators={"good", "bad"})


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("Nov 2023", date(2023, 11, 1)),
        ("2022-23", date(2022, 4, 1)),
        ("2014/15", date(2014, 4, 1)),
        ("1999-00", date(1999, 4, 1)),
        ("Q3 2024", date(2024, 7, 1)),
        ("2023", date(2023, 1, 1)),
        ("2023-11-30", date(2023, 11, 30)),
    ],
)
def test_periods(period, day):
    assert starts_on(period) == day


@pytest.mark.parametrize(
    "period",
    ["", "November 2023", "nov 2023", "Nov 23", "2022-24", "2022-2023", "Q5 2024", "2023-13-01", "٢٠٢٣", " 2023"],
)
def test_no_periods(period):
    with pytest.raises(ValueError, match=r"period|month|day"):
        starts_on(period)


def test_a_figure():
    (figure,) = read("good,E08000009,Trafford,Nov 2023,78.8")
    assert (figure.place_code, figure.value, figure.starts_on) == ("E08000009", Decimal("78.8"), date(2023, 11, 1))
    assert (figure.numerator, figure.denominator) == (None, None)


def test_a_byte_order_mark_and_more_columns_do_no_harm():
    text = "\ufeff" + HEADER + ',title\r\ngood,E08000009,Trafford,Nov 2023,78.8,"Homes, good"\r\n'
    assert len(figures_in(text.encode(), name="x", indicators={"good"})) == 1


def test_a_share_may_tell_of_how_many():
    (figure,) = read("good,E08000009,Trafford,Nov 2023,78.8,52", header=HEADER + ",denominator")
    assert figure.denominator == 52


def test_a_count_beside_a_rate_is_what_it_is_of():
    header = HEADER + ",measure"
    (rate,) = read(
        "bad,E08000009,Trafford,2023,14,Per 10,000".replace("10,000", "10k"),
        "bad,E08000009,Trafford,2023,33,Count",
        header=header,
    )
    assert (rate.value, rate.numerator) == (14, 33)
    (alone,) = read("bad,E08000009,Trafford,2023,33,Count", header=header)
    assert (alone.value, alone.numerator) == (33, None)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((), "no figures"),
        (("else,E08000009,Trafford,2023,1",), "line 2: “else” is not an indicator"),
        (("good,Trafford,Trafford,2023,1",), "line 2: “Trafford” is not the code"),
        (("good,E08000009,Trafford,2023,1", "good,E08000009,Trafford,2023-24x,1"), "line 3: “2023-24x” is no period"),
        (("good,E08000009,Trafford,2023,n/a",), "line 2: “n/a” is not a number"),
        (("good,E08000009,Trafford,2023,",), "line 2: “” is not a number"),
        (("good,E08000009,Trafford,2023,1e5",), "line 2: “1e5” is not a number"),
        (("good,E08000009,Trafford,2023,NaN",), "line 2"),
        (("good,E08000009,Trafford,2023,=1+1",), "line 2"),
        (("good,E08000009,Trafford,2023,99999999999",), "line 2"),
        (("good,E08000009,,2023,1",), "line 2: the name of the place"),
        (("good,E08000009,Trafford,2023,1",) * 2, "line 3: there is already a figure for Trafford in 2023"),
        (("good,E08000009,Trafford,Jan 2023,1", "good,E08000009,Trafford,2023,1"), "line 3: there is already"),
        (("good,E08000009,Trafford,2023",), "line 2: not as many cells"),
        (("good,E08000009,Trafford,2023,1,2",), "line 2: not as many cells"),
        (('good,E08000009,"Traf"ford,2023,1',), "line 2"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_file_line_and_reason(rows, reason):
    with pytest.raises(FiguresRefused, match=r"^homes\.csv") as refused:
        read(*rows)
    assert reason in str(refused.value)


def test_other_files_are_refused():
    with pytest.raises(FiguresRefused, match="line 1: the column period, value is missing"):
        read(header="indicator,area_code,area_name")
    with pytest.raises(FiguresRefused, match="UTF-8"):
        figures_in(b"\xff\xfe\x00", name="x", indicators={"good"})


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(file):
    with pytest.raises(FiguresRefused):
        figures_in(file, name="x", indicators={"good"})


@given(st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_any_row_is_read_or_refused(cells):
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    with pytest.raises(FiguresRefused):
        read(row)
