"""Explanations: counts in plain words for a poll, for the difference between two rules, and for one
ballot.
"""

from collections.abc import Mapping

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import budget, equal_shares, ranked
from priorities.engines.counting.explain.ballot import ballot_sentences
from priorities.engines.counting.explain.difference import difference_sentences
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.explain.narration import Telling, sentence
from priorities.engines.counting.explain.poll import poll_sentences

__all__ = ["Money", "Telling", "explain", "explain_ballot", "explain_difference", "sentence"]

# The modules whose sentences are registered by being imported: one a family of rules.
SENTENCES = (budget, equal_shares, ranked)


def explain(count: Count, ballots: Ballots, *, sign: str = "£") -> list[str]:
    """Return the count in plain words; amounts are rounded only here, and sums told add up."""
    return poll_sentences(_telling(count, ballots, sign))


def explain_ballot(
    count: Count, ballots: Ballots, marks: Mapping[str, int], *, sign: str = "£"
) -> list[str]:
    """Return what a ballot with these marks (as `Ballots.marks` gives them) did, in plain words."""
    return ballot_sentences(_telling(count, ballots, sign), marks)


def explain_difference(one: Count, other: Count, ballots: Ballots, *, sign: str = "£") -> list[str]:
    """Return in plain words how two counts of the same ballots differ."""
    return difference_sentences(_telling(one, ballots, sign), _telling(other, ballots, sign))


def _telling(count: Count, ballots: Ballots, sign: str) -> Telling:
    return Telling(count, ballots, Money(ballots.unit, sign))
