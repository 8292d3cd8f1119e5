"""Letters that GOV.UK Notify prints and posts: prepared with their addresses, confirmed, posted one
by one from their rows, and stopped.

A worker claims a letter before it hands it over, and blanks its address as soon as Notify has it.
One that is killed in between, or hears no answer, leaves its claim behind: when that has run out,
Notify is asked whether it has a letter of this reference, before it gets one again.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPResponseException
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from coopservices import audit
from coopservices.govuk_notify import letter_status, post_letter, taken_letter
from coopservices.languages import say
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.queries import site_of
from participation.models import User
from priorities.engines.addresses import Address, problem_with_posting
from priorities.engines.letters import Letter as PrintedLetter
from priorities.engines.letters import LetterWords, Window, letters_pdf, pages_of_letter
from priorities.engines.sealed_addresses import (
    NONCE_SIZE,
    AddressDamaged,
    open_address,
    seal_address,
)
from priorities.polls.models import Poll
from priorities.voting_codes.actions.codes import CodesRefused, bind_addresses, fitting_hash
from priorities.voting_codes.models import CodeBatch, PostedLetter, Posting
from priorities.voting_codes.permissions import may_post_letters
from priorities.voting_codes.queries import (
    Letter,
    codes_key,
    issue_of_letter,
    letters,
    numbers_of_letters,
)
from priorities.voting_codes.words import LANGUAGES, letter, letter_words

MOST_PAGES = 10  # of a letter: five sheets, as Notify has it
KEPT_UNCONFIRMED = timedelta(hours=1)
SETTLED = {"accepted", "received"}  # what Notify calls a letter that it found fit to print
LOOKED_INTO = timedelta(minutes=5)  # by then Notify has mostly looked into a letter
ASKED_AT_ONCE = 500  # letters of which it is asked in one job

log = structlog.get_logger(__name__)

# --- An officer's ---------------------------------------------------------------------------------


@sensitive_variables()
@transaction.atomic
def prepare_posting(
    *,
    by: User,
    batch: CodeBatch,
    first: int,
    last: int,
    addresses: list[Address],
    language: str,
    is_large: bool,
    postage: Posting.Postage,
    at: datetime,
) -> Posting:
    """Keep the addresses of these letters, sealed, until somebody confirms that they are to go.
    Raises CodesRefused, KeyUnavailable.
    """
    require(batch.is_made and may_post_letters(by, batch.poll))
    given = fitting_hash(batch=batch, addresses=addresses)
    numbers = numbers_of_letters(batch, first, last)
    about, problem = _problem(batch, numbers, addresses)
    if problem:
        raise CodesRefused(problem, about)

    posting = Posting(
        batch=batch,
        first=first,
        last=last,
        letters=len(numbers),
        language=language,
        is_large=is_large,
        postage=postage,
        addresses_hash=given,
        prepared_at=at,
    )
    if _pages(posting, numbers[0], addresses[numbers[0] - 1]) > MOST_PAGES:
        words = _("One letter would have more than %(pages)s pages. Say less on it.")
        raise CodesRefused(words % {"pages": MOST_PAGES})
    posting.save()
    key = codes_key(batch.poll_id)
    rows = (
        PostedLetter(
            posting=posting,
            number=number,
            sealed_address=seal_address(
                key,
                posting=posting.pk,
                number=number,
                address=addresses[number - 1],
                nonce=secrets.token_bytes(NONCE_SIZE),
            ),
        )
        for number in numbers
    )
    PostedLetter.objects.bulk_create(rows, batch_size=1000)
    return posting


def _problem(batch: CodeBatch, numbers: list[int], addresses: list[Address]) -> tuple[str, str]:
    """The field at fault, and what is wrong with it; "" for nothing."""
    if not batch.is_of_its_poll:
        return "", _("Nobody can vote with these codes. Order others.")
    if not numbers:
        return "last", _("No letter among these has a code that works.")
    for number in numbers:
        if found := problem_with_posting(addresses[number - 1]):
            told = _("Address %(number)s in this file, \u201c%(address)s\u201d: %(problem)s")
            address = ", ".join(addresses[number - 1])
            values = {"number": say(number), "address": address, "problem": say(found)}
            return "addresses", told % values
    return "", ""


@transaction.atomic
def confirm_posting(*, by: User, posting: Posting, at: datetime) -> None:
    """Have the letters posted; the batch has these addresses from now on. Nothing where that was
    confirmed before. Raises CodesRefused.
    """
    require(may_post_letters(by, posting.batch.poll))
    now = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if now.confirmed_at:
        return
    bind_addresses(batch=posting.batch, given=bytes(now.addresses_hash))
    Posting.objects.filter(pk=now.pk).update(confirmed_at=at)
    details = {
        "letters": now.letters,
        "first": now.first,
        "last": now.last,
        "postage": now.postage,
    }
    audit.record("letters_posted", posting.batch, by=by, details=details, at=at)
    events.record("priorities.posting_confirmed", subject_id=now.pk, actor_id=by.pk, at=at)


@transaction.atomic
def stop_posting(*, by: User, posting: Posting, at: datetime) -> None:
    """Let nothing more of it go, and delete the addresses; again is harmless. A letter that is
    being handed over at this moment still goes. Of what was not confirmed nothing is left.
    """
    require(may_post_letters(by, posting.batch.poll))
    now = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if now.confirmed_at is None:
        now.delete()
    if now.confirmed_at is None or now.stopped_at:
        return
    Posting.objects.filter(pk=now.pk).update(stopped_at=at)
    kept, _tables = PostedLetter.objects.filter(posting=now).free(at).delete()
    details = {"first": now.first, "last": now.last, "letters": kept}
    audit.record("posting_stopped", posting.batch, by=by, details=details, at=at)
    events.record("priorities.posting_stopped", subject_id=now.pk, actor_id=by.pk, at=at)


# --- A worker's -----------------------------------------------------------------------------------


def post_next_letter(*, posting: UUID, at: datetime) -> bool:
    """Post the next letter that waits, and return whether to go on; not where none waits, voting
    has ended, the posting was stopped, or Notify takes nothing now. Safe to run twice at once.
    Raises KeyUnavailable.
    """
    claimed = _claimed(posting, at)
    if claimed is None:
        return False
    try:
        _post(claimed, at)
    except OSError as problem:
        log.warning("no_post", posting=str(posting), problem=type(problem).__name__)
        away = Coalesce("away_since", at)
        Posting.objects.filter(pk=posting).update(away_since=away)
        return False
    Posting.objects.filter(pk=posting).exclude(away_since=None).update(away_since=None)
    return True


@transaction.atomic
def _claimed(posting: UUID, at: datetime) -> PostedLetter | None:
    """The next letter, ours alone until the lease runs out, with the claim that it had before."""
    found = (
        PostedLetter.objects.free(at)
        .filter(posting=posting, posting__in=Posting.objects.going(at))
        .select_related("posting__batch__area", "posting__batch__poll__round__council")
        .claimed_by_us()
        .first()
    )
    if found:
        until = at + settings.LETTERS_CLAIMED_FOR
        PostedLetter.objects.filter(pk=found.pk).update(claimed_until=until)
    return found


@sensitive_variables()
def _post(claimed: PostedLetter, at: datetime) -> None:
    """Hand one letter over, and keep what came of it. Raises OSError where it may go another time.

    Its reference holds how often its codes were replaced, so what is posted twice under one holds
    the same codes.
    """
    posting, number = claimed.posting, claimed.number
    found = next(letters(posting.batch, number, number), None)
    if found is None:
        _end(claimed, refused=PostedLetter.Refusal.VOID)
        return
    issue = issue_of_letter(posting.batch, number)
    reference = f"{posting.batch_id}/{number}/{issue}/{posting.pk}"
    try:
        address = open_address(
            codes_key(posting.batch.poll_id),
            posting=posting.pk,
            number=number,
            sealed=bytes(claimed.sealed_address or b""),
        )
        notify_id = taken_letter(reference=reference) if claimed.claimed_until else None
        if notify_id is None:
            told = _told(posting, found, address)
            pdf = letters_pdf(*told, is_large=posting.is_large, window=Window.NOTIFY)
            notify_id = post_letter(reference=reference, pdf=pdf, postage=posting.postage)
    except AddressDamaged:
        log.critical("address_damaged", posting=str(posting.pk), number=number)
        _end(claimed, refused=PostedLetter.Refusal.DAMAGED)
    except SMTPResponseException as refusal:
        log.warning("letter_refused", posting=str(posting.pk), code=refusal.smtp_code)
        _end(claimed, refused=str(refusal.smtp_error)[: PostedLetter.LONGEST_REFUSAL])
    else:
        _end(claimed, posted_at=at, notify_id=notify_id)


def _end(claimed: PostedLetter, **facts: object) -> None:
    """Keep what came of a letter, and its address no more."""
    row = PostedLetter.objects.filter(pk=claimed.pk)
    row.update(sealed_address=None, claimed_until=None, **facts)


def _told(
    posting: Posting, found: Letter, address: Address
) -> tuple[list[LetterWords], list[PrintedLetter]]:
    """What a letter is set of."""
    site, languages = site_of(posting.batch.council), LANGUAGES[posting.language]
    words = [letter_words(posting.batch, site, language) for language in languages]
    return words, [letter(found.number, found.codes, address, site, languages)]


def _pages(posting: Posting, number: int, address: Address) -> int:
    (found,) = letters(posting.batch, number, number)
    words, (printed,) = _told(posting, found, address)
    return pages_of_letter(words, printed, is_large=posting.is_large, window=Window.NOTIFY)


def ask_after_letters(*, at: datetime) -> None:
    """Ask Notify what became of letters that it has taken and not yet looked into, the oldest
    first: it says only then that it cannot print one. Safe to run twice.
    """
    unsettled = PostedLetter.objects.exclude(notify_id="").filter(posted_at__lte=at - LOOKED_INTO)
    for taken in unsettled.order_by("posted_at", "pk")[:ASKED_AT_ONCE]:
        try:
            status = letter_status(letter=taken.notify_id)
        except SMTPResponseException:  # it knows the letter no more
            status = next(iter(SETTLED))
        except OSError as problem:
            log.warning("no_post", problem=type(problem).__name__)
            return
        if status in SETTLED or status in PostedLetter.Refusal:
            refused = "" if status in SETTLED else status
            PostedLetter.objects.filter(pk=taken.pk).update(notify_id="", refused=refused)


@transaction.atomic
def forget_letters_not_posted(*, at: datetime) -> None:
    """Delete what nobody confirmed within the hour, and the addresses of letters that are not to go
    any more: of what was stopped, and of polls whose voting has ended.
    """
    old = at - KEPT_UNCONFIRMED
    Posting.objects.filter(confirmed_at=None, prepared_at__lte=old).delete()
    ended = Q(posting__batch__poll__in=Poll.objects.ended().values("pk"))
    is_over = ended | ~Q(posting__stopped_at=None)
    PostedLetter.objects.free(at).filter(is_over).delete()


@transaction.atomic
def stop_postings(*, backed_up_at: datetime, at: datetime) -> Iterator[str]:
    """After a restore: stop what was being posted when the backup was made, as it was posted since;
    an officer has the rest posted anew.
    """
    waiting = PostedLetter.objects.waiting()
    caught = Posting.objects.filter(
        pk__in=waiting.values("posting"), prepared_at__lte=backed_up_at, stopped_at=None
    )
    number = caught.update(stopped_at=at)
    waiting.exclude(posting__stopped_at=None).delete()
    if number:
        words = ngettext(
            "%(n)s posting of letters is stopped: see at GOV.UK Notify which of them went.",
            "%(n)s postings of letters are stopped: see at GOV.UK Notify which of them went.",
            number,
        )
        yield words % {"n": number}
