"""A round as it is published: its polls, its findings and their commitments."""

from dataclasses import dataclass

from coopservices.texts import Text
from outcomes.summaries.documents.findings import FindingDocument
from priorities.results.documents import Analysis, PollResult, QuestionAnalysis


@dataclass(frozen=True)
class PollDocument:
    """A counted poll: its result, provisional until it is certified, and what its published ballots
    tell beyond that; None where too few voted.
    """

    result: PollResult
    analysis: Analysis | None

    def analysis_of(self, question: str) -> QuestionAnalysis:
        """What the ballots tell of one question."""
        return self.analysis.questions[question] if self.analysis else QuestionAnalysis(())


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
