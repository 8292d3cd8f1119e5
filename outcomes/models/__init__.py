"""The facts about measures, findings, commitments and summaries."""

from outcomes.models.commitments import Commitment, Update, Verdict
from outcomes.models.findings import Answer, Finding
from outcomes.models.measures import Indicator, Marker, Observation, Release
from outcomes.models.summaries import Chart, Summary

__all__ = [
    "Answer",
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
