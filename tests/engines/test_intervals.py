"""Intervals: every vector, published examples of the difference, and properties."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.intervals import Comparison, Interval, compare, difference, rate, share

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "spc" / "confidence_intervals.json").read_text()
)
LEVELS = [("95_0", 0.95), ("99_8", 0.998)]


def label(vector):
    return f"{vector['x']} of {vector['n']}"


def expected(vector, suffix):
    return vector["value"], vector[f"lower{suffix}cl"], vector[f"upper{suffix}cl"]


def as_tuple(interval):
    return interval.value, interval.lower, interval.upper


@pytest.mark.parametrize(("suffix", "confidence"), LEVELS)
@pytest.mark.parametrize("vector", VECTORS["proportions"], ids=label)
def test_a_share_has_its_wilson_interval(vector, suffix, confidence):
    assert (vector["method"], vector["statistic"]) == ("Wilson", "percentage")
    found = as_tuple(share(vector["x"], vector["n"], confidence=confidence))
    assert found == pytest.approx(expected(vector, suffix), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(("suffix", "confidence"), LEVELS)
@pytest.mark.parametrize("vector", VECTORS["rates"], ids=label)
def test_a_rate_has_its_byar_interval_or_below_ten_the_exact_one(vector, suffix, confidence):
    assert (vector["method"], vector["statistic"]) == (
        "Byars" if vector["x"] >= 10 else "Exact",
        "rate per 100000",
    )
    found = as_tuple(rate(vector["x"], vector["n"], confidence=confidence))
    assert found == pytest.approx(expected(vector, suffix), rel=1e-11, abs=1e-11)


def test_the_vectors_are_the_ones_meant():
    assert (len(VECTORS["proportions"]), len(VECTORS["rates"])) == (10, 9)
    assert {
        vector["confidence"] for kind in ("proportions", "rates") for vector in VECTORS[kind]
    } == {"95%, 99.8%"}


@pytest.mark.parametrize(
    ("now", "then", "limits"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_the_difference_of_two_shares_is_as_newcombe_published_it(now, then, limits):
    gap = difference(share(*now, per=1), share(*then, per=1))
    assert (gap.lower, gap.upper) == pytest.approx(limits, abs=5e-5)
    assert gap.value == pytest.approx(now[0] / now[1] - then[0] / then[1])


def test_a_comparison_is_clear_only_where_the_interval_leaves_out_nothing():
    assert compare(share(56, 70), share(48, 80)) is Comparison.HIGHER
    assert compare(share(48, 80), share(56, 70)) is Comparison.LOWER
    assert compare(share(5, 56), share(0, 29)) is Comparison.UNCLEAR
    assert compare(rate(482, 53000), rate(650, 53000)) is Comparison.LOWER
    assert compare(share(56, 70, per=1), share(48, 80, per=1)) is Comparison.HIGHER, (
        "however small the unit"
    )
    assert compare(Interval(5, 4, 6), Interval(4, 4, 4)) is Comparison.UNCLEAR, (
        "the lower end is nothing"
    )
    assert compare(Interval(4, 4, 5), Interval(5, 5, 5)) is Comparison.UNCLEAR, (
        "the upper end is nothing"
    )


def test_nobody_and_everybody_are_exactly_the_ends():
    assert {share(0, of).lower for of in range(1, 500)} == {0}
    assert {share(of, of).upper for of in range(1, 500)} == {100}


@pytest.mark.parametrize(("count", "of"), [(1, 0), (0, 0), (5, 4), (-1, 4)])
def test_what_is_no_share_is_refused(count, of):
    with pytest.raises(
        ValueError, match=r"^A share is a part of a whole that has at least one member\.$"
    ):
        share(count, of)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 4), (1, -3)])
def test_what_is_no_rate_is_refused(count, of):
    with pytest.raises(ValueError, match=r"^A rate is a count of events among some people\.$"):
        rate(count, of)


counts = st.integers(0, 3000)


@given(counts, counts)
def test_a_share_and_the_rest_mirror_each_other(part, rest):
    whole = part + rest + 1
    found, mirrored = share(part, whole), share(whole - part, whole)
    assert as_tuple(mirrored) == pytest.approx(
        (100 - found.value, 100 - found.upper, 100 - found.lower), abs=1e-9
    )
    assert 0 <= found.lower <= found.value <= found.upper <= 100


@given(counts, st.integers(1, 10**6), st.floats(0.5, 0.99))
def test_more_confidence_is_never_narrower_and_the_rate_lies_within(count, of, confidence):
    narrow, wide = rate(count, of, confidence=confidence), rate(count, of, confidence=0.998)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(counts, counts, counts, counts)
def test_comparing_the_other_way_round_says_the_opposite(part, rest, other, remainder):
    now, then = share(part, part + rest + 1), share(other, other + remainder + 1)
    opposite = {Comparison.HIGHER: Comparison.LOWER, Comparison.LOWER: Comparison.HIGHER}
    found = compare(now, then)
    assert compare(then, now) is opposite.get(found, Comparison.UNCLEAR)
    assert compare(now, now) is Comparison.UNCLEAR
