"""Lines: the published ballots of a closed poll, each in its one canonical spelling, and the
writer.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from priorities.engines.counting.formats.text import Lines

Choice: TypeAlias = "tuple[str, ...] | Mapping[str, int]"
LARGEST_POINTS = 2**53 - 1
_KEYS = ["c", "g", "q", "t", "v"]
_TAG = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class PublishedBallot:
    """One line: what was chosen in one question, by someone of a group, under the tag of a receipt,
    in a poll.

    `choice` is the ids chosen (best first in a ranking), or the points given to each.
    """

    choice: Choice
    group: str
    question: str
    tag: str
    poll: str


class _NotCanonical(ValueError):
    """The line is not the one spelling of a published ballot; the words say why."""


def read_published(data: bytes, /, *, file: str) -> tuple[PublishedBallot, ...]:
    """Return the ballots in the lines that a closed poll publishes.

    Each line is the one canonical spelling (RFC 8785) of an object with the keys c, g, q, t and v;
    lines rise by question, then tag. Raises FileRefused for any other line.
    """
    lines = Lines(data, file=file)
    ballots: list[PublishedBallot] = []
    for line in lines:
        try:
            ballots.append(_ballot(line))
        except _NotCanonical as fault:
            raise lines.refused(str(fault)) from fault
        if len(ballots) > 1 and _place(ballots[-2]) >= _place(ballots[-1]):
            raise lines.refused("the line is out of order, or its question has the same tag twice.")
    return tuple(ballots)


def write_published(ballots: Iterable[PublishedBallot]) -> bytes:
    """Return the lines of these ballots, in their published order."""
    return b"".join(_spelled(ballot).encode() + b"\n" for ballot in sorted(ballots, key=_place))


def _place(ballot: PublishedBallot) -> tuple[str, str]:
    return ballot.question, ballot.tag


def _spelled(ballot: PublishedBallot) -> str:
    choice = dict(ballot.choice) if isinstance(ballot.choice, Mapping) else list(ballot.choice)
    record = {
        "c": choice,
        "g": ballot.group,
        "q": ballot.question,
        "t": ballot.tag,
        "v": ballot.poll,
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _ballot(line: str) -> PublishedBallot:
    try:
        record = json.loads(line, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _NotCanonical("the line is not JSON with whole numbers.") from error
    if not isinstance(record, dict) or sorted(record) != _KEYS:
        raise _NotCanonical("the line is not an object with the keys c, g, q, t and v.")
    texts = [record[key] for key in _KEYS[1:]]
    if not all(isinstance(text, str) for text in texts) or not _TAG.fullmatch(record["t"]):
        raise _NotCanonical("g, q, t and v must be text, and t 32 hexadecimal digits.")
    ballot = PublishedBallot(_choice(record["c"]), *texts)
    if _spelled(ballot) != line:
        raise _NotCanonical("the line is not in its one canonical spelling.")
    return ballot


def _choice(choice: object) -> Choice:
    if isinstance(choice, list) and all(isinstance(name, str) for name in choice):
        if len(set(choice)) < len(choice):
            raise _NotCanonical("the ballot names an option twice.")
        return tuple(choice)
    if isinstance(choice, dict) and all(_is_amount(amount) for amount in choice.values()):
        return choice
    raise _NotCanonical("c must be a list of options, or points of at least 1 by option.")


def _is_amount(amount: object) -> bool:
    return type(amount) is int and 1 <= amount <= LARGEST_POINTS


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
