"""A round as it is published: its polls, its findings and their commitments."""

from dataclasses import dataclass

from coopservices.texts import Text
from outcomes.summaries.documents.findings import FindingDocument
from priorities.imported_elections.documents import RuleComparison
from priorities.results.documents import PollResult


@dataclass(frozen=True)
class PollDocument:
    """A counted poll: its result, provisional until it is certified; where it was held elsewhere,
    the rules side by side.
    """

    result: PollResult
    comparison: RuleComparison | None


@dataclass(frozen=True)
class RoundDocument:
    """All that is published about what came of a round."""

    slug: str
    title: Text
    question: Text
    sector: str
    sector_slug: str
    polls: tuple[PollDocument, ...]
    findings: tuple[FindingDocument, ...]
