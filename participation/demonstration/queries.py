"""The accounts to look round a demonstration as."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from participation.councils.models import Council
from participation.people.models import Role, User

DEMONSTRATIONS = settings.BASE_DIR / "demo"  # a folder for each


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to look round as, and what is worth trying as them."""

    role: Role
    key: str
    email: str
    name: str
    try_this: str


def demo_accounts(council: Council) -> list[DemoAccount]:
    """One account for each role and a second officer, as in the accounts.toml of its folder; []
    unless DEMO is set and the council says that it is one.
    """
    if not (settings.DEMO and council.is_demonstration):
        return []
    return list(_read_accounts().get(council.slug, ()))


def demo_user(council: Council, key: str) -> User | None:
    """The person to look round as, by their role or the key of a second one; None where there is no
    demonstration, or nobody of that key.
    """
    account = next((each for each in demo_accounts(council) if each.key == key), None)
    if account is None:
        return None
    return User.objects.filter(
        email=account.email, memberships__council=council, memberships__role=account.role
    ).first()


@cache
def _read_accounts() -> dict[str, tuple[DemoAccount, ...]]:
    """Those of each demonstration, by the slug of its council."""
    return {
        tomllib.loads(path.read_text())["council"]["slug"]: _accounts_in(path.parent)
        for path in DEMONSTRATIONS.glob("*/council.toml")
    }


def _accounts_in(folder: Path) -> tuple[DemoAccount, ...]:
    accounts = tomllib.loads((folder / "accounts.toml").read_text())["accounts"]
    return tuple(
        DemoAccount(
            Role(who["role"]), who.get("key", who["role"]), who["email"], who["name"], who["try"]
        )
        for who in accounts
    )
