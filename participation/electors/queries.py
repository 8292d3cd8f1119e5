"""Who is entitled to vote in a council, how well they have shown it, and which elector they are."""

from typing import NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection

from coopservices import keystore
from participation.councils.models import Council
from participation.electors.models import Elector, Level, Method
from participation.engines.eligibility import eligibility_entry, eligibility_mac
from participation.people.models import User
from participation.people.permissions import ROLES_THAT_VOTE
from participation.places.models import Area


class Entitlement(NamedTuple):
    """What an account has shown: the level it reached, and the area it declared."""

    has_role: bool
    level: Level
    area: Area | None


class Voter(NamedTuple):
    """An elector as the ballot box needs it."""

    elector: UUID
    level: int
    area_code: str | None


def eligibility_key(council_id: int) -> bytes:
    """The key that binds a council's electors to what they showed. Raises KeyUnavailable."""
    return keystore.read(eligibility_key_name(council_id))


def eligibility_key_name(council_id: int) -> str:
    """The name of that key in the key store."""
    return f"council-{council_id}-electors"


def entitlement_of(user: User, council: Council) -> Entitlement:
    """What the account has shown so far, asked afresh: a role that votes, a confirmed address, a
    declared area.
    """
    votes = user.memberships.filter(council=council, role__in=ROLES_THAT_VOTE)
    roles = list(votes.select_related("area").defer("area__boundary").order_by("pk"))
    area = next((membership.area for membership in roles if membership.area), None)
    return Entitlement(has_role=bool(roles), level=_level(user, area), area=area)


def _level(user: User, area: Area | None) -> Level:
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        return Level.OPEN
    return Level.POSTCODE if area else Level.EMAIL


def voter_of(user: User, council_id: int) -> Voter | None:
    """The elector of somebody with a role that votes; None without such a role, or before they are
    registered.

    One query, beside the one that learns the person's roles.
    """
    if not user.is_active or not any(
        at == council_id and role in ROLES_THAT_VOTE for at, role in user.roles
    ):
        return None
    entry = account_entry(eligibility_key(council_id), user)
    with connection.cursor() as cursor:
        cursor.execute(_ELECTOR, [council_id, _ENTRY.get_db_prep_value(entry, connection)])
        found = cursor.fetchone()
    return _voter(*found) if found else None


def _voter(elector: UUID | str, level: int, area_code: str | None) -> Voter:
    return Voter(
        elector if isinstance(elector, UUID) else UUID(elector), level, area_code
    )  # SQLite keeps text


# In SQL, since every vote asks it: Django takes several times as long to write it as a database to
# answer it.
_ELECTOR = f"""
    SELECT elector.id, elector.level, area.code
    FROM {Elector._meta.db_table} AS elector
    LEFT JOIN {Area._meta.db_table} AS area ON area.id = elector.area_id
    WHERE elector.council_id = %s AND elector.entry = %s
"""  # noqa: S608, SLF001 (names of our own tables, by Django's public name for them)
_ENTRY = Elector._meta.get_field("entry")  # noqa: SLF001


def account_entry(key: bytes, user: User) -> bytes:
    """What stands in an elector's row for an account: nobody without the key can tell
    whose it is.
    """
    return eligibility_entry(key, method=Method.ACCOUNT, reference=str(user.pk))


def is_genuine(key: bytes, elector: Elector) -> bool:
    """Whether an elector's row was written by us, and not by somebody who can only write to the
    database.
    """
    return bytes(elector.mac) == eligibility_mac(
        key,
        elector=elector.pk,
        level=elector.level,
        method=elector.method,
        entry=bytes(elector.entry),
    )
