"""Codes as they are looked up, printed, posted and counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, Sum

from coopservices import keystore
from coopservices.keystore import KeyUnavailable
from participation.electors.queries import Voter, code_entry, eligibility_key, voter_shown_by
from participation.engines.proofs import read_asked
from participation.models import Council
from priorities.engines.addresses import Address
from priorities.engines.booth import HeldCode
from priorities.engines.keys import keyed_hash, subkey
from priorities.engines.sealed_addresses import open_address
from priorities.engines.voting_codes import code_hash, expired_code, voting_code
from priorities.polls.models import Poll, PollQuerySet
from priorities.polls.queries.keys import poll_key
from priorities.voting_codes.models import (
    CodeBatch,
    PostedLetter,
    Posting,
    VotingCode,
    VotingCodeQuerySet,
)

# --- The key --------------------------------------------------------------------------------------


def codes_key_name(poll: UUID) -> str:
    """The name of the key of a poll's codes in the key store."""
    return f"poll-{poll}-codes"


def codes_key(poll: UUID) -> bytes:
    """The key of which a poll's codes are made, and under which they are known. Raises
    KeyUnavailable; for good when voting has ended.
    """
    return keystore.read(codes_key_name(poll))


def read_keys_of_codes() -> None:
    """Read the key of the codes of every poll that has not ended. One query. Raises KeyUnavailable
    if any cannot be had.
    """
    for poll in _with_codes(Poll.objects.all()).values_list("pk", flat=True):
        codes_key(poll)


def _with_codes(polls: PollQuerySet) -> PollQuerySet:
    """Those that have codes, and whose voting has not ended."""
    return polls.unended().filter(pk__in=CodeBatch.objects.values("poll"))


# --- Looking one up -------------------------------------------------------------------------------


def found_code(council: Council, code: str) -> VotingCode | None:
    """The code of the council that this is, of whatever poll that has not ended; None if it is
    none, is void or was replaced.

    Whatever is asked, it is the same work: a hash for each poll with codes, and two queries. A code
    that was moved to another number or batch in the database is none of ours. Raises KeyUnavailable
    where it is none of those that can be known, and a key is missing.
    """
    keys, is_any_missing = {}, False
    for poll in _with_codes(Poll.objects.of(council)).values_list("pk", flat=True):
        try:
            keys[poll] = codes_key(poll)
        except KeyUnavailable:
            is_any_missing = True
    hashes = [code_hash(key, poll, code) for poll, key in keys.items()]
    codes = VotingCode.objects.select_related("batch__area", "batch__poll__round__council")
    found = codes.filter(code_hash__in=hashes, batch__poll__in=keys).first()
    if found is None and is_any_missing:
        raise KeyUnavailable("The key of a poll's codes is missing.")
    if found is None or plain_code(keys[found.batch.poll_id], found.batch, found) != code:
        return None
    return found


class Holder(NamedTuple):
    """Who has entered a code: the elector of it, or somebody who tries a test code, for whom
    nothing is stored.
    """

    voter: Voter | None
    is_test: bool


# In SQL, since every vote by code asks it (`python -m bench cast-by-code`): those that are valid()
# are not void.
_VALID = f"""
    SELECT code.batch_id, code.serial, batch.is_test
    FROM {VotingCode._meta.db_table} AS code
    JOIN {CodeBatch._meta.db_table} AS batch ON batch.id = code.batch_id
    WHERE code.id = %s AND code.issue = %s AND code.code_hash IS NOT NULL AND batch.poll_id = %s
"""  # noqa: S608, SLF001 (names of our own tables, by Django's public name for them)


def holder_of(held: HeldCode | None, poll: UUID, council_id: int) -> Holder | None:
    """Who has entered this code for this poll; None where nobody has, or it is void or was replaced
    since. Two queries.
    """
    if held is None or held.poll != str(poll):
        return None
    with connection.cursor() as cursor:
        key = poll.hex if connection.vendor == "sqlite" else poll
        cursor.execute(_VALID, [held.code, held.issue, key])
        code = cursor.fetchone()
    if code is None:
        return None
    batch, serial, is_test = code
    if is_test:
        return Holder(None, is_test=True)
    batch_id = batch if isinstance(batch, UUID) else UUID(batch)  # SQLite keeps text
    reference = VotingCode(batch_id=batch_id, serial=serial).reference
    voter = voter_shown_by(council_id, code_entry(eligibility_key(council_id), reference))
    return Holder(voter, is_test=False) if voter else None


