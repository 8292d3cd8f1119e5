"""Election: what any file of ballots holds, whatever its format."""

from dataclasses import dataclass

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.formats.refusals import Notice


@dataclass(frozen=True)
class Election:
    """The ballots of one file, with what else the formats have in common.

    `seats` is None where the file does not say. `notices` are what was odd but has one meaning.
    """

    ballots: Ballots
    title: str = ""
    seats: int | None = None
    notices: tuple[Notice, ...] = ()
