"""How the list of commitments is narrowed."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from coopservices.listing import WordsFilter
from outcomes.commitments.models import Commitment, CommitmentQuerySet
from participation.models import Sector

STATES = {
    "overdue": _("Overdue"),
    "on_time": _("On time"),
    "done": _("Done"),
    "stopped": _("Trial stopped"),
}


def _sectors_here(request: HttpRequest | None) -> "QuerySet[Sector]":
    return Sector.objects.filter(council=request.council) if request else Sector.objects.none()  # type: ignore[attr-defined]


class CommitmentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Promises, as `with_words_heard` gives them, by words, by how they stand and by sector."""

    q = WordsFilter("title", "words_heard_en", "words_heard_cy", "owner__name")
    state = django_filters.ChoiceFilter(
        label=_("How it stands"),
        method="in_state",
        choices=list(STATES.items()),
        empty_label=_("All"),
    )
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"),
        field_name="finding__round__sector",
        queryset=_sectors_here,
        to_field_name="slug",
        empty_label=_("All sectors"),
    )

    class Meta:
        model = Commitment
        fields: list[str] = []
        form = Form

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def in_state(
        self, commitments: CommitmentQuerySet, _name: str, state: str
    ) -> CommitmentQuerySet:
        """Those that stand like this today."""
        return {
            "overdue": commitments.overdue(self.today),
            "on_time": commitments.on_time(self.today),
            "done": commitments.done(),
            "stopped": commitments.stopped(),
        }[state]
