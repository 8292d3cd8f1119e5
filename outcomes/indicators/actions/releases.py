"""Bringing in a file of figures: all of it is taken, or none of it."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from outcomes.engines.importers.tidy_csv import Figure, figures_in
from outcomes.indicators.models import Indicator, Observation, Release
from outcomes.indicators.permissions import may_measure
from participation.models import Council, User

_BATCH = 1000
_STATED = ["release", "place_name", "period", "value", "numerator", "denominator"]


class ReleaseRefused(Exception):
    """Why a file cannot be taken, in words for the officer."""


@transaction.atomic
def import_release(
    *,
    by: User,
    council: Council,
    title: str,
    source: str,
    licence: str,
    attribution: str,
    file: bytes,
    name: str = "The file",
    at: datetime,
) -> Release:
    """Take a tidy CSV of figures of this council's indicators. The same file again is the same
    release.

    A figure stated before is replaced by what this release states. Raises ReleaseRefused, and
    FiguresRefused with the file, the line and the reason, and stores nothing.
    """
    require(may_measure(by, council))
    if not all(words.strip() for words in (title, source, licence)):
        raise ReleaseRefused(
            _("Say what the figures are, whose they are and under which licence they may be used.")
        )
    digest = sha256(file).hexdigest()
    if known := Release.objects.filter(council=council, sha256=digest).first():
        return known
    indicators = {
        indicator.key: indicator for indicator in Indicator.objects.filter(council=council)
    }
    figures = figures_in(file, name=name, indicators=indicators)

    release = Release.objects.create(
        council=council,
        title=title,
        source=source,
        licence=licence,
        attribution=attribution,
        sha256=digest,
        imported_at=at,
        imported_by=by,
    )
    Observation.objects.bulk_create(
        _observations(release, indicators, figures),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["indicator", "place_code", "period_starts_on"],
        update_fields=_STATED,
    )
    audit.record("release_imported", release, by=by, details={"sha256": digest}, at=at)
    events.record("outcomes.release_imported", subject_id=release.pk, actor_id=by.pk, at=at)
    return release


def _observations(
    release: Release, indicators: dict[str, Indicator], figures: Iterable[Figure]
) -> Iterable[Observation]:
    for figure in figures:
        yield Observation(
            release=release,
            indicator=indicators[figure.indicator],
            place_code=figure.place_code,
            place_name=figure.place_name,
            period=figure.period,
            period_starts_on=figure.starts_on,
            value=figure.value,
            numerator=figure.numerator,
            denominator=figure.denominator,
        )
