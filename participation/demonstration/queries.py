"""The accounts to look round a demonstration as."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from participation.councils.models import Council
from participation.people.models import Role, User

ACCOUNTS = settings.BASE_DIR / "demo" / "accounts.toml"


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to look round as, and what is worth trying as them."""

    role: Role
    email: str
    name: str
    try_this: str


def demo_accounts(council: Council) -> list[DemoAccount]:
    """One account for each role, as in accounts.toml; [] unless DEMO is set and the council says
    that it is one.
    """
    return list(_read_accounts()) if settings.DEMO and council.is_demonstration else []


def demo_user(council: Council, role: str) -> User | None:
    """The person of this role to look round as; None where there is no demonstration, or no such
    role.
    """
    email = next(
        (account.email for account in demo_accounts(council) if account.role == role), None
    )
    return User.objects.filter(
        email=email, memberships__council=council, memberships__role=role
    ).first()


@cache
def _read_accounts() -> tuple[DemoAccount, ...]:
    accounts = tomllib.loads(ACCOUNTS.read_text())["accounts"]
    return tuple(
        DemoAccount(Role(who["role"]), who["email"], who["name"], who["try"]) for who in accounts
    )
