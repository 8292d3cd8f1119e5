"""Counts by place, small ones merged: nothing small is told, and nothing small follows."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.merged_counts import merge_small_counts

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 60), max_size=9)


def told(k=10, **counts):
    return [(each.members, each.ballots) for each in merge_small_counts(counts, k)]


def test_large_counts_stand_alone_the_largest_first():
    assert told(a=10, b=40, c=12) == [(("b",), 40), (("c",), 12), (("a",), 10)]


def test_small_ones_are_told_as_one_number():
    assert told(a=3, b=40, c=8, d=0) == [(("b",), 40), (("a", "c", "d"), 11)]


def test_one_small_count_takes_the_smallest_of_the_others_with_it():
    assert told(a=3, b=40, c=12) == [(("b",), 40), (("a", "c"), 15)]


def test_equals_go_together_or_their_order_would_tell():
    assert told(a=3, b=40, c=12, d=12) == [(("b",), 40), (("a", "c", "d"), 27)]


def test_where_there_are_few_ballots_nothing_is_told():
    assert told(a=3, b=12) == []
    assert told() == []


@given(COUNTS, st.integers(2, 12))
def test_no_number_is_small_and_together_they_are_all(counts, k):
    merged = merge_small_counts(counts, k)
    assert all(each.ballots >= k for each in merged)
    if merged:
        assert sum(each.ballots for each in merged) == sum(counts.values())
        assert sorted(code for each in merged for code in each.members) == sorted(counts)


@pytest.mark.parametrize(("k", "places", "most"), [(4, 2, 10), (4, 3, 9), (4, 4, 7), (3, 4, 6)])
def test_whoever_knows_the_rule_and_the_sum_still_cannot_name_a_small_count(k, places, most):
    worlds = defaultdict(list)
    for sizes in product(range(most + 1), repeat=places):
        counts = dict(zip("abcd", sizes, strict=False))
        worlds[merge_small_counts(counts, k), sum(sizes)].append(counts)
    for (merged, together), alike in worlds.items():
        if together < k:  # of so few nothing at all is told
            continue
        for code in alike[0]:
            values = {counts[code] for counts in alike}
            is_told = any(each.members == (code,) for each in merged)
            assert is_told or len(values) > 1 or min(values) >= k
