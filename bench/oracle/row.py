"""Row: one comparison of a count of ours with an outside result."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was compared in one election: the outside result, ours, and the seconds that reading and
    counting took.

    `why` is the known reason for which the two differ, "" where they are the same or no reason is
    known. Where the other program gave no answer in time, there is nothing to compare.
    """

    name: str
    what: str
    expected: object
    got: object
    ok: bool
    seconds: float
    why: str = ""
    is_answered: bool = True
