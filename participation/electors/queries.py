"""Who is entitled to vote in a council, what they have shown, and which elector they are."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from coopservices import keystore
from participation.council_sign_in.queries import sign_in_of
from participation.councils.models import Council
from participation.electors.models import Binding, Elector, Method
from participation.engines.constituencies import constituency_of
from participation.engines.eligibility import binding_mac, eligibility_entry, eligibility_mac
from participation.engines.identities import Provider, identity_reference
from participation.engines.mailboxes import canonical_address, is_disposable
from participation.engines.persons import numbered_reference, person_reference
from participation.engines.proofs import AccountFacts, Proofs, proofs_of, read, written
from participation.people.models import User
from participation.people.permissions import ROLES_THAT_VOTE
from participation.places.models import Area


class Entitlement(NamedTuple):
    """What an account has shown a council, the area it declared, and its constituency: that of its
    roles.
    """

    council_id: int
    has_role: bool
    proofs: Proofs
    area: Area | None
    constituency: str

    @property
    def area_code(self) -> str | None:
        """The code of that area."""
        return self.area.code if self.area else None


class Voter(NamedTuple):
    """An elector as the ballot box needs it, whether shown by an account, a code or a register.

    `mac` is the keyed hash of all the rest: see `is_genuine`.
    """

    elector: UUID
    council_id: int
    proofs: Proofs
    method: str
    entry: bytes
    area_code: str | None
    constituency: str
    mac: bytes
    poll: UUID | None = None  # the only one that it may vote in; None: any of the council's


def eligibility_key(council_id: int) -> bytes:
    """The key that binds a council's electors to what they showed. Raises KeyUnavailable."""
    return keystore.read(eligibility_key_name(council_id))


def read_eligibility_keys() -> None:
    """Read the key of every council. One query. Raises KeyUnavailable if any cannot be had."""
    for council_id in Council.objects.values_list("pk", flat=True):
        eligibility_key(council_id)


def eligibility_key_name(council_id: int) -> str:
    """The name of that key in the key store."""
    return f"council-{council_id}-electors"


def entitlement_of(user: User, council: Council) -> Entitlement:
    """What the account has shown so far, asked afresh: a role that votes, and its proofs."""
    votes = user.memberships.filter(council=council, role__in=ROLES_THAT_VOTE)
    roles = list(votes.select_related("area").defer("area__boundary").order_by("pk"))
    area = next((membership.area for membership in roles if membership.area), None)
    account = AccountFacts(
        has_confirmed_email=bool(_lasting_addresses(user)),
        area_code=area.code if area else None,
        has_identity=bool(_identities_of(user, council.pk)),
    )
    constituency = constituency_of([membership.role for membership in roles])
    return Entitlement(council.pk, bool(roles), proofs_of(account), area, constituency)


def voter_of(user: User, council_id: int) -> Voter | None:
    """The elector of somebody with a role that votes; None without such a role, or before they are
    registered.

    One query, beside the one that learns the person's roles.
    """
    if not user.is_active or not any(
        at == council_id and role in ROLES_THAT_VOTE for at, role in user.roles
    ):
        return None
    return voter_led_to(council_id, account_entry(eligibility_key(council_id), user))


