"""Makes the council's eligibility key, and the one elector of an account."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import keystore
from coopservices.permissions import require
from participation.councils.models import Council
from participation.electors.models import Binding, Elector, Method
from participation.electors.permissions import may_be_elector, may_identify_people
from participation.electors.queries import (
    Entitlement,
    Voter,
    account_entry,
    code_entry,
    electors_led_to,
    eligibility_key,
    eligibility_key_name,
    entitlement_of,
    identity_entries,
    is_binding_genuine,
    is_genuine,
    mac_of,
    mailbox_entries,
    mailbox_entry,
    person_entry,
    voter_shown_by,
)
from participation.engines.constituencies import last_of
from participation.engines.eligibility import binding_mac
from participation.engines.proofs import DESK, IDENTITY, PROOFS, REGISTER, read, written
from participation.people.models import User
from participation.places.models import Area
from participation.places.queries import area_of_postcode

NEEDED = PROOFS["email"].asks  # of an account, before it is an elector at all
_OF_A_PERSON = frozenset({DESK, REGISTER})  # what only one person can have shown


class RegistrationRefused(Exception):
    """The account has not shown enough to vote; the message says what is missing."""


@dataclass(frozen=True)
class PersonAtDesk:
    """What somebody showed at a desk; none of it is stored. `email` is the address of an account
    that they showed they are signed in to, "" where they have none. `constituency` is the one that
    they say they are of, "" where nobody asked.
    """

    surname: str
    postcode: str
    born_on: date
    email: str = ""
    constituency: str = ""


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

    It is that of every account with one of its identities or mailboxes, and stays so when these
    change. An identity that has led to another elector before is none here: it has its vote.
    No event tells of it and no time is kept: either would connect the person to the elector. Raises
    RegistrationRefused without a confirmed e-mail address, and KeyUnavailable without the council's
    key.
    """
    require(may_be_elector(by, council))
    shown = entitlement_of(by, council)
    if not shown.proofs >= NEEDED:
        raise RegistrationRefused(
            _(
                "Confirm your e-mail address first. We have sent you a code. An address that is "
                "given away for minutes does not count."
            )
        )

    key = eligibility_key(council.pk)
    account, mailboxes = account_entry(key, by), mailbox_entries(key, by)
    identities = identity_entries(key, by, council.pk)
    elector = _known_elector(key, council, [account, *identities, *mailboxes])
    if elector is None:
        elector = _made(key, council, shown, entry=mailboxes[0], method=Method.ACCOUNT)
    _bind(key, elector, [account, *identities, *mailboxes])
    if identities and elector.pk not in electors_led_to(council.pk, identities).values():
        shown = shown._replace(proofs=shown.proofs - {IDENTITY})
    elector = Elector.objects.select_for_update().get(pk=elector.pk)  # others may add to it now
    shown = _with_what_stays(key, shown, elector)
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


@transaction.atomic
def identify_at_desk(*, by: User, council: Council, person: PersonAtDesk) -> Voter:
    """Find or make the one elector of somebody who has shown at a desk who they are: that of their
    account, if they have one, and of nobody else ever after.

    No event tells of it and no time is kept, for the reason that `register_elector` gives. Raises
    RegistrationRefused for an address that nobody here has, and KeyUnavailable.
    """
    require(may_identify_people(by, council))
    key = eligibility_key(council.pk)
    themselves = person_entry(
        key, surname=person.surname, postcode=person.postcode, born_on=person.born_on
    )
    mailboxes = [mailbox_entry(key, person.email)] if person.email.strip() else []
    elector = _known_elector(key, council, [themselves, *mailboxes])
    if elector is None and mailboxes:
        raise RegistrationRefused(
            _("Nobody has voted here with this address. Leave it empty, or compare it again.")
        )
    if elector and not _is_ours(key, elector):
        raise RegistrationRefused(
            _("We could not find this person's right to vote. Please tell whoever runs the vote.")
        )
    if elector is None:
        shown = _shown_at_desk(council, person, None)
        elector = _made(key, council, shown, entry=themselves, method=Method.DESK)
    elector = _led_to(key, elector, [themselves])
    return _renewed(key, elector, _shown_at_desk(council, person, elector))


