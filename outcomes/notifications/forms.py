"""What comes in about following: an address, how often letters come, and in which language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from coopservices.languages import WELSH
from outcomes.notifications.models import Mobile, Subscriber

Frequency = Subscriber.Frequency
LANGUAGES = [(settings.LANGUAGE_CODE, _("English")), (WELSH, _("Welsh"))]
BY_LETTER = [(each.value, each.label) for each in Frequency if each != Frequency.NEVER]


class AddressForm(Form):
    """Where somebody without an account wants to hear, and how often."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("We use it for this alone. Nobody at the council is shown it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    frequency = forms.TypedChoiceField(
        label=_("How often?"),
        coerce=Frequency,
        choices=BY_LETTER,
        initial=Frequency.WEEKLY,
        widget=Radios,
    )


class ReminderForm(Form):
    """Where somebody without an account wants to be reminded of a vote, once."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("We use it for this alone. Nobody at the council is shown it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class LettersForm(Form):
    """How often letters come, and in which language."""

    frequency = forms.TypedChoiceField(
        label=_("How often do letters come?"),
        coerce=Frequency,
        choices=Frequency.choices,
        widget=Radios,
    )
    language = forms.ChoiceField(label=_("In which language?"), widget=Radios)

    def __init__(self, data: Any = None, *, subscriber: Subscriber) -> None:
        language = subscriber.language or settings.LANGUAGE_CODE
        super().__init__(data, initial={"frequency": subscriber.frequency, "language": language})
        known: dict[str, Any] = self.fields
        known["language"].choices = LANGUAGES
        if subscriber.is_address_alone:  # it has no page to look at
            known["frequency"].choices = BY_LETTER


class MobileForm(Form):
    """Where somebody with an account hears by text, and of what."""

    number = forms.CharField(
        label=_("Your mobile number"),
        help_text=_("A UK number, as in 07400 123456. We use it for this alone."),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    wants = forms.TypedChoiceField(
        label=_("What do we text you about?"),
        coerce=Mobile.Wants,
        choices=Mobile.Wants.choices,
        initial=Mobile.Wants.REMINDERS,
        widget=Radios,
    )


class NumberCodeForm(Form):
    """The code that came to the number."""

    code = forms.CharField(
        label=_("The code that we sent to your mobile"),
        help_text=_("Six digits. It works for 15 minutes."),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
