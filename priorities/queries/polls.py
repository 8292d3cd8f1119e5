"""Polls as pages and the ballot box read them: who sees which, what governs one, and how many have voted so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, Level, User
from participation.permissions import Permission, holds
from priorities.engines.ballot_paper import BallotPaper, QuestionType
from priorities.engines.definition import AskedQuestion, Choosable, Definition, read_definition
from priorities.engines.publication import Mode
from priorities.models import Poll, Question, Turnout
from priorities.models.polls import PollQuerySet


@dataclass(frozen=True)
class OpenedPoll:
    """A poll as it was frozen at its opening. Nothing in here can change, so each process remembers it."""

    pk: UUID
    council_id: int
    key_check: bytes
    definition: Definition
    paper: BallotPaper


@lru_cache(maxsize=256)
def opened_poll(pk: UUID) -> OpenedPoll:
    """What governs a poll since it opened. Raises Poll.DoesNotExist for a draft. One query, once in a process."""
    poll = Poll.objects.published().filter(imported_from="").select_related("round").get(pk=pk)
    definition, paper = read_definition(poll.definition)
    return OpenedPoll(poll.pk, poll.round.council_id, bytes(poll.key_check or b""), definition, paper)


def polls_visible_to(user: User | AnonymousUser, council: Council) -> PollQuerySet:
    """Every poll that was opened here; drafts too for whoever runs polls."""
    polls = Poll.objects.of(council).filter(imported_from="").select_related("round__council", "result")
    return polls if holds(user, Permission.RUN_POLLS, council) else polls.published()


def definition_of(poll: Poll, *, lot: bytes, at: datetime) -> Definition:
    """What would be frozen if the poll opened at this moment with these random bytes for its lots."""
    return Definition(
        poll=poll.pk,
        title=poll.title,
        questions=tuple(_asked(question) for question in poll.questions.prefetch_related("options")),
        opened_at=at,
        closes_at=poll.closes_at,
        lowest_level=poll.lowest_level,
        areas=dict(poll.round.areas.values_list("code", "name")),
        smallest_group=poll.smallest_group,
        challenge_days=poll.challenge_days,
        mode=cast("Mode", poll.receipt_mode),
        lot=lot,
    )


def _asked(question: Question) -> AskedQuestion:
    return AskedQuestion(
        id=question.key,
        type=cast("QuestionType", question.method),
        text=question.text,
        options=tuple(Choosable(o.key, o.title, o.description) for o in question.options.all()),
        most=question.most_choices,
        budget=question.budget,
    )


def what_is_missing(definition: Definition, *, level: int, area_code: str | None) -> str:
    """What somebody would still have to show before they may vote, in words for them; "" if nothing."""
    if level < Level.EMAIL:
        return "Confirm your e-mail address first: sign in again and enter the code that we send you."
    if definition.areas and area_code is None:
        return f"This vote is for people in {_listed(definition)}. Tell us your postcode in your details."
    if definition.areas and area_code not in definition.areas:
        return f"This vote is for people in {_listed(definition)}. Your postcode is somewhere else."
    if level < definition.lowest_level:
        return _SHOW[Level(definition.lowest_level)]
    return ""


_SHOW = {
    Level.POSTCODE: "Tell us your postcode in your details. Then you can vote.",
    Level.CODE: "This vote needs a code from the council. Ask the council for one.",
    Level.REGISTER: "This vote is for people on the council's list. Ask the council to be matched to it.",
    Level.IDENTITY: "This vote needs proof of who you are. Ask the council how to show it.",
}


def _listed(definition: Definition) -> str:
    *names, last = sorted(definition.areas.values())
    return f"{', '.join(names)} and {last}" if names else last


@dataclass(frozen=True)
class DayOfVoting:
    """How many ballots a poll held when a day ended."""

    on: date
    ballots: int


def turnout_by_day(poll: Poll, today: date) -> list[DayOfVoting]:
    """The days that are over, the ballots held at their end; never a step of fewer than the smallest group."""
    return days_shown(Turnout.objects.filter(poll=poll, on__lt=today), poll.smallest_group)


def days_shown(days: Iterable[Turnout], smallest_group: int) -> list[DayOfVoting]:
    """Of the days of one poll, in order, those that may be shown. Asks no database when they are already loaded."""
    shown: list[DayOfVoting] = []
    for row in days:
        before = shown[-1].ballots if shown else 0
        if abs(row.ballots - before) >= smallest_group and row.ballots >= smallest_group:
            shown.append(DayOfVoting(row.on, row.ballots))
    return shown
