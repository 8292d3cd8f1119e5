"""Challenging a provisional result, and answering in public. It is not certified while a challenge
is open.
"""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.challenges.models import LONGEST, Challenge
from priorities.challenges.permissions import may_answer_challenge, may_withdraw_challenge
from priorities.challenges.queries import mark_of_code, problem_with_challenging
from priorities.engines.sealing.receipts import ReceiptUnreadable
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll

MOST = 3  # of one person to one result


class ChallengeRefused(Exception):
    """A challenge cannot be made or answered like this; the message is for who tried."""


@transaction.atomic
def make_challenge(
    *, by: User | None, poll: Poll, reason: str, code: str = "", at: datetime
) -> Challenge:
    """Challenge a provisional result, with an account or, where `by` is None, with the code of a
    counted vote; from now on the result waits for the answer. Raises ChallengeRefused.
    """
    poll = _locked(poll)
    mark = None if by else _mark(poll, code)
    require(by is not None or mark is not None)
    if problem := problem_with_challenging(poll, at):
        raise ChallengeRefused(problem)
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise ChallengeRefused(
            _("Say what is wrong, in at most %(number)s characters.") % {"number": LONGEST}
        )
    theirs = poll.challenges.made_by_the_same(by, mark)
    if theirs.open().exists():
        raise ChallengeRefused(_("You have challenged this result already. Wait for the answer."))
    if theirs.count() >= MOST:
        raise ChallengeRefused(
            _("You have challenged this result %(number)s times. Write to the council instead.")
            % {"number": MOST}
        )

    challenge = Challenge.objects.create(poll=poll, made_by=by, mark=mark, reason=words, made_at=at)
    _hold(poll)
    events.record("priorities.challenge_made", subject_id=challenge.pk, at=at)
    return challenge


@transaction.atomic
def check_challenge(*, by: User, challenge: Challenge, names_nobody: bool, at: datetime) -> None:
    """Publish the reason of a challenge, or keep it back because it tells who somebody is."""
    challenge = _again(challenge)
    require(may_answer_challenge(by, challenge))

    challenge.checked_at, challenge.is_reason_public = at, names_nobody
    challenge.save(update_fields=["checked_at", "is_reason_public"])
    details = {"public": names_nobody}
    audit.record("challenge_checked", challenge, by=by, details=details, at=at)
    events.record("priorities.challenge_checked", subject_id=challenge.pk, actor_id=by.pk, at=at)


@transaction.atomic
def answer_challenge(*, by: User, challenge: Challenge, answer: str, at: datetime) -> Challenge:
    """Answer a challenge in public. Once none is open the result goes its way. Raises
    ChallengeRefused.
    """
    poll = _locked(challenge.poll)
    challenge = _again(challenge)
    require(may_answer_challenge(by, challenge))
    words = answer.strip()
    if not words or len(words) > LONGEST:
        raise ChallengeRefused(_("Say what you found. Everybody will be able to read it."))

    challenge.answer, challenge.answered_by, challenge.answered_at = words, by, at
    challenge.save(update_fields=["answer", "answered_by", "answered_at"])
    _hold(poll)
    audit.record("challenge_answered", challenge, by=by, at=at)
    events.record("priorities.challenge_answered", subject_id=challenge.pk, actor_id=by.pk, at=at)
    return challenge


@transaction.atomic
def withdraw_challenge(
    *, by: User | AnonymousUser, challenge: Challenge, code: str = "", at: datetime
) -> None:
    """Take one's own challenge back. Raises ChallengeRefused for a code that is not its own."""
    poll = _locked(challenge.poll)
    challenge = _again(challenge)
    mark = _mark(poll, code) if code else None
    require(may_withdraw_challenge(by, challenge, mark))

    challenge.withdrawn_at = at
    challenge.save(update_fields=["withdrawn_at"])
    _hold(poll)
    events.record("priorities.challenge_withdrawn", subject_id=challenge.pk, at=at)


def _hold(poll: Poll) -> None:
    """Let the poll say since when a challenge to it is open, or that none is."""
    waiting = poll.challenges.open().values_list("made_at", flat=True)
    poll.challenged_at = waiting.order_by("made_at").first()
    poll.save(update_fields=["challenged_at"])


def _mark(poll: Poll, code: str) -> bytes:
    try:
        mark = mark_of_code(poll, code)
    except ReceiptUnreadable as problem:
        raise ChallengeRefused(*problem.args) from problem
    if mark is None:
        raise ChallengeRefused(
            _(
                "No counted vote has this code. Sign in to challenge the result, or write to the "
                "council."
            )
        )
    return mark


def _locked(poll: Poll) -> Poll:
    """The poll as it is now, which nobody certifies until this is done."""
    lock_alone(poll=poll.pk)
    return Poll.objects.select_related("round__council", "result").get(pk=poll.pk)


def _again(challenge: Challenge) -> Challenge:
    """The challenge as it is now, whoever answered it meanwhile."""
    loaded = Challenge.objects.select_related("poll__round__council")
    return loaded.get(pk=challenge.pk)
