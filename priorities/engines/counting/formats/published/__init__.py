"""Published ballots: the canonical lines of a closed poll, one for each ballot and question."""

from priorities.engines.counting.formats.published.lines import (
    PublishedBallot,
    read_published,
    write_published,
)
from priorities.engines.counting.formats.published.questions import (
    Asked,
    elections,
    read_one_question,
)

__all__ = [
    "Asked",
    "PublishedBallot",
    "elections",
    "read_one_question",
    "read_published",
    "write_published",
]
