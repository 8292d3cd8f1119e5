"""Challenging a provisional result, and answering in public. It is not certified while a challenge
is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.models import User
from priorities.booth.actions import Guesses, are_paused, note_wrong
from priorities.challenges.models import LONGEST, Challenge
from priorities.challenges.permissions import may_answer_challenge, may_withdraw_challenge
from priorities.challenges.queries import mark_of_code, problem_with_challenging
from priorities.engines.sealing.receipts import ReceiptUnreadable
from priorities.engines.tries import Limit
from priorities.engines.voting_codes import CodeUnreadable
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll

MOST = 3  # of one person to one result
TRIES = "challenge_code_tries"  # in a session
HERE, FROM_A_NETWORK = Limit(5, 10 * 60), Limit(30, 10 * 60)  # wrong codes


class ChallengeRefused(Refusal):
    """A challenge cannot be made or answered like this; the message is for who tried."""


class CodeUnknown(ChallengeRefused):
    """Neither a counted vote nor a letter of the poll has this code."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "No counted vote and no letter of this vote has this code. Sign in to challenge "
                "the result, or write to the council."
            ),
            "code",
        )


class CodesPaused(ChallengeRefused):
    """Too many wrong codes came from here; nothing is looked at for a while."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Too many codes from here were wrong. Wait ten minutes and try again. On another "
                "phone or computer, the right code works now."
            ),
            "code",
        )


@contextmanager
def limited_guesses(*, session: SessionBase | None, network: str, at: datetime) -> Iterator[None]:
    """Let somebody give the code of a vote or a letter within this: after five that nobody has in a
    session, or thirty from a network within ten minutes, none is looked at for ten minutes; never
    is a code itself held back. A program has no session. Raises CodesPaused.
    """
    guesses = Guesses(TRIES, HERE, {f"wrong-challenge-codes:{network}": FROM_A_NETWORK})
    if are_paused(session=session, guesses=guesses, at=at):
        raise CodesPaused
    try:
        yield
    except CodeUnknown:
        note_wrong(session=session, guesses=guesses, at=at)
        raise


@transaction.atomic
def make_challenge(
    *, by: User | None, poll: Poll, reason: str, code: str = "", at: datetime
) -> Challenge:
    """Challenge a provisional result, with an account or, where `by` is None, with the code of a
    counted vote or of a letter; from now on the result waits for the answer. Raises
    ChallengeRefused, and KeyUnavailable for a letter's code.
    """
    poll = _locked(poll)
    if problem := problem_with_challenging(poll, at):
        raise ChallengeRefused(problem)
    mark = None if by else _mark(poll, code)
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise ChallengeRefused(
            _("Say what is wrong, in at most %(number)s characters.") % {"number": LONGEST},
            "reason",
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
        raise ChallengeRefused(
            _("Say what you found. Everybody will be able to read it."), "answer"
        )

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
    """Take one's own challenge back. Raises ChallengeRefused for a code that is nobody's, and
    PermissionDenied for that of somebody else.
    """
    poll = _locked(challenge.poll)
    challenge = _again(challenge)
    mark = _mark(poll, code) if code and challenge.is_open else None
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
    except (ReceiptUnreadable, CodeUnreadable) as problem:
        raise ChallengeRefused(problem.args[0], "code") from problem
    if mark is None:
        raise CodeUnknown
    return mark


def _locked(poll: Poll) -> Poll:
    """The poll as it is now, which nobody certifies until this is done."""
    lock_alone(poll=poll.pk)
    return Poll.objects.select_related("round__council", "result").get(pk=poll.pk)


def _again(challenge: Challenge) -> Challenge:
    """The challenge as it is now, whoever answered it meanwhile."""
    loaded = Challenge.objects.select_related("poll__round__council")
    return loaded.get(pk=challenge.pk)
