"""Looking up a published ballot by its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from coopservices.sentences import Sentence, Wording
from participation.engines.proofs import label_of, read_asked
from priorities.engines.canonical import parse
from priorities.engines.sealing.receipts import decode, tag
from priorities.engines.voting.asked_questions import Answer
from priorities.engines.voting.definition import LARGEST
from priorities.polls.models import Poll
from priorities.polls.queries.polls import opened_poll
from priorities.results.models import Result, ResultLine


@dataclass(frozen=True)
class FoundLine:
    """A line that a receipt's owner recognises; `number` is its line in the published file, from 1.

    Where too few voted for a file, both `group` and `number` are left out: "" and None.
    """

    answer: Answer
    group: str
    number: int | None
    shows_choice: bool

    @property
    def shown(self) -> list[Sentence | tuple[Sentence, ...]]:
        """What the voters of its group showed before they voted: one of these."""
        return [label_of(proofs) for proofs in read_asked(self.group)] if self.group else []


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
    found = [_found(poll, rows[key], texts[key]) for key in tags if key in rows]
    has_file = found and Result.objects.get(pk=poll.pk).has_file
    return found if has_file else [replace(line, group="", number=None) for line in found]


def _found(poll: Poll, row: ResultLine, text: Wording) -> FoundLine:
    fields: Mapping[str, Any] = _line(row)
    if "c" not in fields:
        return FoundLine(Answer(text, ()), group="", number=row.position + 1, shows_choice=False)
    (answer,) = opened_poll(poll.pk).definition.answers({row.question: fields["c"]})
    return FoundLine(answer, fields["g"], row.position + 1, shows_choice=True)


def _line(row: ResultLine) -> Mapping[str, Any]:
    fields = parse(row.line, max_bytes=LARGEST, max_depth=3)
    return fields if isinstance(fields, dict) else {}
