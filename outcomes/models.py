"""The facts about measures, findings, commitments and summaries."""

from outcomes.commitments.models import Commitment, Update, Verdict
from outcomes.findings.models import Answer, Finding
from outcomes.indicators.models import Indicator, Marker, Observation, Release
from outcomes.summaries.models import Card, Chart, Summary

__all__ = [
    "Answer",
    "Card",
    "Chart",
    "Commitment",
    "Finding",
    "Indicator",
    "Marker",
    "Observation",
    "Release",
    "Summary",
    "Update",
    "Verdict",
]
