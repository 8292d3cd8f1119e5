"""Drafting, opening and closing a poll: at its opening all that governs it is frozen and published."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from coopservices import events
from coopservices.permissions import require
from participation.models import Level, User
from priorities.actions import ballot_box
from priorities.actions.keys import make_canary, make_poll_key, make_signing_key
from priorities.engines.ballot_paper import BallotPaper
from priorities.engines.definition import Definition, read_definition
from priorities.engines.keys import key_check
from priorities.models import Option, Poll, Proposal, Question, Round
from priorities.permissions import may_close_poll, may_draft_poll, may_open_poll
from priorities.queries.poll_states import problem_with_opening
from priorities.queries.polls import definition_of

QUESTION_KEY = "question-1"
_LOT_SIZE = 32


class DraftRefused(Exception):
    """A poll cannot be drafted like this; the message is for the officer."""


class OpenRefused(Exception):
    """A poll cannot open yet; the message is for the officer."""


class CloseRefused(Exception):
    """A poll cannot be closed like this; the message is for the officer."""


# --- Drafting ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_poll(
    *,
    by: User,
    round: Round,  # noqa: A002 (a round is a round)
    title: str,
    question: str,
    options: Sequence[Proposal | str],
    most_choices: int,
    lowest_level: int = Level.EMAIL,
    closes_at: datetime,
    receipt_mode: str = Poll.ReceiptMode.CONTENT,
    challenge_days: int = 3,
    at: datetime,
) -> Poll:
    """A poll of one question, not open yet. An option is a published proposal of the round, or a title of its own.

    Raises DraftRefused.
    """
    require(may_draft_poll(by, round))
    if problem := _problem_with_draft(round, options, most_choices, closes_at, at):
        raise DraftRefused(problem)

    poll = Poll.objects.create(
        round=round,
        title=title,
        lowest_level=lowest_level,
        closes_at=closes_at,
        receipt_mode=receipt_mode,
        challenge_days=challenge_days,
    )
    asked = Question.objects.create(poll=poll, key=QUESTION_KEY, position=0, text=question, most_choices=most_choices)
    Option.objects.bulk_create(_option(asked, n, option) for n, option in enumerate(options))
    events.record("priorities.poll_drafted", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


def _problem_with_draft(
    round_: Round, options: Sequence[Proposal | str], most_choices: int, closes_at: datetime, at: datetime
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
        key, words = f"proposal-{option.pk}", {"title": option.title, "description": option.idea, "proposal": option}
    else:
        key, words = f"option-{position + 1}", {"title": option}
    return Option(question=question, key=key, position=position, **words)


# --- Opening ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_poll(*, by: User, poll: Poll, lot: bytes | None = None, at: datetime) -> Poll:
    """Freeze and publish what governs the poll, draw its tie order by lot, make its key, and let people vote.

    `lot` is 16 or more random bytes; without them they are drawn here. Raises OpenRefused, and KeyUnavailable if an
    opening that did not finish left copies of a key that differ.
    """
    poll = Poll.objects.select_for_update(of=("self",)).select_related("round__council").get(pk=poll.pk)
    require(may_open_poll(by, poll))
    if problem := problem_with_opening(poll, at):
        raise OpenRefused(problem)

    frozen = definition_of(poll, lot=lot or secrets.token_bytes(_LOT_SIZE), at=at).frozen()
    definition, paper = read_definition(frozen)
    _keep_tie_order(poll, paper)
    _open(poll, by, frozen, definition)
    events.record("priorities.poll_opened", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


def _keep_tie_order(poll: Poll, paper: BallotPaper) -> None:
    for rules in paper.questions:
        options = {option.key: option for option in Option.objects.filter(question__poll=poll, question__key=rules.id)}
        for place, key in enumerate(rules.tie_order):
            options[key].tie_position = place
        Option.objects.bulk_update(options.values(), ["tie_position"])


def _open(poll: Poll, by: User, frozen: bytes, definition: Definition) -> None:
    make_signing_key(council=poll.round.council)
    key = make_poll_key(poll=poll.pk)
    poll.state, poll.opened_at, poll.opened_by = Poll.State.OPEN, definition.opened_at, by
    poll.definition, poll.key_check, poll.canary = frozen.decode(), key_check(key), make_canary(key=key, poll=poll.pk)
    poll.save()


# --- Closing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_poll(*, by: User, poll: Poll, reason: str = "", at: datetime) -> Poll:
    """End the voting. Before its published end that needs a reason, which everybody can read. Raises CloseRefused."""
    require(may_close_poll(by, poll))
    is_early = at < poll.closes_at
    if is_early and not reason.strip():
        raise CloseRefused("Say why voting ends early. Everyone will be able to read it.")

    _close(poll, by=by, because=reason.strip() if is_early else "", at=at if is_early else poll.closes_at)
    return poll


def close_due_polls(*, at: datetime) -> int:
    """End the voting in every poll whose time has come, and return how many there were. Again is harmless."""
    due = list(Poll.objects.due_to_close(at))
    for poll in due:
        with transaction.atomic():
            _close(poll, by=None, because="", at=poll.closes_at)
    return len(due)


def _close(poll: Poll, *, by: User | None, because: str, at: datetime) -> None:
    ballot_box.lock_alone(poll=poll.pk)
    still_open = Poll.objects.open().filter(pk=poll.pk)
    if still_open.update(state=Poll.State.CLOSED, closed_at=at, closed_by=by, closed_early_because=because):
        events.record("priorities.poll_closed", subject_id=poll.pk, actor_id=by.pk if by else None, at=at)
    poll.refresh_from_db()
