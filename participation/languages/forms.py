"""In which languages a council writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from participation.councils.models import Council

HINTS = {
    Council.Writing.EITHER: _("Officers are asked for both, and may leave the Welsh out."),
    Council.Writing.BOTH: _("A round, a vote or an answer is published in both or not at all."),
}


class LanguagesForm(Form):
    """In which languages officers write for everybody."""

    writing = forms.TypedChoiceField(
        label=_("How do you write rounds, votes and answers?"),
        coerce=Council.Writing,
        choices=Council.Writing.choices,
        widget=Radios(hints=HINTS),
    )
