"""Words: amounts and scores as they stand in sentences."""

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.ranked.pairwise import Strength

ScoreWords: TypeAlias = Callable[[Score, Count], Sentence]
"""Says a score of a count, as in "12 votes" or "it had 12 points"."""


def in_turn(first: Sentence, *others: Sentence | None) -> Sentence:
    """Return whole sentences one after the other, without those that are None."""
    return reduce(_followed, filter(None, others), first)


def _followed(first: Sentence, other: Sentence) -> Sentence:
    return sentence("%(first)s %(other)s", first=first, other=other)


def votes(score: Score, _count: Count | None = None) -> Sentence:
    """Return a score that counts votes: "12 votes"."""
    if isinstance(score, int):
        return counted("%(number)s vote", "%(number)s votes", score)
    return sentence("%(number)s votes", number=_hundredths(score))


def points(score: Score, _count: Count | None = None) -> Sentence:
    """Return a score that adds up points: "12 points"."""
    if isinstance(score, int):
        return counted("%(number)s point", "%(number)s points", score)
    return sentence("%(number)s points", number=_hundredths(score))


def votes_or_points(score: Score, count: Count) -> Sentence:
    """Return a score that adds up what the count's satisfaction measures."""
    has_points = count.settings.get("satisfaction") in {"points", "borda"}
    return points(score) if has_points else votes(score)


def had_points(score: Score, _count: Count) -> Sentence:
    """Return "it had 12.5 points"."""
    number = _halves(score)
    if isinstance(number, int):
        return counted("it had %(number)s point", "it had %(number)s points", number)
    return sentence("it had %(number)s points", number=number)


def comparisons_won(score: Score, count: Count) -> Sentence:
    """Return how many comparisons with others an option won."""
    return sentence(
        "it won %(won)s of its %(all)s comparisons, a draw counting half",
        won=_halves(score),
        all=len(count.order) - 1,
    )


def others_behind(score: Score, count: Count) -> Sentence:
    """Return how many others an option comes before."""
    return sentence(
        "it comes before %(behind)s of the %(others)s others",
        behind=_halves(score),
        others=len(count.order) - 1,
    )


def worst_defeat(score: Score, count: Count) -> Sentence:
    """Return how strong the worst defeat of an option was."""
    if score <= 0:
        return sentence("no other beats it")
    if count.settings["strength"] == Strength.MARGINS:
        return sentence("in its worst defeat it was %(votes)s behind", votes=votes(score))
    return counted(
        "in its worst defeat %(number)s person put the other before it",
        "in its worst defeat %(number)s people put the other before it",
        int(score),
    )


def exact_votes(number: Fraction) -> Sentence:
    """Return votes in words, exact to the last of at most five decimals."""
    whole, rest = divmod((number * 100_000).numerator, 100_000)
    if not rest:
        return votes(whole)
    written = f"{whole:,}.{rest:05}".rstrip("0")
    return sentence("%(number)s votes", number=written)


def _hundredths(score: Score) -> str:
    return f"{float(score):,.2f}"


def _halves(score: Score) -> int | str:
    """Return a score of whole and half points as it stands in a sentence."""
    return f"{score // 1:,}.5" if score % 1 else int(score)
