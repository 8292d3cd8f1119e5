"""What somebody says is wrong with a result, and what the council answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from priorities.challenges.models import LONGEST


class CodeForm(Form):
    """The code of a vote or of a letter, by which somebody without an account is known."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=200,
        help_text=_("The one that you were given when you voted, or the one on your letter."),
        error_messages={
            "required": _("Enter the code that you were given when you voted, or that on a letter.")
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--code"}
        ),
    )


class ChallengeForm(CodeForm):
    """What is wrong; and by what code, where nobody has signed in."""

    field_order = ["reason", "code"]

    reason = forms.CharField(
        label=_("What is wrong with this result?"),
        help_text=_(
            "Name nobody. An officer reads this, and publishes it without your name once they have "
            "checked that it names nobody."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what is wrong.")},
    )

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed_in:
            del self.fields["code"]


class ChallengeAnswerForm(Form):
    """What the council found."""

    answer = forms.CharField(
        label=_("What did you find, and what follows?"),
        help_text=_("Everybody can read this. Name nobody."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what you found. Everybody will be able to read it.")},
    )
