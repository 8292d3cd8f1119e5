"""Published lines: one for each ballot and question, in an order that tells nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from priorities.engines.canonical import canonical
from priorities.engines.sealing import merkle
from priorities.engines.sealing.receipts import tag
from priorities.engines.voting.ballot_paper import Choice


@dataclass(frozen=True)
class OpenedBallot:
    """One unsealed ballot: the group it is counted in, its receipt secret, and its choices."""

    group: str
    secret: bytes
    choices: Mapping[str, Choice]


class PublicationBroken(Exception):
    """Two ballots would carry one tag, so neither voter could find theirs."""


def lines(poll: UUID, ballots: Iterable[OpenedBallot]) -> list[bytes]:
    """Return one canonical line per ballot and question, in order of question and tag.

    The order tells nothing of who voted when, and no line can be joined to another. Raises
    PublicationBroken when two lines of a question share a tag.
    """
    return _tagged(
        (
            (question, _tag(poll, ballot, question), {"c": choice, "g": ballot.group})
            for ballot in ballots
            for question, choice in ballot.choices.items()
        ),
        poll,
    )


def tag_lines(poll: UUID, ballots: Iterable[OpenedBallot]) -> list[bytes]:
    """Return, for a poll that proves inclusion alone, the lines that hold a tag and no choice."""
    return _tagged(
        (
            (question, _tag(poll, ballot, question), {})
            for ballot in ballots
            for question in ballot.choices
        ),
        poll,
    )


def choice_lines(poll: UUID, ballots: Iterable[OpenedBallot]) -> list[bytes]:
    """Return the lines that go with `tag_lines`: a choice and no tag, by question, then by text."""
    drafts = [
        (question, canonical({"c": choice, "g": ballot.group, "q": question, "v": str(poll)}))
        for ballot in ballots
        for question, choice in ballot.choices.items()
    ]
    return [line for _, line in sorted(drafts)]


def root(lines: Sequence[bytes]) -> bytes:
    """Return the 32-byte Merkle root over published lines, in their order."""
    return merkle.root([merkle.leaf_hash(line) for line in lines])


def _tag(poll: UUID, ballot: OpenedBallot, question: str) -> str:
    return tag(ballot.secret, poll, question).hex()


def _tagged(drafts: Iterable[tuple[str, str, Mapping[str, object]]], poll: UUID) -> list[bytes]:
    """Return drafts of (question, tag, the rest) as lines in order."""
    by_place = {}
    for question, mark, rest in drafts:
        if (question, mark) in by_place:
            raise PublicationBroken("Two ballots share a receipt.")
        by_place[question, mark] = canonical({**rest, "q": question, "t": mark, "v": str(poll)})
    return [by_place[place] for place in sorted(by_place)]
