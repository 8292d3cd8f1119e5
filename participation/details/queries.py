"""What somebody is to a council, and what that lets them do."""

from dataclasses import dataclass

from coopservices.sentences import Sentence, sentence
from participation.council_sign_in.queries import sign_in_of
from participation.councils.models import Council
from participation.electors.queries import entitlement_of
from participation.engines.proofs import IDENTITY, PROOFS, Proofs
from participation.memberships.models import Membership
from participation.people.models import User
from participation.people.permissions import Permission, holds, holds_any
from participation.places.models import Area


@dataclass(frozen=True)
class Way:
    """A way to take part: whether this person may, and if not, what would let them."""

    words: Sentence
    is_open: bool
    how: Sentence


@dataclass(frozen=True)
class Standing:
    """Somebody's roles in a council, the ward they declared, and the ways to take part."""

    roles: list[Membership]
    area: Area | None
    ways: list[Way]


def standing_of(user: User, council: Council) -> Standing:
    """Roles, ward and ways to take part of one person in one council. Six queries at most."""
    roles = list(
        user.memberships.filter(council=council)
        .select_related("service", "organisation")
        .order_by("pk")
    )
    shown = entitlement_of(user, council)
    return Standing(
        roles, shown.area, [_proposing(user, council), *_voting(user, council, shown.proofs)]
    )


def _proposing(user: User, council: Council) -> Way:
    may = holds_any(user, {Permission.PROPOSE, Permission.PROPOSE_AS_STAFF}, council)
    return Way(
        sentence("Write proposals"),
        may,
        sentence("For residents, people who use services, carers and front-line staff"),
    )


def _voting(user: User, council: Council, shown: Proofs) -> list[Way]:
    votes = holds(user, Permission.VOTE, council)
    here = {"council": council.name}
    has_provider = sign_in_of(council) is not None
    return [
        Way(proof.opens._replace(values=here), votes and proof.asks <= shown, proof.how)
        for code, proof in PROOFS.items()
        if code != IDENTITY or has_provider
    ]
