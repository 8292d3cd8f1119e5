"""Process-behaviour charts: every case of the NHSRplotthedots oracle, real series, and
properties.
"""

import csv
import json
import math
import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate, groupby
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outcomes.engines.spc import special_causes
from outcomes.engines.spc.judgements import assure
from outcomes.engines.spc.process_limits import Limits, centre_and_spread, limits_around
from outcomes.engines.spc.xmr import (
    Assurance,
    Direction,
    Judgement,
    Point,
    Rule,
    SeriesRefused,
    Signal,
    chart,
)

DATA = Path(__file__).parents[2] / "data" / "spc"
CASES = json.loads((DATA / "spc_oracle.json").read_text())["cases"]
UNITS = json.loads((DATA / "spc_unit_vectors.json").read_text())
DIRECTIONS = {"increase": Direction.UP, "decrease": Direction.DOWN, "neutral": Direction.NEUTRAL}
JUDGEMENTS = {
    "special_cause_improvement": Judgement.IMPROVEMENT,
    "special_cause_concern": Judgement.CONCERN,
    "special_cause_neutral_high": Judgement.HIGH,
    "special_cause_neutral_low": Judgement.LOW,
    "common_cause": Judgement.COMMON,
}
ASSURANCES = {
    "consistent_pass": Assurance.PASSES,
    "consistent_fail": Assurance.FAILS,
    "inconsistent": Assurance.INCONSISTENT,
    None: Assurance.NONE,
}
SIGNALS = {
    "Common Cause": None,
    "Above UCL": Signal(Rule.OUTSIDE, 1),
    "Below LCL": Signal(Rule.OUTSIDE, -1),
    "7 Point Trend (Increasing)": Signal(Rule.TREND, 1),
    "7 Point Trend (Decreasing)": Signal(Rule.TREND, -1),
    "2 in 3 Above CL": Signal(Rule.TWO_IN_THREE, 1),
    "2 in 3 Below CL": Signal(Rule.TWO_IN_THREE, -1),
    "7 Points Above CL": Signal(Rule.SHIFT, 1),
    "7 Points Below CL": Signal(Rule.SHIFT, -1),
}


def by_id(cases):
    return [pytest.param(case, id=case["id"]) for case in cases]


def points_of(case):
    dates = map(date.fromisoformat, case["input"]["date"])
    return [Point(on, value) for on, value in zip(dates, case["input"]["value"], strict=True)]


def settings_of(case):
    options = case["options"]
    return {
        "direction": DIRECTIONS[options["improvement_direction"]],
        "target": options["target"],
        "rebases": [date.fromisoformat(day) for day in options["rebase"]],
        "fix_after": options["fix_after_n_points"],
        "screen": options["screen_outliers"],
    }


def drawn(case):
    return chart(points_of(case), **settings_of(case))


def monthly(values, start=date(2020, 1, 1)):
    return [Point(start + timedelta(days=31 * i), value) for i, value in enumerate(values)]


ANSWERED = [case for case in CASES if "expected" in case]
REFUSED = [case for case in CASES if "error" in case]


def test_every_case_is_answered_or_refused():
    assert len(CASES) == 52
    assert {case["id"] for case in REFUSED} == {"fix-below-12", "missing-value"}
    assert len(ANSWERED) + len(REFUSED) == len(CASES)


@pytest.mark.parametrize("case", by_id(ANSWERED))
def test_each_point_is_as_the_reference_has_it(case):
    expected, charted = case["expected"], drawn(case)
    lengths = [expected["rebase_group"].count(group) for group in expected["rebase_group"]]
    assert [p.on.isoformat() for p in charted.points] == case["input"]["date"]
    assert [p.value for p in charted.points] == case["input"]["value"]
    assert [p.segment for p in charted.points] == expected["rebase_group"]
    assert [p.side for p in charted.points] == expected["relative_to_mean"]
    assert [p.mean for p in charted.points] == pytest.approx(expected["mean"], rel=1e-12, abs=1e-12)
    for i, point in enumerate(charted.points):
        if lengths[i] < 12:
            # The reference draws limits on any two points and calls them short; we draw none and
            # judge nothing.
            assert (point.limits, point.signal, point.judgement) == (
                None,
                None,
                Judgement.NOT_JUDGED,
            )
            assert expected["short_group_warning"][i]
            assert (point.is_outside, point.is_close) == (False, False)
            continue
        # The reference has no limits where nothing varies; there ours are the mean.
        lower, upper = (
            expected[k][i] if expected[k][i] is not None else point.mean for k in ("lpl", "upl")
        )
        assert (point.limits.lower, point.limits.upper) == pytest.approx(
            (lower, upper), rel=1e-12, abs=1e-12
        )
        assert point.limits.are_trial == expected["short_group_warning"][i]
        assert point.is_outside == bool(expected["outside_limits"][i])
        assert point.is_close == bool(expected["close_to_limits"][i])
        assert point.signal == SIGNALS[expected["special_cause_type"][i]]
        assert (point.signal is not None) == expected["special_cause_flag"][i]
        assert point.judgement == JUDGEMENTS[expected["point_type"][i]]


