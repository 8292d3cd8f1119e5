"""Issuing a batch of ballot papers, and printing it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.models import User
from priorities.engines.sealing.paper import LARGEST
from priorities.paper_ballots.models import LONGEST_PLACE, PaperBallot, PaperBatch
from priorities.paper_ballots.permissions import may_issue_papers
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll
from priorities.polls.queries.polls import opened_poll

MOST_PAPERS = 1000  # in one batch: as many as are printed while somebody waits


class PaperRefused(Refusal):
    """This cannot be done with a paper; the message says why, and what to do."""


def open_poll_alone(*, poll: Poll) -> Poll:
    """The poll as it is now, which nobody closes until the transaction ends. Raises PaperRefused
    where it does not take papers, or has ended.
    """
    lock_alone(poll=poll.pk)
    now = Poll.objects.select_related("round__council").get(pk=poll.pk)
    if now.is_draft or not opened_poll(now.pk).definition.takes_papers:
        raise PaperRefused(_("This vote takes no paper ballots: its rules say so since it opened."))
    if not now.is_open:
        raise PaperRefused(_("Voting has ended. No paper can be given out any more."))
    return now


@transaction.atomic
def issue_papers(
    *, by: User, poll: Poll, kind: str, place: str, size: int, constituency: str = "", at: datetime
) -> PaperBatch:
    """Issue a batch of numbered papers for a place; slips for the people of one constituency, where
    the poll counts these apart. Raises PaperRefused.
    """
    require(may_issue_papers(by, poll))
    poll = open_poll_alone(poll=poll)
    if kind not in PaperBatch.Kind.values:
        raise PaperRefused(_("Choose whom the papers are for."), "kind")
    if not 0 < len(place.strip()) <= LONGEST_PLACE:
        raise PaperRefused(_("Say where the papers go, in a few words."), "place")
    if not 1 <= size <= MOST_PAPERS:
        words = _("Issue between 1 and %(most)s papers at a time.")
        raise PaperRefused(words % {"most": f"{MOST_PAPERS:,}"}, "size")
    definition, is_slips = opened_poll(poll.pk).definition, kind == PaperBatch.Kind.SLIP
    fewest, counted = definition.smallest_group, definition.constituencies
    if is_slips and counted and constituency not in counted:
        raise PaperRefused(
            _("This vote counts groups of people apart: choose whose slips these are."),
            "constituency",
        )
    if is_slips and size < fewest:
        words = _(
            "Issue at least %(fewest)s slips. They are shown apart in the result, and fewer would "
            "show who voted how."
        )
        raise PaperRefused(words % {"fewest": fewest}, "size")

    number = poll.paper_batches.count() + 1
    if number > LARGEST:
        raise PaperRefused(_("There are too many batches already."))
    batch = PaperBatch.objects.create(
        poll=poll,
        number=number,
        kind=kind,
        place=place.strip(),
        constituency=constituency if is_slips and counted else "",
        size=size,
        issued_by=by,
        issued_at=at,
    )
    PaperBallot.objects.bulk_create(
        PaperBallot(batch=batch, number=place + 1) for place in range(size)
    )
    audit.record("papers_issued", batch, by=by, details={"kind": kind, "papers": size}, at=at)
    events.record("priorities.papers_issued", subject_id=poll.pk, actor_id=by.pk, at=at)
    return batch


@transaction.atomic
def print_papers(
    *, by: User, batch: PaperBatch, language: str, is_large: bool, at: datetime
) -> None:
    """Record that somebody printed a batch; its document is `printed_papers`. Raises PaperRefused
    once voting has ended.
    """
    require(may_issue_papers(by, batch.poll))
    open_poll_alone(poll=batch.poll)
    details = {"language": language, "large": is_large}
    audit.record("papers_printed", batch, by=by, details=details, at=at)
