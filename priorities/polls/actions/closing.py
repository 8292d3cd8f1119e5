"""Closing a poll, when its time has come or early with a public reason."""

from datetime import datetime

from django.db import transaction

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll
from priorities.polls.permissions import may_close_poll


class CloseRefused(Exception):
    """A poll cannot be closed like this; the message is for the officer."""


@transaction.atomic
def close_poll(*, by: User, poll: Poll, reason: str = "", at: datetime) -> Poll:
    """End the voting. Before its published end that needs a reason, which everybody can read.
    Raises CloseRefused.
    """
    require(may_close_poll(by, poll))
    is_early = at < poll.closes_at
    if is_early and not reason.strip():
        raise CloseRefused("Say why voting ends early. Everyone will be able to read it.")

    _close(
        poll,
        by=by,
        because=reason.strip() if is_early else "",
        at=at if is_early else poll.closes_at,
    )
    return poll


def close_due_polls(*, at: datetime) -> int:
    """End the voting in every poll whose time has come, and return how many there were. Again is
    harmless.
    """
    due = list(Poll.objects.due_to_close(at))
    for poll in due:
        with transaction.atomic():
            _close(poll, by=None, because="", at=poll.closes_at)
    return len(due)


def _close(poll: Poll, *, by: User | None, because: str, at: datetime) -> None:
    lock_alone(poll=poll.pk)
    still_open = Poll.objects.open().filter(pk=poll.pk)
    if still_open.update(
        state=Poll.State.CLOSED, closed_at=at, closed_by=by, closed_early_because=because
    ):
        audit.record("poll_closed", poll, by=by, at=at)
        events.record(
            "priorities.poll_closed", subject_id=poll.pk, actor_id=by.pk if by else None, at=at
        )
    poll.refresh_from_db()
