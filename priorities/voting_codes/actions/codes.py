"""Ordering codes, making, replacing and voiding them, redeeming one, and forgetting all of them
when voting has ended.
"""

import secrets
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices import audit, keystore
from coopservices.languages import say
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from participation.electors.actions import register_code
from participation.engines.constituencies import read_constituencies
from participation.models import Area, Council, User
from priorities.booth.actions import Guesses, are_paused, held_until, let_in, note_wrong
from priorities.engines.booth import BY_CODE, HeldCode
from priorities.engines.tries import Limit
from priorities.engines.voting_codes import CodeUnreadable, code_hash, expired_code, read_code
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll
from priorities.polls.queries.keys import poll_key
from priorities.voting_codes.models import (
    LONGEST_WORDS,
    MOST_CODES,
    MOST_EACH,
    CodeBatch,
    ExpiredCode,
    PostedLetter,
    Redemption,
    VotingCode,
)
from priorities.voting_codes.permissions import may_run_codes
from priorities.voting_codes.queries import (
    codes_key,
    codes_key_name,
    found_code,
    hash_of_addresses,
    plain_code,
    takes_codes,
)

TRIES = "voting_code_tries"  # in a session
HERE, FROM_A_NETWORK = Limit(5, 10 * 60), Limit(30, 10 * 60)  # wrong codes

_AT_ONCE = 2000  # codes made in one transaction

# --- An officer's ---------------------------------------------------------------------------------


class CodesRefused(Refusal):
    """Codes cannot be ordered, printed or replaced like this; the message is for the officer."""


@transaction.atomic
def order_codes(
    *,
    by: User,
    poll: Poll,
    name: str,
    letters: int,
    codes_each: int = 1,
    area: Area | None = None,
    constituency: str = "",
    is_test: bool = False,
    words: Text | str = "",
    at: datetime,
) -> CodeBatch:
    """Order a batch of codes, which a worker makes. Raises CodesRefused, and CopyOutOfReach where
    the key store cannot take the key.
    """
    require(may_run_codes(by, poll))
    about, problem = _problem(poll, letters, codes_each, area, Text.of(words))
    if problem:
        raise CodesRefused(problem, about)
    if problem := _problem_with_constituency(poll, constituency):
        raise CodesRefused(problem, "constituency")

    if not keystore.exists(codes_key_name(poll.pk)):
        keystore.create(codes_key_name(poll.pk), secrets.token_bytes(keystore.KEY_BYTES))
    batch = CodeBatch.objects.create(
        poll=poll,
        name=name.strip(),
        letters=letters,
        codes_each=codes_each,
        area=area,
        constituency=constituency,
        is_test=is_test,
        ordered_at=at,
        **columns(words=Text.of(words).stripped()),
    )
    audit.record("codes_ordered", batch, by=by, details={"codes": batch.size}, at=at)
    events.record("priorities.codes_ordered", subject_id=batch.pk, actor_id=by.pk, at=at)
    return batch


def _problem(
    poll: Poll, letters: int, codes_each: int, area: Area | None, words: Text
) -> tuple[str, str]:
    """The fact of an order that is at fault, and what is wrong with it; "" for nothing."""
    if not takes_codes(poll):
        return "", _("This poll does not ask for a code. Choose that when you draft it.")
    if not 1 <= codes_each <= MOST_EACH:
        told = _("Put between 1 and %(most)s codes on a letter.") % {"most": MOST_EACH}
        return "codes_each", told
    if not 1 <= letters * codes_each <= MOST_CODES:
        told = _("Order at least one letter, and at most %(most)s codes at once.")
        return "letters", told % {"most": say(MOST_CODES)}
    if max(len(words.english), len(words.welsh)) > LONGEST_WORDS:
        return "words", _("Say it in fewer words.")
    return "area", _problem_with_area(poll, area)


def _problem_with_constituency(poll: Poll, constituency: str) -> str:
    counted = read_constituencies(poll.constituencies)
    if counted and constituency not in counted:
        return _("This vote counts groups of people apart: choose whose codes these are.")
    if not counted and constituency:
        return _("This vote counts all people together, so its codes are nobody's apart.")
    return ""


def _problem_with_area(poll: Poll, area: Area | None) -> str:
    areas = set(poll.round.areas.values_list("pk", flat=True))
    if areas and (area is None or area.pk not in areas):
        return _("This vote is for people in some wards: choose one of them.")
    if area is not None and area.council_id != poll.council_id:
        return _("Choose a ward of this council.")
    return ""


def make_codes(*, batch: UUID) -> None:
    """Make the codes of a batch that are not made yet, a portion at a time. Safe to run twice, and
    twice at once. Raises KeyUnavailable.
    """
    while _make_portion(batch):
        pass


