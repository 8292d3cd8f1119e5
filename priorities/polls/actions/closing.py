"""Closing a poll, when its time has come or early with a public reason."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.keystore import KeyUnavailable
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.polls.actions.electors_at_closing import freeze_electors
from priorities.polls.actions.lock import lock_alone
from priorities.polls.actions.log_entries import log_poll
from priorities.polls.actions.stopping import resume_poll, stop_poll
from priorities.polls.models import Poll
from priorities.polls.permissions import may_close_poll, may_end_together
from priorities.public_log.models import LogEntry

log = structlog.get_logger(__name__)


class CloseRefused(Exception):
    """A poll cannot be closed like this; the message is for the officer."""


@transaction.atomic
def close_poll(
    *, by: User, poll: Poll, proposed_by: User | None = None, reason: str = "", at: datetime
) -> Poll:
    """End the voting. Before its published end that takes two people who may, as it cannot be
    undone, and a reason, which everybody can read. Raises CloseRefused, and KeyUnavailable without
    the council's signing key.
    """
    require(may_close_poll(by, poll))
    is_early = at < poll.closes_at
    if is_early and not reason.strip():
        raise CloseRefused(_("Say why voting ends early. Everyone will be able to read it."))
    if is_early and not may_end_together(proposed_by, by, poll):
        raise CloseRefused(_("Voting ends early only if two people who run votes want it."))

    _close(
        poll,
        by=by,
        because=reason.strip() if is_early else "",
        at=at if is_early else poll.closes_at,
    )
    return poll


def close_due_polls(*, at: datetime) -> int:
    """End the voting in every poll whose time has come, and return in how many. Again is harmless.

    Without the council's signing key no end can be signed: that is an alarm in the log, the poll
    takes no ballots, as its time is over, and the next call tries again. What somebody opened or
    closed by hand, in the database, is again what the public log says.
    """
    _follow_the_log()
    due = Poll.objects.due_to_close(at).select_related("round")
    return sum(_close_when_due(poll, at) for poll in list(due))


def close_again(*, poll: Poll, ended_at: datetime) -> None:
    """End the voting as it had ended already when an older database was restored. Again is
    harmless. Raises KeyUnavailable without the council's signing key.
    """
    _close(poll, by=None, because="", at=ended_at)


def _close_when_due(poll: Poll, at: datetime) -> bool:
    try:
        with transaction.atomic():
            _close(poll, by=None, because="", at=poll.closes_at)
    except KeyUnavailable as problem:
        log.critical("close_stopped", poll=str(poll.pk), problem=str(problem))
        stop_poll(poll=poll, stop=Poll.Stop.SIGNING_KEY, at=at)
        return False
    return True


def _follow_the_log() -> None:
    for poll in Poll.objects.reopened_by_hand():
        log.critical("poll_reopened_by_hand", poll=str(poll.pk))
        end = LogEntry.objects.closings(poll.pk).get().happened_at
        Poll.objects.filter(pk=poll.pk).update(state=Poll.State.CLOSED, closed_at=end)
    for poll in Poll.objects.closed_by_hand():
        log.critical("poll_closed_by_hand", poll=str(poll.pk))
        Poll.objects.filter(pk=poll.pk).update(state=Poll.State.OPEN, closed_at=None)


def _close(poll: Poll, *, by: User | None, because: str, at: datetime) -> None:
    lock_alone(poll=poll.pk)
    still_open = Poll.objects.open().filter(pk=poll.pk)
    if still_open.update(
        state=Poll.State.CLOSED, closed_at=at, closed_by=by, closed_early_because=because
    ):
        resume_poll(poll=poll)
        freeze_electors(poll=poll)
        log_poll(kind=LogEntry.Kind.CLOSED, poll=poll, at=at)
        audit.record("poll_closed", poll, by=by, at=at)
        events.record(
            "priorities.poll_closed", subject_id=poll.pk, actor_id=by.pk if by else None, at=at
        )
    poll.refresh_from_db()
