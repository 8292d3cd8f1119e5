"""Measures as they are published, in words."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MarkerAccount:
    """Something agreed, or something that happened, with its day and its reason."""

    on: date
    words: str
    reason: str


@dataclass(frozen=True)
class MoverAccount:
    """A promise that is meant to move an indicator."""

    pk: int
    title: str
    owner: str


@dataclass(frozen=True)
class IndicatorAccount:
    """One indicator on the board: what its chart says, in words."""

    key: str
    name: str
    unit: str
    sector: str
    sector_slug: str
    kind: str
    direction: str
    headline: str
    value: str
    period: str
    variation: str
    tone: str
    assurance: str
    comparison: str
    caution: str
    markers: tuple[MarkerAccount, ...]
    promises: tuple[MoverAccount, ...] = ()