@pytest.mark.parametrize("case", by_id(ANSWERED))
def test_the_chart_as_a_whole_is_as_the_reference_has_it(case):
    expected, charted = case["expected"], drawn(case)
    current = expected["rebase_group"].count(expected["rebase_group"][-1])
    assert charted.has_limits == (current >= 12)
    assert charted.limits_are_trial == (current == 12)
    if charted.has_limits:
        assert charted.variation == JUDGEMENTS[expected["variation"]]
        assert charted.assurance == ASSURANCES[expected["assurance"]]
    else:
        assert charted.variation is Judgement.NOT_JUDGED
        assert charted.assurance is Assurance.NONE


@pytest.mark.parametrize("case", by_id(ANSWERED))
def test_limits_that_are_too_early_to_show_are_still_computed_as_the_reference_has_them(case):
    expected, options = case["expected"], settings_of(case)
    for group in set(expected["rebase_group"]):
        rows = [i for i, g in enumerate(expected["rebase_group"]) if g == group]
        values = [case["input"]["value"][i] for i in rows]
        centre, spread = centre_and_spread(values[: options["fix_after"]], screen=options["screen"])
        limits = limits_around(centre, spread, count=len(values))
        lower, upper = expected["lpl"][rows[0]], expected["upl"][rows[0]]
        if lower is None:
            assert limits.lower == limits.upper == centre
            continue
        assert (limits.lower, limits.upper) == pytest.approx((lower, upper), rel=1e-12)
        if rows[-1] == len(expected["mean"]) - 1:
            assert (
                assure(options["target"], limits, options["direction"])
                == ASSURANCES[expected["assurance"]]
            )
        assert [limits.exclude(value) for value in values] == [
            expected["outside_limits"][i] for i in rows
        ]
        assert [limits.are_close_to(value) for value in values] == [
            expected["close_to_limits"][i] for i in rows
        ]


@pytest.mark.parametrize("case", by_id(REFUSED))
def test_what_the_reference_refuses_is_refused(case):
    fix_after = 11 if case["id"] == "fix-below-12" else None
    words = "12 points or more" if fix_after else "no figure for 1 March 2023"
    with pytest.raises(ValueError if fix_after else SeriesRefused, match=words):
        chart(points_of(case), direction=Direction.UP, fix_after=fix_after)


def test_real_care_home_ratings_give_the_reference_result_which_is_why_a_stock_is_not_drawn_so():
    with (DATA / "trafford_care_home_ratings_expected.csv").open() as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["area_code"], row["period"]))
    flagged = []
    for _, group in groupby(rows, key=lambda row: row["area_code"]):
        area = list(group)
        points = [Point(date.fromisoformat(row["period"]), float(row["value"])) for row in area]
        charted = chart(points, direction=Direction.UP, target=80)
        for row, point in zip(area, charted.points, strict=True):
            got = (point.mean, point.limits.lower, point.limits.upper)
            assert got == pytest.approx(
                tuple(float(row[k]) for k in ("mean", "lpl", "upl")), rel=1e-12
            )
            assert point.signal == SIGNALS[row["special_cause_type"]]
            assert point.judgement == JUDGEMENTS[row["point_type"]]
            assert charted.variation == JUDGEMENTS[row["variation"]]
            assert charted.assurance == ASSURANCES[row["assurance_vs_80"]]
        flagged.append(sum(point.signal is not None for point in charted.points))
    assert len(flagged) == 17
    assert max(flagged) >= 29


