"""What somebody is to a council, and what that lets them do."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import DateTimeField

from participation.models import Area, Council, Level, Membership, User
from participation.permissions import Permission, holds, holds_any
from participation.queries.electors import entitlement_of


@dataclass(frozen=True)
class Way:
    """A way to take part: whether this person may, and if not, what would let them."""

    words: str
    is_open: bool
    how: str


@dataclass(frozen=True)
class Standing:
    """Somebody's roles in a council, the ward they declared, and the ways to take part."""

    roles: list[Membership]
    area: Area | None
    ways: list[Way]


def account(user_id: int) -> User | None:
    """Somebody who has an account, known with their roles at once; None where there is none. One query.

    When they joined and last signed in is fetched if somebody asks: no page does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT_AND_ROLES, [user_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    user = User.from_db(connection.alias, _KNOWN, rows[0][:-2])
    user.know_roles((council, role) for *_, council, role in rows if council)
    return user


# In SQL, since every page asks it, with one row for each role and the account in each: people have one or two.
_FIELDS = User._meta.concrete_fields  # noqa: SLF001 (Django's public name for them)
_KNOWN = [field.attname for field in _FIELDS if not isinstance(field, DateTimeField)]
_ACCOUNT_AND_ROLES = f"""
    SELECT {", ".join(f"account.{name}" for name in _KNOWN)}, membership.council_id, membership.role
    FROM {User._meta.db_table} AS account
    LEFT JOIN {Membership._meta.db_table} AS membership ON membership.user_id = account.id
    WHERE account.id = %s
"""  # noqa: S608, SLF001 (names of our own tables, by Django's public name for them)


def standing_of(user: User, council: Council) -> Standing:
    """Roles, ward and ways to take part of one person in one council. Four queries at most."""
    roles = list(user.memberships.filter(council=council).select_related("service", "organisation").order_by("pk"))
    shown = entitlement_of(user, council)
    return Standing(roles, shown.area, [_proposing(user, council), *_voting(user, council, shown.level)])


def _proposing(user: User, council: Council) -> Way:
    may = holds_any(user, {Permission.PROPOSE, Permission.PROPOSE_AS_STAFF}, council)
    return Way("Write proposals", may, "For residents, people who use services, carers and front-line staff")


def _voting(user: User, council: Council, level: Level) -> list[Way]:
    votes = holds(user, Permission.VOTE, council)
    return [
        Way("Vote where a confirmed e-mail address is enough", votes and level >= Level.EMAIL, "Sign in with a code"),
        Way(
            f"Vote where you must live in {council.name}", votes and level >= Level.POSTCODE, "Give your postcode below"
        ),
    ]