def voter_led_to(council_id: int, entry: bytes) -> Voter | None:
    """The elector to whom a binding leads from this, None if none does; not genuine where the
    binding is not. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ELECTOR, [council_id, _ENTRY.get_db_prep_value(entry, connection)])
        row = cursor.fetchone()
    if row is None:
        return None
    voter = _voter(*row[:-1])
    is_bound = is_binding_genuine(eligibility_key(council_id), entry, voter.elector, row[-1])
    return voter if is_bound else voter._replace(mac=b"")  # as little genuine as the way to it


def voter_known_as(elector: UUID, council_id: int) -> Voter | None:
    """The elector with this id, None if the council has none. One query."""
    rows: Any = Elector.objects.filter(pk=elector, council=council_id).values_list(*_COLUMNS)
    row = rows.first()
    return _voter(*row) if row else None


def shows_identity(user: User, voter: Voter) -> bool:
    """Whether an account is connected today with an identity that leads to this elector. Three
    queries at most.
    """
    entries = identity_entries(eligibility_key(voter.council_id), user, voter.council_id)
    return voter.elector in electors_led_to(voter.council_id, entries).values()


def is_identity_of_another(user: User, council_id: int) -> bool:
    """Whether all identities that an account is connected with have led to another elector than its
    own before, so that none of them makes it a second vote. Three queries at most.
    """
    key = eligibility_key(council_id)
    account, identities = account_entry(key, user), identity_entries(key, user, council_id)
    leads = electors_led_to(council_id, [account, *identities])
    own = leads.get(account)
    return bool(own and identities) and all(leads.get(each, own) != own for each in identities)


def electors_led_to(council_id: int, entries: list[bytes]) -> dict[bytes, UUID]:
    """The elector to whom each of these leads, where it was we who let it. One query."""
    key = eligibility_key(council_id)
    bindings = Binding.objects.filter(council=council_id, entry__in=entries)
    return {
        bytes(each.entry): each.elector_id
        for each in bindings
        if is_binding_genuine(key, each.entry, each.elector_id, each.mac)
    }


def genuine_entries_of(voter: Voter) -> list[bytes]:
    """All that leads to an elector, as far as it was we who let it. One query."""
    key = eligibility_key(voter.council_id)
    return [
        bytes(each.entry)
        for each in Binding.objects.filter(council=voter.council_id, elector=voter.elector)
        if is_binding_genuine(key, each.entry, voter.elector, each.mac)
    ]


def voters_in(council_id: int) -> Iterator[Voter]:
    """Every elector of a council. One query, its rows read in portions."""
    rows: Any = Elector.objects.filter(council=council_id).values_list(*_COLUMNS)
    return (_voter(*row) for row in rows.iterator())


def voter_shown_by(council_id: int, entry: bytes) -> Voter | None:
    """The elector that was first shown by this, None if there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN_BY, [council_id, _ENTRY.get_db_prep_value(entry, connection)])
        row = cursor.fetchone()
    return _voter(*row) if row else None


_COLUMNS = (
    "pk",
    "council",
    "proofs",
    "method",
    "entry",
    "area__code",
    "constituency",
    "mac",
    "poll",
)


# In SQL, since every vote asks it: with Django's own query a cast took 1.77 times a minimal view,
# which is past its bar of 1.5 (`python -m bench cast-vs-floor`).
_ELECTOR = f"""
    SELECT elector.id, elector.council_id, elector.proofs, elector.method, elector.entry,
           area.code, elector.constituency, elector.mac, binding.mac
    FROM {Binding._meta.db_table} AS binding
    JOIN {Elector._meta.db_table} AS elector ON elector.id = binding.elector_id
    LEFT JOIN {Area._meta.db_table} AS area ON area.id = elector.area_id
    WHERE binding.council_id = %s AND binding.entry = %s
"""  # noqa: S608, SLF001 (names of our own tables, by Django's public name for them)
# As every vote by code or register asks this.
_SHOWN_BY = f"""
    SELECT elector.id, elector.council_id, elector.proofs, elector.method, elector.entry,
           area.code, elector.constituency, elector.mac, elector.poll
    FROM {Elector._meta.db_table} AS elector
    LEFT JOIN {Area._meta.db_table} AS area ON area.id = elector.area_id
    WHERE elector.council_id = %s AND elector.entry = %s
"""  # noqa: S608, SLF001
_ENTRY = Elector._meta.get_field("entry")  # noqa: SLF001 (Django's public name for it)


def _voter(  # noqa: PLR0917 (in the order of the columns)
    elector: UUID | str,
    council_id: int,
    proofs: str,
    method: str,
    entry: bytes,
    area_code: str | None,
    constituency: str,
    mac: bytes,
    poll: UUID | str | None = None,
) -> Voter:
    return Voter(
        elector=_id(elector),
        council_id=council_id,
        proofs=read(proofs),
        method=method,
        entry=bytes(entry),
        area_code=area_code,
        constituency=constituency,
        mac=bytes(mac),
        poll=_id(poll) if poll else None,
    )