@pytest.mark.parametrize("vector", UNITS["seven_one_side_of_mean_last_point_flags"])
def test_the_end_of_seven_on_one_side(vector):
    assert [abs(s) for s in special_causes.ends_of_runs(vector["side"], 7)] == vector["flag"]


@pytest.mark.parametrize("vector", UNITS["part_of_seven"])
def test_part_of_seven(vector):
    assert [abs(s) for s in special_causes.part_of_seven(vector["last"])] == vector["part"]


@pytest.mark.parametrize("vector", UNITS["seven_point_trend_last_point"])
def test_the_end_of_seven_rising_or_falling(vector):
    assert special_causes.ends_of_trends(vector["y"]) == vector["trend"]


@pytest.mark.parametrize("vector", UNITS["part_of_two_in_three"])
def test_two_in_three(vector):
    assert [abs(s) for s in special_causes.two_in_three(vector["close"], vector["side"])] == vector[
        "flag"
    ]


@pytest.mark.parametrize("vector", UNITS["assurance"])
def test_assurance(vector):
    limits = Limits(vector["lpl"], vector["lpl"], vector["upl"], vector["upl"], are_trial=False)
    assert (
        assure(vector["target"], limits, DIRECTIONS[vector["direction"]])
        == ASSURANCES[vector["assurance"]]
    )


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_a_hole_is_refused(value):
    with pytest.raises(SeriesRefused, match="There is no figure for 1 February 2020"):
        chart([*monthly([1.0]), Point(date(2020, 2, 1), value)], direction=Direction.UP)


def test_two_figures_for_one_date_are_refused():
    with pytest.raises(SeriesRefused, match="two figures for 1 January 2020"):
        chart([*monthly([1.0]), *monthly([2.0])], direction=Direction.UP)


def test_a_series_without_figures_is_refused():
    with pytest.raises(SeriesRefused, match=r"^There are no figures\.$"):
        chart([], direction=Direction.UP)


def test_eleven_points_are_a_line_twelve_have_trial_limits_thirteen_firm_ones():
    charts = [
        chart(monthly([3.0, 5.0] * 7)[:count], direction=Direction.UP) for count in (11, 12, 13)
    ]
    assert [c.has_limits for c in charts] == [False, True, True]
    assert [c.limits_are_trial for c in charts] == [False, True, False]


def test_a_moving_range_exactly_at_the_screen_is_left_out():
    ranges = [121.0] + [34.0] * 21 + [33.0] * 5
    assert 3.267 * (sum(ranges) / len(ranges)) == 121
    base = list(accumulate([0.0, *ranges]))
    assert centre_and_spread(base, screen=True)[1] == pytest.approx((21 * 34 + 5 * 33) / 26)


@pytest.mark.parametrize("value", [0.0, 0.1, 71.3, -2.7, 1e9])
def test_a_series_that_never_varies_has_its_mean_for_limits_and_no_signal(value):
    charted = chart(monthly([value] * 20), direction=Direction.UP)
    assert {(p.mean, p.limits.lower, p.limits.upper, p.signal) for p in charted.points} == {
        (value,) * 3 + (None,)
    }


def test_limits_are_not_clamped():
    charted = chart(monthly([0.0, 10.0] * 8), direction=Direction.UP)
    assert charted.latest.limits.lower < 0


def test_nothing_carries_over_a_rebase_and_the_date_itself_begins_the_new_segment():
    points = monthly([5.0, 6.0] * 6 + [1.0, 2.0] * 6)
    charted = chart(points, direction=Direction.UP, rebases=[points[12].on])
    alone = chart(points[12:], direction=Direction.UP)
    assert [p.segment for p in charted.points] == [0] * 12 + [1] * 12
    assert [(p.mean, p.limits, p.signal) for p in charted.points[12:]] == [
        (p.mean, p.limits, p.signal) for p in alone.points
    ]


def test_rebases_outside_the_series_or_named_twice_change_nothing():
    points = monthly([5.0, 6.0, 9.0] * 8)
    rebases = [date(1999, 1, 1), points[0].on, points[14].on, points[14].on, date(2099, 1, 1)]
    assert chart(points, direction=Direction.UP, rebases=rebases) == chart(
        points, direction=Direction.UP, rebases=[points[14].on]
    )


