"""Files of ballots: one reader a format, found by the ending of the file's name."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Protocol

from priorities.engines.counting.formats.blt import read_blt
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.pb import read_pb
from priorities.engines.counting.formats.preflib import read_preflib
from priorities.engines.counting.formats.published import read_one_question
from priorities.engines.counting.formats.refusals import FileRefused
from priorities.engines.counting.formats.ward import read_ward


class Reader(Protocol):
    """Reads the content of a file; `file` is its name for refusals. Raises FileRefused."""

    def __call__(self, data: bytes, /, *, file: str) -> Election: ...


def _pb(data: bytes, /, *, file: str) -> Election:
    election = read_pb(data, file=file)
    return Election(
        election.ballots, title=election.meta.get("description", ""), notices=election.notices
    )


# One line an ending; a further format needs nothing else.
READERS: Mapping[str, Reader] = {
    ".pb": _pb,
    ".blt": read_blt,
    ".csv": read_ward,
    ".soc": read_preflib,
    ".soi": read_preflib,
    ".toc": read_preflib,
    ".toi": read_preflib,
    ".jsonl": read_one_question,
}


def read(data: bytes, *, file: str) -> Election:
    """Return the election in a file with this content and name. Raises FileRefused."""
    ending = PurePath(file).suffix.lower()
    if ending not in READERS:
        raise FileRefused(file, None, f"the name must end in {', '.join(READERS)}.")
    return READERS[ending](data, file=file)
