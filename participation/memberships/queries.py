"""A council's officers, whose an address is, and an account with its roles."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField

from participation.councils.models import Council
from participation.memberships.models import Membership
from participation.people.models import Role, User

# A recovery code stands in for one of these, and is none.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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
    """Somebody who has an account, known at once with their roles and whether these wait for a
    second factor; None where there is none. One query.

    When they joined and last signed in is fetched if somebody asks: no page does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT_AND_ROLES, [user_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    user = User.from_db(connection.alias, _KNOWN, rows[0][:-3])
    user.lacks_second_factor = not (rows[0][-3] or is_excused())
    user.know_roles((council, role) for *_, council, role in rows if council)
    return user


def is_excused() -> bool:
    """Whether this is a demonstration where nobody is asked for what only real people have."""
    return bool(settings.DEMO and settings.DEMO_WITHOUT_SECOND_FACTOR)


def waits_for_second_factor(user: User) -> bool:
    """Whether their roles are not in force until they have set up a second factor."""
    return user.is_of_staff and not is_excused() and not has_second_factor(user)


def has_second_factor(user: User) -> bool:
    """Whether they sign in with a second step: an app, a passkey or a security key."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


# In SQL, since every page asks it, with one row for each role and the account in each: people have
# one or two. As a query of the ORM, with Django's own sessions, a cast took 1.9 times the CPU of a
# minimal view (`python -m bench cast-vs-floor`; 1.67 times with Django's own sessions alone); with
# Django's two, for the account and its roles, 2.0 to 2.2 times. The bar is 1.5.
_TYPES = ", ".join(f"'{factor}'" for factor in SECOND_FACTORS)
_FIELDS = User._meta.concrete_fields  # noqa: SLF001 (Django's public name for them)
_KNOWN = [field.attname for field in _FIELDS if not isinstance(field, DateTimeField)]
_ACCOUNT_AND_ROLES = f"""
    SELECT {", ".join(f"account.{name}" for name in _KNOWN)},
        EXISTS (
            SELECT 1 FROM {Authenticator._meta.db_table} AS factor
            WHERE factor.user_id = account.id AND factor.type IN ({_TYPES})
        ),
        membership.council_id, membership.role
    FROM {User._meta.db_table} AS account
    LEFT JOIN {Membership._meta.db_table} AS membership ON membership.user_id = account.id
    WHERE account.id = %s
"""  # noqa: S608, SLF001 (names of our own tables, by Django's public name for them)
