"""What comes in when somebody votes: the choices, the checked ballot, and a receipt to look up."""

import re
from typing import Any

from django import forms

from coopservices.forms import Checkboxes, Form
from priorities.engines.canonical import canonical
from priorities.engines.voting.ballot_paper import Choice
from priorities.engines.voting.definition import AskedQuestion, Definition
from priorities.engines.voting.submission import LARGEST_BODY

SIXTEEN_BYTES = re.compile(r"[0-9a-f]{32}")


class BallotOptions(Checkboxes):
    """The options of a question, each with its words in full for whoever wants them."""

    template_name = "priorities/ballot_options.html"

    def __init__(self, question: AskedQuestion) -> None:
        super().__init__()
        self.descriptions = {option.id: option.description for option in question.options}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option, with its description."""
        return super().create_option(name, value, *args, **kwargs) | {
            "description": self.descriptions.get(str(value))
        }


class ChoicesForm(Form):
    """The ballot paper: one field a question. Choosing nothing is a choice too."""

    def __init__(self, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_one_question = len(definition.questions) == 1  # type: ignore[misc]  # a poll may have several
        for question in definition.questions:
            self.fields[question.id] = BallotField(question)

    @property
    def choices(self) -> dict[str, Choice]:
        """What was chosen, question id to option ids."""
        return dict(self.cleaned_data)


class BallotField(forms.MultipleChoiceField):
    """Options of a question, as many as it allows; none is an answer, so it is neither required nor
    optional.
    """

    def __init__(self, question: AskedQuestion) -> None:
        most = question.most
        super().__init__(
            label=question.text,
            help_text="Choose one." if most == 1 else f"Choose up to {most}.",
            choices=[(option.id, option.title) for option in question.options],
            widget=BallotOptions(question),
        )
        self.most = most

    def validate(self, value: list[str]) -> None:
        """Refuse an option of another question, and too many."""
        if not all(map(self.valid_value, value)):
            raise forms.ValidationError("Choose only from the options of this question.")
        if len(value) > self.most:
            raise forms.ValidationError(f"Choose no more than {self.most}. You chose {len(value)}.")


class BallotForm(Form):
    """A checked ballot on its way to the box, and the secret of its receipt, both hidden."""

    ballot = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_BODY, strip=False)
    receipt_secret = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, choices: dict[str, Choice], secret: bytes) -> "BallotForm":
        """The form to send, with a secret that the voter's browser may replace by its own."""
        return cls(
            initial={"ballot": canonical({"q": choices}).decode(), "receipt_secret": secret.hex()}
        )


def receipt_secret_in(text: str) -> bytes | None:
    """The receipt's secret as a browser sent it, None where no usable one came."""
    return bytes.fromhex(text) if SIXTEEN_BYTES.fullmatch(text) else None
