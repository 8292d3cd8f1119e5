"""Counting a closed poll, and certifying its result: from then on nobody can connect a person to a vote."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction

from coopservices import events
from coopservices.permissions import require
from participation.models import User
from priorities.actions import ballot_box
from priorities.actions.keys import destroy_poll_key, prove_key_destroyed
from priorities.engines import merkle
from priorities.models import Poll, Result, ResultLine, ResultLogEntry, SealedBallot, Turnout
from priorities.permissions import may_certify_poll
from priorities.queries.opened_ballots import CountStopped
from priorities.queries.poll_states import problem_with_certifying
from priorities.queries.publications import Publication, publication_of

log = structlog.get_logger(__name__)

_LOG = UUID(int=0)  # whoever appends to the platform-wide log holds the lock of this number
_BATCH = 1000


class CertifyRefused(Exception):
    """A result cannot be certified yet; the message is for the officer."""


def count_poll(*, poll: Poll, at: datetime) -> Result:
    """Open every ballot of a closed poll, count, and publish lines, manifest and signature; return the result.

    May come late, die, run again and run twice at once: the first to finish publishes, and every run makes the same
    bytes. Raises CountStopped, with an alarm in the log, rather than leave one ballot out.
    """
    if published := Result.objects.filter(poll=poll).first():
        return published
    if not Poll.objects.closed_but_not_counted().filter(pk=poll.pk).exists():
        raise CountStopped("This poll has not closed.")
    try:
        publication = publication_of(poll)
    except CountStopped as problem:
        log.critical("count_stopped", poll=str(poll.pk), problem=str(problem))
        raise
    return publish(poll=poll, publication=publication, at=at)


@transaction.atomic
def publish(*, poll: Poll, publication: Publication, at: datetime) -> Result:
    """Publish what a count made, and append it to the log of all results; the first to publish a poll is heard."""
    ballot_box.lock_alone(poll=_LOG)
    if published := Result.objects.filter(poll=poll).first():
        return published
    result = Result.objects.create(
        poll=poll,
        manifest=publication.manifest.decode(),
        signature=publication.signature,
        public_key=publication.public_key,
    )
    ResultLine.objects.bulk_create(_rows(result, publication.lines), batch_size=_BATCH)
    ResultLogEntry.objects.create(
        n=ResultLogEntry.objects.count(), leaf_hash=merkle.leaf_hash(publication.manifest), result=result
    )
    events.record("priorities.poll_counted", subject_id=poll.pk, at=at)
    return result


def _rows(result: Result, published: Sequence[bytes]) -> Iterator[ResultLine]:
    for position, line in enumerate(published):
        told = json.loads(line)
        mark = bytes.fromhex(told["t"]) if "t" in told else None
        yield ResultLine(result=result, position=position, question=told["q"], tag=mark, line=line.decode())


def count_turnout(*, poll: Poll, today: date) -> None:
    """Count again how many ballots a poll holds today; who cast them, and when, is not known."""
    ballots = SealedBallot.objects.filter(poll=poll).count()
    if poll.is_open:
        Turnout.objects.update_or_create(poll=poll, on=today, defaults={"ballots": ballots})


@transaction.atomic
def certify_poll(*, by: User, poll: Poll, at: datetime) -> Poll:
    """Make the result final once nobody may challenge it any more, and record who did it and when.

    Deletes the sealed ballots and destroys the key; if that dies halfway it can be done again. Raises CertifyRefused,
    and KeySurvived, with nothing certified, if the key still opens the ballot that was kept to prove it.
    """
    require(may_certify_poll(by, poll))
    if problem := problem_with_certifying(poll, at):
        raise CertifyRefused(problem)

    ballot_box.lock_alone(poll=poll.pk)
    SealedBallot.objects.filter(poll=poll).delete()
    poll.state, poll.certified_at, poll.certified_by = Poll.State.CERTIFIED, at, by
    poll.save(update_fields=["state", "certified_at", "certified_by"])
    destroy_poll_key(poll=poll.pk)
    prove_key_destroyed(poll=poll.pk, canary=bytes(poll.canary or b""))
    events.record("priorities.poll_certified", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll
