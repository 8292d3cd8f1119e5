"""Bringing in a file of figures: sent, looked at, and then all of it is taken, or none of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.documents import written
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from outcomes.engines.importers.figures import Figure, figures_in
from outcomes.indicators.models import FiguresFile, Indicator, Observation, Release
from outcomes.indicators.permissions import may_measure
from outcomes.indicators.queries.figures import ProposedFigures, figures_proposed
from participation.models import Council, User

MOST_BYTES = 8 * 1024 * 1024
KEPT_FOR = timedelta(days=90)  # a file that nobody took
SHOWN = 200  # of each: faults and changes
_BATCH = 1000
_STATED = ["release", "place_name", "period", "value", "numerator", "denominator"]


class ReleaseRefused(Refusal):
    """Why a file cannot be sent or taken, in words for the officer."""


@transaction.atomic
def send_figures(
    *,
    by: User,
    council: Council,
    title: str,
    source: str,
    licence: str,
    attribution: str = "",
    content: bytes,
    file_name: str,
    at: datetime,
) -> FiguresFile:
    """Read a file of figures, and keep it with what it would change until an officer takes it.
    Raises ReleaseRefused.
    """
    require(may_measure(by, council))
    if not all(words.strip() for words in (title, source, licence)):
        raise ReleaseRefused(
            _("Say what the figures are, whose they are and under which licence they may be used.")
        )
    if not content.strip():
        raise ReleaseRefused(_("This file is empty."), "file")
    if len(content) > MOST_BYTES:
        words = _("This file is larger than 8 MB. Send the part that is about your measures.")
        raise ReleaseRefused(words, "file")
    digest = sha256(content).hexdigest()
    if Release.objects.filter(council=council, sha256=digest).exists():
        raise ReleaseRefused(_("These figures were taken before: it is the same file."), "file")

    FiguresFile.objects.filter(council=council, sent_at__lt=at - KEPT_FOR, release=None).delete()
    proposed = figures_proposed(council, content)
    found = FiguresFile.objects.create(
        council=council,
        title=title.strip(),
        source=source.strip(),
        licence=licence.strip(),
        attribution=attribution.strip(),
        file_name=file_name[-100:],
        sha256=digest,
        content=b"" if proposed.faults else content,
        **_told(proposed),
        sent_by=by,
        sent_at=at,
    )
    audit.record("figures_sent", found, by=by, details={"sha256": digest}, at=at)
    return found


@transaction.atomic
def take_figures(*, by: User, found: FiguresFile, at: datetime) -> Release | None:
    """Make a release of a file that was read, all of it or nothing. Where it would change something
    else by now than what the officer saw, it waits for them again, and there is None. Raises
    ReleaseRefused.
    """
    require(may_measure(by, found.council))
    locked = FiguresFile.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
    if locked is None or not locked.is_read:
        raise ReleaseRefused(_("This file is not ready to be taken. Look at it again."))
    proposed = figures_proposed(found.council, bytes(locked.content))
    if proposed.faults or proposed.fingerprint != locked.fingerprint:
        told = _told(proposed)
        FiguresFile.objects.filter(pk=locked.pk).update(**told)
        return None

    locked.release = import_release(
        by=by,
        council=found.council,
        title=locked.title,
        source=locked.source,
        licence=locked.licence,
        attribution=locked.attribution,
        file=bytes(locked.content),
        name=locked.file_name,
        at=at,
    )
    locked.state, locked.content = FiguresFile.State.TAKEN, b""
    locked.save(update_fields=["state", "content", "release"])
    return locked.release


@transaction.atomic
def discard_figures(*, by: User, found: FiguresFile, at: datetime) -> None:
    """Delete a file that was not taken. Raises ReleaseRefused."""
    require(may_measure(by, found.council))
    locked = FiguresFile.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
    if locked is None or locked.is_taken:
        raise ReleaseRefused(_("This file was taken. Send another to change what it said."))
    audit.record("figures_discarded", locked, by=by, details={"sha256": locked.sha256}, at=at)
    locked.delete()


def _told(proposed: ProposedFigures) -> dict[str, object]:
    """What was found in a file, as the columns that hold it."""
    states = FiguresFile.State
    return {
        "state": states.FAULTY if proposed.faults else states.READ,
        "rows": proposed.rows,
        "new": proposed.new,
        "changed": proposed.changed,
        "same": proposed.rows - proposed.new - proposed.changed,
        "faulty": len(proposed.faults),
        "fingerprint": proposed.fingerprint,
        "found": {
            "faults": [[each.row, written(each.words)] for each in proposed.faults[:SHOWN]],
            "changes": [list(each) for each in proposed.changes[:SHOWN]],
        },
    }


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
    """Take a file of figures of this council's indicators. The same file again is the same
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
