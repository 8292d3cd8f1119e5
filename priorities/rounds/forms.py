"""How a list of rounds is narrowed, and what an officer says to publish one."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopservices.forms import BilingualForm, DateField, Form, Radios
from coopservices.listing import WordsFilter
from coopservices.templatetags.ui import as_written
from participation.models import Council, Sector
from priorities.engines.first_rounds import FIRST_ROUNDS
from priorities.rounds.models import ACTS, Act, Round


def _sectors_here(request: HttpRequest | None) -> "QuerySet[Sector]":
    return Sector.objects.filter(council=request.council) if request else Sector.objects.none()  # type: ignore[attr-defined]


class RoundFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Rounds by words and by sector."""

    q = WordsFilter(
        "title_en", "title_cy", "question_en", "question_cy", "summary_en", "summary_cy"
    )
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"),
        queryset=_sectors_here,
        to_field_name="slug",
        empty_label=_("All sectors"),
    )

    class Meta:
        model = Round
        fields: list[str] = []
        form = Form


# --- Publishing one -------------------------------------------------------------------------------


def _day(label: Promise, ask: Promise) -> DateField:
    return DateField(label=label, error_messages={"required": ask})


class RoundForm(BilingualForm):
    """All that a round is, on one page: officers know what they want before they come here."""

    in_both = ("title", "question", "summary", "what_can_change", "who_decides")

    title = forms.CharField(
        label=_("A title"),
        max_length=120,
        help_text=_("A few words, as in: Better days in our care homes"),
    )
    question = forms.CharField(
        label=_("The question"),
        max_length=200,
        help_text=_("What you ask people, in one sentence."),
    )
    sector = forms.ModelChoiceField(
        label=_("The sector"), queryset=Sector.objects.none(), empty_label=_("Choose a sector")
    )
    summary = forms.CharField(
        label=_("A summary"),
        help_text=_("Two or three sentences."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    what_can_change = forms.CharField(
        label=_("What can change?"),
        help_text=_("And what cannot: how much money there is, what the law says."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    who_decides = forms.CharField(label=_("Who decides?"), max_length=200)
    decided_by_on = _day(
        _("Day by which you answer"), _("Enter the day by which you answer, like 27 3 2027")
    )

    def __init__(
        self, data: QueryDict | None, *, council: Council, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(
            data,
            initial=initial,
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
        )
        for act, words in ACTS.items():
            self.fields[f"{act}_from"] = _day(words.first_day, words.ask_first_day)
            self.fields[f"{act}_until"] = _day(words.last_day, words.ask_last_day)
        self.order_fields([name for name in self.fields if name != "decided_by_on"])
        self.fields["sector"].queryset = Sector.objects.filter(council=council)  # type: ignore[attr-defined]  # a ModelChoiceField's

    def clean(self) -> dict[str, Any]:
        """What was typed, with its days in their order."""
        super().clean()
        day = self.cleaned_data.get
        for act in ACTS:
            if _is_before(day(f"{act}_until"), day(f"{act}_from")):
                self.add_error(f"{act}_until", gettext("Each phase must end after it begins."))
        for earlier, later in pairwise(ACTS):
            if _is_before(day(f"{later}_from"), day(f"{earlier}_until"), at_least=1):
                words = gettext("Each phase must begin when the one before it has ended.")
                self.add_error(f"{later}_from", words)
        last = list(ACTS)[-1]
        if _is_before(day("decided_by_on"), day(f"{last}_until"), at_least=1):
            self.add_error("decided_by_on", gettext("The decision must come after the last phase."))
        return self.cleaned_data


BLANK = "blank"


class BeginRoundForm(Form):
    """What a round is begun from: nothing, or what is suggested for a sector of the council."""

    like = forms.ChoiceField(label=_("How do you want to begin?"), widget=Radios)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = Sector.objects.filter(council=council, slug__in=FIRST_ROUNDS)
        choices = [(sector.slug, str(as_written(sector.names))) for sector in sectors]
        blank = (BLANK, gettext("Another question: I write everything"))
        hints = {slug: str(as_written(FIRST_ROUNDS[slug].question)) for slug, _name in choices}
        self.fields["like"].widget = Radios(hints=hints)
        self.fields["like"].choices = [*choices, blank]  # type: ignore[attr-defined]  # a ChoiceField's


def suggested_round(council: Council, like: str, today: date) -> dict[str, Any]:
    """What a first round of this sector says, as its form asks for it, beginning today; {} where
    nothing is suggested.
    """
    found = FIRST_ROUNDS.get(like)
    sector = Sector.objects.filter(council=council, slug=like).first() if found else None
    if found is None or sector is None:
        return {}
    texts = {name: getattr(found, name) for name in RoundForm.in_both}
    typed: dict[str, Any] = {name: text.english for name, text in texts.items()}
    typed |= {f"{name}_cy": text.welsh for name, text in texts.items()}
    first_to_vote = today + timedelta(days=found.days_to_propose)
    last_to_vote = first_to_vote + timedelta(days=found.days_to_vote - 1)
    return {
        **typed,
        "sector": sector.pk,
        f"{Act.PROPOSE}_from": today,
        f"{Act.PROPOSE}_until": first_to_vote - timedelta(days=1),
        f"{Act.VOTE}_from": first_to_vote,
        f"{Act.VOTE}_until": last_to_vote,
        "decided_by_on": last_to_vote + timedelta(days=found.days_to_answer),
    }


def _is_before(day: date | None, other: date | None, *, at_least: int = 0) -> bool:
    """Whether a day comes sooner than so many days after another; not where one is missing."""
    return day is not None and other is not None and day < other + timedelta(days=at_least)
