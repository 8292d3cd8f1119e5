"""Limits on guessing: wrong tries in a row, and the pause after too many."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self


class Limit(NamedTuple):
    """After so many wrong tries nothing is looked at for so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True)
class Tries:
    """How many wrong tries came in a row, and when the last did, in seconds since 1970."""

    wrong: int = 0
    last_at: float = 0.0

    @classmethod
    def read(cls, facts: Mapping[str, Any] | None) -> Self:
        """The tries of these facts, as `facts` has them; none where there are none."""
        return cls(**facts) if facts else cls()

    @property
    def facts(self) -> dict[str, Any]:
        """All of it by name, to keep."""
        return asdict(self)

    def is_paused(self, limit: Limit, now: float) -> bool:
        """Whether nothing is looked at for now."""
        return self.wrong >= limit.most and now - self.last_at < limit.seconds

    def with_wrong(self, limit: Limit, now: float) -> "Tries":
        """The tries after another wrong one; those before a pause are forgotten."""
        is_new = now - self.last_at >= limit.seconds
        return Tries(1 if is_new else self.wrong + 1, now)
