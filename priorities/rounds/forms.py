"""How a list of rounds is narrowed, and what an officer says to publish one."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from coopservices.forms import BilingualForm, DateField, Form
from coopservices.listing import WordsFilter
from participation.models import Council, Sector
from priorities.rounds.models import ACTS, Round


def _sectors_here(request: HttpRequest | None) -> "QuerySet[Sector]":
    return Sector.objects.filter(council=request.council) if request else Sector.objects.none()  # type: ignore[attr-defined]


class RoundFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Rounds by words and by sector."""

    q = WordsFilter(
        "title_en", "title_cy", "question_en", "question_cy", "summary_en", "summary_cy"
    )
    sector = django_filters.ModelChoiceFilter(
        label="Sector", queryset=_sectors_here, to_field_name="slug", empty_label="All sectors"
    )

    class Meta:
        model = Round
        fields: list[str] = []
        form = Form


# --- Publishing one -------------------------------------------------------------------------------


def _day(label: str) -> DateField:
    asked = f"Enter the {label.lower()}"
    return DateField(label=label, error_messages={"required": f"{asked}, like 27 3 2027"})


class RoundForm(BilingualForm):
    """All that a round is, on one page: officers know what they want before they come here."""

    in_both = ("title", "question", "summary", "what_can_change", "who_decides")

    title = forms.CharField(
        label="A title",
        max_length=120,
        help_text="A few words, as in: Better days in our care homes",
    )
    question = forms.CharField(
        label="The question", max_length=200, help_text="What you ask people, in one sentence."
    )
    sector = forms.ModelChoiceField(
        label="The sector", queryset=Sector.objects.none(), empty_label="Choose a sector"
    )
    summary = forms.CharField(
        label="A summary",
        help_text="Two or three sentences.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    what_can_change = forms.CharField(
        label="What can change?",
        help_text="And what cannot: how much money there is, what the law says.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    who_decides = forms.CharField(label="Who decides?", max_length=200)
    decided_by_on = _day("Day by which you answer")

    def __init__(self, data: QueryDict | None, *, council: Council) -> None:
        super().__init__(
            data,
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
        )
        for act, words in ACTS.items():
            self.fields[f"{act}_from"] = _day(words.first_day)
            self.fields[f"{act}_until"] = _day(words.last_day)
        self.order_fields([name for name in self.fields if name != "decided_by_on"])
        self.fields["sector"].queryset = Sector.objects.filter(council=council)  # type: ignore[attr-defined]  # a ModelChoiceField's
