"""The search box of the list of indicators."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from coopservices.listing import LONGEST_SEARCH


class IndicatorSearch(Form):
    """Words to look for in names, units and sectors."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
