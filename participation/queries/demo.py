"""The accounts of the demonstration, which only a demonstration shows."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from participation.models import Role

ACCOUNTS = settings.BASE_DIR / "demo" / "accounts.toml"


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to look round as, and what is worth trying as them."""

    role: Role
    email: str
    name: str
    try_this: str


def demo_accounts() -> list[DemoAccount]:
    """One account for each role, in the order of accounts.toml. Empty unless the setting DEMO is on."""
    return list(_read_accounts()) if settings.DEMO else []


@cache
def _read_accounts() -> tuple[DemoAccount, ...]:
    told = tomllib.loads(ACCOUNTS.read_text())["accounts"]
    return tuple(DemoAccount(Role(who["role"]), who["email"], who["name"], who["try"]) for who in told)
