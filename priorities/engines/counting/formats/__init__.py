"""Files of ballots: one table of formats, found by the ending of the file's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Protocol

from priorities.engines.counting.formats.blt import read_blt, write_blt
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.pb import PbElection, read_pb, write_pb
from priorities.engines.counting.formats.preflib import Shape, read_preflib, write_preflib
from priorities.engines.counting.formats.published import read_one_question
from priorities.engines.counting.formats.refusals import FileRefused
from priorities.engines.counting.formats.ward import Ward, read_ward, write_ward


class Reader(Protocol):
    """Reads the content of a file; `file` is its name for refusals. Raises FileRefused."""

    def __call__(self, data: bytes, /, *, file: str) -> Election: ...


@dataclass(frozen=True)
class Format:
    """One format: the ending of its files, what it is called, its reader and its writer.

    The writer raises CannotWrite for what the format has no place for. It is None where a file
    holds what no election has, such as the tags of receipts.
    """

    ending: str
    name: str
    read: Reader
    write: Callable[[Election], bytes] | None


def _read_pb(data: bytes, /, *, file: str) -> Election:
    election = read_pb(data, file=file)
    return Election(
        election.ballots, title=election.meta.get("description", ""), notices=election.notices
    )


def _write_pb(election: Election) -> bytes:
    return write_pb(PbElection(election.ballots, {"description": election.title}))


def _write_ward(election: Election) -> bytes:
    if isinstance(election, Ward):
        return write_ward(election)
    return write_ward(Ward(election.ballots, election.title, election.seats))


def _preflib(shape: Shape, name: str) -> Format:
    return Format(f".{shape}", name, read_preflib, partial(write_preflib, shape=shape))


# A further format is one entry here and its own code.
_FORMATS = (
    Format(".pb", "participatory budgeting (Pabulib)", _read_pb, _write_pb),
    Format(".blt", "ranked ballots (OpenSTV)", read_blt, write_blt),
    Format(".csv", "Scottish ward", read_ward, _write_ward),
    _preflib(Shape.SOC, "strict complete orders (PrefLib)"),
    _preflib(Shape.SOI, "strict incomplete orders (PrefLib)"),
    _preflib(Shape.TOC, "complete orders with ties (PrefLib)"),
    _preflib(Shape.TOI, "incomplete orders with ties (PrefLib)"),
    Format(".jsonl", "published lines of a closed poll", read_one_question, None),
)
FORMATS: Mapping[str, Format] = {each.ending: each for each in _FORMATS}


def read(data: bytes, *, file: str) -> Election:
    """Return the election in a file with this content and name. Raises FileRefused."""
    ending = PurePath(file).suffix.lower()
    if ending not in FORMATS:
        raise FileRefused(file, None, f"the name must end in {', '.join(FORMATS)}.")
    return FORMATS[ending].read(data, file=file)
