"""Declaring an interest, and saying that it has ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.councils.models import Council
from participation.interests.models import Interest
from participation.interests.permissions import may_declare_interest, may_end_interest
from participation.people.models import User
from participation.services.models import Organisation, Sector, Service


class InterestRefused(Refusal):
    """An interest cannot be declared like this; the message is for who tried."""


@transaction.atomic
def declare_interest(
    *,
    by: User,
    council: Council,
    what: str,
    since_on: date,
    organisation: Organisation | None = None,
    service: Service | None = None,
    sector: Sector | None = None,
    at: datetime,
) -> Interest:
    """Say in public what one has to do with one organisation, service or sector. Raises
    InterestRefused.
    """
    require(may_declare_interest(by, council))
    things = [each for each in (organisation, service, sector) if each is not None]
    if len(things) != 1:
        raise InterestRefused(
            _("Choose one: an organisation, a service or a sector."), "organisation"
        )
    if things[0].council_id != council.pk:
        raise InterestRefused(_("Choose one of this council."), "organisation")
    if not by.name.strip():
        raise InterestRefused(
            _("The register names people. Give your name in your details first."), "what"
        )
    if not what.strip():
        raise InterestRefused(_("Say what your interest is."), "what")
    if since_on > localdate(at):
        raise InterestRefused(_("This day has not come yet."), "since_on")

    declared = Interest.objects.create(
        council=council,
        user=by,
        what=what.strip(),
        organisation=organisation,
        service=service,
        sector=sector,
        since_on=since_on,
        declared_at=at,
    )
    audit.record("interest_declared", declared, by=by, at=at)
    events.record("participation.interest_declared", subject_id=declared.pk, actor_id=by.pk, at=at)
    return declared


@transaction.atomic
def end_interest(*, by: User, interest: Interest, at: datetime) -> None:
    """Say that an interest has ended; it stays on the register for a year. Again is refused."""
    found = Interest.objects.select_for_update(of=("self",)).select_related("council")
    interest = found.get(pk=interest.pk)
    require(may_end_interest(by, interest))
    interest.ended_at = at
    interest.save(update_fields=["ended_at"])
    audit.record("interest_ended", interest, by=by, at=at)
    events.record("participation.interest_ended", subject_id=interest.pk, actor_id=by.pk, at=at)
