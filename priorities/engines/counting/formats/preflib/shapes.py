"""Shapes: the four kinds of PrefLib orders, by whether options may be equal or missing."""

from collections.abc import Collection, Sequence
from enum import StrEnum


class Shape(StrEnum):
    """Strict or with ties (s, t), complete or incomplete (c, i): also the ending of the file."""

    SOC = "soc"
    SOI = "soi"
    TOC = "toc"
    TOI = "toi"

    @property
    def is_strict(self) -> bool:
        """No two options may be equal."""
        return self in {Shape.SOC, Shape.SOI}

    @property
    def is_complete(self) -> bool:
        """Every option must be ranked."""
        return self in {Shape.SOC, Shape.TOC}


def is_strict(ranking: Sequence[Collection[str]]) -> bool:
    """Say whether each rank holds one option."""
    return all(len(place) == 1 for place in ranking)


def ranked(ranking: Sequence[Collection[str]]) -> int:
    """Return how many options a ballot ranks."""
    return sum(len(place) for place in ranking)
