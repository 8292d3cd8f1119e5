"""What a chart shows, before it is drawn: bars for how many, or a plot for how something went over
time.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length (None where it is hidden), and what is written at its end."""

    name: str
    length: float | None
    words: str


@dataclass(frozen=True)
class Bars:
    """How many chose what, in the order of the result.

    `names_in` is the language of the names, "" where it is that of the rest.
    """

    title: str
    description: str
    bars: tuple[Bar, ...]
    names_in: str = ""


@dataclass(frozen=True)
class Dot:
    """One figure of the place itself; None where there is none to show.

    `meaning` is "" for an ordinary figure; `lower` and `upper` are its 95% interval; `mean`, `low`
    and `high` the process's mean and limits at this point, which lies in the `segment`th segment.
    """

    on: date
    value: float | None
    meaning: str = ""
    lower: float | None = None
    upper: float | None = None
    segment: int = 0
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """How another place went, to compare with; or several places, which have no name of their
    own.
    """

    name: str
    values: tuple[tuple[date, float], ...]
    has_own_name: bool = True


@dataclass(frozen=True)
class LevelNames:
    """What is written at the levels of a plot."""

    target: str = "Target"
    mean: str = "Mean"
    upper_limit: str = "Upper limit"
    lower_limit: str = "Lower limit"
    both_limits: str = "Upper and lower limit"


@dataclass(frozen=True)
class Plot:
    """How something went over time: the place itself, others beside it, a target, and what happened
    on some days.

    `periods` are the days to name below it. `names_in` is the language of the unit and of the names
    of places, "" where it is that of the rest.
    """

    title: str
    description: str
    unit: str
    place: str
    dots: tuple[Dot, ...]
    others: tuple[Line, ...] = ()
    periods: tuple[tuple[date, str], ...] = ()
    target: float | None = None
    events: tuple[date, ...] = ()
    is_small: bool = False
    levels: LevelNames = LevelNames()
    names_in: str = ""


@dataclass(frozen=True)
class Region:
    """A place on a map: what is written there, its number (None where it is told together with
    others), and its outline as a GeoJSON geometry.
    """

    label: str
    number: int | None
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Map:
    """How many there are in each of some places. Nothing in it is in any language."""

    title: str
    description: str
    regions: tuple[Region, ...]
    names_in: str = ""


@dataclass(frozen=True)
class Outline:
    """A place to find on a map: what is written there, its outline as a GeoJSON geometry, where it
    leads, "" for nowhere, and whether it is the one that the map is about.
    """

    label: str
    geometry: dict[str, Any]
    href: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class Whereabouts:
    """Where some places lie. Nothing in it but its title and description is in any language."""

    title: str
    description: str
    outlines: tuple[Outline, ...]


Picture: TypeAlias = Bars | Plot | Map
