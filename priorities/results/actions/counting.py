"""Counting a closed poll, and publishing what the count made."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog
from django.db import connection, transaction

from coopservices.documents import written
from coopservices.outbox import events
from priorities.engines.sealing.publication import Line, Printer, PublicationBroken
from priorities.paper_ballots.queries.papers import is_waiting_for_papers
from priorities.polls.actions.lock import lock_alone
from priorities.polls.actions.stopping import resume_poll, stop_poll
from priorities.polls.models import Poll
from priorities.public_log.actions import append_to_log
from priorities.public_log.models import LogEntry
from priorities.results.actions.lines import write_lines
from priorities.results.actions.opening_ballots import forget_parts, open_ballots
from priorities.results.models import Result
from priorities.results.queries.files import verifier
from priorities.results.queries.opened_ballots import CountStopped, opened_to_count
from priorities.results.queries.publications import (
    Publication,
    council_signature_key,
    publication_of,
)

log = structlog.get_logger(__name__)


def count_poll(*, poll: Poll, at: datetime) -> Result:
    """Open every ballot of a closed poll, count, and publish lines, manifest and signature; return
    the result.

    May come late, die, run again and run twice at once: the first to finish publishes, and every
    run makes the same bytes. Raises CountStopped, with an alarm in the log and its code kept with
    the poll, rather than leave one ballot out.
    """
    if published := Result.objects.filter(poll=poll).first():
        return published
    if not Poll.objects.closed_but_not_counted().filter(pk=poll.pk).exists():
        raise CountStopped("This poll has not closed.", None)
    try:
        _wait_for_papers(poll)
        return _counted(poll, at)
    except CountStopped as problem:
        forget_parts(poll=poll)  # all is opened anew when somebody has looked
        if published := Result.objects.filter(poll=poll).first():  # by another, under our hands
            return published
        if problem.stop is not Poll.Stop.PAPERS:  # that is people's work, and no alarm
            log.critical("count_stopped", poll=str(poll.pk), problem=str(problem))
        if problem.stop:
            stop_poll(poll=poll, stop=problem.stop, at=at)
        raise


def _wait_for_papers(poll: Poll) -> None:
    if is_waiting_for_papers(poll.pk):
        raise CountStopped("Papers of this poll are not accounted for.", Poll.Stop.PAPERS)


def _counted(poll: Poll, at: datetime) -> Result:
    opened = opened_to_count(poll.pk)
    private = council_signature_key(opened)
    pile = open_ballots(opened=opened, at=at)
    printer = Printer(poll.pk, pile.groups, shows_vote=opened.definition.code_shows_vote)
    try:
        return publish(
            poll=poll,
            lines=printer.printed(pile.portions()),
            publication=lambda: publication_of(poll, opened, pile, printer, private),
            at=at,
        )
    except PublicationBroken as problem:
        raise CountStopped(str(problem), Poll.Stop.RECEIPT) from problem


@transaction.atomic
def publish(
    *,
    poll: Poll,
    lines: Iterable[Line],
    publication: Callable[[], Publication],
    checked_by: str = "",
    at: datetime,
) -> Result:
    """Publish what a count made, and append it to the public log; the first to publish a poll is
    heard. What the log tells already is not told differently: that raises CountStopped.

    `publication` is asked for when all lines are written, as only then their root is known.
    `checked_by` is the verify.py that goes with the files, today's unless it is given.
    """
    lock_alone(poll=poll.pk)
    if published := Result.objects.filter(poll=poll).first():
        return published
    write_lines(result=poll.pk, lines=lines)
    told = publication()
    is_logged = _is_logged(poll, told)
    result = Result.objects.create(
        poll=poll,
        manifest=told.manifest.decode(),
        signature=told.signature,
        public_key=told.public_key,
        margins=written(told.margins),
        breakdowns=written(told.breakdowns),
        verifier=checked_by or verifier(),
    )
    forget_parts(poll=poll)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # of each line, and not while we hold the log
    if not is_logged:
        append_to_log(
            kind=LogEntry.Kind.COUNTED,
            poll=poll.pk,
            text=told.manifest,
            signature=told.signature,
            public_key=told.public_key,
        )
    resume_poll(poll=poll)
    events.record("priorities.poll_counted", subject_id=poll.pk, at=at)
    return result


def _is_logged(poll: Poll, told: Publication) -> bool:
    """Whether the public log tells this result already, as after a restore. Raises CountStopped
    where it tells another.
    """
    entry = LogEntry.objects.filter(poll=poll.pk, kind=LogEntry.Kind.COUNTED).first()
    if entry and entry.text.encode() != told.manifest:
        raise CountStopped("Another result of this poll was published before.", Poll.Stop.RESTORED)
    return entry is not None