@transaction.atomic
def _make_portion(pk: UUID) -> bool:
    """Make the next codes, and return whether more are to be made."""
    batches = CodeBatch.objects.select_for_update(of=("self",)).select_related("area", "poll")
    batch = batches.get(pk=pk)
    key = codes_key(batch.poll_id)
    codes = [
        VotingCode(batch=batch, serial=serial)
        for serial in range(batch.made + 1, min(batch.made + _AT_ONCE, batch.size) + 1)
    ]
    for code in codes:
        code.code_hash = code_hash(key, batch.poll_id, plain_code(key, batch, code))
    VotingCode.objects.bulk_create(codes)
    batch.made += len(codes)
    batch.save(update_fields=["made"])
    return not batch.is_made


@transaction.atomic
def void_code(*, by: User, batch: CodeBatch, serial: int, at: datetime) -> None:
    """Let a code work no more. Who has voted with it keeps that ballot, and cannot change it.

    Raises CodesRefused.
    """
    require(may_run_codes(by, batch.poll))
    code = _code(batch, serial)
    VotingCode.objects.filter(pk=code.pk).update(code_hash=None)
    audit.record("code_voided", batch, by=by, details={"serial": serial}, at=at)


@transaction.atomic
def replace_code(*, by: User, batch: CodeBatch, serial: int, at: datetime) -> None:
    """Put another code in the place of one that was lost, or was void; the old one works no more.

    It is the same entitlement: whoever votes with the new one replaces a ballot that was cast with
    the old. Raises CodesRefused, KeyUnavailable.
    """
    require(may_run_codes(by, batch.poll))
    code = _code(batch, serial)
    code.issue += 1
    key = codes_key(batch.poll_id)
    code.code_hash = code_hash(key, batch.poll_id, plain_code(key, batch, code))
    code.save(update_fields=["issue", "code_hash"])
    audit.record("code_replaced", batch, by=by, details={"serial": serial}, at=at)


def _code(batch: CodeBatch, serial: int) -> VotingCode:
    code = batch.codes.select_for_update().filter(serial=serial).first()
    if code is None:
        raise CodesRefused(_("This batch has no code with this number."), "serial")
    return code


@transaction.atomic
def keep_addresses(*, by: User, batch: CodeBatch, addresses: list[tuple[str, ...]]) -> None:
    """See that these are the addresses of a batch, from now on. They are not kept. Raises
    CodesRefused, KeyUnavailable.
    """
    require(may_run_codes(by, batch.poll))
    bind_addresses(batch=batch, given=fitting_hash(batch=batch, addresses=addresses))


def fitting_hash(*, batch: CodeBatch, addresses: list[tuple[str, ...]]) -> bytes:
    """What stands for a list of addresses: as many as the batch has letters, and the same in the
    same order each time. Raises CodesRefused, KeyUnavailable.
    """
    if len(addresses) != batch.letters:
        raise CodesRefused(
            _(
                "This file has %(found)s addresses, and the batch has %(letters)s letters. The "
                "numbers must be the same."
            )
            % {"found": say(len(addresses)), "letters": say(batch.letters)},
            "addresses",
        )
    given = hash_of_addresses(batch, addresses)
    kept = CodeBatch.objects.values_list("addresses_hash", flat=True).get(pk=batch.pk)
    _require_same(bytes(kept or given), given)
    return given


def bind_addresses(*, batch: CodeBatch, given: bytes) -> None:
    """Let a batch have this list of addresses and no other. Raises CodesRefused."""
    CodeBatch.objects.filter(pk=batch.pk, addresses_hash=None).update(addresses_hash=given)
    kept = CodeBatch.objects.values_list("addresses_hash", flat=True).get(pk=batch.pk)
    _require_same(bytes(kept or b""), given)


def _require_same(kept: bytes, given: bytes) -> None:
    if kept != given:
        raise CodesRefused(
            _(
                "Letters of this batch were printed or posted with other addresses, or with these "
                "in another order. Use the same file, or two households would get the same code."
            ),
            "addresses",
        )


# --- A voter's ------------------------------------------------------------------------------------


class CodeUnknown(Exception):
    """No code of ours; the message is for whoever typed it, and says no more than that."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We do not know this code. Compare it with your letter. If you were sent a newer "
                "letter, use the code on that one."
            )
        )


class CodeTooEarly(Exception):
    """A code of a vote that has not opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your code is right, but voting has not begun yet. Keep it, and come "
                "back when it has."
            )
        )


