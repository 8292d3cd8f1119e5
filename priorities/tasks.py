"""Celery's door to the polls: closing and certifying when their time has come, counting, turnout,
and codes. Each is safe to run twice.
"""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from priorities.ballots.actions import turnout
from priorities.models import ModerationDecision, PaperBatch, Poll
from priorities.moderation import actions as moderation
from priorities.polls.actions import closing
from priorities.results.actions import certifying, counting, lease, noting, opening_ballots
from priorities.voting_codes.actions import codes, posting
from priorities.voting_codes.queries import (
    batches_to_make,
    polls_to_forget,
    postings_left_behind,
)

LETTERS_IN_A_JOB = 50  # then others have their turn


@shared_task
def close_due_polls() -> None:
    """End the voting where its time has come."""
    closing.close_due_polls(at=timezone.now())


@shared_task
def count_poll(poll_id: str) -> None:
    """Count a poll that has closed, unless another worker is at it."""
    with lease.count_lease(poll=UUID(poll_id)) as is_ours:
        if is_ours:
            counting.count_poll(poll=Poll.objects.get(pk=poll_id), at=timezone.now())


@shared_task
def open_part(part_id: str) -> None:
    """Open one part of the ballots of a poll that is being counted, unless another worker is at
    it.
    """
    opening_ballots.open_part(part=int(part_id))


@shared_task
def count_polls_left_behind() -> None:
    """Count again what closed and was never counted, as when a worker died; each in a job of its
    own, unless one waits or is at work. A poll whose papers people have to account for waits for
    them.
    """
    waiting = PaperBatch.objects.unreconciled().values("poll")
    left = Poll.objects.closed_but_not_counted().exclude(stop=Poll.Stop.PAPERS, pk__in=waiting)
    for poll_id in left.values_list("pk", flat=True):
        if lease.may_queue(poll=poll_id):
            count_poll.delay(str(poll_id))


@shared_task
def certify_due_polls() -> None:
    """Make final what nobody may challenge any more."""
    certifying.certify_due_polls(at=timezone.now())


@shared_task
def note_poll(poll_id: str) -> None:
    """Note outside the database what was published, of this poll and of any that is missing."""
    noting.note_published()


@shared_task
def note_published() -> None:
    """Note outside the database what could not be noted when it was published."""
    noting.note_published()


@shared_task
def count_turnout(poll_id: str) -> None:
    """Count today's turnout of a poll."""
    turnout.count_turnout(poll=Poll.objects.get(pk=poll_id), today=timezone.localdate())


@shared_task
def count_turnouts() -> None:
    """Count today's turnout of every open poll, whether or not a ballot told of itself."""
    for poll in Poll.objects.open():
        turnout.count_turnout(poll=poll, today=timezone.localdate())


@shared_task
def make_codes(batch_id: str) -> None:
    """Make the codes of a batch that are not made yet."""
    codes.make_codes(batch=UUID(batch_id))


@shared_task
def forget_codes(poll_id: str) -> None:
    """Forget the codes of a poll whose voting has ended."""
    codes.forget_codes(poll=Poll.objects.get(pk=poll_id))


@shared_task
def tend_codes_left_behind() -> None:
    """Make and forget codes where a worker died over it, each in a job of its own."""
    for batch_id in batches_to_make():
        make_codes.delay(str(batch_id))
    for poll_id in polls_to_forget():
        forget_codes.delay(str(poll_id))


@shared_task
def post_letters(posting_id: str) -> None:
    """Post the next letters of a posting, and leave the rest to another job."""
    pk = UUID(posting_id)
    if all(
        posting.post_next_letter(posting=pk, at=timezone.now()) for _ in range(LETTERS_IN_A_JOB)
    ):
        post_letters.delay(posting_id)


@shared_task
def tend_letters_in_the_post() -> None:
    """Forget the letters that are not to go, post where a worker died over it or Notify was away,
    each in a job of its own, and ask what became of those it has.
    """
    posting.forget_letters_not_posted(at=timezone.now())
    for posting_id in postings_left_behind(timezone.now()):
        post_letters.delay(str(posting_id))
    posting.ask_after_letters(at=timezone.now())


@shared_task
def tell_author(decision_id: str) -> None:
    """Send an author the e-mail of what a moderator decided, if it still waits."""
    moderation.tell_author(key=int(decision_id), at=timezone.now())


@shared_task
def tell_authors_left_behind() -> None:
    """Send what could not be sent, each in a job of its own."""
    for decision_id in ModerationDecision.objects.untold().values_list("pk", flat=True):
        tell_author.delay(str(decision_id))
