"""What is read of the audit: a council's, narrowed; and what is about one person."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from coopservices.audit.models import AuditCheck, AuditEntry, AuditEntryQuerySet, kind_of
from coopservices.audit.words import FAULT_WORDS
from coopservices.dates import end_of, start_of
from coopservices.listing import containing
from participation.audit.words import words_of_act, words_of_kind, words_of_roles
from participation.councils.models import Council
from participation.invitations.queries import ROLES_GIVEN
from participation.memberships.models import Membership
from participation.people.models import User

PAGE = 50
MOST_FOUND = 200  # people whose name or address contains the words
_ABOUT_MEMBERSHIPS = ("role_given", "role_taken")


@dataclass(frozen=True)
class Narrowing:
    """What narrows the list; "" and None narrow nothing. The days are both included."""

    who: str = ""
    act: str = ""
    kind: str = ""
    thing: str = ""
    role: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Person:
    """An account by its number, and how the people page calls it; "" for one that has no role to be
    listed there, or is deleted. No number: the platform itself, its shell or a visitor.
    """

    number: int | None
    name: str = ""


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it. `person` is whom it is about, where it is about somebody, and
    `details` are codes by name.
    """

    n: int
    at: datetime
    act: str
    by: Person
    roles: list[str]
    kind: str
    kind_code: str
    thing: str
    person: Person | None
    details: Mapping[str, object]


@dataclass(frozen=True)
class Check:
    """The last check of the chain, None before the first; what is wrong with the first entry that
    does not hold, "" if all do; and since when another check waits to be done.
    """

    last: AuditCheck | None
    fault: str
    waits_since: datetime | None


def audit_of(council: Council, narrowed: Narrowing) -> AuditEntryQuerySet:
    """The council's entries that the narrowing lets through. One query, and one more to find
    people by their names.
    """
    rows = AuditEntry.objects.of_council(council.pk)
    for field, code in (
        ("act", narrowed.act),
        ("subject_type", narrowed.kind),
        ("subject_id", narrowed.thing),
    ):
        if code:
            rows = rows.filter(**{field: code})
    if narrowed.who:
        rows = rows.filter(actor_id__in=_people_called(narrowed.who, council))
    if narrowed.role:
        rows = rows.filter(role__regex=rf"(^|\+){narrowed.role}(\+|$)")
    if narrowed.since:
        rows = rows.filter(at__gte=start_of(narrowed.since))
    if narrowed.until:
        rows = rows.filter(at__lt=end_of(narrowed.until))
    return rows


def audit_about(user: User, council: Council) -> AuditEntryQuerySet:
    """Who looked at what is held about somebody, and what was done with their account: in this
    council, and by the operators of the platform. A look at the list of everybody is one at them.

    Two queries: one finds the roles that they ever had.
    """
    account, role = kind_of(User), kind_of(Membership)
    theirs = AuditEntry.objects.filter(subject_type=account, subject_id=str(user.pk))
    everybody = Q(act="people_listed", subject_type__in=(account, role), at__gte=user.joined_at)
    about = (
        Q(subject_type=account, subject_id=str(user.pk))
        | Q(subject_type=role, subject_id__in=_roles_ever(user, theirs))
        | everybody
    )
    return AuditEntry.objects.filter(Q(council_id=council.pk) | Q(council_id=None)).filter(about)


def lines_of(entries: Sequence[AuditEntry], council: Council) -> list[Line]:
    """The entries as a page shows them to an officer. One query, however many there are."""
    account = kind_of(User)
    about = {
        int(each.subject_id) for each in entries if each.subject_type == account and each.subject_id
    }
    by = {each.actor_id for each in entries if each.actor_id}
    names = _names_of(about | by, council)
    return [_line(each, names, account) for each in entries]


def own_lines_of(entries: Iterable[AuditEntry], user: User) -> list[Line]:
    """The entries as a page shows them to the person they are about: by whom in what role, and by
    name only themselves. No query.
    """
    return [_line(each, {user.pk: str(user)}, kind_of(User)) for each in entries]


def table_of(entries: AuditEntryQuerySet) -> Iterator[Sequence[object]]:
    """The rows of a file: what the entries hold, people by their numbers. One query, read in
    portions.
    """
    for each in entries.newest_first().iterator():
        yield (
            each.n,
            each.at.isoformat(),
            each.act,
            words_of_act(each.act),
            each.actor_id,
            each.role,
            each.subject_type,
            each.subject_id,
            each.details,
            each.entry_hash,
        )


def check_now() -> Check:
    """When the chain was last checked and what was found, and whether a check is on its way. Two
    queries.
    """
    waiting = AuditCheck.objects.waiting().first()
    last = AuditCheck.objects.done().newest_first().first()
    fault = str(FAULT_WORDS[last.fault_why]) if last and last.fault_why else ""
    return Check(last, fault, waiting.asked_at if waiting else None)


def _line(entry: AuditEntry, names: Mapping[int, str], account: str) -> Line:
    is_about_somebody = entry.subject_type == account and bool(entry.subject_id)
    number = entry.actor_id
    return Line(
        n=entry.n,
        at=entry.at,
        act=words_of_act(entry.act),
        by=Person(number, names.get(number, "") if number else ""),
        roles=words_of_roles(entry.role),
        kind=words_of_kind(entry.subject_type),
        kind_code=entry.subject_type,
        thing=entry.subject_id,
        person=(
            Person(int(entry.subject_id), names.get(int(entry.subject_id), ""))
            if is_about_somebody
            else None
        ),
        details=json.loads(entry.details) if entry.details else {},
    )


def _names_of(numbers: Iterable[int], council: Council) -> dict[int, str]:
    """What those of them are called whom the page of people lists."""
    listed = User.objects.filter(
        pk__in=numbers, memberships__council=council, memberships__role__in=ROLES_GIVEN
    )
    return {
        number: name or email
        for number, name, email in listed.values_list("pk", "name", "email").distinct()
    }


def _people_called(words: str, council: Council) -> list[int]:
    """The number itself, or those whom the page of people lists under these words."""
    if words.isdecimal() and words.isascii():
        return [int(words[:18])]
    listed = User.objects.filter(
        memberships__council=council, memberships__role__in=ROLES_GIVEN
    ).distinct()
    return list(
        containing(listed, words, "name", "email").values_list("pk", flat=True)[:MOST_FOUND]
    )


def _roles_ever(user: User, theirs: AuditEntryQuerySet) -> list[str]:
    """The ids of the memberships that somebody has, and of those that were given or taken."""
    told = theirs.filter(act__in=_ABOUT_MEMBERSHIPS).values_list("details", flat=True)
    ever = {str(json.loads(each).get("membership", "")) for each in told if each}
    now = Membership.objects.filter(user=user).values_list("pk", flat=True)
    return sorted(ever - {""} | {str(each) for each in now})
