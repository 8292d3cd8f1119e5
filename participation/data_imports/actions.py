"""Sending a file of public data, reading it, taking it, and forgetting files."""

import hashlib
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.fetching import Allowance, FetchRefused, fetched, problem_with_address
from coopservices.languages import say
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.sentences import sentence
from participation.councils.models import Council
from participation.data_imports.models import DataImport, stored
from participation.data_imports.queries import Proposed, proposed_by, refused
from participation.engines.open_referral import NotOpenReferral, Page, page_of, together
from participation.people.models import User
from participation.places.actions import import_areas, import_postcodes
from participation.places.permissions import may_import_data
from participation.services.actions.services import import_services
from participation.services.models import Sector

MOST_BYTES = 32 * 1024 * 1024
SHOWN = 1000  # of each: faults, new, changed and missing ones
MOST_PAGES = 500  # of a feed
LONGEST_FETCH = timedelta(minutes=4)  # shorter than the silence after which a worker counts as dead
KEPT_FOR = timedelta(days=90)  # a file as it came


class ImportRefused(Refusal):
    """Why a file cannot be sent or taken like this, in words for the officer."""


@transaction.atomic
def send_data(
    *,
    by: User,
    council: Council,
    kind: str,
    content: bytes = b"",
    file_name: str = "",
    address: str = "",
    source: str,
    licence: str,
    published_on: date | None = None,
    sector: Sector | None = None,
    valid_from: date | None = None,
    at: datetime,
) -> DataImport:
    """Keep a file, or the address of a feed of services, until a worker has read it. Raises
    ImportRefused.
    """
    require(may_import_data(by, council))
    if address:
        _refuse_feed(kind, address)
    elif not content.strip():
        raise ImportRefused(_("This file is empty."), "file")
    if len(content) > MOST_BYTES:
        words = _("This file is larger than 32 MB. Send the part that is about your council.")
        raise ImportRefused(words, "file")
    if kind == DataImport.Kind.SERVICES and (sector is None or sector.council_id != council.pk):
        raise ImportRefused(_("Choose the sector of these services."), "sector")
    if kind == DataImport.Kind.WARDS and valid_from is None:
        raise ImportRefused(_("Say from which day these wards hold."), "valid_from")

    found = DataImport.objects.create(
        council=council,
        kind=kind,
        sector=sector if kind == DataImport.Kind.SERVICES else None,
        valid_from=valid_from if kind == DataImport.Kind.WARDS else None,
        source=source.strip(),
        published_on=published_on,
        licence=licence,
        address=address,
        file_name=(address or file_name)[-100:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        sent_by=by,
        sent_at=at,
        touched_at=at,
    )
    audit.record("data_sent", found, by=by, details={"kind": kind}, at=at)
    events.record("participation.data_sent", subject_id=found.pk, actor_id=by.pk, at=at)
    return found


def read_data(*, key: UUID, at: datetime) -> None:
    """Read a file that waits for it, and keep what it would change. Safe to run twice, and twice at
    once.
    """
    found = DataImport.objects.select_related("council", "sector").filter(pk=key).first()
    if found is None or found.state != DataImport.State.READING:
        return
    if found.address and not found.content:
        try:
            _fetch(found)
        except (FetchRefused, NotOpenReferral) as problem:
            _keep(found, refused(problem.args[0]), at)
            return
    _keep(found, proposed_by(found, at.date()), at)


def _refuse_feed(kind: str, address: str) -> None:
    if kind != DataImport.Kind.SERVICES:
        raise ImportRefused(_("Only services come as a feed. Send a file of these."), "address")
    if problem := problem_with_address(address):
        raise ImportRefused(say(problem), "address")


def _fetch(found: DataImport) -> None:
    """Keep all pages of a feed as one file. `rows` tells how many services came so far. Raises
    FetchRefused, NotOpenReferral.
    """
    allowance = Allowance(most_bytes=MOST_BYTES, seconds=LONGEST_FETCH.total_seconds())
    pages: list[Page] = []
    while not pages or len(pages) < pages[0].pages:
        number = len(pages) + 1
        if number > MOST_PAGES:
            raise FetchRefused(sentence("There is more at this address than we take in."))
        pages.append(page_of(fetched(_page_at(found.address, number), allowance), number))
        so_far = sum(len(page.services) for page in pages)
        DataImport.objects.filter(pk=found.pk, state=found.state).update(rows=so_far)
    found.content = together(pages)
    found.sha256 = hashlib.sha256(found.content).hexdigest()
    found.save(update_fields=["content", "sha256"])


def _page_at(address: str, number: int) -> str:
    """The address of one page of a feed."""
    parts = urlsplit(address)
    query = [each for each in parse_qsl(parts.query) if each[0] != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", str(number))]), fragment=""))


def _keep(found: DataImport, proposed: Proposed, at: datetime) -> None:
    changes = proposed.changes
    faults = [[each.row, stored(each.words)] for each in proposed.faults[:SHOWN]]
    states = DataImport.State
    DataImport.objects.filter(pk=found.pk, state=found.state).update(
        state=states.FAULTY if proposed.faults else states.READ,
        rows=proposed.rows,
        new=len(changes.new),
        changed=len(changes.changed),
        same=changes.same,
        missing=len(changes.missing),
        elsewhere=proposed.elsewhere,
        faulty=len(proposed.faults),
        fingerprint=proposed.fingerprint,
        found={
            "notes": [stored(each) for each in proposed.notes],
            "faults": faults,
            "new": changes.new[:SHOWN],
            "changed": changes.changed[:SHOWN],
            "missing": changes.missing[:SHOWN],
        },
        touched_at=at,
    )


@transaction.atomic
def confirm_data(*, by: User, found: DataImport, ends_missing: bool = False, at: datetime) -> None:
    """Let a worker take a file that was read, and say whether what is missing in it is no more.
    Raises ImportRefused.
    """
    locked = _locked(found.pk)
    require(may_import_data(by, found.council))
    if locked is None or not locked.is_read:
        raise ImportRefused(_("This file is not ready to be taken. Look at it again."))

    locked.state, locked.taken_by, locked.touched_at = DataImport.State.TAKING, by, at
    locked.ends_missing = ends_missing and locked.may_end_missing
    locked.save(update_fields=["state", "taken_by", "touched_at", "ends_missing"])
    details = {"new": locked.new, "changed": locked.changed, "ends_missing": int(ends_missing)}
    audit.record("data_confirmed", locked, by=by, details=details, at=at)
    events.record("participation.data_confirmed", subject_id=locked.pk, actor_id=by.pk, at=at)


@transaction.atomic
def take_data(*, key: UUID, at: datetime) -> None:
    """Put what an officer confirmed in force, all of it in one transaction. Where it would change
    something else by now than what they saw, it waits for them again. Safe to run twice.
    """
    found = _locked(key)
    if found is None or found.state != DataImport.State.TAKING or found.taken_by is None:
        return
    proposed = proposed_by(found, at.date())
    if proposed.faults or proposed.fingerprint != found.fingerprint:
        _keep(found, proposed, at)
        return
    _take(found, found.taken_by, proposed, at)
    found.state, found.taken_at, found.touched_at = DataImport.State.TAKEN, at, at
    found.save(update_fields=["state", "taken_at", "touched_at"])


def _take(found: DataImport, by: User, proposed: Proposed, at: datetime) -> None:
    council = found.council
    if found.valid_from:
        import_areas(
            by=by,
            council=council,
            boundaries=proposed.boundaries,
            valid_from=found.valid_from,
            ends_others=found.ends_missing,
            at=at,
        )
    elif found.sector:
        import_services(
            by=by,
            council=council,
            sector=found.sector,
            rows=proposed.services,
            others_left=found.ends_missing,
            at=at,
        )
    else:
        import_postcodes(by=by, council=council, rows=proposed.postcodes, at=at)


@transaction.atomic
def discard_data(*, by: User, found: DataImport, at: datetime) -> None:
    """Delete a file that was not taken. Raises ImportRefused."""
    locked = _locked(found.pk)
    require(may_import_data(by, found.council))
    if locked is None or locked.is_taken or locked.state == DataImport.State.TAKING:
        raise ImportRefused(_("This file was taken. Send another to change what it said."))
    audit.record("data_discarded", locked, by=by, details={"kind": locked.kind}, at=at)
    locked.delete()


def forget_data(*, at: datetime) -> None:
    """Forget files long after they came; what was found in them, and where they are from, stays."""
    old = DataImport.objects.filter(touched_at__lte=at - KEPT_FOR)
    waiting = [DataImport.State.READ, DataImport.State.FAULTY]
    old.filter(state__in=waiting).delete()
    old.filter(state=DataImport.State.TAKEN).exclude(content=b"").update(content=b"")


def _locked(key: UUID) -> DataImport | None:
    rows = DataImport.objects.select_for_update(of=("self",))
    return rows.select_related("council", "sector", "taken_by").filter(pk=key).first()
