"""When a process-behaviour chart may be drawn, on real series and at each edge of the rule."""

import csv
import json
from collections import defaultdict
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.spc.series import Point, segments
from outcomes.engines.spc.suitability import (
    Against,
    Drawing,
    Form,
    Kind,
    autocorrelation,
    choose,
)

DATA = Path(__file__).parents[2] / "data" / "spc"
# Luteinizing hormone, 48 readings (Diggle 1990, table A.1); R's acf() gives 0.576 at lag 1.
HORMONE = [
    2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2,
    1.9, 1.9, 1.8, 2.7,
    3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5,
    3.1, 2.6, 2.1, 3.4,
    3.0, 2.9,
]  # fmt: skip
STEADY = [10.0, 12.0, 11.0, 9.0] * 5


def every(days, values):
    return [
        Point(date(2000, 1, 1) + timedelta(days=days * i), value) for i, value in enumerate(values)
    ]


def monthly(values):
    return every(30, values)


def test_a_flow_without_memory_may_be_charted():
    assert choose(Kind.FLOW, monthly(STEADY)) == Drawing(Form.XMR, figures=20)


@pytest.mark.parametrize(
    ("kind", "against"), [(Kind.STOCK, Against.STOCK), (Kind.SURVEY, Against.SURVEY)]
)
def test_stocks_and_surveys_are_lines(kind, against):
    assert choose(kind, monthly(STEADY)) == Drawing(Form.LINE, against, 20)


def test_it_takes_twelve_figures():
    forms = [choose(Kind.FLOW, monthly(STEADY[:count])).form for count in (1, 11, 12)]
    assert forms == [Form.LINE, Form.LINE, Form.XMR]
    assert choose(Kind.FLOW, monthly(STEADY[:11])) == Drawing(Form.LINE, Against.FEW, 11)


@pytest.mark.parametrize(
    ("days", "form"),
    [
        (365, Form.LINE),
        (350, Form.LINE),
        (349, Form.XMR),
        (183, Form.XMR),
        (92, Form.XMR),
        (1, Form.XMR),
    ],
)
def test_yearly_figures_are_a_line(days, form):
    drawing = choose(Kind.FLOW, every(days, STEADY))
    assert drawing.form is form
    assert drawing.against == (Against.YEARLY if form is Form.LINE else None)


def test_a_series_that_cannot_be_charted_is_a_line_and_says_what_is_missing():
    assert choose(Kind.FLOW, []) == Drawing(Form.LINE, Against.EMPTY)
    day = date(2024, 2, 1)
    holed = choose(Kind.FLOW, [*monthly(STEADY), Point(day, None)])
    assert holed == Drawing(Form.LINE, Against.HOLE, on=day)
    doubled = choose(Kind.FLOW, [*monthly(STEADY), Point(day, 1.0), Point(day, 2.0)])
    assert doubled == Drawing(Form.LINE, Against.DOUBLED, on=day)


def test_autocorrelation_is_the_usual_one():
    assert autocorrelation(segments(monthly(HORMONE))) == pytest.approx(0.576, abs=5e-4)
    assert autocorrelation(segments(monthly([1.0, 2.0, 3.0, 4.0, 5.0]))) == pytest.approx(0.4)
    assert autocorrelation(segments(monthly([0.1] * 20))) == 0
    assert choose(Kind.FLOW, monthly(HORMONE)) == Drawing(Form.LINE, Against.ALIKE, 48)


def test_the_limit_on_autocorrelation_falls_with_the_root_of_how_many_figures_there_are():
    at_the_limit = [-1, -1, -2, -1, -1, -2, -1, 1, -2, 0, 1, 2, 2, 1, 1, 3]
    assert (
        autocorrelation(segments(monthly(map(float, at_the_limit))))
        == 0.5
        == 2 / sqrt(len(at_the_limit))
    )
    assert choose(Kind.FLOW, monthly(map(float, at_the_limit))).form is Form.LINE
    assert 2 / sqrt(30) < autocorrelation(segments(monthly(HORMONE[:30]))) < 3 / sqrt(30)
    assert choose(Kind.FLOW, monthly(HORMONE[:30])).form is Form.LINE


def test_a_step_that_somebody_explained_by_a_rebase_is_not_memory():
    points = monthly([*STEADY, *(value + 30 for value in STEADY)])
    assert choose(Kind.FLOW, points).form is Form.LINE
    assert choose(Kind.FLOW, points, rebases=[points[20].on]).form is Form.XMR


def test_real_attendances_may_be_charted_and_real_care_home_ratings_may_not_even_as_flows():
    cases = {
        case["id"]: case for case in json.loads((DATA / "spc_oracle.json").read_text())["cases"]
    }
    attendances = cases["ae-RJZ-attendances"]["input"]
    points = [
        Point(date.fromisoformat(d), v)
        for d, v in zip(attendances["date"], attendances["value"], strict=True)
    ]
    assert choose(Kind.FLOW, points).form is Form.XMR

    areas = defaultdict(list)
    with (DATA / "trafford_care_home_ratings_expected.csv").open() as file:
        for row in csv.DictReader(file):
            areas[row["area_code"]].append(
                Point(date.fromisoformat(row["period"]), float(row["value"]))
            )
    assert len(areas) == 17
    assert {choose(Kind.STOCK, series).form for series in areas.values()} == {Form.LINE}
    assert {choose(Kind.FLOW, series).form for series in areas.values()} == {Form.LINE}


@given(st.lists(st.integers(-50, 50), min_size=12, max_size=40), st.randoms(use_true_random=False))
def test_the_limit_on_autocorrelation_is_strict_and_order_does_not_matter(values, chance):
    points = monthly(values)
    likeness = autocorrelation(segments(points))
    assert -1 <= likeness <= 1
    form = Form.XMR if likeness < 2 / sqrt(len(values)) else Form.LINE
    assert choose(Kind.FLOW, points).form is form
    assert choose(Kind.FLOW, chance.sample(points, len(points))).form is form
