"""Headlines: what they say of each kind of change, and that they claim no more than it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.intervals import Comparison
from outcomes.engines.spc.xmr import Direction, Judgement, Point, chart
from outcomes.engines.words.headlines import (
    Measure,
    chart_headline,
    comparison_headline,
    target_line,
)

HOMES = Measure("Care homes rated good", "homes", Direction.UP)
WAITS = Measure("Waits over four hours", "people", Direction.DOWN)
VISITS = Measure("Visits", "a month", Direction.NEUTRAL)
STEADY = [10.0, 12.0] * 8


def charted(values, measure, **settings):
    points = [
        Point(date(2020, 1, 1) + timedelta(days=30 * i), value) for i, value in enumerate(values)
    ]
    return chart(points, direction=measure.direction, **settings)


def headline(values, measure, **settings):
    return str(chart_headline(measure, charted(values, measure, **settings).last_segment))


OUTSIDE = [*STEADY, 40.0]
TREND = [*STEADY, 9.0, 9.6, 10.2, 10.8, 11.4, 12.0, 12.6]
SHIFT = [*STEADY, 11.5, 11.6, 11.5, 11.6, 11.5, 11.6, 11.5]
TWO_IN_THREE = [*STEADY, 11.1, 15.5, 15.5]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (OUTSIDE, "than usual"),
        (TREND, "than the time before, six times in a row"),
        (TWO_IN_THREE, "than usual three times in a row, twice by a lot"),
        (SHIFT, "than usual seven times in a row"),
    ],
)
def test_each_rule_has_its_words_both_ways_up(values, words):
    fixed = {"fix_after": 16}
    down = [-value for value in values]
    assert (
        headline(values, WAITS, **fixed) == f"Waits over four hours: higher {words}, which is worse"
    )
    assert (
        headline(down, WAITS, **fixed) == f"Waits over four hours: lower {words}, which is better"
    )
    assert headline(values, VISITS, **fixed) == f"Visits: higher {words}"
    assert headline(down, VISITS, **fixed) == f"Visits: lower {words}"


def test_common_cause_is_no_clear_change():
    assert headline(STEADY, WAITS) == "Waits over four hours: no clear change"


def test_too_few_figures_are_too_early_to_say():
    assert (
        headline([1.0, 50.0], WAITS)
        == "Waits over four hours: too early to say, with 2 of the 12 figures it takes"
    )
    rebased = headline(
        [*STEADY, 90.0, 91.0, 92.0], HOMES, rebases=[date(2020, 1, 1) + timedelta(days=480)]
    )
    assert rebased == "Care homes rated good: too early to say, with 3 of the 12 figures it takes"


def test_trial_limits_are_an_early_sign():
    values = [10.0, 12.0] * 5 + [11.0, 40.0]
    assert (
        headline(values, WAITS)
        == "Waits over four hours: higher than usual, which is worse, an early sign"
    )
    assert "early" not in headline([10.0, *values], WAITS)


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (Comparison.HIGHER, "Waits over four hours: higher than a year ago, which is worse"),
        (Comparison.LOWER, "Waits over four hours: lower than a year ago, which is better"),
        (Comparison.UNCLEAR, "Waits over four hours: no clear change compared with a year ago"),
    ],
)
def test_a_comparison(comparison, words):
    assert str(comparison_headline(WAITS, comparison)) == words


@pytest.mark.parametrize(
    ("target", "line"),
    [
        (4.5, "The target of 4.5 people is not likely to be met unless something changes"),
        (20.0, "The target of 20 people is likely to be met again"),
        (11.0, "The target of 11 people may be met or missed by chance"),
        (None, ""),
    ],
)
def test_the_target(target, line):
    last = charted(STEADY, WAITS, target=target).last_segment
    assert str(target_line(WAITS, last) or "") == line


def test_the_target_of_a_share_and_of_a_chart_without_limits():
    percent = replace(WAITS, unit="%")
    high = target_line(percent, charted(STEADY, WAITS, target=1200.0).last_segment)
    assert str(high).startswith("The target of 1,200% is likely")
    assert target_line(percent, charted(STEADY[:5], WAITS, target=95.0).last_segment) is None


CLAIMS = ("better", "worse", "higher", "lower")


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=30), st.sampled_from([HOMES, WAITS, VISITS])
)
def test_a_change_is_claimed_where_there_is_a_signal_and_nowhere_else(values, measure):
    drawn = charted(values, measure)
    words = str(chart_headline(measure, drawn.last_segment))
    assert any(claim in words for claim in CLAIMS) == (drawn.latest.signal is not None)
    assert ("better" in words) == (drawn.variation is Judgement.IMPROVEMENT)
    assert ("worse" in words) == (drawn.variation is Judgement.CONCERN)
