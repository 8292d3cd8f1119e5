"""Certifying a result: its sealed ballots and its key are destroyed."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.keystore import CopyOutOfReach, KeyUnavailable
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.ballots.models import SealedBallot
from priorities.paper_ballots.actions.reconciling import forget_papers
from priorities.polls.actions.electors_at_closing import forget_electors
from priorities.polls.actions.keys import KeySurvived, destroy_poll_key
from priorities.polls.actions.lock import lock_alone
from priorities.polls.actions.stopping import resume_poll, stop_poll
from priorities.polls.models import Poll
from priorities.polls.permissions import may_certify_poll
from priorities.results.queries.certifying import problem_with_certifying
from priorities.voting_codes.actions.codes import forget_expired_codes

log = structlog.get_logger(__name__)


class CertifyRefused(Exception):
    """A result cannot be certified yet; the message is for the officer."""


@transaction.atomic
def certify_poll(*, by: User | None, poll: Poll, at: datetime) -> Poll:
    """Make the result final once nobody may challenge it any more, and record who did it and when;
    `by` is None where time does it.

    Deletes the sealed ballots and destroys the key; if that dies halfway it can be done again.
    Raises CertifyRefused, with no copy of the key touched while one is out of reach or another key;
    and KeySurvived, with nothing certified, if a copy still opens the ballot that was kept to prove
    it.
    """
    lock_alone(poll=poll.pk)
    poll.refresh_from_db()
    require(by is None or may_certify_poll(by, poll))
    if poll.is_certified:  # by the other of two jobs at once
        return poll
    if problem := problem_with_certifying(poll, at):
        raise CertifyRefused(problem)

    SealedBallot.objects.filter(poll=poll).delete()
    forget_papers(poll=poll)
    forget_electors(poll=poll)
    forget_expired_codes(poll=poll)
    poll.state, poll.certified_at, poll.certified_by = Poll.State.CERTIFIED, at, by
    poll.save(update_fields=["state", "certified_at", "certified_by"])
    resume_poll(poll=poll)
    audit.record("poll_certified", poll, by=by, at=at)
    _destroy_key(poll)  # last: it cannot be undone
    events.record(
        "priorities.poll_certified", subject_id=poll.pk, actor_id=by.pk if by else None, at=at
    )
    return poll


def _destroy_key(poll: Poll) -> None:
    try:
        destroy_poll_key(poll=poll)
    except CopyOutOfReach as problem:
        raise CertifyRefused(
            _(
                "A copy of this poll's key is out of reach, so it cannot be destroyed. Nothing was "
                "certified. Ask whoever runs the computer to bring the disk with the copy back, "
                "and then certify again."
            )
        ) from problem
    except KeyUnavailable as problem:
        raise CertifyRefused(
            _(
                "A copy of this poll's key is damaged, or is another key. Nothing was certified. "
                "Ask whoever runs the computer to restore the key from its recovery sheet, and "
                "then certify again."
            )
        ) from problem


def certify_due_polls(*, at: datetime) -> int:
    """Certify every result that nobody may challenge any more, unless two people have put it off,
    and return how many there were. Again is harmless.

    What cannot be certified is an alarm in the log, and its code stays with the poll for its pages
    and its officers; the next call tries again.
    """
    polls = Poll.objects.counted_but_not_certified().select_related("round__council", "result")
    due = [poll for poll in polls if not problem_with_certifying(poll, at)]
    return sum(_certify_when_due(poll, at) for poll in due)


def _certify_when_due(poll: Poll, at: datetime) -> bool:
    try:
        certify_poll(by=None, poll=poll, at=at)
    except (CertifyRefused, KeySurvived, KeyUnavailable, OSError) as problem:
        if problem_with_certifying(Poll.objects.get(pk=poll.pk), at):  # put off at this moment
            return False
        log.critical("certify_stopped", poll=str(poll.pk), problem=str(problem))
        stop_poll(poll=poll, stop=Poll.Stop.CERTIFYING, at=at)
        return False
    return True
