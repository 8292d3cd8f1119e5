"""Published lines: one for each ballot and question, in an order that tells nothing.

A ballot is drafted first, since the whole pile decides what its group is called. Drafts are small,
put themselves in the order of their lines when they are sorted as bytes, and are printed a portion
at a time.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
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


class Line(NamedTuple):
    """A published line with its question and its tag; None where it tells none."""

    question: str
    tag: bytes | None
    text: bytes


def drafts(poll: UUID, ballot: OpenedBallot) -> Iterator[tuple[str, bytes]]:
    """Yield each question of a ballot with its draft: the tag in hex, the group and the choice,
    with a space between. The group may be called by any word, as long as a Printer knows it.
    """
    group = ballot.group.encode()
    for question, choice in ballot.choices.items():
        mark = tag(ballot.secret, poll, question).hex().encode()
        yield question, b"%b %b %b" % (mark, group, canonical(choice))


def portion_of(draft: bytes, portions: int) -> int:
    """Return in which of so many portions a draft belongs; all of a lower one come before it."""
    return int(draft[:4], 16) * portions >> 16


@dataclass
class Printer:
    """Prints the drafts of a poll as lines, and keeps of them the edge of a tree and how often each
    choice was made.

    `groups` gives what each group is called in print by what drafts call it. `choices` counts, by
    question, ballots by group in print and choice as canonical text. `roots` are those of the
    manifest, by name, once everything is printed.
    """

    poll: UUID
    groups: Mapping[str, str]
    shows_vote: bool = True
    leaves: int = 0
    choices: dict[str, Counter[tuple[str, bytes]]] = field(default_factory=dict)
    _trees: dict[str, merkle.GrowingTree] = field(default_factory=dict)

    def printed(self, portions: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[Line]:
        """Yield every line in its order: of question and tag, and then, where the tag shows no
        vote, the choices, of question and text.

        Portions are drafts of one question in any order, and come in the order of questions and of
        `portion_of`. Raises PublicationBroken when two lines of a question share a tag.
        """
        before = ("", b"")
        for question, portion in portions:
            line_of, choices = self._form(question), self._choices_in(question)
            for draft in sorted(portion):
                mark, group, choice = draft.split(b" ", 2)
                if (question, mark) == before:
                    raise PublicationBroken("Two ballots share a receipt.")
                before = question, mark
                name = self.groups[group.decode()]
                choices[name, choice] += 1
                text = line_of(mark, name, choice)
                yield self._added(Line(question, bytes.fromhex(mark.decode()), text))
        if not self.shows_vote:
            yield from self._choice_lines()

    @property
    def roots(self) -> dict[str, bytes]:
        """The 32-byte Merkle root of each kind of line, by its name in the manifest."""
        names = ("root",) if self.shows_vote else ("tags_root", "choices_root")
        return {name: self._tree(name).root for name in names}

    def _choices_in(self, question: str) -> Counter[tuple[str, bytes]]:
        return self.choices.setdefault(question, Counter())

    def _form(self, question: str) -> Callable[[bytes, str, bytes], bytes]:
        """How a line of a question is made of its tag, group and choice: canonical JSON, put
        together of parts that are.
        """
        asked, poll = canonical(question), str(self.poll).encode()
        if not self.shows_vote:
            return lambda mark, _group, _choice: b'{"q":%b,"t":"%b","v":"%b"}' % (asked, mark, poll)
        names = {name: canonical(name) for name in self.groups.values()}
        return lambda mark, group, choice: (
            b'{"c":%b,"g":%b,"q":%b,"t":"%b","v":"%b"}' % (choice, names[group], asked, mark, poll)
        )

    def _choice_lines(self) -> Iterator[Line]:
        poll = str(self.poll).encode()
        for question in sorted(self.choices):
            counted = {
                b'{"c":%b,"g":%b,"q":%b,"v":"%b"}'
                % (choice, canonical(group), canonical(question), poll): ballots
                for (group, choice), ballots in self.choices[question].items()
            }
            for text in sorted(counted):
                for _ in range(counted[text]):
                    yield self._added(Line(question, None, text))

    def _added(self, line: Line) -> Line:
        if self.shows_vote:
            name = "root"
        else:
            name = "choices_root" if line.tag is None else "tags_root"
        self._tree(name).add(merkle.leaf_hash(line.text))
        self.leaves += 1
        return line

    def _tree(self, name: str) -> merkle.GrowingTree:
        return self._trees.setdefault(name, merkle.GrowingTree())


def lines(poll: UUID, ballots: Iterable[OpenedBallot]) -> list[bytes]:
    """Return one canonical line per ballot and question, in order of question and tag.

    The order tells nothing of who voted when, and no line can be joined to another. Raises
    PublicationBroken when two lines of a question share a tag.
    """
    return [line.text for line in _printed(poll, ballots, shows_vote=True)]


def tag_lines(poll: UUID, ballots: Iterable[OpenedBallot]) -> list[bytes]:
    """Return, for a poll that proves inclusion alone, the lines that hold a tag and no choice."""
    printed = _printed(poll, ballots, shows_vote=False)
    return [line.text for line in printed if line.tag is not None]


def choice_lines(poll: UUID, ballots: Iterable[OpenedBallot]) -> list[bytes]:
    """Return the lines that go with `tag_lines`: a choice and no tag, by question, then by text."""
    return [line.text for line in _printed(poll, ballots, shows_vote=False) if line.tag is None]


def read_line(text: bytes) -> Line:
    """Return a published line with the question and the tag that it holds."""
    fields = json.loads(text)
    return Line(fields["q"], bytes.fromhex(fields["t"]) if "t" in fields else None, text)


def root(lines: Sequence[bytes]) -> bytes:
    """Return the 32-byte Merkle root over published lines, in their order."""
    return merkle.root([merkle.leaf_hash(line) for line in lines])


def _printed(poll: UUID, ballots: Iterable[OpenedBallot], *, shows_vote: bool) -> list[Line]:
    by_question: dict[str, list[bytes]] = {}
    numbers: dict[str, str] = {}
    for ballot in ballots:
        number = numbers.setdefault(ballot.group, str(len(numbers)))
        for question, draft in drafts(poll, replace(ballot, group=number)):
            by_question.setdefault(question, []).append(draft)
    groups = {number: group for group, number in numbers.items()}
    printer = Printer(poll, groups, shows_vote=shows_vote)
    return list(printer.printed(sorted(by_question.items())))
