"""The published numbers that stand beside findings and commitments: read from the latest summaries,
and only there.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from coopservices.documents import read
from outcomes.engines.disclosure.small_numbers import Table
from outcomes.summaries.documents import FindingDocument, IndicatorDocument, RoundDocument
from outcomes.summaries.models import Summary
from participation.models import Council
from priorities.results.documents import OptionResult, PollResult, QuestionResult


def latest_dashboard(council: Council) -> Summary | None:
    """The dashboard that is published now; None until there is one. One query."""
    return Summary.objects.of(council).latest_dashboards().first()


@dataclass(frozen=True)
class Placed:
    """Where a proposal came in a counted poll."""

    result: PollResult
    question: QuestionResult
    option: OptionResult


@dataclass(frozen=True)
class Published:
    """What is published about some rounds and indicators, each by the key of the row that it is
    about.
    """

    findings: dict[int, FindingDocument] = field(default_factory=dict)
    verdicts: dict[int, Table] = field(default_factory=dict)
    places: dict[int, Placed] = field(default_factory=dict)
    indicators: dict[str, IndicatorDocument] = field(default_factory=dict)
    results: dict[str, PollResult] = field(default_factory=dict)


def published_about(
    rounds: Collection[int], indicators: Collection[tuple[int, str]] = ()
) -> Published:
    """What the latest summaries tell of these; nothing of what has none yet. Two queries at most.

    `indicators` are pairs of a council's id and an indicator's key.
    """
    documents = _documents(set(rounds))
    findings = [finding for document in documents for finding in document.findings]
    return Published(
        findings={finding.pk: finding for finding in findings},
        verdicts={
            commitment.pk: commitment.verdict
            for finding in findings
            for commitment in finding.commitments
        },
        places={
            placed.option.proposal_id: placed
            for placed in _places(documents)
            if placed.option.proposal_id
        },
        indicators=_indicators(indicators),
        results={each.result.id: each.result for document in documents for each in document.polls},
    )


def _documents(rounds: Collection[int]) -> list[RoundDocument]:
    documents = (
        Summary.objects.latest_rounds().filter(round__in=rounds).values_list("document", flat=True)
    )
    return [read(RoundDocument, document) for document in documents]


def _places(documents: Collection[RoundDocument]) -> Iterator[Placed]:
    """Every option of every poll, the polls in the order in which they ended."""
    for document in documents:
        for poll in document.polls:
            for question in poll.result.questions:
                for option in question.options:
                    yield Placed(poll.result, question, option)


def _indicators(wanted: Collection[tuple[int, str]]) -> dict[str, IndicatorDocument]:
    """What the figures of each say."""
    councils, keys = {council for council, _ in wanted}, {key for _, key in wanted}
    dashboards = Summary.objects.latest_dashboards().filter(council__in=councils)
    return {
        document["key"]: read(IndicatorDocument, document)
        for documents in dashboards.values_list("document__indicators", flat=True)
        for document in documents
        if document["key"] in keys
    }
