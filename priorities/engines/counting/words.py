"""Words: amounts and scores as they stand in sentences."""

from collections.abc import Callable
from typing import TypeAlias

from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.ranked.pairwise import Strength

ScoreWords: TypeAlias = Callable[[Score, Count], str]
"""Says a score of a count, as in "12 votes" or "it had 12 points"."""


def listed(words: list[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "A, B and C"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def amount(number: Score, one: str, many: str = "") -> str:
    """Return "1 vote" or "12 votes"."""
    written = f"{number:,}" if isinstance(number, int) else f"{float(number):,.2f}"
    return f"{written} {one if number == 1 else many or one + 's'}"


def people(number: int) -> str:
    """Return "1 person" or "12 people"."""
    return amount(number, "person", "people")


def votes(score: Score, _count: Count) -> str:
    """Return a score that counts votes: "12 votes"."""
    return amount(score, "vote")


def points(score: Score, _count: Count) -> str:
    """Return a score that adds up points: "12 points"."""
    return amount(score, "point")


def votes_or_points(score: Score, count: Count) -> str:
    """Return a score that adds up what the count's satisfaction measures."""
    has_points = count.settings.get("satisfaction") in {"points", "borda"}
    return amount(score, "point" if has_points else "vote")


def had_points(score: Score, _count: Count) -> str:
    """Return "it had 12.5 points"."""
    return f"it had {_halves(score)} {'point' if score == 1 else 'points'}"


def comparisons_won(score: Score, count: Count) -> str:
    """Return how many comparisons with others an option won."""
    return (
        f"it won {_halves(score)} of its {len(count.order) - 1:,} comparisons, a draw counting half"
    )


def others_behind(score: Score, count: Count) -> str:
    """Return how many others an option comes before."""
    return f"it comes before {_halves(score)} of the {len(count.order) - 1:,} others"


def worst_defeat(score: Score, count: Count) -> str:
    """Return how strong the worst defeat of an option was."""
    if score <= 0:
        return "no other beats it"
    if count.settings["strength"] == Strength.MARGINS:
        return f"in its worst defeat it was {amount(score, 'vote')} behind"
    return f"in its worst defeat {people(int(score))} put the other before it"


def _halves(score: Score) -> str:
    """Return a score of whole and half points in words."""
    return f"{score // 1:,}{'.5' if score % 1 else ''}"