@transaction.atomic
def register_listed(
    *,
    by: User | None,
    council: Council,
    entries: Sequence[bytes],
    area: Area | None,
    constituency: str,
) -> Voter:
    """Find or make the one elector of somebody who stands on a register: that of whom a desk has
    seen, or of the account that they are signed in to, unless somebody else has shown who they are
    with it.

    Whoever calls has found the entries there. Two at once get the same elector: `(council, entry)`
    is unique. Raises RegistrationRefused for a row that we did not write, and KeyUnavailable.
    """
    key = eligibility_key(council.pk)
    elector = _known_elector(key, council, list(entries)) or _free_elector(key, council, by)
    if elector and not _is_ours(key, elector):
        raise RegistrationRefused(
            _("We could not find your right to vote. Please tell the council.")
        )
    if elector is None:
        shown = _shown_by_listing(council, area, constituency, None)
        elector = _made(key, council, shown, entry=entries[0], method=Method.REGISTER)
    elector = _led_to(key, elector, list(entries))
    return _renewed(key, elector, _shown_by_listing(council, area, constituency, elector))


def _free_elector(key: bytes, council: Council, user: User | None) -> Elector | None:
    """The elector of an account with which nobody has shown yet who they are."""
    if user is None:
        return None
    account = [account_entry(key, user), *mailbox_entries(key, user)]
    elector = _known_elector(key, council, account)
    return elector if elector and not read(elector.proofs) & _OF_A_PERSON else None


def _shown_by_listing(
    council: Council, area: Area | None, constituency: str, known: Elector | None
) -> Entitlement:
    """What somebody has shown by now, with the ward and the constituency that a register tells."""
    proofs = (read(known.proofs) if known else frozenset[str]()) | {REGISTER}
    theirs = last_of((constituency, known.constituency if known else ""))
    theirs_before = known.area if known else None
    return Entitlement(council.pk, False, proofs, area or theirs_before, theirs)


def _shown_at_desk(council: Council, person: PersonAtDesk, known: Elector | None) -> Entitlement:
    """What somebody has shown by now, with the ward that they vote in and the constituency: that of
    their account, or what they say.
    """
    proofs = (read(known.proofs) if known else frozenset[str]()) | {DESK}
    area = (known and known.area) or area_of_postcode(council, person.postcode)
    theirs = known.constituency if known else ""
    is_of_account = known is not None and known.method == Method.ACCOUNT and theirs
    constituency = theirs if is_of_account else person.constituency or theirs
    return Entitlement(council.pk, False, proofs, area, constituency)


def _with_what_stays(key: bytes, shown: Entitlement, elector: Elector) -> Entitlement:
    """What an account has shown, with what stays shown, if it was we who wrote it: a document at a
    desk, a place on a register with its ward and constituency, and an identity, so that no ballot
    stops counting because the council's provider is another by now.
    """
    stays = read(elector.proofs) & (_OF_A_PERSON | {IDENTITY})
    if not stays or not _is_ours(key, elector):
        return shown
    shown = shown._replace(proofs=shown.proofs | stays)
    if REGISTER not in stays:
        return shown
    constituency = last_of((elector.constituency, shown.constituency))
    return shown._replace(area=elector.area or shown.area, constituency=constituency)


def _is_ours(key: bytes, elector: Elector) -> bool:
    """Whether the whole row was written by us."""
    row = Voter(
        elector=elector.pk,
        council_id=elector.council_id,
        proofs=read(elector.proofs),
        method=elector.method,
        entry=bytes(elector.entry),
        area_code=elector.area.code if elector.area else None,
        constituency=elector.constituency,
        mac=bytes(elector.mac),
        poll=elector.poll,
    )
    return is_genuine(key, row)


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


def _made(
    key: bytes, council: Council, shown: Entitlement, *, entry: bytes, method: Method
) -> Elector:
    """The elector first shown by this: a new one, or the one that somebody made at this moment."""
    voter = _voter(key, council, shown, uuid4(), entry=entry, method=method)
    row = {"id": voter.elector, **_row(voter, shown)}
    return Elector.objects.get_or_create(council=council, entry=entry, defaults=row)[0]


def _led_to(key: bytes, elector: Elector, entries: list[bytes]) -> Elector:
    """Let these entries of a person lead to the elector, and return to whom they do lead by now,
    locked: somebody else may have been quicker, and nobody is two electors.
    """
    _bind(key, elector, entries)
    leads = _known_elector(key, elector.council, entries) or elector
    return Elector.objects.select_for_update().get(pk=leads.pk)


def _renewed(key: bytes, elector: Elector, shown: Entitlement) -> Voter:
    """The elector with what was shown by now."""
    entry, method = bytes(elector.entry), Method(elector.method)
    voter = _voter(key, elector.council, shown, elector.pk, entry=entry, method=method)
    Elector.objects.filter(pk=elector.pk).update(**_row(voter, shown))
    return voter


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
    key: bytes,
    council: Council,
    shown: Entitlement,
    elector: UUID,
    *,
    entry: bytes,
    method: Method = Method.ACCOUNT,
) -> Voter:
    voter = Voter(
        elector=elector,
        council_id=council.pk,
        proofs=shown.proofs,
        method=method,
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
