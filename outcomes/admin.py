"""Windows on findings, commitments, measures and summaries. No window tells who gave
which verdict.
"""

from django.contrib import admin

from coopservices.windows import Window
from outcomes.models import Commitment, Finding, Indicator, Release, Summary


@admin.register(Finding)
class FindingWindow(Window):
    list_display = ["we_heard_en", "round", "answer", "recorded_at"]
    list_filter = ["answer"]
    exclude = ["people", "out_of"]


@admin.register(Commitment)
class CommitmentWindow(Window):
    list_display = ["title", "owner", "due_on", "done_at", "stopped_at"]
    list_filter = ["is_trial"]


@admin.register(Indicator)
class IndicatorWindow(Window):
    list_display = ["name_en", "council", "sector", "unit_en", "kind"]
    list_filter = ["council", "sector", "kind"]


@admin.register(Release)
class ReleaseWindow(Window):
    list_display = ["title", "council", "licence", "imported_at"]


@admin.register(Summary)
class SummaryWindow(Window):
    list_display = ["kind", "council", "round", "built_at", "is_latest"]
    list_filter = ["kind", "is_latest"]
