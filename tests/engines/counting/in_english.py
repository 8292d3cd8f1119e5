"""Explanations of counts as they stand in English."""

from collections.abc import Mapping

from priorities.engines.counting import explain as said
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count


def explain(count: Count, ballots: Ballots, *, sign: str = "£") -> list[str]:
    """Return the count in plain words."""
    return [str(each) for each in said.explain(count, ballots, sign=sign)]


def explain_ballot(count: Count, ballots: Ballots, marks: Mapping[str, int]) -> list[str]:
    """Return what a ballot with these marks did."""
    return [str(each) for each in said.explain_ballot(count, ballots, marks)]


def explain_difference(one: Count, other: Count, ballots: Ballots, *, sign: str = "£") -> list[str]:
    """Return how two counts of the same ballots differ."""
    return [str(each) for each in said.explain_difference(one, other, ballots, sign=sign)]
