"""The register of interests, somebody's own, and those that bear on an act."""

from collections.abc import Iterable
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from participation.councils.models import Council
from participation.interests.models import Interest, InterestQuerySet
from participation.people.models import User
from participation.services.models import Sector, Service

PAGE = 50


def register_of(council: Council, number: str | None) -> "Page[Interest]":
    """One page of all that was declared here, the latest first. Two queries."""
    return Paginator(_loaded(Interest.objects.of(council)), PAGE).get_page(number)


def interests_of(user: User, council: Council) -> list[Interest]:
    """What somebody has declared here. One query."""
    return list(_loaded(Interest.objects.of(council).filter(user=user)))


def interests_in(
    people: Iterable[int | None], *, sector: Sector, services: "QuerySet[Service]", at: datetime
) -> list[Interest]:
    """What these people had, at the time of an act, to do with its sector, its services or those
    who run them. One query.
    """
    theirs = Interest.objects.filter(user__in=[each for each in people if each is not None])
    standing = theirs.of(sector.council).standing_at(at)
    near = standing.in_services(services).values("pk")
    return list(_loaded(standing.filter(Q(sector=sector) | Q(pk__in=near))))


def is_party_to(user: User, service: Service | None) -> bool:
    """Whether somebody has declared an interest in a service or in who runs it. One query at
    most.
    """
    if service is None:
        return False
    found = Interest.objects.standing().filter(user=user)
    return found.in_services(Service.objects.filter(pk=service.pk)).exists()


def _loaded(rows: InterestQuerySet) -> InterestQuerySet:
    return rows.select_related("user", "organisation", "service", "sector", "council")
