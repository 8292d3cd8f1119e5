"""Letting people vote for longer than was announced: once, by two people, with a public reason."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.engines.voting.definition import extension_mac
from priorities.polls.actions.lock import lock_alone
from priorities.polls.actions.log_entries import log_poll
from priorities.polls.models import Poll
from priorities.polls.permissions import may_close_poll, may_end_together
from priorities.polls.queries.extending import problem_with_end, problem_with_extending
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import opened_poll, opened_poll_now
from priorities.public_log.models import LogEntry
from priorities.rounds.models import Act


class ExtendRefused(Exception):
    """Voting cannot go on for longer like this; the message is for the officer."""


@transaction.atomic
def extend_poll(
    *, by: User, poll: Poll, proposed_by: User | None, until: datetime, reason: str, at: datetime
) -> Poll:
    """Let people vote until a later moment, and the round's voting phase last as long. That takes
    two people who may end the voting, and a reason, which everybody can read. What was frozen at
    the opening stays as it is: the later end stands beside it, under the poll's key, and in the
    public log.

    Raises ExtendRefused, and KeyUnavailable without the poll's key or the council's signing key.
    """
    lock_alone(poll=poll.pk)
    poll.refresh_from_db()
    require(may_close_poll(by, poll))
    if problem := problem_with_extending(poll, at) or problem_with_end(poll, until):
        raise ExtendRefused(problem)
    if not reason.strip():
        raise ExtendRefused(_("Say why. Everybody will be able to read it."))
    if not may_end_together(proposed_by, by, poll):
        raise ExtendRefused(_("People get longer to vote only if two who run votes want it."))

    phases = poll.round.phases.opening(Act.VOTE).filter(closes_at__gte=poll.closes_at)
    phases.filter(closes_at__lt=until).update(closes_at=until)
    _extend(poll, until=until, reason=reason.strip(), at=at)
    audit.record("poll_extended", poll, by=by, at=at)
    events.record("priorities.poll_extended", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


def extend_again(*, poll: Poll, until: datetime, reason: str, at: datetime) -> None:
    """Give a poll the later end that it had already when an older database was restored. Again is
    harmless. Raises KeyUnavailable.
    """
    if not poll.is_extended:
        _extend(poll, until=until, reason=reason, at=at)


def _extend(poll: Poll, *, until: datetime, reason: str, at: datetime) -> None:
    key = voting_key(opened_poll_now(poll.pk))
    poll.closes_at, poll.extended_because = until, reason
    poll.extension_mac = extension_mac(key, poll.definition.encode(), until)
    poll.save(update_fields=["closes_at", "extended_because", "extension_mac"])
    told = {"closes_at": until.astimezone(UTC).isoformat(), "reason": reason}
    log_poll(kind=LogEntry.Kind.EXTENDED, poll=poll, at=at, **told)
    transaction.on_commit(opened_poll.cache_clear)
