"""The documents that are published: what a round's summary and a council's dashboard hold, and no
more than that.

They hold codes, numbers and what people wrote; words are made of them at the last moment. Every
number of people in here has been protected. Votes are exact, as anybody may recount them, or not
told at all where too few voted.
"""

from outcomes.summaries.documents.dashboard import (
    DashboardDocument,
    RoundName,
    UnansweredFinding,
    WantDocument,
)
from outcomes.summaries.documents.findings import (
    CommitmentDocument,
    CommitmentName,
    FindingDocument,
    UpdateDocument,
)
from outcomes.summaries.documents.indicators import (
    Comparator,
    IndicatorDocument,
    MarkerDocument,
    Reading,
    SeriesDocument,
    SourceDocument,
)
from outcomes.summaries.documents.round import PollDocument, RoundDocument

__all__ = [
    "CommitmentDocument",
    "CommitmentName",
    "Comparator",
    "DashboardDocument",
    "FindingDocument",
    "IndicatorDocument",
    "MarkerDocument",
    "PollDocument",
    "Reading",
    "RoundDocument",
    "RoundName",
    "SeriesDocument",
    "SourceDocument",
    "UnansweredFinding",
    "UpdateDocument",
    "WantDocument",
]
