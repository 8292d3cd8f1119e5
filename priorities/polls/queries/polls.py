"""Polls as pages and the ballot box read them: who sees which, what governs one, and how many have
voted so far.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import cast
from uuid import UUID

from participation.engines.proofs import read_asked
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.definition import Definition, Mode, read_definition
from priorities.polls.models import Option, Poll, Question


@dataclass(frozen=True)
class OpenedPoll:
    """A poll as it was frozen at its opening. Nothing in here can change, so each process remembers
    it.
    """

    pk: UUID
    council_id: int
    key_check: bytes
    definition: Definition
    paper: BallotPaper


@lru_cache(maxsize=256)
def opened_poll(pk: UUID) -> OpenedPoll:
    """What governs a poll since it opened. Raises Poll.DoesNotExist for a draft. One query, once in
    a process.
    """
    poll = Poll.objects.published().filter(imported_from="").select_related("round").get(pk=pk)
    definition, paper = read_definition(poll.definition)
    return OpenedPoll(
        poll.pk, poll.round.council_id, bytes(poll.key_check or b""), definition, paper
    )


def definition_of(poll: Poll, *, lot: bytes, at: datetime) -> Definition:
    """What would be frozen if the poll opened at this moment with these random bytes
    for its lots.
    """
    return Definition(
        poll=poll.pk,
        title=poll.title,
        questions=tuple(
            asked_question(question, question.options.all())
            for question in poll.questions.prefetch_related("options")
        ),
        opened_at=at,
        closes_at=poll.closes_at,
        proofs_asked=read_asked(poll.proofs_asked),
        areas=dict(poll.round.areas.values_list("code", "name")),
        smallest_group=poll.smallest_group,
        challenge_days=poll.challenge_days,
        mode=cast("Mode", poll.receipt_mode),
        lot=lot,
    )


def asked_question(question: Question, options: Iterable[Option]) -> AskedQuestion:
    """The question with these options, in the words of its ballot paper."""
    return AskedQuestion(
        id=question.key,
        type=question.method,
        text=question.text,
        options=tuple(Choosable(o.key, o.title, o.description, o.cost) for o in options),
        most=question.most_choices,
        budget=question.budget,
        rule=question.rule,
        completion=question.completion,
        seats=question.seats,
    )
