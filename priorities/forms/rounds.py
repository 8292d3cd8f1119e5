"""How a list of rounds is narrowed."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from coopservices.forms import Form
from participation.models import Sector
from priorities.models import Round
from priorities.models.rounds import RoundQuerySet


def _sectors_here(request: HttpRequest | None) -> "QuerySet[Sector]":
    return Sector.objects.filter(council=request.council) if request else Sector.objects.none()  # type: ignore[attr-defined]


def _containing(rounds: RoundQuerySet, name: str, words: str) -> RoundQuerySet:
    return rounds.containing(words)


class RoundFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Rounds by words and by sector."""

    q = django_filters.CharFilter(
        label="Search", method=_containing, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    sector = django_filters.ModelChoiceFilter(
        label="Sector", queryset=_sectors_here, to_field_name="slug", empty_label="All sectors"
    )

    class Meta:
        model = Round
        fields: list[str] = []
        form = Form