series = st.lists(st.integers(-40, 40), min_size=1, max_size=36)


def away_from_every_limit(charted):
    """Whether no value is so near a line that rounding could put it on the other side."""
    return all(
        abs(p.value - line) > 1e-9
        for p in charted.points
        for line in ((p.mean, *vars_of(p.limits)) if p.limits else (p.mean,))
    )


def vars_of(limits):
    return limits.lower, limits.inner_lower, limits.inner_upper, limits.upper


@given(series, st.integers(-1000, 1000), st.sampled_from(Direction))
def test_adding_a_constant_moves_the_lines_and_changes_no_signal(values, constant, direction):
    before = chart(monthly(values), direction=direction)
    assume(away_from_every_limit(before))
    after = chart(monthly([value + constant for value in values]), direction=direction)
    assert [p.signal for p in after.points] == [p.signal for p in before.points]
    assert [p.judgement for p in after.points] == [p.judgement for p in before.points]
    assert [p.mean - constant for p in after.points] == pytest.approx(
        [p.mean for p in before.points], abs=1e-9
    )


MIRROR = {
    Judgement.IMPROVEMENT: Judgement.CONCERN,
    Judgement.CONCERN: Judgement.IMPROVEMENT,
    Judgement.COMMON: Judgement.COMMON,
    Judgement.NOT_JUDGED: Judgement.NOT_JUDGED,
}
OPPOSITE = {
    Assurance.PASSES: Assurance.FAILS,
    Assurance.FAILS: Assurance.PASSES,
    Assurance.INCONSISTENT: Assurance.INCONSISTENT,
    Assurance.NONE: Assurance.NONE,
}


@given(series, st.integers(-60, 60))
def test_turning_the_direction_round_mirrors_every_judgement(values, target):
    up = chart(monthly(values), direction=Direction.UP, target=target)
    down = chart(monthly(values), direction=Direction.DOWN, target=target)
    assert [p.judgement for p in down.points] == [MIRROR[p.judgement] for p in up.points]
    assert down.assurance == OPPOSITE[up.assurance]


@given(series, st.integers(-60, 60))
def test_turning_values_and_direction_round_changes_no_judgement(values, target):
    up = chart(monthly(values), direction=Direction.UP, target=target)
    assume(away_from_every_limit(up))
    down = chart(monthly([-value for value in values]), direction=Direction.DOWN, target=-target)
    assert [p.judgement for p in down.points] == [p.judgement for p in up.points]
    assert down.assurance == up.assurance


@given(series, st.randoms(use_true_random=False))
def test_the_order_of_the_points_does_not_matter(values, chance: random.Random):
    points = monthly(values)
    shuffled = chance.sample(points, len(points))
    rebases = [points[len(points) // 2].on]
    assert chart(shuffled, direction=Direction.UP, rebases=rebases) == chart(
        points, direction=Direction.UP, rebases=rebases
    )


@given(series)
def test_screening_never_moves_the_mean_and_never_widens_the_limits(values):
    screened, plain = (centre_and_spread(values, screen=screen) for screen in (True, False))
    assert screened[0] == plain[0]
    assert screened[1] <= plain[1] + 1e-12


@given(st.lists(st.integers(0, 5), min_size=12, max_size=30))
def test_every_named_point_obeys_its_rule_and_no_earlier_one(values):
    charted = chart(monthly(values), direction=Direction.NEUTRAL).points
    named = defaultdict(list)
    for i, point in enumerate(charted):
        named[point.signal.rule if point.signal else None].append(i)
        assert (point.signal is not None and point.signal.rule is Rule.OUTSIDE) == point.is_outside
    for i in named[Rule.SHIFT]:
        assert any(
            {p.side for p in charted[s : s + 7]} == {charted[i].signal.heading}
            for s in range(max(0, i - 6), i + 1)
            if s + 7 <= len(charted)
        )
    for i in named[Rule.TREND]:
        assert any(
            all(
                (values[j + 1] - values[j]) * charted[i].signal.heading > 0 for j in range(s, s + 6)
            )
            for s in range(max(0, i - 6), i + 1)
            if s + 7 <= len(charted)
        )
    assert all(charted[i].is_close for i in named[Rule.TWO_IN_THREE])
