"""The code of a receipt, as people type it; and what one officer proposes to another."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.dates import end_of
from coopservices.forms import DateField, Form, Radios
from priorities.polls.models import Poll
from priorities.results.models import JointDecision
from priorities.results.queries.joint_decisions import kinds_possible


class ReceiptForm(Form):
    """A code to look up."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=200,
        help_text=_(
            "28 letters and numbers, like 0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47R. Small letters "
            "are fine."
        ),
        error_messages={"required": _("Enter the code that you were given when you voted.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--code"}
        ),
    )


class DecisionForm(Form):
    """What to decide about a poll together with a colleague, and why."""

    kind = forms.ChoiceField(
        label=_("What do you propose?"),
        widget=Radios(
            hints={
                JointDecision.Kind.EXTEND: _("Once, and nothing else of the vote changes."),
                JointDecision.Kind.CLOSE: _("Once it has ended it cannot begin again."),
            }
        ),
        error_messages={"required": _("Choose what you propose.")},
    )
    last_day = DateField(
        label=_("Last day of voting"),
        help_text=_("Only if people get longer to vote: voting ends at the end of this day."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Everybody can read this once a colleague has confirmed it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why. Everybody will be able to read it.")},
    )

    def __init__(self, *args: Any, poll: Poll, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = kinds_possible(poll, at)
        self.fields["kind"].choices = possible  # type: ignore[attr-defined]  # a ChoiceField
        if JointDecision.Kind.EXTEND not in dict(possible):
            del self.fields["last_day"]

    @property
    def facts(self) -> dict[str, Any]:
        """What is proposed, and until when, exclusive, where people get longer to vote."""
        said = dict(self.cleaned_data)
        last_day = said.pop("last_day", None)
        return {**said, "until": end_of(last_day) if last_day else None}
