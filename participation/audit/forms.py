"""What narrows the audit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Form
from coopservices.listing import LONGEST_SEARCH
from participation.audit.queries import Narrowing
from participation.audit.words import ACT_WORDS, KIND_WORDS
from participation.people.models import Role

WRONG_DAY = gettext_lazy("Enter a real date, like 27/3/2027")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %m %Y")


def _in_order(words: Any, all_of_them: Any) -> Any:
    """Choices by what they say in the reader's language, after the one that narrows nothing."""
    return lambda: [
        ("", all_of_them),
        *sorted(words.items(), key=lambda choice: str(choice[1]).casefold()),
    ]


class AuditFilter(Form):
    """Who, what, which thing, as what and when."""

    who = forms.CharField(
        label=gettext_lazy("Who did it"),
        help_text=gettext_lazy("A name, an email address or the number of an account."),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    act = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        choices=_in_order(ACT_WORDS, gettext_lazy("Everything")),
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("To what kind of thing"),
        choices=_in_order(KIND_WORDS, gettext_lazy("Every kind")),
        required=False,
    )
    thing = forms.CharField(
        label=gettext_lazy("To which one of them"),
        help_text=gettext_lazy("Its number, as it stands in the list."),
        max_length=40,
        required=False,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("In which role"),
        choices=[("", gettext_lazy("Every role")), *Role.choices],
        required=False,
    )
    since = forms.DateField(
        label=gettext_lazy("From this day on"),
        input_formats=DAYS,
        required=False,
        error_messages={"invalid": WRONG_DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Until this day, with it"),
        input_formats=DAYS,
        required=False,
        error_messages={"invalid": WRONG_DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """What came in, where the days are in their order."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = clean.get("since"), clean.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose a day that is not before the first."))
        return clean

    def narrowing(self) -> Narrowing:
        """What it narrows the list to; after `is_valid`."""
        return Narrowing(**self.cleaned_data)
