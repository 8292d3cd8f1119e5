"""Saying what is measured, and agreeing what is drawn beside the figures."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW
from outcomes.indicators.models import MOST_HIDDEN, Indicator, Marker
from outcomes.indicators.permissions import may_measure
from participation.models import Council, Sector, User


class IndicatorRefused(Refusal):
    """Why an indicator or a marker cannot be taken, in words for the officer."""


@transaction.atomic
def define_indicator(
    *,
    by: User,
    council: Council,
    sector: Sector,
    key: str,
    name: Text | str,
    unit: Text | str,
    direction: str,
    kind: str,
    counted: Text | str = "",
    source: str = "",
    licence: str = "",
    is_of_people: bool = True,
    fewest_shown: int = FEWEST_TO_SHOW,
    position: int = 0,
    at: datetime,
) -> Indicator:
    """Something to measure: what is counted in which unit, which way is better, and what kind of
    figure it is. Said again, it is renewed.

    The English `unit` begins with "%" for a share and with "per" for a rate; any other unit counts.
    Where it is of people, counts below `fewest_shown` are hidden, so say when it is of homes, days
    or pounds. A council that must write Welsh gives every text in both. Raises IndicatorRefused.
    """
    require(may_measure(by, council))
    if sector.council_id != council.pk:
        raise IndicatorRefused(_("The sector must be this council's own."), "sector")
    if direction not in Indicator.Direction.values or kind not in Indicator.Kind.values:
        raise IndicatorRefused(
            _("Say which way is better, and whether it is a flow, a stock or a survey.")
        )
    if not FEWEST_TO_SHOW <= fewest_shown <= MOST_HIDDEN:
        limits = {"fewest": FEWEST_TO_SHOW, "most": MOST_HIDDEN}
        words = _("The smallest number that is shown is from %(fewest)s to %(most)s.") % limits
        raise IndicatorRefused(words, "fewest_shown")
    texts = {"name": name, "unit": unit, "counted": counted}
    written = {about: Text.of(text).stripped() for about, text in texts.items()}
    for about, text in written.items():
        _refuse_unwritten(council, about, text, is_needed=about != "counted")

    indicator, _is_new = Indicator.objects.update_or_create(
        council=council,
        key=key,
        defaults={
            **columns(**written),
            "sector": sector,
            "direction": direction,
            "kind": kind,
            "source": source.strip(),
            "licence": licence.strip(),
            "is_of_people": is_of_people,
            "fewest_shown": fewest_shown,
            "position": position,
        },
    )
    audit.record("indicator_defined", indicator, by=by, at=at)
    events.record("outcomes.indicator_defined", subject_id=indicator.pk, actor_id=by.pk, at=at)
    return indicator


def _refuse_unwritten(council: Council, about: str, text: Text, *, is_needed: bool) -> None:
    if not text.english and (is_needed or text.welsh):
        raise IndicatorRefused(_("Say it in English."), about)
    now = Council.objects.get(pk=council.pk)  # a request remembers its council for a moment
    if now.must_write_welsh and text.english and not text.welsh:
        raise IndicatorRefused(_("Say it in Welsh too."), about)


@transaction.atomic
def place_marker(
    *,
    by: User,
    indicator: Indicator,
    kind: str,
    on: date,
    value: Decimal | None = None,
    reason: Text | str,
    at: datetime,
) -> Marker:
    """A target, a new start of the limits, a break in the figures or a note, drawn from that day on
    with its reason. Raises IndicatorRefused.
    """
    require(may_measure(by, indicator.council))
    if kind not in Marker.Kind.values:
        raise IndicatorRefused(_("A marker is a target, a rebase, a break or a note."), "kind")
    reason = Text.of(reason).stripped()
    if not reason.english:
        raise IndicatorRefused(_("Say why. Everyone who reads the chart will see it."), "reason")
    _refuse_unwritten(indicator.council, "reason", reason, is_needed=True)
    if (kind == Marker.Kind.TARGET) != (value is not None):
        raise IndicatorRefused(_("A target has a value, and nothing else has one."), "value")

    marker, is_new = Marker.objects.get_or_create(
        indicator=indicator,
        kind=kind,
        on=on,
        value=value,
        **columns(reason=reason),
        defaults={"made_by": by, "made_at": at},
    )
    if is_new:
        details = {"kind": kind, "marker": marker.pk}
        audit.record("marker_placed", indicator, by=by, details=details, at=at)
        events.record("outcomes.marker_placed", subject_id=indicator.pk, actor_id=by.pk, at=at)
    return marker
