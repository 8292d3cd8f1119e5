"""A council's officers, whose an address is, and an account with its roles."""

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import DateTimeField

from participation.councils.models import Council
from participation.memberships.models import Membership
from participation.people.models import Role, User


def officer_of(council: Council, email: str | None = None) -> User | None:
    """The council's officer with this address, or its first officer; None if there is no such
    person.
    """
    officers = User.objects.filter(
        memberships__council=council, memberships__role=Role.OFFICER, is_active=True
    )
    return (officers.filter(email=email.lower()) if email else officers.order_by("pk")).first()


def person_with(email: str) -> User | None:
    """Whose address this is: who has shown it, else whose account bears it; None if nobody's."""
    shown = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user")
    if address := shown.first():
        user: User = address.user
        return user
    return User.objects.filter(email__iexact=email).first()


def account(user_id: int) -> User | None:
    """Somebody who has an account, known with their roles at once; None where there is none. One
    query.

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


# In SQL, since every page asks it, with one row for each role and the account in each: people have
# one or two. As a query of the ORM, with Django's own sessions, a cast took 1.9 times the CPU of a
# minimal view (`python -m bench cast-vs-floor`; 1.67 times with Django's own sessions alone); with
# Django's two, for the account and its roles, 2.0 to 2.2 times. The bar is 1.5.
_FIELDS = User._meta.concrete_fields  # noqa: SLF001 (Django's public name for them)
_KNOWN = [field.attname for field in _FIELDS if not isinstance(field, DateTimeField)]
_ACCOUNT_AND_ROLES = f"""
    SELECT {", ".join(f"account.{name}" for name in _KNOWN)}, membership.council_id, membership.role
    FROM {User._meta.db_table} AS account
    LEFT JOIN {Membership._meta.db_table} AS membership ON membership.user_id = account.id
    WHERE account.id = %s
"""  # noqa: S608, SLF001 (names of our own tables, by Django's public name for them)
