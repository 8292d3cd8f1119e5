"""What comes in when somebody signs in: an e-mail address, and then the code sent to it."""

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from participation.engines.emailed_codes import MINUTES, EmailedCode, Outcome


class AddressForm(Form):
    """The address to which a code is sent."""

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
        self.add_error("code", _refusal(outcome, code))


def _refusal(outcome: Outcome, code: EmailedCode) -> str:
    if outcome is Outcome.TOO_LATE:
        words = gettext(
            "This code has run out: a code works for %(minutes)s minutes. Send another code."
        )
        return words % {"minutes": MINUTES}
    if outcome is Outcome.TRIED_TOO_OFTEN:
        return gettext("That was wrong too often, so this code works no more. Send another code.")
    return ngettext(
        "That is not the code in our newest email. You can try once more, or send another code.",
        "That is not the code in our newest email. You can try %(n)s more times, or send another "
        "code.",
        code.tries_left,
    ) % {"n": code.tries_left}
