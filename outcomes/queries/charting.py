"""Charts before they are drawn: headline, table, picture, rules and source, all of them plain data."""

from dataclasses import dataclass

from outcomes.engines.drawings import Picture


@dataclass(frozen=True)
class Sheet:
    """A chart to be drawn; the first cell of each row names it."""

    key: str
    headline: str
    rule_set: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Picture
