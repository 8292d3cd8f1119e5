"""A round as it is published: its polls, its findings and their commitments."""

from dataclasses import dataclass

from outcomes.summaries.documents.findings import FindingAccount
from outcomes.summaries.documents.results import PollAccount


@dataclass(frozen=True)
class RoundAccount:
    """All that is published about what came of a round."""

    slug: str
    title: str
    question: str
    sector: str
    sector_slug: str
    polls: tuple[PollAccount, ...]
    findings: tuple[FindingAccount, ...]
