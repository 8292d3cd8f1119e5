"""The search box of the whole site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from coopservices.listing import LONGEST_SEARCH


class SearchForm(Form):
    """Words to look for."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
