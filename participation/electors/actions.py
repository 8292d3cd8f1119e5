"""Makes the council's eligibility key, and the one elector of an account."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from coopservices import keystore
from coopservices.permissions import require
from participation.councils.models import Council
from participation.electors.models import Elector, Level, Method
from participation.electors.permissions import may_be_elector
from participation.electors.queries import (
    Entitlement,
    account_entry,
    eligibility_key,
    eligibility_key_name,
    entitlement_of,
)
from participation.engines.eligibility import eligibility_mac
from participation.people.models import User


class RegistrationRefused(Exception):
    """The account has not shown enough to vote; the message says what is missing."""


def make_eligibility_key(*, council: Council) -> None:
    """Make the key that binds the council's electors to what they showed, once, when the council is
    founded.
    """
    name = eligibility_key_name(council.pk)
    if not keystore.exists(name):
        keystore.create(name, secrets.token_bytes(keystore.KEY_BYTES))


@transaction.atomic
def register_elector(*, by: User, council: Council) -> Elector:
    """Find or make the one elector of an account, at the level it has shown by now.

    No event tells of it and no time is kept: either would connect the person to the elector. Raises
    RegistrationRefused without a confirmed e-mail address, and KeyUnavailable without the council's
    key.
    """
    require(may_be_elector(by, council))
    shown = entitlement_of(by, council)
    if shown.level < Level.EMAIL:
        raise RegistrationRefused("Confirm your e-mail address first. We have sent you a code.")
    return _registered(by, council, shown)


def _registered(by: User, council: Council, shown: Entitlement) -> Elector:
    key = eligibility_key(council.pk)
    entry = account_entry(key, by)
    new_id = uuid4()
    elector, is_new = Elector.objects.get_or_create(
        council=council, entry=entry, defaults={"id": new_id, **_facts(key, new_id, entry, shown)}
    )
    if not is_new and (elector.level, elector.area_id) != (
        shown.level,
        shown.area and shown.area.pk,
    ):
        Elector.objects.filter(pk=elector.pk).update(**_facts(key, elector.pk, entry, shown))
        elector.refresh_from_db()
    return elector


def _facts(key: bytes, elector: UUID, entry: bytes, shown: Entitlement) -> dict[str, Any]:
    mac = eligibility_mac(
        key, elector=elector, level=shown.level, method=Method.ACCOUNT, entry=entry
    )
    return {"level": shown.level, "method": Method.ACCOUNT, "area": shown.area, "mac": mac}
