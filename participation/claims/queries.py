"""Somebody's own claims, and those that wait for somebody to confirm them."""

from dataclasses import dataclass
from datetime import datetime

from participation.claims.models import Claim
from participation.councils.models import Council
from participation.people.models import Role, User
from participation.services.models import Service

MOST_LISTED = 100


@dataclass(frozen=True)
class ClaimNow:
    """A claim as it stands at a moment."""

    claim: Claim
    is_over: bool


def claims_of(user: User, council: Council, *, at: datetime) -> list[ClaimNow]:
    """All that somebody says of services here, the oldest first. One query."""
    rows = Claim.objects.of(council).filter(user=user).select_related("service")
    return [ClaimNow(each, is_over=each.is_over(at)) for each in rows]


def claims_to_decide(
    user: User, council: Council, *, at: datetime, most: int = MOST_LISTED
) -> list[Claim]:
    """What waits for this person to confirm it, the oldest first. One query at most."""
    waiting = Claim.objects.visible_to(user).of(council).waiting(at)
    return list(waiting.select_related("service")[:most])


def has_somebody_here(service: Service) -> bool:
    """Whether anybody speaks in this council for the provider of a service."""
    return (
        service.organisation is not None
        and service.organisation.memberships.filter(
            council=service.council_id, role=Role.PROVIDER, user__is_active=True
        ).exists()
    )
