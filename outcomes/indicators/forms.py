"""The search box of the list of indicators, and what officers say of a measure, of what is drawn
beside its figures, and of a file of figures.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import BilingualForm, DateField, Form, Radios
from coopservices.listing import LONGEST_SEARCH
from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW
from outcomes.indicators.models import MOST_HIDDEN, Indicator, Marker
from outcomes.indicators.queries.figures import Suggested
from participation.models import Council, Sector

PEOPLE, THINGS = "people", "things"


class IndicatorSearch(Form):
    """Words to look for in names, units and sectors."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


# --- Defining one ---------------------------------------------------------------------------------


class IndicatorForm(BilingualForm):
    """What is measured, all of it on one page."""

    in_both = ("name", "unit", "counted")

    sector = forms.ModelChoiceField(
        label=_("Of which sector is it?"),
        queryset=Sector.objects.none(),
        empty_label=_("Choose a sector"),
    )
    name = forms.CharField(
        label=_("What is the measure called?"),
        help_text=_("As in: Homes rated good or outstanding"),
        max_length=160,
    )
    counted = forms.CharField(
        label=_("What is counted?"),
        help_text=_("And what is not. Everybody can read it beside the figures."),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    unit = forms.CharField(
        label=_("In which unit?"),
        help_text=_(
            "Begin with % for a share (% of homes) and with “per” for a rate (per 10,000 people). "
            "Anything else counts: days, homes, pounds."
        ),
        max_length=40,
    )
    direction = forms.ChoiceField(
        label=_("Which way is better?"), choices=Indicator.Direction.choices, widget=Radios
    )
    kind = forms.ChoiceField(
        label=_("What kind of figure is it?"),
        choices=Indicator.Kind.choices,
        widget=Radios(
            hints={
                Indicator.Kind.FLOW: _("As in: falls in a month. It can be drawn with limits."),
                Indicator.Kind.STOCK: _("As in: homes rated good on a day. It is drawn as a line."),
                Indicator.Kind.SURVEY: _("As in: the share who said that they feel safe."),
            }
        ),
    )
    of = forms.ChoiceField(
        label=_("Does it count people?"),
        choices=[(PEOPLE, _("Yes, people")), (THINGS, _("No: homes, days, pounds"))],
        widget=Radios(hints={PEOPLE: _("Small numbers are hidden then, everywhere.")}),
    )
    fewest_shown = forms.IntegerField(
        label=_("Which is the smallest number of people that may be shown?"),
        help_text=_("8 or more. Where there are fewer, no figure is shown."),
        min_value=FEWEST_TO_SHOW,
        max_value=MOST_HIDDEN,
        initial=FEWEST_TO_SHOW,
    )
    source = forms.CharField(
        label=_("Who publishes the figures?"),
        help_text=_("As in: Care Quality Commission. Leave it empty if you do not know yet."),
        max_length=300,
        required=False,
    )
    licence = forms.CharField(
        label=_("Under which licence?"),
        help_text=_("As in: Open Government Licence v3.0"),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(
            *args,
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
            **kwargs,
        )
        self.fields["sector"].queryset = council.sectors.all()  # type: ignore[attr-defined]  # a ModelChoiceField's

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        said = {**self.cleaned_data}
        is_of_people = said.pop("of") == PEOPLE
        return {**said, "is_of_people": is_of_people}


def as_typed(indicator: Indicator) -> dict[str, Any]:
    """What a measure says, as its form asks for it."""
    names = ("sector", "direction", "kind", "fewest_shown", "source", "licence")
    typed = {name: getattr(indicator, name) for name in names}
    for name in IndicatorForm.in_both:
        typed[name] = getattr(indicator, f"{name}_en")
        typed[f"{name}_cy"] = getattr(indicator, f"{name}_cy")
    return {**typed, "of": PEOPLE if indicator.is_of_people else THINGS}


def as_suggested(suggested: Suggested | None) -> dict[str, Any]:
    """What is suggested, as the form of a measure asks for it; {} where nothing is."""
    if suggested is None:
        return {}
    measure = suggested.measure
    typed: dict[str, Any] = {
        name: getattr(measure, name) for name in ("direction", "kind", "source", "licence")
    }
    for name in IndicatorForm.in_both:
        text = getattr(measure, name)
        typed |= {name: text.english, f"{name}_cy": text.welsh}
    return {**typed, "sector": suggested.sector, "of": PEOPLE if measure.is_of_people else THINGS}


class MarkerForm(BilingualForm):
    """Something agreed, or something that happened."""

    in_both = ("reason",)

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Marker.Kind.choices,
        widget=Radios(
            hints={
                Marker.Kind.TARGET: _("What you agreed to reach."),
                Marker.Kind.REBASE: _(
                    "The service itself changed, as with a new manager, and from here on it is "
                    "held against itself."
                ),
                Marker.Kind.BREAK: _(
                    "They are counted in another way. Nothing is compared with what was before."
                ),
                Marker.Kind.NOTE: _("Something that readers should know. It changes no chart."),
            }
        ),
    )
    on = DateField(label=_("From which day?"))
    value = forms.DecimalField(
        label=_("Of a target: which value?"),
        max_digits=14,
        decimal_places=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    reason = forms.CharField(
        label=_("Why, in plain words?"),
        help_text=_("Everybody can read it, as in: A new manager began at two of our homes."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(
            *args,
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
            **kwargs,
        )


class SendFiguresForm(Form):
    """The file, and where it is from."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, XLSX or ODS, up to 8 MB"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )
    title = forms.CharField(
        label=_("What are these figures?"),
        help_text=_("As in: Ratings of care homes, April 2026"),
        max_length=200,
    )
    source = forms.CharField(label=_("Who publishes them?"), max_length=300)
    licence = forms.CharField(
        label=_("Under which licence?"),
        help_text=_("As in: Open Government Licence v3.0"),
        max_length=120,
    )
    attribution = forms.CharField(
        label=_("What does the licence ask to be shown?"),
        help_text=_("As in: Contains public sector information. Leave it empty if nothing."),
        max_length=1000,
        required=False,
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        said = {**self.cleaned_data}
        file = said.pop("file")
        return {**said, "content": file.read(), "file_name": file.name}
