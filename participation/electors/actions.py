"""Makes the council's eligibility key, and the one elector of an account."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import keystore
from coopservices.permissions import require
from participation.councils.models import Council
from participation.electors.models import Binding, Elector, Method
from participation.electors.permissions import may_be_elector
from participation.electors.queries import (
    Entitlement,
    Voter,
    account_entry,
    code_entry,
    eligibility_key,
    eligibility_key_name,
    entitlement_of,
    is_binding_genuine,
    mac_of,
    mailbox_entries,
    voter_shown_by,
)
from participation.engines.eligibility import binding_mac
from participation.engines.proofs import PROOFS, written
from participation.people.models import User
from participation.places.models import Area

NEEDED = PROOFS["email"].asks  # of an account, before it is an elector at all


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

    It is that of every account with one of its mailboxes, and stays so when the addresses change.
    No event tells of it and no time is kept: either would connect the person to the elector. Raises
    RegistrationRefused without a confirmed e-mail address, and KeyUnavailable without the council's
    key.
    """
    require(may_be_elector(by, council))
    shown = entitlement_of(by, council)
    if not shown.proofs >= NEEDED:
        raise RegistrationRefused(_("Confirm your e-mail address first. We have sent you a code."))

    key = eligibility_key(council.pk)
    account, mailboxes = account_entry(key, by), mailbox_entries(key, by)
    elector = _known_elector(key, council, [account, *mailboxes])
    if elector is None:
        made = _voter(key, council, shown, uuid4(), entry=mailboxes[0])
        elector, _made = Elector.objects.get_or_create(
            council=council, entry=made.entry, defaults={"id": made.elector, **_row(made, shown)}
        )
    _bind(key, elector, [account, *mailboxes])
    voter = _voter(key, council, shown, elector.pk, entry=bytes(elector.entry))
    is_as_shown = (elector.proofs, elector.area_id, elector.constituency) == (
        written(shown.proofs),
        shown.area and shown.area.pk,
        shown.constituency,
    )
    if not is_as_shown:
        Elector.objects.filter(pk=elector.pk).update(**_row(voter, shown))
    return voter


@transaction.atomic
def register_code(
    *, council: Council, poll: UUID, code: str, area: Area | None, constituency: str
) -> Voter:
    """Find or make the one elector of a code that the council sent for a poll; `code` is what tells
    it from every other, and not what is printed.

    Whoever calls has found the code to be one of ours. Two at once get the same elector: `(council,
    entry)` is unique. Raises KeyUnavailable.
    """
    key = eligibility_key(council.pk)
    voter = Voter(
        elector=uuid4(),
        council_id=council.pk,
        proofs=PROOFS["code"].asks,
        method=Method.CODE,
        entry=code_entry(key, code),
        area_code=area.code if area else None,
        constituency=constituency,
        mac=b"",
        poll=poll,
    )
    Elector.objects.get_or_create(
        council=council,
        entry=voter.entry,
        defaults={
            "id": voter.elector,
            "proofs": written(voter.proofs),
            "method": voter.method,
            "area": area,
            "constituency": constituency,
            "poll": poll,
            "mac": mac_of(key, voter),
        },
    )
    known = voter_shown_by(council.pk, voter.entry)
    if known is None:
        raise RuntimeError("The elector that was just made is not there.")
    return known


def forget_electors_of(*, poll: UUID) -> None:
    """Delete the electors of one poll alone, when its result is final."""
    Elector.objects.filter(poll=poll).delete()


def _known_elector(key: bytes, council: Council, entries: list[bytes]) -> Elector | None:
    """The elector that the first of these entries leads to which leads to any: by a binding of
    ours, or as what the elector was first shown by.
    """
    bindings = Binding.objects.filter(council=council, entry__in=entries)
    electors = Elector.objects.filter(council=council, entry__in=entries)
    known = {bytes(each.entry): each for each in electors} | {
        bytes(each.entry): each.elector
        for each in bindings.select_related("elector")
        if is_binding_genuine(key, bytes(each.entry), each.elector_id, bytes(each.mac))
    }
    return next((known[entry] for entry in entries if entry in known), None)


def _bind(key: bytes, elector: Elector, entries: list[bytes]) -> None:
    """Let all of these lead to the elector, but for what leads to another already."""
    Binding.objects.bulk_create(
        [
            Binding(
                council_id=elector.council_id,
                entry=entry,
                elector=elector,
                mac=binding_mac(key, entry=entry, elector=elector.pk),
            )
            for entry in entries
        ],
        ignore_conflicts=True,
    )


def _voter(
    key: bytes, council: Council, shown: Entitlement, elector: UUID, *, entry: bytes
) -> Voter:
    voter = Voter(
        elector=elector,
        council_id=council.pk,
        proofs=shown.proofs,
        method=Method.ACCOUNT,
        entry=entry,
        area_code=shown.area_code,
        constituency=shown.constituency,
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
