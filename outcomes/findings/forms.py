"""The shape of an answer to a finding."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from outcomes.findings.models import Answer

HINTS: dict[Answer, Any] = {
    Answer.WILL: _("Next you say who will do it, and by when."),
    Answer.PARTLY: _("Say which part, and why not the rest. Next you say who will do it."),
    Answer.CANNOT: _("People can live with a no that has a reason."),
    Answer.NOT_YET: _(
        "Say what you are waiting for, if you can. The answer stays owed, and its age is shown."
    ),
}


class AnswerForm(Form):
    """The council's answer with its reason."""

    answer = forms.TypedChoiceField(
        label=_("What is the council's answer?"),
        coerce=Answer,
        choices=[(answer.value, answer.label) for answer in HINTS],
        widget=Radios(hints=HINTS),
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "In plain words, as you would say it to somebody at the door. Everybody can read it."
        ),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: QueryDict | None, **facts: Any) -> None:
        super().__init__(data, **facts)
        self.fields["reason"].required = self["answer"].value() != Answer.NOT_YET
