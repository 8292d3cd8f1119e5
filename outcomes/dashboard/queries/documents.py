"""A council's dashboard before it is kept: what people want, what is owed, what is
getting better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from django.db.models import QuerySet

from coopservices.documents import read, written
from outcomes.indicators.models import Indicator, Marker, Release
from outcomes.indicators.queries.charts import sheets_of
from outcomes.indicators.queries.documents import measured
from outcomes.summaries.documents import (
    CommitmentDocument,
    DashboardDocument,
    IndicatorDocument,
    RoundDocument,
    RoundName,
    UnansweredFinding,
    WantDocument,
)
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.drafts import Draft
from participation.models import Council

SHOWN_AT_THE_TOP = 3
MOST_WANTS = 6


def dashboard_draft(council: Council) -> Draft:
    """The dashboard as the latest summaries of rounds and the figures of the indicators make it."""
    rounds = [read(RoundDocument, document) for document in _documents(council)]
    findings = [finding for round_ in rounds for finding in round_.findings]
    answered = [finding for finding in findings if finding.is_answered]
    commitments = [each for finding in findings for each in finding.commitments]
    found = [measured(indicator) for indicator in _indicators(council)]
    document = DashboardDocument(
        wants=tuple(islice((want for round_ in rounds for want in _wants(round_)), MOST_WANTS)),
        unanswered=tuple(finding for round_ in rounds for finding in _unanswered(round_)),
        answered=len(answered),
        answered_in_time=sum(finding.is_answered_in_time for finding in answered),
        outstanding=tuple(each.name for each in commitments if each.is_outstanding),
        commitments=len(commitments),
        done=sum(each.is_done for each in commitments),
        indicators=tuple(_with_commitments(each.document, commitments) for each in found),
    )
    return Draft(written(document), tuple(sheet for each in found for sheet in sheets_of(each)))


def dashboard_stamp(council: Council) -> object:
    """What changes whenever the dashboard's inputs do, told by a few small rows. Figures change
    with a release only.
    """
    return [
        list(
            Summary.objects.of(council)
            .latest_rounds()
            .order_by("pk")
            .values_list("pk", "round__published_at")
        ),
        Council.objects.values_list("fewest_shown", flat=True).get(pk=council.pk),
        list(Release.objects.filter(council=council).order_by("pk").values_list("pk")),
        list(Indicator.objects.filter(council=council).order_by("pk").values_list()),
        list(Marker.objects.filter(indicator__council=council).order_by("pk").values_list()),
    ]


def _documents(council: Council) -> Iterator[object]:
    latest = Summary.objects.of(council).latest_rounds().exclude(round__published_at=None)
    return (
        latest.order_by("-round__published_at", "-round_id")
        .values_list("document", flat=True)
        .iterator()
    )


def _indicators(council: Council) -> QuerySet[Indicator]:
    return (
        Indicator.objects.filter(council=council)
        .select_related("sector", "council")
        .prefetch_related("markers")
    )


def _wants(round_: RoundDocument) -> Iterator[WantDocument]:
    name = RoundName(round_.slug, round_.title, round_.sector, round_.sector_slug)
    results = [poll.result for poll in reversed(round_.polls)]
    for result in results:
        for question in result.questions if not result.imported_from else ():
            yield WantDocument(
                round=name,
                poll=result.id,
                is_certified=result.is_certified,
                closed_at=result.closed_at,
                fewer_than=result.fewer_than,
                ballots=result.ballots,
                question=replace(question, options=question.options[:SHOWN_AT_THE_TOP]),
            )


def _unanswered(round_: RoundDocument) -> Iterator[UnansweredFinding]:
    for finding in round_.findings:
        if not finding.is_answered and not finding.is_hidden:
            yield UnansweredFinding(
                finding.pk, finding.we_heard, round_.title, finding.recorded_on, finding.due_on
            )


def _with_commitments(
    indicator: IndicatorDocument, commitments: Sequence[CommitmentDocument]
) -> IndicatorDocument:
    """With the commitments that are meant to move it."""
    meant = tuple(each.name for each in commitments if each.indicator == indicator.key)
    return replace(indicator, commitments=meant)
