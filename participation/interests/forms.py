"""What comes in when somebody declares an interest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import DateField, Form
from participation.councils.models import Council
from participation.interests.models import LONGEST
from participation.services.models import Organisation, Sector, Service


class InterestForm(Form):
    """What it is, in which one thing, and since when."""

    what = forms.CharField(
        label=_("What is your interest?"),
        help_text=_("As in: I sit on its board. My sister works there. Everybody can read this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    organisation = forms.ModelChoiceField(
        label=_("In which organisation?"),
        queryset=Organisation.objects.none(),
        empty_label=_("None of these"),
        required=False,
    )
    service = forms.ModelChoiceField(
        label=_("Or in which service?"),
        queryset=Service.objects.none(),
        empty_label=_("None of these"),
        required=False,
    )
    sector = forms.ModelChoiceField(
        label=_("Or in which sector as a whole?"),
        queryset=Sector.objects.none(),
        empty_label=_("None of these"),
        required=False,
    )
    since_on = DateField(label=_("Since when?"))

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, Any] = {
            "organisation": Organisation.objects.all(),
            "service": Service.objects.on_register(),
            "sector": Sector.objects.all(),
        }
        for name, found in rows.items():
            field: Any = self.fields[name]
            field.queryset = found.filter(council=council).order_by("name")
