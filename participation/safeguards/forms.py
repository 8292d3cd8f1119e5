"""What takes two people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form


class SafeguardsForm(Form):
    """Whether a second officer opens a vote."""

    needs_two_to_open_polls = forms.BooleanField(
        label=_("A second officer opens what a first one has set up"),
        help_text=_("Drafts that were begun before keep what was chosen then."),
        required=False,
    )
