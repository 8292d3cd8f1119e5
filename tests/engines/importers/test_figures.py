"""Files of figures: periods are read strictly, and what cannot be understood is refused with its
line.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.importers.figures import (
    Figure,
    FiguresRefused,
    figures_in,
    read_figures,
    starts_on,
)
from tests.spreadsheets import an_ods, an_xlsx

HEADER = "indicator,area_code,area_name,period,value"


def read(*rows, header=HEADER):
    return figures_in(
        "\n".join([header, *rows]).encode(), name="homes.csv", indicators={"good", "bad"}
    )


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
    [
        "",
        "November 2023",
        "nov 2023",
        "Nov 23",
        "2022-24",
        "2022-2023",
        "Q5 2024",
        "2023-13-01",
        "٢٠٢٣",
        " 2023",
    ],
)
def test_no_periods(period):
    with pytest.raises(ValueError, match=r"period|month|day"):
        starts_on(period)


def test_a_figure():
    (figure,) = read("good,E08000009,Trafford,Nov 2023,78.8")
    assert figure == Figure(
        indicator="good",
        place_code="E08000009",
        place_name="Trafford",
        period="Nov 2023",
        starts_on=date(2023, 11, 1),
        value=Decimal("78.8"),
        numerator=None,
        denominator=None,
    )


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ("0.12344", "0.1234"),
        ("0.12346", "0.1235"),
        ("-3", "-3"),
        ("9999999999.9999", "9999999999.9999"),
    ],
)
def test_a_figure_has_four_decimals_at_most(value, read_as):
    (figure,) = read(f"good,E08000009,Trafford,2023,{value}")
    assert figure.value == Decimal(read_as)


def test_a_byte_order_mark_and_more_columns_do_no_harm():
    text = "\ufeff" + HEADER + ',title\r\ngood,E08000009,Trafford,Nov 2023,78.8,"Homes, good"\r\n'
    assert len(figures_in(text.encode(), name="x", indicators={"good"})) == 1


def test_a_share_may_tell_of_how_many():
    rows = [
        f"good,E08000009,Trafford,{2000 + n},78.8,{of}"
        for n, of in enumerate((52, 1, 2**31 - 1, ""))
    ]
    figures = read(*rows, header=HEADER + ",denominator")
    assert [figure.denominator for figure in figures] == [52, 1, 2**31 - 1, None]


@pytest.mark.parametrize("of", ["0", "x", "1.5", "-4", "2147483648"])
def test_a_share_of_nothing_or_of_no_number_is_refused(of):
    with pytest.raises(FiguresRefused) as refused:
        read(f"good,E08000009,Trafford,2023,78.8,{of}", header=HEADER + ",denominator")
    reason = f"“{of}” is not the number of people or things that a share is of."
    assert str(refused.value) == f"homes.csv, line 2: {reason}"


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
    (none,) = read(
        "bad,E08000009,Trafford,2023,0,Rate", "bad,E08000009,Trafford,2023,0,Count", header=header
    )
    assert none.numerator == 0


def test_counts_of_one_indicator_stand_beside_rates_of_another():
    rate, count = read(
        "bad,E08000009,Trafford,2023,33,Count",
        "good,E08000009,Trafford,2023,14,Rate",
        header=HEADER + ",measure",
    )
    assert (rate.indicator, rate.numerator, count.indicator, count.value) == (
        "good",
        None,
        "bad",
        33,
    )


@pytest.mark.parametrize("count", ["-1", "3.5"])
def test_a_count_that_counts_nothing_is_refused(count):
    rows = ("bad,E08000009,Trafford,2023,14,Rate", f"bad,E08000009,Trafford,2023,{count},Count")
    with pytest.raises(FiguresRefused) as refused:
        read(*rows, header=HEADER + ",measure")
    assert str(refused.value) == "homes.csv: the count for Trafford in 2023 is not a whole number."


def test_a_file_may_have_so_many_rows_and_no_more(monkeypatch):
    monkeypatch.setattr("outcomes.engines.importers.figures.MOST_ROWS", 2)
    rows = [f"good,E08000009,Trafford,{year},1" for year in (2021, 2022, 2023)]
    assert len(read(*rows[:2])) == 2
    with pytest.raises(FiguresRefused) as refused:
        read(*rows)
    assert str(refused.value) == "homes.csv, line 4: more than 2 rows."


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((), "no figures"),
        (("else,E08000009,Trafford,2023,1",), "line 2: “else” is not an indicator"),
        (("good,Trafford,Trafford,2023,1",), "line 2: “Trafford” is not the code"),
        (
            ("good,E08000009,Trafford,2023,1", "good,E08000009,Trafford,2023-24x,1"),
            "line 3: “2023-24x” is no period",
        ),
        (("good,E08000009,Trafford,2023,n/a",), "line 2: “n/a” is not a number"),
        (("good,E08000009,Trafford,2023,",), "line 2: “” is not a number"),
        (("good,E08000009,Trafford,2023,1e5",), "line 2: “1e5” is not a number"),
        (("good,E08000009,Trafford,2023,NaN",), "line 2"),
        (("good,E08000009,Trafford,2023,=1+1",), "line 2"),
        (("good,E08000009,Trafford,2023,10000000000",), "line 2: “10000000000” is not a number"),
        (("good,E08000009,,2023,1",), "line 2: the name of the place"),
        (
            ("good,E08000009,Trafford,2023,1",) * 2,
            "line 3: there is already a figure for Trafford in 2023",
        ),
        (
            ("good,E08000009,Trafford,Jan 2023,1", "good,E08000009,Trafford,2023,1"),
            "line 3: there is already",
        ),
        (("good,E08000009,Trafford,2023",), "line 2: not as many cells"),
        (("good,E08000009,Trafford,2023,1,2",), "line 2: not as many cells"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_file_line_and_reason(rows, reason):
    with pytest.raises(FiguresRefused, match=r"^homes\.csv") as refused:
        read(*rows)
    assert reason in str(refused.value)


def test_other_files_are_refused():
    with pytest.raises(FiguresRefused, match="line 1: the column period, value is missing"):
        read(header="indicator,area_code,area_name")
    with pytest.raises(FiguresRefused, match="web page"):
        figures_in(b"<html></html>", name="x", indicators={"good"})


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(file):
    with pytest.raises(FiguresRefused):
        figures_in(file, name="x", indicators={"good"})


@given(st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_any_row_is_read_or_refused(cells):
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    with pytest.raises(FiguresRefused):
        read(row)


def test_all_that_is_wrong_is_told_with_its_row():
    rows = ["good,E08000009,Trafford,soon,1", "else,E08000009,Trafford,2023,1", "good,x"]
    found = read_figures("\n".join([HEADER, *rows]).encode(), indicators={"good"})
    assert [fault.row for fault in found.faults] == [2, 3, 4]
    assert found.figures == []


@pytest.mark.parametrize("written", [an_xlsx, an_ods])
def test_a_spreadsheet_tells_the_same_as_text(written):
    rows = [
        ["Indicator", "Area code", "Area name", "Period", "Value"],
        ["good", "E08000009", "Trafford", date(2023, 11, 1), 0.1 + 0.2],
        ["good", "E08000009", "Trafford", date(2023, 12, 31), 78.8],
        ["good", "E08000009", "Trafford", 2022, 80],
    ]
    found = read_figures(written(rows), indicators={"good"})
    assert [(each.period, each.value) for each in found.figures] == [
        ("Nov 2023", Decimal("0.3")),
        ("2023-12-31", Decimal("78.8")),
        ("2022", Decimal(80)),
    ]
