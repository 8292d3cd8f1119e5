"""A .pb election: its ballots, and all else the file says about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.formats.refusals import Notice

SECTIONS = ("META", "PROJECTS", "VOTES")
KINDS = {
    "approval": Kind.APPROVAL,
    "choose-1": Kind.SINGLE,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
    "ordinal": Kind.RANKED,
}


@dataclass(frozen=True)
class PbElection:
    """What one .pb file holds.

    `meta` is the META section as written. `selected` is how the city marked an option: 0 not
    funded, 1 funded, 2 and 3 funded from elsewhere. `details` are the other columns of PROJECTS by
    option id. What else the file says about single voters (age, sex) is not kept.
    """

    ballots: Ballots
    meta: Mapping[str, str]
    selected: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def official(self) -> frozenset[str]:
        """The options that the city funded from the budget; empty where the file does not say."""
        return frozenset(name for name, mark in self.selected.items() if mark == 1)

    def whole(self, key: str) -> int | None:
        """Return a META value as a whole number, None where META lacks it.

        Raises ValueError if it is something else.
        """
        text = self.meta.get(key, "").strip()
        if text and not re.fullmatch(r"[0-9]{1,15}(\.0+)?", text):
            raise ValueError(f'{key} is "{text[:40]}", which is not a whole number.')
        return int(text.partition(".")[0]) if text else None
