"""Explanations: counts in plain words for a poll, for the difference between two rules, and for one
ballot.
"""

from collections.abc import Mapping

from coopservices.sentences import Sentence
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain.ballot import ballot_sentences
from priorities.engines.counting.explain.difference import difference_sentences
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.explain.poll import poll_sentences

__all__ = ["Money", "Narration", "explain", "explain_ballot", "explain_difference"]


def explain(count: Count, ballots: Ballots, *, sign: str = "£") -> list[Sentence]:
    """Return the count in plain words; amounts are rounded only here, and stated sums add up."""
    return poll_sentences(_narration(count, ballots, sign))


def explain_ballot(
    count: Count, ballots: Ballots, marks: Mapping[str, int], *, sign: str = "£"
) -> list[Sentence]:
    """Return what a ballot with these marks (as `Ballots.marks` gives them) did, in plain words."""
    return ballot_sentences(_narration(count, ballots, sign), marks)


def explain_difference(
    one: Count, other: Count, ballots: Ballots, *, sign: str = "£"
) -> list[Sentence]:
    """Return in plain words how two counts of the same ballots differ."""
    return difference_sentences(_narration(one, ballots, sign), _narration(other, ballots, sign))


def _narration(count: Count, ballots: Ballots, sign: str) -> Narration:
    return Narration(count, ballots, Money(ballots.unit, sign))