def voter_of_code(code: VotingCode, council_id: int) -> Voter | None:
    """The elector of a code that was redeemed; None of a test code. One query."""
    return voter_shown_by(council_id, code_entry(eligibility_key(council_id), code.reference))


def expired_code_of(poll: Poll, code: str) -> bytes | None:
    """What stands for a code of a poll whose voting has ended and whose result is not final, as
    `ExpiredCode.mark`; None where it is none that could be used. Two queries. Raises
    KeyUnavailable.
    """
    mark = expired_code(poll_key(poll.pk, bytes(poll.key_check or b"")), poll.pk, code)
    if poll.expired_codes.filter(mark=mark).exists() or _is_unforgotten(poll, code):
        return mark
    return None


def _is_unforgotten(poll: Poll, code: str) -> bool:
    """Whether it is a code that no worker has forgotten yet."""
    codes = VotingCode.objects.filter(batch__poll=poll, batch__is_test=False)
    if not codes.exists():
        return False
    return codes.filter(code_hash=code_hash(codes_key(poll.pk), poll.pk, code)).exists()


def takes_codes(poll: Poll) -> bool:
    """Whether a code is among what a poll asks for."""
    return any("code" in proofs for proofs in read_asked(poll.proofs_asked))


# --- Printing -------------------------------------------------------------------------------------


def plain_code(key: bytes, batch: CodeBatch, code: VotingCode) -> str:
    """What is printed for a code; whoever shows it to somebody leaves an entry in the audit."""
    return voting_code(key, batch.facts, code.serial, code.issue)


class Letter(NamedTuple):
    """A letter's number, and the codes on it, each with its own."""

    number: int
    codes: list[tuple[int, str]]


def letters(batch: CodeBatch, first: int, last: int) -> Iterator[Letter]:
    """The letters from one number to another, but for void codes and letters that have no other.
    One query, its rows read in portions. Raises KeyUnavailable.
    """
    key = codes_key(batch.poll_id)
    serials = batch.serials_of(first).start, batch.serials_of(last).stop - 1
    rows = batch.codes.valid().filter(serial__range=serials)
    letter = Letter(0, [])
    for row in rows.iterator(chunk_size=2000):
        number = batch.letter_of(row.serial)
        if number != letter.number:
            if letter.codes:
                yield letter
            letter = Letter(number, [])
        letter.codes.append((row.serial, plain_code(key, batch, row)))
    if letter.codes:
        yield letter


def numbers_of_letters(batch: CodeBatch, first: int, last: int) -> list[int]:
    """The numbers of those letters between two that have a code which is not void. One query."""
    serials = batch.serials_of(first).start, batch.serials_of(last).stop - 1
    valid = batch.codes.valid().filter(serial__range=serials).values_list("serial", flat=True)
    return sorted({batch.letter_of(serial) for serial in valid})


def issue_of_letter(batch: CodeBatch, number: int) -> int:
    """How often the codes of a letter were replaced, all together. One query."""
    codes = batch.codes.filter(serial__in=batch.serials_of(number))
    return codes.aggregate(issue=Sum("issue"))["issue"] or 0


def hash_of_addresses(batch: CodeBatch, addresses: Iterable[Sequence[str]]) -> bytes:
    """A keyed hash of a whole list of addresses in its order: 32 bytes. Raises KeyUnavailable."""
    text = "\0\0".join("\0".join(lines) for lines in addresses)
    secret = subkey(codes_key(batch.poll_id), "voting-code-addresses")
    return keyed_hash(secret, batch.pk.bytes + text.encode())


# --- The post -------------------------------------------------------------------------------------

FIRST_REFUSED = 100  # of a batch, that stand on its page


@dataclass(frozen=True)
class PostingNow:
    """A posting as the page of its batch shows it: how many letters Notify has taken, how many
    wait, and the first of those that are refused.
    """

    posting: Posting
    waiting: int
    posted: int
    refused: int
    first_refused: list[PostedLetter]

    @property
    def is_going(self) -> bool:
        """Whether letters of it are still to go."""
        return bool(self.waiting) and self.posting.stopped_at is None

    @property
    def left(self) -> int:
        """How many will not go, as it was stopped or voting has ended."""
        return self.posting.letters - self.posted - self.refused - self.waiting


