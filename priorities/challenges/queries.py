"""Challenges as pages show them, and whether one can be made."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from coopservices.dates import moment
from participation.models import User
from priorities.challenges.models import Challenge
from priorities.challenges.permissions import may_answer_challenge, may_withdraw_challenge
from priorities.engines.crockford import forgiven
from priorities.engines.sealing.receipts import decode
from priorities.engines.voting_codes import read_code
from priorities.polls.models import Poll
from priorities.results.queries.receipts import find_by_receipt
from priorities.voting_codes.queries import expired_code_of

LONGEST_OF_A_LETTER = 20  # symbols, of 12 that are right; a receipt has 28

_LABEL = b"LV1/challenge\0"


@dataclass(frozen=True)
class ChallengeNow:
    """A challenge as one reader finds it."""

    challenge: Challenge
    may_answer: bool
    may_withdraw: bool

    @property
    def shows_reason(self) -> bool:
        """Whether its reason is everybody's to read, or the reader is to check it."""
        return self.challenge.is_reason_public or self.may_answer or self.may_withdraw


def challenges_of(poll: Poll, user: User | AnonymousUser) -> list[ChallengeNow]:
    """All challenges to the result of a poll, oldest first. One query."""
    found = poll.challenges.select_related("poll__round__council").defer("poll__definition")
    return [
        ChallengeNow(each, may_answer_challenge(user, each), may_withdraw_challenge(user, each))
        for each in found
    ]


def problem_with_challenging(poll: Poll, at: datetime) -> str:
    """Why the result of a poll cannot be challenged now, in words for who would; "" if it can."""
    ends_at = poll.challenges_end_at
    if not poll.has_result or ends_at is None:
        return _("There is no result yet that could be challenged.")
    if poll.is_imported or poll.is_certified or at >= ends_at:
        return _("This result could be challenged until %(end)s. That time is over.") % {
            "end": moment(ends_at)
        }
    return ""


def mark_of_code(poll: Poll, code: str) -> bytes | None:
    """What stands for the holder of a code of this poll, 32 bytes that lead to no vote; None where
    neither a counted vote nor a letter has this code. Raises ReceiptUnreadable, CodeUnreadable and
    KeyUnavailable.
    """
    if len(forgiven(code)) <= LONGEST_OF_A_LETTER:
        return expired_code_of(poll, read_code(code)) if code.strip() else None
    return challenge_mark(decode(code), poll.pk) if find_by_receipt(poll, code) else None


def challenge_mark(secret: bytes, poll: UUID) -> bytes:
    """The hash of a code's secret in one poll."""
    return sha256(_LABEL + secret + poll.bytes).digest()
