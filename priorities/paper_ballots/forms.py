"""What comes in about papers: a batch to issue or to print, a serial number, somebody at a desk,
what is marked on a paper, and how many came back unused.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coopservices.forms import DateField, Form, Radios
from coopservices.languages import say
from participation.electors.actions import PersonAtDesk
from participation.engines.constituencies import CONSTITUENCIES
from priorities.ballots.forms import ChoicesForm
from priorities.engines.voting.ballot_paper import Choice
from priorities.engines.voting.definition import Definition
from priorities.paper_ballots.models import (
    LONGEST_EXPLANATION,
    LONGEST_PLACE,
    PaperBallot,
    PaperBatch,
)

_COUNTS = "no"  # not spoiled


def _number(**facts: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **facts
    )


def _whose(**facts: Any) -> forms.ChoiceField:
    return forms.ChoiceField(widget=Radios, **facts)


def _ask_whose(form: Form, constituencies: Sequence[str]) -> None:
    """Let somebody choose among the constituencies of a poll; ask nothing where it has none."""
    if constituencies:
        choices = [(code, capfirst(say(CONSTITUENCIES[code].label))) for code in constituencies]
        form.fields["constituency"].choices = choices  # type: ignore[attr-defined]  # of its own kind
    else:
        del form.fields["constituency"]


class IssueForm(Form):
    """A batch of papers."""

    kind = forms.ChoiceField(
        label=_("Whom are they for?"),
        choices=PaperBatch.Kind.choices,
        initial=PaperBatch.Kind.IDENTIFIED,
        widget=Radios(
            hints={
                PaperBatch.Kind.IDENTIFIED: _(
                    "Somebody at the desk sees who they are, and gives each person one paper."
                ),
                PaperBatch.Kind.SLIP: _(
                    "Anybody may take one. They are a group of their own in the result, and count "
                    "only if this vote's rules say so."
                ),
            }
        ),
    )
    place = forms.CharField(
        label=_("Where do they go?"),
        max_length=LONGEST_PLACE,
        help_text=_("A library or an event, as in: Riverside library. Everybody can read this."),
    )
    size = _number(label=_("How many papers?"))
    constituency = _whose(
        label=_("If they are slips: whose votes are they?"),
        help_text=_(
            "A slip has no name, so each batch is for one of the groups that are counted apart."
        ),
        required=False,
    )

    def __init__(self, *args: Any, constituencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_whose(self, constituencies)


class PrintForm(Form):
    """How a batch is printed."""

    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        widget=Radios,
    )
    is_large = forms.BooleanField(label=_("In large print"), required=False)


class SerialForm(Form):
    """Which paper."""

    serial = forms.CharField(
        label=_("Number on the paper"),
        max_length=30,
        help_text=_("It stands at the foot of the paper, as in 2-0017-K7QF."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PersonForm(Form):
    """Somebody at a desk, who shows who they are. Nothing of it is stored."""

    surname = forms.CharField(
        label=_("Surname"),
        max_length=100,
        help_text=_("As it stands on what they show you."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"), max_length=10, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    born_on = DateField(label=_("Date of birth"))
    email = forms.CharField(
        label=_("Their email address here, if they have an account"),
        max_length=254,
        required=False,
        help_text=_(
            "Only if they show you, on their own phone, that they are signed in with it. Then this "
            "vote takes the place of the one that they cast online."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    constituency = _whose(
        label=_("Which of these are they?"),
        help_text=_(
            "This vote counts these groups apart. Ask them. If they have an account here, what it "
            "says is taken."
        ),
    )
    has_shown = forms.BooleanField(
        label=_("I have seen a document that says who they are and where they live"),
        error_messages={"required": _("Tick the box once you have seen it.")},
    )

    def __init__(self, *args: Any, constituencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_whose(self, constituencies)

    @property
    def person(self) -> PersonAtDesk:
        """Who they are."""
        facts = self.cleaned_data
        return PersonAtDesk(
            surname=facts["surname"],
            postcode=facts["postcode"],
            born_on=facts["born_on"],
            email=facts["email"],
            constituency=facts.get("constituency", ""),
        )


class HandOutForm(PersonForm):
    """A paper, and to whom it is given."""

    serial = SerialForm.base_fields["serial"]
    field_order = ("serial",)


class HandOutForCodeForm(SerialForm):
    """A paper, and the code of the letter for which it is given."""

    code = forms.CharField(
        label=_("Code on their letter"),
        max_length=100,
        help_text=_("12 letters and numbers, like 4F7K-9Q2M-XW3T. Keep the letter and destroy it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TypedForm(ChoicesForm):
    """What is marked on a paper, or why it cannot be counted."""

    def __init__(self, definition: Definition, *args: Any) -> None:
        super().__init__(definition, *args)
        self.is_one_question = False  # type: ignore[misc]  # its page is about a paper
        self.fields["spoiled"] = forms.ChoiceField(
            label=_("Can it be counted?"),
            choices=[
                (_COUNTS, _("Yes")),
                *(
                    (code, label)
                    for code, label in PaperBallot.Spoiled.choices
                    if code != PaperBallot.Spoiled.REPLACED
                ),
            ],
            initial=_COUNTS,
            widget=Radios,
        )

    def clean(self) -> dict[str, Any]:
        """What was typed; nothing is asked of a paper that cannot be counted."""
        if self.cleaned_data.get("spoiled", _COUNTS) != _COUNTS:
            for name in self.errors.keys() - {"spoiled"}:
                del self.errors[name]
        return self.cleaned_data

    @property
    def spoiled(self) -> str:
        """Why it cannot be counted, "" if it can."""
        why = str(self.cleaned_data["spoiled"])
        return "" if why == _COUNTS else why

    @property
    def choices(self) -> dict[str, Choice]:
        """What is marked, question id to choice; {} on a spoiled paper."""
        marked = {name: choice for name, choice in self.cleaned_data.items() if name != "spoiled"}
        return {} if self.spoiled else marked


class ReconcileForm(Form):
    """How many papers of a batch came back unused, and why it does not balance, if it does not."""

    unused = _number(label=_("How many papers came back unused?"))
    explanation = forms.CharField(
        label=_("If papers are missing, or there are too many: what became of them?"),
        max_length=LONGEST_EXPLANATION,
        required=False,
        help_text=_("Everybody can read this beside the result."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
