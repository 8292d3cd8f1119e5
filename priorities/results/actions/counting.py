"""Counting a closed poll, and publishing what the count made."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog
from django.db import transaction

from coopservices.documents import written
from coopservices.outbox import events
from priorities.paper_ballots.queries.papers import is_waiting_for_papers
from priorities.polls.actions.lock import lock_alone
from priorities.polls.actions.stopping import resume_poll, stop_poll
from priorities.polls.models import Poll
from priorities.public_log.actions import append_to_log
from priorities.public_log.models import LogEntry
from priorities.results.models import Result, ResultLine
from priorities.results.queries.files import verifier
from priorities.results.queries.opened_ballots import CountStopped
from priorities.results.queries.publications import Publication, publication_of

log = structlog.get_logger(__name__)

_BATCH = 1000


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
        publication = publication_of(poll)
    except CountStopped as problem:
        if problem.stop is not Poll.Stop.PAPERS:  # that is people's work, and no alarm
            log.critical("count_stopped", poll=str(poll.pk), problem=str(problem))
        if problem.stop and not Result.objects.filter(poll=poll).exists():
            stop_poll(poll=poll, stop=problem.stop, at=at)
        raise
    return publish(poll=poll, publication=publication, at=at)


def _wait_for_papers(poll: Poll) -> None:
    if is_waiting_for_papers(poll.pk):
        raise CountStopped("Papers of this poll are not accounted for.", Poll.Stop.PAPERS)


@transaction.atomic
def publish(*, poll: Poll, publication: Publication, at: datetime) -> Result:
    """Publish what a count made, and append it to the public log; the first to publish a poll is
    heard.
    """
    lock_alone(poll=poll.pk)
    if published := Result.objects.filter(poll=poll).first():
        return published
    result = Result.objects.create(
        poll=poll,
        manifest=publication.manifest.decode(),
        signature=publication.signature,
        public_key=publication.public_key,
        margins=written(publication.margins),
        breakdowns=written(publication.breakdowns),
        verifier=verifier(),
    )
    ResultLine.objects.bulk_create(_rows(result, publication.lines), batch_size=_BATCH)
    append_to_log(
        kind=LogEntry.Kind.COUNTED,
        poll=poll.pk,
        text=publication.manifest,
        signature=publication.signature,
        public_key=publication.public_key,
    )
    resume_poll(poll=poll)
    events.record("priorities.poll_counted", subject_id=poll.pk, at=at)
    return result


def _rows(result: Result, published: Sequence[bytes]) -> Iterator[ResultLine]:
    for position, line in enumerate(published):
        fields = json.loads(line)
        mark = bytes.fromhex(fields["t"]) if "t" in fields else None
        yield ResultLine(
            result=result, position=position, question=fields["q"], tag=mark, line=line.decode()
        )
