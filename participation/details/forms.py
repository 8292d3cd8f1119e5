"""What people may tell us about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form


class DetailsForm(Form):
    """A name to be known by, and a postcode, from which we keep the ward alone."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("Shown beside a proposal only if you choose to be named there."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    postcode = forms.CharField(
        label=_("Your postcode"),
        max_length=12,
        required=False,
        help_text=_("We keep the ward you live in, never the postcode itself."),
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "class": "govuk-input--width-10"}
        ),
    )
