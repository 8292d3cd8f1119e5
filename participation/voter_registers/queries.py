"""Registers as their pages show them, and who stands on one that is in force."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from participation.councils.models import Council
from participation.electors.queries import (
    Voter,
    eligibility_key,
    genuine_entries_of,
    numbered_entry,
    person_entry,
    voter_led_to,
)
from participation.engines.constituencies import last_of
from participation.engines.eligibility import listed_mac
from participation.engines.voter_registers.columns import Match
from participation.engines.voter_registers.sealed_files import FileDamaged, open_part
from participation.places.models import Area
from participation.voter_registers.models import (
    RegisterEntry,
    RegisterVersion,
    SealedPart,
    VoterRegister,
)

KEPT_FOR = timedelta(minutes=55)  # a file that is not checked; beat comes every five minutes
SILENCE = timedelta(minutes=5)  # after which a worker is taken to have died

# --- Who stands on a register ---------------------------------------------------------------------


class Details(NamedTuple):
    """What somebody gives to be found: `born_on`, or the `number` that a register has for them."""

    surname: str
    postcode: str
    born_on: date | None = None
    number: str = ""


class Listing(NamedTuple):
    """Somebody who was found on a register in force: the key of their row, what leads to their
    elector, and the ward and constituency that registers tell of them.
    """

    pk: int
    entries: tuple[bytes, ...]
    area: Area | None
    constituency: str


def registers_in_force(
    council_id: int, constituencies: Collection[str] = ()
) -> QuerySet[VoterRegister]:
    """Those of a council by which people can be found; with constituencies those of one of them, or
    of none.
    """
    found = VoterRegister.objects.filter(
        council=council_id, versions__state=RegisterVersion.State.IN_FORCE
    )
    return found.filter(constituency__in=["", *constituencies]) if constituencies else found


def matches_in_force(council_id: int, constituencies: Collection[str] = ()) -> list[Match]:
    """What people are asked for beside surname and postcode. One query."""
    kinds = registers_in_force(council_id, constituencies).values_list("kind", flat=True)
    found = set(kinds)
    return [match for match in Match if match in found]


def registers_without_births(council_id: int, constituencies: Collection[str] = ()) -> bool:
    """Whether on one of them there is somebody whom a desk would not know again. One query."""
    registers = registers_in_force(council_id, constituencies)
    numbered = registers.filter(kind=VoterRegister.Kind.REFERENCE)
    return RegisterEntry.objects.filter(
        version__register__in=numbered,
        version__state=RegisterVersion.State.IN_FORCE,
        person=None,
    ).exists()


def listing_of(council: Council, details: Details) -> Listing | None:
    """Who has these details on a register in force; None if nobody has.

    Whatever is asked, it is the same work: a hash or two, and one query. A row that we did not
    write is none. Raises KeyUnavailable.
    """
    key, named = eligibility_key(council.pk), (details.surname, details.postcode)
    entries = []
    if details.born_on:
        surname, postcode = named
        entries.append(
            person_entry(key, surname=surname, postcode=postcode, born_on=details.born_on)
        )
    if details.number:
        surname, postcode = named
        number = details.number
        entries.append(numbered_entry(key, surname=surname, postcode=postcode, number=number))
    return _listing(key, _in_force(council.pk).filter(entry__in=entries))


def voter_listed_as(pk: int, council_id: int) -> Voter | None:
    """The elector of whoever was found in this row, None where it is in force no more. Two
    queries.
    """
    key = eligibility_key(council_id)
    found = _listing(key, _in_force(council_id).filter(pk=pk))
    return voter_led_to(council_id, found.entries[0]) if found else None


def is_listed(voter: Voter) -> bool:
    """Whether an elector stands on a register in force today. Two queries."""
    rows = _in_force(voter.council_id).filter(entry__in=genuine_entries_of(voter))
    return _listing(eligibility_key(voter.council_id), rows) is not None


def _in_force(council_id: int) -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.filter(
        version__state=RegisterVersion.State.IN_FORCE, version__register__council=council_id
    ).select_related("version__register")


def _listing(key: bytes, rows: QuerySet[RegisterEntry]) -> Listing | None:
    """What the genuine of these rows tell together."""
    found = rows.select_related("version__register", "area").defer("area__boundary").order_by("pk")
    listed = [each for each in found if bytes(each.mac) == mac_of_entry(key, each)]
    if not listed:
        return None
    persons = [bytes(each.person) for each in listed if each.person]
    return Listing(
        pk=listed[0].pk,
        entries=tuple(dict.fromkeys([*persons, *(bytes(each.entry) for each in listed)])),
        area=next((each.area for each in listed if each.area), None),
        constituency=last_of(each.version.register.constituency for each in listed),
    )


def mac_of_entry(key: bytes, row: RegisterEntry) -> bytes:
    """The keyed hash of a row of a register, 32 bytes."""
    return listed_mac(
        key,
        version=row.version_id,
        entry=bytes(row.entry),
        person=bytes(row.person or b""),
        area_code=row.area.code if row.area else "",
        constituency=row.version.register.constituency,
    )


# --- An officer's ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegisterNow:
    """A register with the version that is in force and the one under way, None where there is
    none.
    """

    register: VoterRegister
    in_force: RegisterVersion | None
    under_way: RegisterVersion | None


def registers_now(council: Council) -> list[RegisterNow]:
    """The registers of a council, by name. Two queries."""
    versions = RegisterVersion.objects.filter(register__council=council)
    shown = versions.filter(Q(pk__in=versions.in_force()) | Q(pk__in=versions.under_way()))
    by_register: dict[int, list[RegisterVersion]] = {}
    for version in shown:
        by_register.setdefault(version.register_id, []).append(version)
    return [
        _now(register, by_register.get(register.pk, []))
        for register in VoterRegister.objects.filter(council=council)
    ]


def _now(register: VoterRegister, versions: list[RegisterVersion]) -> RegisterNow:
    in_force = next((each for each in versions if each.is_in_force), None)
    return RegisterNow(
        register, in_force, next((each for each in versions if each != in_force), None)
    )


def contents_of(version: RegisterVersion) -> bytes:
    """The file of a version that waits to be checked. Raises FileDamaged, KeyUnavailable."""
    key = eligibility_key(version.register.council_id)
    parts = list(_opened(key, version))
    if len(parts) != version.parts:
        raise FileDamaged("A part of a register's file is missing.")
    return b"".join(parts)


def _opened(key: bytes, version: RegisterVersion) -> Iterator[bytes]:
    for row in SealedPart.objects.filter(version=version).iterator(chunk_size=1):
        nonce, sealed = bytes(row.nonce), bytes(row.ciphertext)
        yield open_part(key, version.pk, row.position, version.parts, nonce, sealed)


# --- What waits for a worker ----------------------------------------------------------------------


def versions_to_check(at: datetime) -> list[UUID]:
    """Versions whose check a dead worker left behind."""
    checking = RegisterVersion.objects.filter(
        state=RegisterVersion.State.CHECKING, touched_at__lte=at - SILENCE
    )
    return list(checking.values_list("pk", flat=True))
