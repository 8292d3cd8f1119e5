"""Drafting a poll, which is not open yet."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from coopservices.outbox import events
from coopservices.permissions import require
from participation.engines.proofs import PROOFS, Proofs, written_asked
from participation.models import User
from priorities.polls.models import Option, Poll, Question
from priorities.polls.permissions import may_draft_poll
from priorities.proposals.models import Proposal
from priorities.rounds.models import Round

QUESTION_KEY = "question-1"


class DraftRefused(Exception):
    """A poll cannot be drafted like this; the message is for the officer."""


@transaction.atomic
def draft_poll(
    *,
    by: User,
    round: Round,  # noqa: A002 (a round is a round)
    title: str,
    question: str,
    options: Sequence[Proposal | str],
    most_choices: int,
    proofs_asked: Sequence[Proofs] = (PROOFS["email"].asks,),
    closes_at: datetime,
    receipt_mode: str = Poll.ReceiptMode.CONTENT,
    challenge_days: int = 3,
    at: datetime,
) -> Poll:
    """A poll of one question, not open yet. An option is a published proposal of the round, or a
    title of its own.

    Raises DraftRefused.
    """
    require(may_draft_poll(by, round))
    if not proofs_asked or not all(proofs <= PROOFS.keys() for proofs in proofs_asked):
        raise DraftRefused("Choose what people must show before they vote.")
    if problem := _problem_with_draft(round, options, most_choices, closes_at, at):
        raise DraftRefused(problem)

    poll = Poll.objects.create(
        round=round,
        title=title,
        proofs_asked=written_asked(proofs_asked),
        closes_at=closes_at,
        receipt_mode=receipt_mode,
        challenge_days=challenge_days,
    )
    asked = Question.objects.create(
        poll=poll, key=QUESTION_KEY, position=0, text=question, most_choices=most_choices
    )
    Option.objects.bulk_create(_option(asked, n, option) for n, option in enumerate(options))
    events.record("priorities.poll_drafted", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


def _problem_with_draft(
    round_: Round,
    options: Sequence[Proposal | str],
    most_choices: int,
    closes_at: datetime,
    at: datetime,
) -> str:
    """What is wrong with a draft, "" if nothing is."""
    proposals = [option for option in options if isinstance(option, Proposal)]
    if any(proposal.round_id != round_.pk or not proposal.is_published for proposal in proposals):
        return "Choose only from the published proposals of this round."
    if len(options) < 2:
        return "Choose at least two options: with fewer there is nothing to vote on."
    if len(set(options)) < len(options):
        return "Choose each option once."
    if not 1 <= most_choices <= len(options):
        return f"Let each person choose between 1 and {len(options)} of the options."
    if closes_at <= at:
        return "Voting must end in the future."
    return ""


def _option(question: Question, position: int, option: Proposal | str) -> Option:
    if isinstance(option, Proposal):
        key, words = (
            f"proposal-{option.pk}",
            {"title": option.title, "description": option.idea, "proposal": option},
        )
    else:
        key, words = f"option-{position + 1}", {"title": option}
    return Option(question=question, key=key, position=position, **words)
