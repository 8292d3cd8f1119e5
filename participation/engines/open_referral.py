"""Reads Open Referral UK 3.0 (a profile of HSDS 3): a page of services, a list of them, or one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coopservices.sentences import Sentence, counted, sentence

IN_USE = "active"
LONGEST_ID, LONGEST_NAME = 40, 200


class NotOpenReferral(Exception):
    """Why a file is none of these."""


class ReferredService(NamedTuple):
    """A service in use, its organisation's name, and where it is first given, "" and None where the
    file does not tell.
    """

    service_id: str
    name: str
    organisation: str
    postcode: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Referred:
    """The services of a file, each once; each fault with its place from 1; and what is to be
    known.
    """

    services: list[ReferredService]
    faults: list[tuple[int, Sentence]]
    notes: list[Sentence]


class Page(NamedTuple):
    """One page of a feed: its services, how many pages there are, and how many services in all,
    None where it does not tell.
    """

    services: list[object]
    pages: int
    total: int | None


def page_of(content: bytes, number: int) -> Page:
    """Read the page of this number. Raises NotOpenReferral."""
    document = _document(content)
    listed = _listed(document)
    facts = _mapping(document)
    if facts.get("page_number", number) != number:
        raise NotOpenReferral(
            sentence("The feed was asked for page %(page)s and gave another.", page=number)
        )
    pages, total = facts.get("total_pages", number), facts.get("total_items")
    if not isinstance(pages, int) or isinstance(pages, bool) or pages < number:
        raise NotOpenReferral(
            sentence("Page %(page)s of the feed does not tell how many there are.", page=number)
        )
    return Page(listed, pages, total if isinstance(total, int) else None)


def together(pages: Sequence[Page]) -> bytes:
    """All pages of a feed as one file, as if it had been sent so."""
    services = [each for page in pages for each in page.services]
    totals = [page.total for page in pages if page.total is not None]
    total = totals[-1] if totals else len(services)
    return json.dumps({"total_items": total, "contents": services}).encode()


def services_of(content: bytes) -> Referred:
    """Read a file. Raises NotOpenReferral."""
    document = _document(content)
    listed = _listed(document)
    found: dict[str, ReferredService] = {}
    faults: list[tuple[int, Sentence]] = []
    asleep = again = 0
    for place, each in enumerate(listed, 1):
        service = _service(each)
        if isinstance(service, Sentence):
            faults.append((place, service))
        elif service is None:
            asleep += 1
        elif found.setdefault(service.service_id, service) != service:
            faults.append(
                (
                    place,
                    sentence(
                        "%(id)s stands here twice, with other details.", id=service.service_id
                    ),
                )
            )
        else:
            again += len(found) + asleep + again + len(faults) < place
    return Referred(list(found.values()), faults, _notes(document, len(listed), asleep, again))


def _document(content: bytes) -> object:
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise NotOpenReferral(
            sentence("This JSON cannot be read: it ends too early, or is damaged.")
        ) from problem
    return found


def _listed(document: object) -> list[object]:
    if isinstance(document, Mapping):
        document = document.get("contents", [document] if "organization" in document else None)
    if not isinstance(document, list) or not document:
        raise NotOpenReferral(
            sentence("This is no Open Referral UK file with services in it (contents).")
        )
    return document


def _service(each: object) -> ReferredService | Sentence | None:
    """A service; what is wrong with it; or None where it is not in use."""
    if not isinstance(each, Mapping):
        return sentence("This is no service.")
    service_id, name = _text(each.get("id")), _text(each.get("name"))
    if not service_id or len(service_id) > LONGEST_ID:
        return sentence("There is no %(column)s.", column="id")
    if not name or len(name) > LONGEST_NAME:
        return sentence("There is no %(column)s.", column="name")
    if _text(each.get("status")) not in ("", IN_USE):
        return None
    location = _first_location(each)
    return ReferredService(
        service_id,
        name,
        _text(_mapping(each.get("organization")).get("name")),
        _text(_mapping(_first(location.get("addresses"))).get("postal_code")),
        _point(location),
    )


def _first_location(service: Mapping[str, object]) -> Mapping[str, object]:
    return _mapping(_mapping(_first(service.get("service_at_locations"))).get("location"))


def _point(location: Mapping[str, object]) -> tuple[float, float] | None:
    """Longitude and latitude, where they are some."""
    lon, lat = location.get("longitude"), location.get("latitude")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    return (float(lon), float(lat)) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _notes(document: object, number: int, asleep: int, again: int) -> list[Sentence]:
    notes = []
    total = _mapping(document).get("total_items")
    if isinstance(total, int) and total != number:
        notes.append(
            sentence(
                "The file says that there are %(total)s services in all, and holds %(number)s. Is "
                "it the whole list?",
                total=total,
                number=number,
            )
        )
    if asleep:
        notes.append(
            counted(
                "One service is not in use, and is left out.",
                "%(number)s services are not in use, and are left out.",
                asleep,
            )
        )
    if again:
        notes.append(
            counted(
                "One service stands there again with the same details, and is read once.",
                "%(number)s times a service stands there again with the same details; each is read "
                "once.",
                again,
            )
        )
    return notes


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None
