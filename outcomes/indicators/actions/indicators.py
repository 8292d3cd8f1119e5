"""Saying what is measured, and agreeing what is drawn beside the figures."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from outcomes.indicators.models import Indicator, Marker
from outcomes.indicators.permissions import may_measure
from participation.models import Council, Sector, User


class IndicatorRefused(Exception):
    """Why an indicator or a marker cannot be taken, in words for the officer."""


@transaction.atomic
def define_indicator(
    *,
    by: User,
    council: Council,
    sector: Sector,
    key: str,
    name: str,
    unit: str,
    direction: str,
    kind: str,
    is_of_people: bool = True,
    position: int = 0,
    at: datetime,
) -> Indicator:
    """Something to measure: its unit, which way is better, and what kind of figure it is. Said
    again, it is renewed.

    `unit` begins with "%" for a share and with "per" for a rate; any other unit counts. Where it is
    of people, small counts are hidden, so say when it is of homes, days or pounds.
    """
    require(may_measure(by, council))
    if sector.council_id != council.pk:
        raise IndicatorRefused(_("The sector must be this council's own."))
    if direction not in Indicator.Direction.values or kind not in Indicator.Kind.values:
        raise IndicatorRefused(
            _("Say which way is better, and whether it is a flow, a stock or a survey.")
        )

    indicator, _is_new = Indicator.objects.update_or_create(
        council=council,
        key=key,
        defaults={
            "sector": sector,
            "name": name,
            "unit": unit,
            "direction": direction,
            "kind": kind,
            "is_of_people": is_of_people,
            "position": position,
        },
    )
    audit.record("indicator_defined", indicator, by=by, at=at)
    events.record("outcomes.indicator_defined", subject_id=indicator.pk, actor_id=by.pk, at=at)
    return indicator


@transaction.atomic
def place_marker(
    *,
    by: User,
    indicator: Indicator,
    kind: str,
    on: date,
    value: Decimal | None = None,
    reason: str,
    at: datetime,
) -> Marker:
    """A target, a new start of the limits, a break in the figures or a note, drawn from that day on
    with its reason.
    """
    require(may_measure(by, indicator.council))
    if kind not in Marker.Kind.values:
        raise IndicatorRefused(_("A marker is a target, a rebase, a break or a note."))
    if not reason.strip():
        raise IndicatorRefused(_("Say why. Everyone who reads the chart will see it."))
    if (kind == Marker.Kind.TARGET) != (value is not None):
        raise IndicatorRefused(_("A target has a value, and nothing else has one."))

    marker, is_new = Marker.objects.get_or_create(
        indicator=indicator,
        kind=kind,
        on=on,
        value=value,
        reason=reason.strip(),
        defaults={"made_by": by, "made_at": at},
    )
    if is_new:
        details = {"kind": kind, "marker": marker.pk}
        audit.record("marker_placed", indicator, by=by, details=details, at=at)
        events.record("outcomes.marker_placed", subject_id=indicator.pk, actor_id=by.pk, at=at)
    return marker
