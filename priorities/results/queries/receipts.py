"""Looking up a published ballot by its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from coopservices.sentences import Sentence, Wording
from participation.engines.constituencies import labels_of
from participation.engines.proofs import label_of, read_asked
from priorities.engines.canonical import parse
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


@dataclass(frozen=True)
class FoundLine:
    """A line that a receipt's owner recognises; `number` is its line in the published file, from 1.
    `did` is what became of its choice, () where the code does not show it.

    Where too few voted for a file, both `group` and `number` are left out: "" and None.
    """

    answer: Answer
    group: str
    number: int | None
    shows_choice: bool
    did: tuple[Sentence, ...] = ()

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
    return found if result.has_file else [replace(line, group="", number=None) for line in found]


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
