"""Certifying a result: its sealed ballots and its key are destroyed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.keystore import CopyOutOfReach, KeyUnavailable
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.ballots.models import SealedBallot
from priorities.polls.actions.keys import destroy_poll_key
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll
from priorities.polls.permissions import may_certify_poll
from priorities.results.queries.certifying import problem_with_certifying


class CertifyRefused(Exception):
    """A result cannot be certified yet; the message is for the officer."""


@transaction.atomic
def certify_poll(*, by: User, poll: Poll, at: datetime) -> Poll:
    """Make the result final once nobody may challenge it any more, and record who did it and when.

    Deletes the sealed ballots and destroys the key; if that dies halfway it can be done again.
    Raises CertifyRefused, with no copy of the key touched while one is out of reach or another key;
    and KeySurvived, with nothing certified, if a copy still opens the ballot that was kept to prove
    it.
    """
    require(may_certify_poll(by, poll))
    if problem := problem_with_certifying(poll, at):
        raise CertifyRefused(problem)

    lock_alone(poll=poll.pk)
    SealedBallot.objects.filter(poll=poll).delete()
    poll.state, poll.certified_at, poll.certified_by = Poll.State.CERTIFIED, at, by
    poll.save(update_fields=["state", "certified_at", "certified_by"])
    audit.record("poll_certified", poll, by=by, at=at)
    _destroy_key(poll)  # last: it cannot be undone
    events.record("priorities.poll_certified", subject_id=poll.pk, actor_id=by.pk, at=at)
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
