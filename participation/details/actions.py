"""What people tell us about themselves: what to be called, and where they live."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices.permissions import require
from participation.councils.models import Council
from participation.details.permissions import may_give_details
from participation.electors.actions import RegistrationRefused, register_elector
from participation.electors.permissions import may_be_elector
from participation.people.models import User
from participation.places.models import Area
from participation.places.queries import area_of_postcode


class PostcodeUnknown(Exception):
    """A postcode we do not have, in words for the person who typed it."""

    def __init__(self, council: Council) -> None:
        super().__init__(
            _(
                "We do not know this postcode in %(council)s. Check that you typed it right. If it "
                "is right, write to %(email)s and we will add it."
            )
            % {"council": council.name, "email": council.contact_email}
        )


@transaction.atomic
def give_details(*, by: User, council: Council, name: str, postcode: str, at: datetime) -> None:
    """Keep the name somebody wants to be known by, and the ward of their postcode if
    they gave one.
    """
    require(may_give_details(by, council))
    if postcode.strip():
        declare_postcode(by=by, council=council, postcode=postcode, at=at)
    by.name = name.strip()
    by.save(update_fields=["name"])


@transaction.atomic
def declare_postcode(*, by: User, council: Council, postcode: str, at: datetime) -> Area:
    """Keep the ward that somebody lives in, and count it among what they have shown to
    vote. The postcode is not kept.

    Returns the ward. Raises PostcodeUnknown. No event is recorded, for the reason that
    `register_elector` gives.
    """
    require(may_give_details(by, council))
    area = area_of_postcode(council, postcode)
    if area is None:
        raise PostcodeUnknown(council)

    by.memberships.filter(council=council).update(area=area)
    if may_be_elector(by, council):
        with suppress(RegistrationRefused):  # an address not confirmed yet: voting will ask for it
            register_elector(by=by, council=council)
    return area
