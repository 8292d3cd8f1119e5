"""Makes the council's eligibility key, and the one elector of an account."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import keystore
from coopservices.permissions import require
from participation.councils.models import Council
from participation.electors.models import Elector, Method
from participation.electors.permissions import may_be_elector
from participation.electors.queries import (
    Entitlement,
    Voter,
    account_entry,
    eligibility_key,
    eligibility_key_name,
    entitlement_of,
    mac_of,
)
from participation.engines.proofs import PROOFS, written
from participation.people.models import User

NEEDED = PROOFS["email"].asks  # of an account, before it is an elector at all
ONE_POOL = ""  # no constituency: all electors are counted together


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
def register_elector(*, by: User, council: Council) -> Voter:
    """Find or make the one elector of an account, with what it has shown by now.

    No event tells of it and no time is kept: either would connect the person to the elector. Raises
    RegistrationRefused without a confirmed e-mail address, and KeyUnavailable without the council's
    key.
    """
    require(may_be_elector(by, council))
    shown = entitlement_of(by, council)
    if not shown.proofs >= NEEDED:
        raise RegistrationRefused(_("Confirm your e-mail address first. We have sent you a code."))

    voter = _voter(by, council, shown, uuid4())
    elector, is_new = Elector.objects.get_or_create(
        council=council, entry=voter.entry, defaults={"id": voter.elector, **_row(voter, shown)}
    )
    if is_new:
        return voter
    voter = _voter(by, council, shown, elector.pk)
    if (elector.proofs, elector.area_id) != (written(shown.proofs), shown.area and shown.area.pk):
        Elector.objects.filter(pk=elector.pk).update(**_row(voter, shown))
    return voter


def _voter(by: User, council: Council, shown: Entitlement, elector: UUID) -> Voter:
    key = eligibility_key(council.pk)
    voter = Voter(
        elector=elector,
        council_id=council.pk,
        proofs=shown.proofs,
        method=Method.ACCOUNT,
        entry=account_entry(key, by),
        area_code=shown.area_code,
        constituency=ONE_POOL,
        mac=b"",
    )
    return voter._replace(mac=mac_of(key, voter))


def _row(voter: Voter, shown: Entitlement) -> dict[str, Any]:
    return {
        "proofs": written(voter.proofs),
        "method": voter.method,
        "area": shown.area,
        "constituency": voter.constituency,
        "mac": voter.mac,
    }
