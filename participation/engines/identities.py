"""Identities: whom a council's provider of OpenID Connect has shown, told apart from all others.

Source: OpenID Connect Core 1.0, 2 and 5.7: only issuer and subject together name somebody, and of
some issuers only to one client.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple, Self

SHOWN = "council_identity"  # in a session


class Provider(NamedTuple):
    """Who shows identities to a council: an issuer, and what it knows us as."""

    issuer: str
    client_id: str


def identity_reference(provider: Provider, subject: str) -> str:
    """Return an identity's reference, in which no part runs into the next. It is to be hashed under
    a key, never stored.
    """
    return json.dumps([*provider, subject])


@dataclass(frozen=True)
class ShownIdentity:
    """Whom a provider has shown, until an account has it: with the address that it tells, and where
    they want to go on. `is_with_address` once they have shown that this address is theirs.
    """

    issuer: str
    client_id: str
    subject: str
    email: str = ""
    way_on: str = ""
    is_with_address: bool = False

    @classmethod
    def read(cls, facts: Mapping[str, Any] | None) -> Self | None:
        """The identity of these facts, as `facts` has them; None where there are none, or
        others.
        """
        names = {field.name for field in fields(cls)}
        return cls(**facts) if facts and facts.keys() == names else None

    @property
    def facts(self) -> dict[str, Any]:
        """All of it by name, to keep."""
        return asdict(self)

    @property
    def provider(self) -> Provider:
        """Who has shown it."""
        return Provider(self.issuer, self.client_id)