def postings_now(batch: CodeBatch) -> list[PostingNow]:
    """The postings of a batch that were confirmed, oldest first. Three queries."""
    letters = PostedLetter.objects.filter(posting__batch=batch)
    counts = (
        letters.order_by()
        .values_list("posting")
        .annotate(
            waits=Count("pk", Q(sealed_address__isnull=False)),
            taken=Count("pk", Q(posted_at__isnull=False, refused="")),
            not_taken=Count("pk", ~Q(refused="")),
        )
    )
    numbers = {
        posting: (waiting, taken, not_taken) for posting, waiting, taken, not_taken in counts
    }
    first: dict[UUID, list[PostedLetter]] = defaultdict(list)
    for each in letters.refused().order_by("posting", "number")[:FIRST_REFUSED]:
        first[each.posting_id].append(each)
    return [
        PostingNow(each, *numbers.get(each.pk, (0, 0, 0)), first[each.pk])
        for each in batch.postings.exclude(confirmed_at=None)
    ]


class LetterToCheck(NamedTuple):
    """The first letter of a posting, and how many of all were handed over before."""

    number: int
    address: Address
    posted_before: int


def letter_to_check(posting: Posting) -> LetterToCheck:
    """What an officer sees before a posting is confirmed. Three queries. Raises KeyUnavailable and
    AddressDamaged.
    """
    first = posting.posted_letters.waiting()[0]
    address = open_address(
        codes_key(posting.batch.poll_id),
        posting=posting.pk,
        number=first.number,
        sealed=bytes(first.sealed_address or b""),
    )
    before = PostedLetter.objects.filter(
        posting__batch=posting.batch,
        number__in=posting.posted_letters.values("number"),
        posted_at__isnull=False,
        refused="",
    )
    numbers = before.order_by().values("number").distinct().count()
    return LetterToCheck(first.number, address, numbers)


# --- What waits for a worker ----------------------------------------------------------------------


def batches_to_make() -> list[UUID]:
    """The batches that lack codes, of polls whose voting has not ended."""
    unended = _with_codes(Poll.objects.all()).values("pk")
    short = CodeBatch.objects.filter(poll__in=unended, made__lt=F("letters") * F("codes_each"))
    return list(short.values_list("pk", flat=True))


def postings_left_behind(at: datetime) -> list[UUID]:
    """The postings with letters that wait, of which none is in the hands of a worker."""
    at_work = PostedLetter.objects.filter(claimed_until__gt=at).values("posting")
    waiting = PostedLetter.objects.waiting().values("posting")
    left = Posting.objects.going(at).filter(pk__in=waiting).exclude(pk__in=at_work)
    return list(left.values_list("pk", flat=True))


def polls_to_forget() -> list[UUID]:
    """The polls whose voting has ended and whose codes are still there."""
    ended = Poll.objects.ended().filter(pk__in=CodeBatch.objects.filter(used=None).values("poll"))
    return list(ended.values_list("pk", flat=True))


# --- Counting -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchNow:
    """A batch as its page shows it; `used` is None while too few were used to be told.

    While voting is open it is told in whole tens, so that nobody sees from one look to the next
    that a letter was used.
    """

    batch: CodeBatch
    used: int | None
    is_used_rounded: bool
    void: int
    smallest_group: int


def batches_now(poll: Poll) -> list[BatchNow]:
    """The batches of a poll, oldest first, with what became of their codes. Three queries."""
    batches = list(CodeBatch.objects.filter(poll=poll).select_related("area", "poll__round"))
    used = _numbers(VotingCode.objects.used().filter(batch__poll=poll))
    void = _numbers(VotingCode.objects.void().filter(batch__poll=poll))
    return [
        _now(
            batch,
            poll,
            used=used.get(batch.pk, 0) if batch.used is None else batch.used,
            void=void.get(batch.pk, 0) if batch.void is None else batch.void,
        )
        for batch in batches
    ]


def _numbers(codes: VotingCodeQuerySet) -> dict[UUID, int]:
    return dict(codes.order_by().values_list("batch").annotate(Count("pk")))


def _now(batch: CodeBatch, poll: Poll, *, used: int, void: int) -> BatchNow:
    least = poll.smallest_group
    is_rounded = not poll.is_closed and least > 1
    told = used - used % least if is_rounded else used
    return BatchNow(
        batch=batch,
        used=told if used >= least else None,
        is_used_rounded=is_rounded,
        void=void,
        smallest_group=least,
    )
