"""What a file would change, the files of a council, and where what is shown is from."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from coopservices.sentences import Sentence, sentence
from participation.councils.models import Council
from participation.data_imports.models import DataImport
from participation.engines.boundaries import BadBoundaries, Boundary, boundaries_in
from participation.engines.changes import Changes
from participation.engines.registers import (
    Fault,
    PostcodeRow,
    ServiceRow,
    UnreadableRegister,
    read_postcodes,
    read_services,
)
from participation.places.queries import (
    changes_of_postcodes,
    changes_of_wards,
    wards_of_postcodes,
)
from participation.services.queries import changes_of_services

SILENCE = timedelta(minutes=5)  # after which a worker is taken to have died
NOTHING = Changes([], [], 0, [])


@dataclass(frozen=True)
class Proposed:
    """What stands in a file: what taking it would change, all that is wrong, what is to be known,
    how many rows lie in none of our wards; and the rows themselves, of one of the kinds.
    """

    changes: Changes = NOTHING
    faults: Sequence[Fault] = ()
    notes: Sequence[Sentence] = ()
    elsewhere: int = 0
    boundaries: Sequence[Boundary] = ()
    postcodes: Sequence[PostcodeRow] = ()
    services: Sequence[ServiceRow] = ()

    @property
    def rows(self) -> int:
        """How many were read."""
        return len(self.boundaries) + len(self.postcodes) + len(self.services)

    @property
    def fingerprint(self) -> str:
        """The same for two that would change the same, SHA-256 in hex."""
        return hashlib.sha256(json.dumps(self.changes, sort_keys=True).encode()).hexdigest()


def proposed_by(found: DataImport, day: date) -> Proposed:
    """Read a file, and hold it against what is stored on a day. It changes nothing."""
    try:
        match found.kind:
            case DataImport.Kind.WARDS:
                return _wards(found)
            case DataImport.Kind.POSTCODES:
                return _postcodes(found, day)
            case _:
                return _services(found, day)
    except (UnreadableRegister, BadBoundaries) as problem:
        return refused(problem.args[0])


def refused(words: Sentence) -> Proposed:
    """Nothing, for what is wrong with the whole file."""
    return Proposed(faults=[Fault(0, words)])


def _wards(found: DataImport) -> Proposed:
    try:
        collection = json.loads(bytes(found.content))
    except (ValueError, RecursionError):
        return refused(sentence("This is no GeoJSON: it cannot be read as JSON."))
    assert found.valid_from is not None
    boundaries = boundaries_in(collection)
    changes = changes_of_wards(found.council, boundaries, found.valid_from)
    return Proposed(changes, boundaries=boundaries)


def _postcodes(found: DataImport, day: date) -> Proposed:
    reading = read_postcodes(bytes(found.content))
    wards = wards_of_postcodes(found.council, reading.rows, day)
    faults = reading.faults
    if not faults and not wards:
        words = sentence("No postcode in this file lies in a ward of this council.")
        return refused(words)
    elsewhere = len({row.postcode for row in reading.rows}) - len(wards)
    changes = changes_of_postcodes(found.council, wards)
    return Proposed(changes, faults, reading.notes, max(elsewhere, 0), postcodes=reading.rows)


def _services(found: DataImport, day: date) -> Proposed:
    reading = read_services(bytes(found.content))
    assert found.sector is not None
    changes, elsewhere = changes_of_services(found.council, found.sector, reading.rows, day)
    return Proposed(changes, reading.faults, reading.notes, elsewhere, services=reading.rows)


# --- The files of a council -----------------------------------------------------------------------


def imports_of(council: Council) -> "QuerySet[DataImport]":
    """Those of a council, the newest first, without what is in them."""
    found = DataImport.objects.filter(council=council).defer("content", "found")
    return found.select_related("sector", "sent_by", "taken_by")


def sources_of(council: Council) -> list[DataImport]:
    """Where the data that is shown is from: the file of each kind, and of each sector and source,
    that was taken last. One query.
    """
    latest: dict[tuple[str, int | None, str], DataImport] = {}
    taken = imports_of(council).filter(state=DataImport.State.TAKEN)
    for each in taken.order_by("-taken_at"):
        latest.setdefault((each.kind, each.sector_id, each.source), each)
    return list(latest.values())


def left_behind(at: datetime) -> list[UUID]:
    """Files that a dead worker left behind."""
    found = DataImport.objects.for_a_worker().filter(touched_at__lte=at - SILENCE)
    return list(found.values_list("pk", flat=True))
