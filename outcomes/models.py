"""The facts about measures, findings, commitments, summaries and who hears of them."""

from outcomes.commitments.models import Commitment, Update, Verdict
from outcomes.findings.models import Answer, Finding
from outcomes.indicators.models import FiguresFile, Indicator, Marker, Observation, Release
from outcomes.notifications.models import (
    Follow,
    Letter,
    Mobile,
    NewsItem,
    Notification,
    Subscriber,
)
from outcomes.summaries.models import Card, Chart, Summary

__all__ = [
    "Answer",
    "Card",
    "Chart",
    "Commitment",
    "FiguresFile",
    "Finding",
    "Follow",
    "Indicator",
    "Letter",
    "Marker",
    "Mobile",
    "NewsItem",
    "Notification",
    "Observation",
    "Release",
    "Subscriber",
    "Summary",
    "Update",
    "Verdict",
]
