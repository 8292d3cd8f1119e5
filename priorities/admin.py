"""Windows on rounds, proposals and polls. Sealed ballots have none, and no window tells who wrote a
proposal, or at what time.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from coopservices.windows import Window
from priorities.models import Poll, Proposal, Round


@admin.register(Round)
class RoundWindow(Window):
    list_display = ["__str__", "council", "sector", "published_at"]
    list_filter = ["council", "sector"]


@admin.register(Proposal)
class ProposalWindow(Window):
    list_display = ["title", "round", "author_role", "published_on"]
    list_filter = ["author_role"]
    exclude = ["author", "started_at", "saved_at"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Proposal]":
        """What is published: a draft is its author's."""
        return Proposal.objects.published()


@admin.register(Poll)
class PollWindow(Window):
    list_display = ["__str__", "round", "state", "closes_at"]
    list_filter = ["state"]
