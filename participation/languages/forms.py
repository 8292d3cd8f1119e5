"""In which languages a council writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form


class LanguagesForm(Form):
    """Whether what officers write is given in both languages."""

    writes_both = forms.BooleanField(
        label=_("We write everything in English and in Welsh"),
        required=False,
        help_text=_(
            "Then a round, a vote or an answer is published only when it is there in both."
        ),
    )
