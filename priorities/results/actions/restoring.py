"""Polls after a restore: what has ended stays ended, what was published stays published, a key that
was destroyed stays destroyed, and where ballots may be missing everybody can read it.
"""

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopservices import keystore
from priorities.polls.actions.closing import close_again
from priorities.polls.actions.extending import extend_again
from priorities.polls.models import Poll
from priorities.polls.queries.keys import poll_key_name
from priorities.public_log.actions import append_to_log
from priorities.public_log.models import LogEntry
from priorities.results.actions.certifying import certify_due_polls
from priorities.results.actions.counting import publish
from priorities.results.models import Result
from priorities.results.queries.notes import (
    NoteBroken,
    NotedEntry,
    noted_entries,
    noted_publication,
)

log = structlog.get_logger(__name__)


def put_polls_right(*, backed_up_at: datetime, at: datetime) -> Iterator[str]:
    """Do to the polls of an older database what was done to them since, as far as it is noted; tell
    in a sentence each what an operator is to know.
    """
    open_then = set(Poll.objects.open().values_list("pk", flat=True))
    lost = 0
    for entry in _unknown(noted_entries()):
        lost += _follow(entry, at)
    for poll in Poll.objects.open().select_related("round"):
        if _is_destroyed(poll):  # it was certified, and its end is noted nowhere
            close_again(poll=poll, ended_at=min(poll.closes_at, at))
    whole = Result.objects.filter(poll__in=open_then).values_list("poll", flat=True)
    touched = Poll.objects.filter(pk__in=open_then - set(whole))
    touched.update(restored_to=backed_up_at, restored_at=at)
    certify_due_polls(at=at)
    yield from _words(touched.count(), lost)


def _unknown(entries: list[NotedEntry]) -> Iterator[NotedEntry]:
    """Those that the restored log does not have, oldest first."""
    known = set(LogEntry.objects.values_list("poll", "kind"))
    return (each for each in entries if (each.poll, each.kind) not in known)


@transaction.atomic
def _follow(entry: NotedEntry, at: datetime) -> bool:
    """Do again what an entry tells; True where it tells of a vote that began after the backup, and
    so is lost.
    """
    poll = Poll.objects.select_related("round").filter(pk=entry.poll).first()
    if poll is None or poll.is_draft:
        _append(entry)
        return entry.kind == LogEntry.Kind.OPENED
    if entry.kind == LogEntry.Kind.EXTENDED:
        told = _told(entry)
        until = datetime.fromisoformat(told.facts["closes_at"])
        extend_again(poll=poll, until=until, reason=told.facts["reason"], at=told.happened_at)
    elif entry.kind == LogEntry.Kind.CLOSED:
        close_again(poll=poll, ended_at=_told(entry).happened_at)
    elif entry.kind == LogEntry.Kind.COUNTED and not _publish_again(poll, entry, at):
        _append(entry)  # another count cannot tell anything else from now on
    return False


def _publish_again(poll: Poll, entry: NotedEntry, at: datetime) -> bool:
    try:
        noted = noted_publication(entry)
    except NoteBroken as problem:
        log.critical("noted_result_broken", poll=str(poll.pk), problem=str(problem))
        return False
    if noted is None:
        return False
    lines, told, verifier = noted
    publish(poll=poll, lines=lines, publication=lambda: told, at=at, checked_by=verifier)
    return True


def _append(entry: NotedEntry) -> None:
    append_to_log(
        kind=entry.kind,
        poll=entry.poll,
        text=entry.text,
        signature=entry.signature,
        public_key=entry.public_key,
    )


def _told(entry: NotedEntry) -> LogEntry:
    return LogEntry(text=entry.text.decode())


def _is_destroyed(poll: Poll) -> bool:
    return any(copy.is_destroyed for copy in keystore.copies(poll_key_name(poll.pk)))


def _words(touched: int, lost: int) -> Iterator[str]:
    if touched:
        words = ngettext(
            "%(n)s vote may lack ballots that were cast since. Its pages say so.",
            "%(n)s votes may lack ballots that were cast since. Their pages say so.",
            touched,
        )
        yield words % {"n": touched}
    if lost:
        words = ngettext(
            "%(n)s vote began after the backup, and is lost. Set up another, and tell people.",
            "%(n)s votes began after the backup, and are lost. Set up others, and tell people.",
            lost,
        )
        yield words % {"n": lost}
    if not touched and not lost:
        yield _("No vote lacks ballots, as far as is known.")
