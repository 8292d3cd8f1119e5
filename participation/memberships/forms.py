"""What comes in when somebody signs in: an e-mail address, and then the code sent to it."""

from typing import Any

from allauth.account.forms import RequestReauthenticationCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from coopservices.languages import say
from coopservices.watching import WatchedForm
from participation.engines.emailed_codes import EmailedCode, Outcome, why_not


class AddressForm(WatchedForm):
    """The address to which a code is sent. A browser fills it in at once."""

    shortest = 0

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the right form, like name@example.org"),
        },
    )

    def clean_email(self) -> str:
        """The address in small letters, as accounts have it."""
        return str(self.cleaned_data["email"]).lower()


class WhereToForm(RequestReauthenticationCodeForm):  # type: ignore[misc]  # allauth has no types
    """To which of one's addresses a code is sent, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["recipient"]
        choice.label = _("Where should we send the code?")
        choice.initial = choice.choices[0][0] if choice.choices else None
        choice.widget = Radios(choices=choice.choices)


class CodeForm(Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("It has eight letters and digits. Dashes and capitals do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Enter the code from our email")},
    )

    def say_why(self, outcome: Outcome, code: EmailedCode) -> None:
        """Say at the field why the code does not work, and what to do."""
        self.add_error("code", say(why_not(outcome, code)))