def _id(told: UUID | str) -> UUID:
    return told if isinstance(told, UUID) else UUID(told)  # SQLite keeps text


def account_entry(key: bytes, user: User) -> bytes:
    """What stands in the database for an account: nobody without the key can tell whose it is."""
    return eligibility_entry(key, method=Method.ACCOUNT, reference=str(user.pk))


def code_entry(key: bytes, code: str) -> bytes:
    """The same for a code that the council sent, by what tells it from every other."""
    return eligibility_entry(key, method=Method.CODE, reference=code)


def person_entry(key: bytes, *, surname: str, postcode: str, born_on: date) -> bytes:
    """The same for somebody who shows who they are, at a desk as in a register."""
    reference = person_reference(surname=surname, postcode=postcode, born_on=born_on)
    return eligibility_entry(key, method="person", reference=reference)


def numbered_entry(key: bytes, *, surname: str, postcode: str, number: str) -> bytes:
    """The same for somebody whom a register knows by a number of its own."""
    reference = numbered_reference(surname=surname, postcode=postcode, number=number)
    return eligibility_entry(key, method=Method.REGISTER, reference=reference)


def mailbox_entry(key: bytes, address: str) -> bytes:
    """The same for the mailbox of an address."""
    return eligibility_entry(key, method="mailbox", reference=canonical_address(address))


def identity_entry(key: bytes, provider: Provider, subject: str) -> bytes:
    """The same for somebody whom a council's provider shows."""
    reference = identity_reference(provider, subject)
    return eligibility_entry(key, method="identity", reference=reference)


def identity_entries(key: bytes, user: User, council_id: int) -> list[bytes]:
    """The same for each of its identities at the council's provider as it is set up now. Two
    queries at most.
    """
    return [identity_entry(key, *each) for each in _identities_of(user, council_id)]


def mailbox_entries(key: bytes, user: User) -> list[bytes]:
    """The same for each of its mailboxes, the first that was confirmed first. One query."""
    mailboxes = dict.fromkeys(map(canonical_address, _lasting_addresses(user)))
    return [mailbox_entry(key, each) for each in mailboxes]


def _identities_of(user: User, council_id: int) -> list[tuple[Provider, str]]:
    """With whom somebody is connected there: who shows them, and as whom. Of a provider that was
    set up before nobody is connected any more (docs/adr/0016-signing-in.md).
    """
    own = sign_in_of(council_id)
    if own is None:
        return []
    connected = SocialAccount.objects.filter(user=user, provider=own.provider_id).order_by("pk")
    return [(own.provider, subject) for subject in connected.values_list("uid", flat=True)]


def _lasting_addresses(user: User) -> list[str]:
    """The addresses that somebody has confirmed, but for those that are given away for minutes: one
    person has any number of these, and many share one.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [each for each in confirmed.values_list("email", flat=True) if not is_disposable(each)]


def mac_of(key: bytes, voter: Voter) -> bytes:
    """The keyed hash of an elector's row, under the council's key: 32 bytes."""
    return eligibility_mac(
        key,
        elector=voter.elector,
        proofs=written(voter.proofs),
        method=voter.method,
        entry=voter.entry,
        area_code=voter.area_code or "",
        constituency=voter.constituency,
        poll=voter.poll,
    )


def is_genuine(key: bytes, voter: Voter) -> bool:
    """Whether an elector's row was written by us, and not by somebody who can only write to the
    database.
    """
    return voter.mac == mac_of(key, voter)


def is_binding_genuine(
    key: bytes, entry: bytes | memoryview, elector: UUID, mac: bytes | memoryview
) -> bool:
    """Whether it was we who let an account or a mailbox lead to this elector."""
    return bytes(mac) == binding_mac(key, entry=bytes(entry), elector=elector)