class CodesPaused(Exception):
    """Too many wrong codes came from here; nothing is looked at for a while."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Too many codes from here were wrong. Wait ten minutes and try again. On another "
                "phone or computer, the right code works now."
            )
        )


CODE_REFUSALS = (CodeUnreadable, CodeUnknown, CodeTooEarly, CodesPaused)


class Redeemed(NamedTuple):
    """What a code led to, and the day on which it was used before, None if it was not."""

    code: VotingCode
    used_on: date | None

    @property
    def poll(self) -> Poll:
        """The poll that it is for."""
        return self.code.batch.poll


def enter_code(
    *,
    session: SessionBase,
    network: str,
    council: Council,
    typed: str,
    poll: UUID | None = None,
    at: datetime,
) -> Redeemed:
    """Redeem what somebody typed, and keep in their session which code it is, until voting ends and
    for two hours at most.

    After five wrong codes in a session, or thirty from a network within ten minutes, none is looked
    at for ten minutes; never is a code itself held back, so nobody can keep a neighbour from
    voting. Raises CodesPaused, and what `redeem_code` raises.
    """
    guesses = Guesses(TRIES, HERE, {f"wrong-voting-codes:{network}": FROM_A_NETWORK})
    if are_paused(session=session, guesses=guesses, at=at):
        raise CodesPaused
    try:
        redeemed = redeem_code(council=council, typed=typed, poll=poll, at=at)
    except CodeUnknown:
        note_wrong(session=session, guesses=guesses, at=at)
        raise
    code = redeemed.code
    until = held_until(closes_at=redeemed.poll.closes_at, at=at)
    held = HeldCode(str(redeemed.poll.pk), until, code.pk, code.issue)
    let_in(session=session, guesses=guesses, held_by=BY_CODE, facts=held.facts, until=until, at=at)
    return redeemed


@transaction.atomic
def redeem_code(
    *, council: Council, typed: str, poll: UUID | None = None, at: datetime
) -> Redeemed:
    """Let somebody with a code vote: find or make its elector. The same code leads to the same
    elector again, until voting ends or it is replaced.

    With `poll` it must be a code of that one. It needs nobody's permission: whoever has the code
    has the vote. Raises CodeUnreadable, CodeUnknown, CodeTooEarly and KeyUnavailable.
    """
    code = found_code(council, read_code(typed))
    if code is None or poll not in (None, code.batch.poll_id):
        raise CodeUnknown
    batch = code.batch
    if batch.poll.is_draft:
        raise CodeTooEarly
    if not Poll.objects.taking_ballots(at).filter(pk=batch.poll_id).exists():
        raise CodeUnknown

    if batch.is_test:
        return Redeemed(code, None)
    today = timezone.localdate(at)
    first, is_first = Redemption.objects.get_or_create(code=code, defaults={"on": today})
    register_code(
        council=council,
        poll=batch.poll_id,
        code=code.reference,
        area=batch.area,
        constituency=batch.constituency,
    )
    return Redeemed(code, None if is_first else first.on)


# --- When voting has ended ------------------------------------------------------------------------


def forget_codes(*, poll: Poll) -> None:
    """Destroy the key of a poll's codes and delete them, with the addresses of letters that were
    not posted, keeping how many were used and void, and until the result is final by what a holder
    is known; again is harmless. Nothing where voting has not ended.

    Raises KeyUnavailable where a key is missing, and CopyOutOfReach where a copy of that of the
    codes cannot be destroyed.
    """
    if not poll.is_closed:
        return
    _keep_expired_codes(poll)  # for good, before the key by which they can be told is touched
    _delete_codes(poll)


@transaction.atomic
def _keep_expired_codes(poll: Poll) -> None:
    """Keep what stands for each code that could be used, in an order that tells nothing."""
    lock_alone(poll=poll.pk)
    now = Poll.objects.get(pk=poll.pk)
    codes = VotingCode.objects.valid().filter(batch__poll=poll, batch__is_test=False)
    is_done = now.is_certified or now.expired_codes.exists() or not codes.exists()
    if is_done or not keystore.exists(codes_key_name(poll.pk)):
        return
    secret, key = poll_key(poll.pk, bytes(now.key_check or b"")), codes_key(poll.pk)
    found = codes.select_related("batch__area").iterator(chunk_size=_AT_ONCE)
    marks = sorted(
        expired_code(secret, poll.pk, plain_code(key, code.batch, code)) for code in found
    )
    rows = (ExpiredCode(mark=mark, poll=poll) for mark in marks)
    ExpiredCode.objects.bulk_create(rows, batch_size=_AT_ONCE)


@transaction.atomic
def _delete_codes(poll: Poll) -> None:
    batches = CodeBatch.objects.select_for_update().filter(poll=poll, used=None)
    for batch in batches:
        counts = batch.codes.aggregate(
            used=Count("redemption"), void=Count("pk", filter=Q(code_hash=None))
        )
        CodeBatch.objects.filter(pk=batch.pk).update(**counts)
        batch.codes.all().delete()
    PostedLetter.objects.waiting().filter(posting__batch__poll=poll).delete()
    if keystore.exists(codes_key_name(poll.pk)):
        for copy in keystore.copies(codes_key_name(poll.pk)):
            copy.destroy()


def forget_expired_codes(*, poll: Poll) -> None:
    """Delete the last that tells of a poll's codes, as its result becomes final."""
    ExpiredCode.objects.filter(poll=poll).delete()
