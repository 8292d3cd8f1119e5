"""What is published and holds the words somebody looks for, kind by kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopservices.listing import KeysetPage, containing, keyset_page, page_by_name
from coopservices.texts import Text
from outcomes.commitments.models import Commitment
from outcomes.findings.models import Finding
from outcomes.indicators.models import Indicator
from outcomes.pages.areas.queries import wards_of
from outcomes.pages.services.queries.listing import services_of
from participation.models import Council, Service
from priorities.models import Poll, Proposal, Round

NOBODY = AnonymousUser()
FIRST, PAGE_SIZE = 4, 20  # of each kind at first, and on a page of one kind


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is searched: what it is called, its rows that everybody may read, in
    which of their fields words are looked for, by which field they are ordered, and of one row its
    name, its address and what is said beside it.
    """

    heading: Promise
    rows: Callable[[Council], "QuerySet[Any, Any]"]
    looks_in: tuple[str, ...]
    by: str
    is_by_name: bool
    name: Callable[[Any], Text | str]
    href: Callable[[Any], str]
    beside: Callable[[Any], object] = lambda _row: ""


def _rounds(council: Council) -> "QuerySet[Round]":
    return Round.objects.of(council).published()


def _polls(council: Council) -> "QuerySet[Poll]":
    """Those of this council: an election held elsewhere is found by its round."""
    polls = Poll.objects.of(council).visible_to(NOBODY)
    return polls.select_related("round").defer("definition", "canary")


def _proposals(council: Council) -> "QuerySet[Proposal]":
    return Proposal.objects.of(council).published().for_cards()


def _findings(council: Council) -> "QuerySet[Finding]":
    return Finding.objects.of(council).visible_to(NOBODY)


def _commitments(council: Council) -> "QuerySet[Commitment]":
    return Commitment.objects.of(council).visible_to(NOBODY)


def _indicators(council: Council) -> "QuerySet[Indicator]":
    return Indicator.objects.filter(council=council).select_related("sector")


def _service_beside(service: Service) -> str:
    return ", ".join(filter(None, [service.kind, service.area.name if service.area else ""]))


# In the order in which they stand on the page. A further kind is an entry here.
KINDS: Mapping[str, Kind] = {
    "services": Kind(
        _("Services"),
        services_of,
        ("name", "organisation__name", "registered_id"),
        by="name",
        is_by_name=True,
        name=lambda service: service.name,
        href=lambda service: reverse("service_detail", args=[service.pk]),
        beside=_service_beside,
    ),
    "wards": Kind(
        _("Wards"),
        wards_of,
        ("name", "name_cy", "code"),
        by="name",
        is_by_name=True,
        name=lambda ward: ward.names,
        href=lambda ward: reverse("area_detail", args=[ward.code]),
        beside=lambda ward: ward.code,
    ),
    "rounds": Kind(
        _("Questions we asked"),
        _rounds,
        ("title_en", "title_cy", "question_en", "question_cy", "summary_en", "summary_cy"),
        by="published_at",
        is_by_name=False,
        name=lambda found: found.title,
        href=lambda found: reverse("round_detail", args=[found.slug]),
        beside=lambda found: found.question,
    ),
    "votes": Kind(
        _("Votes"),
        _polls,
        ("title_en", "title_cy"),
        by="opened_at",
        is_by_name=False,
        name=lambda poll: poll.title,
        href=lambda poll: reverse("vote", args=[poll.pk]),
        beside=lambda poll: poll.round.title,
    ),
    "proposals": Kind(
        _("Proposals"),
        _proposals,
        ("title", "problem", "idea", "service__name"),
        by="published_on",
        is_by_name=False,
        name=lambda proposal: proposal.title,
        href=lambda proposal: proposal.get_absolute_url(),
        beside=lambda proposal: proposal.service or proposal.area or "",
    ),
    "findings": Kind(
        _("What people said"),
        _findings,
        ("we_heard_en", "we_heard_cy", "reason_en", "reason_cy"),
        by="recorded_at",
        is_by_name=False,
        name=lambda finding: finding.we_heard,
        href=lambda finding: reverse("finding_detail", args=[finding.pk]),
        beside=lambda finding: finding.round.title,
    ),
    "promises": Kind(
        _("Promises"),
        _commitments,
        ("title", "owner__name"),
        by="made_at",
        is_by_name=False,
        name=lambda commitment: commitment.title,
        href=lambda commitment: reverse("commitment_detail", args=[commitment.pk]),
        beside=lambda commitment: commitment.owner,
    ),
    "measures": Kind(
        _("Measures"),
        _indicators,
        ("name_en", "name_cy", "unit_en", "unit_cy", "sector__name", "sector__name_cy"),
        by="name_en",
        is_by_name=True,
        name=lambda indicator: indicator.name,
        href=lambda indicator: reverse("indicator_detail", args=[indicator.key]),
        beside=lambda indicator: indicator.sector.names,
    ),
}


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its name, its address, and what is said beside it."""

    name: Text | str
    href: str
    beside: object


@dataclass(frozen=True)
class Found:
    """What was found of one kind."""

    code: str
    heading: Promise
    hits: list[Hit]
    page: KeysetPage[Model]

    @property
    def has_more(self) -> bool:
        """Whether there are more than these."""
        return self.page.has_next


def found_of_each(council: Council, words: str) -> list[Found]:
    """The first few of each kind that hold all these words; of a kind without any, nothing. One
    query a kind, of at most so many rows each.
    """
    found = [_found(code, council, words, cursor="", size=FIRST) for code in KINDS]
    return [each for each in found if each.hits]


def found_of(code: str, council: Council, words: str, *, cursor: str) -> Found:
    """A page of what holds these words of one kind of KINDS. Two queries at most."""
    return _found(code, council, words, cursor=cursor, size=PAGE_SIZE)


def _found(code: str, council: Council, words: str, *, cursor: str, size: int) -> Found:
    kind = KINDS[code]
    rows = containing(kind.rows(council), words, *kind.looks_in)
    paged = page_by_name if kind.is_by_name else keyset_page
    filters = {"q": words, "of": code}
    page = paged(rows, by=kind.by, cursor=cursor, size=size, filters=filters)
    hits = [Hit(kind.name(row), kind.href(row), kind.beside(row)) for row in page.rows]
    return Found(code, kind.heading, hits, page)
