"""Founding a council."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from coopservices import audit
from coopservices.outbox import events
from participation.councils.models import Council
from participation.electors.actions import make_eligibility_key
from participation.memberships.models import Membership
from participation.people.models import Role, User
from participation.services.models import Sector

FIRST_SECTORS = {
    "adults-residential-care": "Adults' residential care",
    "primary-care": "Primary care",
    "childrens-residential-care": "Children's residential care",
}


class CouncilRefused(Exception):
    """Why a council cannot be founded, in words for the operator."""


@transaction.atomic
def found_council(
    *,
    name: str,
    slug: str,
    area_code: str,
    colour: str,
    contact_email: str,
    host: str | None,
    officer_email: str,
    at: datetime,
) -> Council:
    """A new council with its first sectors and its first officer. The shell is its only door, so
    nobody is asked.

    Raises CouncilRefused when a fact is wrong or another council has its slug, host or area code.
    """
    council = Council(
        name=name,
        slug=slug,
        area_code=area_code,
        colour=colour,
        contact_email=contact_email,
        host=host or None,
    )
    try:
        council.full_clean()
    except ValidationError as problem:
        raise CouncilRefused(
            " ".join(f"{field}: {' '.join(says)}" for field, says in problem.message_dict.items())
        ) from problem

    council.save()
    for position, (sector, called) in enumerate(FIRST_SECTORS.items()):
        Sector.objects.create(council=council, slug=sector, name=called, position=position)
    officer = User.objects.filter(email=officer_email.lower()).first() or User.objects.create_user(
        officer_email
    )
    Membership.objects.create(user=officer, council=council, role=Role.OFFICER)
    make_eligibility_key(council=council)
    audit.record("council_founded", council, by=None, details={"officer": officer.pk}, at=at)
    events.record("participation.council_founded", subject_id=council.pk, at=at)
    return council
