"""Row: one comparison of a count of ours with an outside result."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was compared in one election: the outside result, ours, and the seconds that reading and counting took."""

    name: str
    what: str
    expected: object
    got: object
    ok: bool
    seconds: float
