"""What may be asked of the list of proposals."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from coopservices.listing import WordsFilter
from participation.models import Area
from priorities.proposals.models import Proposal, ProposalQuerySet

VOICES = {
    "residents": _("People who live here or use services"),
    "staff": _("Front-line staff"),
}


class _WardField(django_filters.fields.ModelChoiceField):  # type: ignore[misc]  # django-filter has no types
    """Wards by name; one that has ended says when, for a newer one may have its name."""

    def label_from_instance(self, ward: Area) -> str:
        """The ward as a choice."""
        return ward.called


class _WardFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    field_class = _WardField


def _wards_here(request: HttpRequest | None) -> "QuerySet[Area]":
    council = getattr(request, "council", None)
    return (
        Area.objects.filter(council=council).wards().defer("boundary")
        if council
        else Area.objects.none()
    )


def _by_voice(proposals: ProposalQuerySet, name: str, voice: str) -> ProposalQuerySet:
    return proposals.by_staff() if voice == "staff" else proposals.by_residents()


class ProposalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Proposals by words, by ward and by who speaks."""

    q = WordsFilter("title", "problem", "idea", "service__name")
    ward = _WardFilter(
        label=_("Ward"),
        field_name="area",
        queryset=_wards_here,
        to_field_name="code",
        empty_label=_("All wards"),
    )
    by = django_filters.ChoiceFilter(
        label=_("Written by"),
        method=_by_voice,
        choices=list(VOICES.items()),
        empty_label=_("Everybody"),
    )

    class Meta:
        model = Proposal
        fields: list[str] = []
        form = Form
