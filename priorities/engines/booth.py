"""What a session keeps of somebody who came into the booth without an account: by which row, and
until when; never what they typed, a choice or the elector.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

BY_CODE, BY_REGISTER = "voting_code", "listed_voter"
HELD_BY = (BY_CODE, BY_REGISTER)
SECONDS_HELD = 2 * 60 * 60  # and no longer than voting lasts


@dataclass(frozen=True)
class Held:
    """For which poll somebody came in, and until when, in seconds since 1970."""

    poll: str
    until: float

    @classmethod
    def read(cls, facts: Mapping[str, Any] | None, now: float) -> Self | None:
        """What these facts hold, as `facts` has them; None where there are none, or no longer."""
        held = cls(**facts) if facts else None
        return held if held and now < held.until else None

    @property
    def facts(self) -> dict[str, Any]:
        """All of it by name, to keep."""
        return asdict(self)


@dataclass(frozen=True)
class HeldCode(Held):
    """Which code somebody has entered in this browser."""

    code: int
    issue: int


@dataclass(frozen=True)
class HeldListing(Held):
    """In which row of a register somebody was found in this browser."""

    row: int
