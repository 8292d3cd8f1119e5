"""What somebody gives to be found on a register."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import DateField, Form
from coopservices.languages import say
from participation.engines.persons import letters_of
from participation.engines.voter_registers.columns import Match
from participation.voter_registers.queries import Details


class ListedVoterForm(Form):
    """Surname, postcode, and what the council's registers tell people of one name apart by."""

    prefix = "listed"  # a page may ask for a postcode of another kind too

    surname = forms.CharField(
        label=gettext_lazy("Surname"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "class": "govuk-input--width-10"}
        ),
    )
    born_on = DateField(
        label=gettext_lazy("Date of birth"), help_text=gettext_lazy("For example, 27 3 1980")
    )
    number = forms.CharField(
        label=gettext_lazy("Reference number"),
        max_length=40,
        help_text=gettext_lazy("It is on a letter or a card that the council has sent you."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )

    def __init__(self, *args: Any, matches: Collection[Match], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, match in (("born_on", Match.BIRTH), ("number", Match.REFERENCE)):
            self.fields[name].required = list(matches) == [match]
            if match not in matches:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What came in, if there is something to tell people of one name apart by."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("surname", "postcode", "number"):
            if clean.get(name) and not letters_of(clean[name]):
                self.add_error(name, self.fields[name].error_messages["required"])
        if not self.errors and not (clean.get("born_on") or clean.get("number")):
            words = _("Enter your date of birth, or your reference number.")
            self.add_error("born_on", words)
        return clean

    @property
    def details(self) -> Details:
        """What was given."""
        return Details(
            surname=self.cleaned_data["surname"],
            postcode=self.cleaned_data["postcode"],
            born_on=self.cleaned_data.get("born_on"),
            number=self.cleaned_data.get("number", ""),
        )

    def refuse_details(self, refusal: Exception) -> None:
        """Say why nobody was found; at no field, as none is known to be wrong."""
        self.add_error(None, say(refusal))
