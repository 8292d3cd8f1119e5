"""Looking up a published ballot by its receipt, in one poll or in all of them, with the proof that
it is among those that were signed for.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from coopservices.sentences import Sentence, Wording
from participation.engines.constituencies import labels_of
from participation.engines.proofs import label_of, read_asked
from priorities.engines.canonical import parse
from priorities.engines.sealing import merkle
from priorities.engines.sealing.publication import read_group
from priorities.engines.sealing.receipts import decode, tag
from priorities.engines.voting.asked_questions import Answer
from priorities.engines.voting.definition import LARGEST
from priorities.engines.your_vote import what_your_vote_did
from priorities.polls.models import Poll
from priorities.polls.queries.polls import opened_poll
from priorities.results.documents import Analysis
from priorities.results.models import Result, ResultLine
from priorities.results.queries.analyses import analysis_of

_POLLS_AT_ONCE = 50
_BLOCK = 1024  # a power of two, so that the trees of blocks join into the tree of all lines


@dataclass(frozen=True)
class FoundLine:
    """A line that a receipt's owner recognises; `number` is its line in the published file, from 1.
    `did` is what became of its choice, () where the code does not show it.
    `proof` is the text by which `verify.py` sees, without the ballots, that the line was signed
    for.

    Where too few voted for a file, all three are left out: "", None and "".
    """

    answer: Answer
    group: str
    number: int | None
    shows_choice: bool
    did: tuple[Sentence, ...] = ()
    proof: str = ""

    @property
    def shown(self) -> list[Sentence | tuple[Sentence, ...]]:
        """What the voters of its group showed before they voted: one of these."""
        shown = read_group(self.group).shown
        return [label_of(proofs) for proofs in read_asked(shown)] if shown else []

    @property
    def people(self) -> tuple[Sentence, ...]:
        """Whose ballots it is counted with, where constituencies are counted apart."""
        return labels_of(read_group(self.group).constituencies)


def find_by_receipt(poll: Poll, code: str) -> list[FoundLine]:
    """The lines of the published result that belong to a receipt, in the order of the ballot paper;
    [] if none do.

    Raises ReceiptUnreadable when the code cannot be right.
    """
    opened = opened_poll(poll.pk)
    secret = decode(code)
    tags = {
        question.id: tag(secret, poll.pk, question.id) for question in opened.definition.questions
    }
    rows = {
        row.question: row
        for row in ResultLine.objects.filter(result=poll.pk, tag__in=tags.values())
    }
    texts = {question.id: question.text for question in opened.definition.questions}
    if not rows:
        return []
    result = Result.objects.get(pk=poll.pk)
    analysis = analysis_of(poll)
    found = [_found(result, analysis, rows[key], texts[key]) for key in tags if key in rows]
    if not result.has_file:
        return [replace(line, group="", number=None) for line in found]
    return [
        replace(line, proof=_proof(result, rows[key]))
        for line, key in zip(found, (key for key in tags if key in rows), strict=True)
    ]


def poll_of_receipt(polls: Iterable[Poll], code: str) -> Poll | None:
    """The poll, of these with their results, in which a receipt was given; None if it is none of
    theirs. Few queries, however many polls and ballots there are.

    Raises ReceiptUnreadable when the code cannot be right.
    """
    secret = decode(code)
    waiting = iter(polls)
    while some := list(islice(waiting, _POLLS_AT_ONCE)):
        places = Q(pk=None)
        for poll in some:
            for asked in poll.result.fields["questions"]:
                mark = tag(secret, poll.pk, asked["id"])
                places |= Q(result=poll.pk, question=asked["id"], tag=mark)
        if line := ResultLine.objects.filter(places).first():
            return next(poll for poll in some if poll.pk == line.result_id)
    return None


def _proof(result: Result, row: ResultLine) -> str:
    """The proof that a line with a tag is under its signed root (RFC 9162, section 2.1.3), as JSON.

    Lines are hashed in blocks; the roots of the blocks, which never change, are remembered.
    """
    first, within = row.position - row.position % _BLOCK, row.position % _BLOCK
    name = f"block-roots/{result.pk}"
    roots: Any = cache.get_or_set(name, lambda: _block_roots(result), timeout=None)
    block = _hashes(result, first)
    path = merkle.inclusion_proof(block, within) + merkle.inclusion_proof(roots, first // _BLOCK)
    trees = [name for name in ("root", "tags_root", "choices_root") if name in result.fields]
    told = {
        "vote": str(result.pk),
        "root": trees[0],
        "line": row.line,
        "index": row.position,
        "size": result.fields["leaves"] // len(trees),
        "path": [each.hex() for each in path],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _block_roots(result: Result) -> list[bytes]:
    last = result.lines.filter(tag__isnull=False).count()
    return [merkle.root(_hashes(result, first)) for first in range(0, last, _BLOCK)]


def _hashes(result: Result, first: int) -> Sequence[bytes]:
    """The leaf hashes of a block of the lines that hold tags."""
    rows = result.lines.filter(tag__isnull=False, position__range=(first, first + _BLOCK - 1))
    lines = rows.order_by("position").values_list("line", flat=True)
    return [merkle.leaf_hash(line.encode()) for line in lines]


def _found(result: Result, analysis: Analysis | None, row: ResultLine, text: Wording) -> FoundLine:
    fields: Mapping[str, Any] = _line(row)
    if "c" not in fields:
        return FoundLine(Answer(text, ()), group="", number=row.position + 1, shows_choice=False)
    definition = opened_poll(result.pk).definition
    (answer,) = definition.answers({row.question: fields["c"]})
    did = what_your_vote_did(
        next(question for question in definition.questions if question.id == row.question),
        result.fields["result"][row.question],
        fields["c"],
        has_decided=fields["g"] in result.fields.get("counted_groups", [fields["g"]]),
        payments=analysis.questions[row.question].payments if analysis else None,
    )
    return FoundLine(answer, fields["g"], row.position + 1, shows_choice=True, did=tuple(did))


def _line(row: ResultLine) -> Mapping[str, Any]:
    fields = parse(row.line, max_bytes=LARGEST, max_depth=3)
    return fields if isinstance(fields, dict) else {}
