"""What people asked for at a service or in a ward, what was promised, what happened and what is
measured.

Nobody is counted here: a small home must not become a place where people can be picked out. Counts
stand where they are published, on the page of each finding and promise.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from coopservices.listing import KeysetPage, keyset_page
from outcomes.commitments.queries.commitments import CommitmentNow
from outcomes.indicators.queries.shown import IndicatorShown, indicators_about
from outcomes.pages.findings.queries import FindingWithCommitments, findings_now, findings_of
from participation.models import Area, Council, Service, User
from priorities.models import Phase, Proposal, Round
from priorities.pages.rounds.queries import RoundNow, round_now, rounds_of
from priorities.proposals.queries import proposals_of

PAGE_SIZE, MOST_ROUNDS, MOST_FINDINGS, MOST_MEASURES = 6, 5, 20, 6


@dataclass(frozen=True)
class Told:
    """What was said about a place and what came of it; of each the latest, at most so many.

    `proposals` is a page of those published. `findings` are what was heard in proposals about the
    place, `has_more` if there are older ones. `rounds` are those about it in which there is
    something to do now. `measures` are of the whole council.
    """

    proposals: KeysetPage[Proposal]
    findings: list[FindingWithCommitments]
    has_more: bool
    rounds: list[RoundNow]
    measures: list[IndicatorShown]

    @property
    def promises(self) -> list[CommitmentNow]:
        """What was promised because of these findings, what is still owed first."""
        made = [promise for finding in self.findings for promise in finding.commitments]
        return sorted(
            made, key=lambda each: (not each.commitment.is_outstanding, each.commitment.due_on)
        )


def told_of_service(
    service: Service, user: User | AnonymousUser, *, cursor: str, at: datetime
) -> Told:
    """What was said about one service, with the measures of its sector. Sixteen queries at most."""
    named = Round.services.through.objects.filter(round=OuterRef("pk"))
    areas = Round.areas.through.objects.filter(round=OuterRef("pk"))
    is_here = ~Exists(areas) | Exists(areas.filter(area=service.area_id))
    of_its_sector = Q(~Exists(named) & is_here, sector=service.sector_id)
    return _told(
        service.council,
        user,
        about=Q(service=service),
        asked=Q(Exists(named.filter(service=service))) | of_its_sector,
        sectors={service.sector_id},
        cursor=cursor,
        at=at,
    )


def told_of_area(area: Area, user: User | AnonymousUser, *, cursor: str, at: datetime) -> Told:
    """What was said about one ward and the services in it, with the measures of their sectors.
    Sixteen queries at most.
    """
    named = Round.areas.through.objects.filter(round=OuterRef("pk"))
    return _told(
        area.council,
        user,
        about=Q(area=area) | Q(service__area=area),
        asked=Q(Exists(named.filter(area=area))) | Q(~Exists(named)),
        sectors=set(area.services.order_by().values_list("sector", flat=True)),
        cursor=cursor,
        at=at,
    )


def _told(
    council: Council,
    user: User | AnonymousUser,
    *,
    about: Q,
    asked: Q,
    sectors: Collection[int],
    cursor: str,
    at: datetime,
) -> Told:
    """`about` picks proposals, `asked` rounds."""
    published = Proposal.objects.of(council).published().filter(about)
    heard = findings_of(council, user).filter(proposal__in=published.values("pk"))
    latest = list(heard.order_by("-recorded_at", "-pk")[: MOST_FINDINGS + 1])
    findings = findings_now(latest[:MOST_FINDINGS], localdate(at))
    return Told(
        proposals=keyset_page(
            proposals_of(council).filter(about),
            by="published_on",
            cursor=cursor,
            size=PAGE_SIZE,
            filters={},
        ),
        findings=findings,
        has_more=len(latest) > MOST_FINDINGS,
        rounds=_rounds(council, asked, at),
        measures=indicators_about(
            council, keys=_measuring(findings), sectors=sectors, most=MOST_MEASURES
        ),
    )


def _rounds(council: Council, asked: Q, at: datetime) -> list[RoundNow]:
    """Those in which there is something to do now, the newest first."""
    is_open = Exists(Phase.objects.open(at).opening_anything().filter(round=OuterRef("pk")))
    found = rounds_of(council).filter(is_open).filter(asked).order_by("-published_at", "-pk")
    return [now for now in (round_now(each, at) for each in found[:MOST_ROUNDS]) if now.is_open]


def _measuring(findings: Collection[FindingWithCommitments]) -> set[str]:
    """The keys of what measures the promises."""
    promises = [each.commitment for finding in findings for each in finding.commitments]
    return {promise.indicator.key for promise in promises if promise.indicator}
