"""Who is entitled to vote in a council, what they have shown, and which elector they are."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress

from coopservices import keystore
from participation.councils.models import Council
from participation.electors.models import Elector, Method
from participation.engines.eligibility import eligibility_entry, eligibility_mac
from participation.engines.proofs import AccountFacts, Proofs, proofs_of, read, written
from participation.people.models import User
from participation.people.permissions import ROLES_THAT_VOTE
from participation.places.models import Area


class Entitlement(NamedTuple):
    """What an account has shown a council, and the area it declared."""

    council_id: int
    has_role: bool
    proofs: Proofs
    area: Area | None

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


def eligibility_key(council_id: int) -> bytes:
    """The key that binds a council's electors to what they showed. Raises KeyUnavailable."""
    return keystore.read(eligibility_key_name(council_id))


def eligibility_key_name(council_id: int) -> str:
    """The name of that key in the key store."""
    return f"council-{council_id}-electors"


def entitlement_of(user: User, council: Council) -> Entitlement:
    """What the account has shown so far, asked afresh: a role that votes, and its proofs."""
    votes = user.memberships.filter(council=council, role__in=ROLES_THAT_VOTE)
    roles = list(votes.select_related("area").defer("area__boundary").order_by("pk"))
    area = next((membership.area for membership in roles if membership.area), None)
    account = AccountFacts(
        has_confirmed_email=EmailAddress.objects.filter(user=user, verified=True).exists(),
        area_code=area.code if area else None,
    )
    return Entitlement(council.pk, bool(roles), proofs_of(account), area)


def voter_of(user: User, council_id: int) -> Voter | None:
    """The elector of somebody with a role that votes; None without such a role, or before they are
    registered.

    One query, beside the one that learns the person's roles.
    """
    if not user.is_active or not any(
        at == council_id and role in ROLES_THAT_VOTE for at, role in user.roles
    ):
        return None
    entry = account_entry(eligibility_key(council_id), user)
    return next(_voters(council_id, entry=entry), None)


def voters_in(council_id: int) -> Iterator[Voter]:
    """Every elector of a council. One query, its rows read in portions."""
    return _voters(council_id)


def _voters(council_id: int, **narrowed: bytes) -> Iterator[Voter]:
    rows = Elector.objects.filter(council=council_id, **narrowed).values_list(
        "pk", "council", "proofs", "method", "entry", "area__code", "constituency", "mac"
    )
    for elector, council, proofs, method, entry, area_code, constituency, mac in rows.iterator():
        yield Voter(
            elector=elector,
            council_id=council,
            proofs=read(proofs),
            method=method,
            entry=bytes(entry),
            area_code=area_code,
            constituency=constituency,
            mac=bytes(mac),
        )


def account_entry(key: bytes, user: User) -> bytes:
    """What stands in an elector's row for an account: nobody without the key can tell whose
    it is.
    """
    return eligibility_entry(key, method=Method.ACCOUNT, reference=str(user.pk))


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
    )


def is_genuine(key: bytes, voter: Voter) -> bool:
    """Whether an elector's row was written by us, and not by somebody who can only write to the
    database.
    """
    return voter.mac == mac_of(key, voter)
