"""What comes in when somebody votes: the choices, the checked ballot, and a receipt to look up."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Form
from coopservices.languages import say
from coopservices.templatetags.ui import as_written
from priorities.engines.canonical import canonical
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_types import (
    TICK,
    Choice,
    ChoiceRefused,
    Marks,
    Total,
    input_name,
)
from priorities.engines.voting.definition import Definition
from priorities.engines.voting.paper_order import paper_order
from priorities.engines.voting.submission import LARGEST_BODY

SIXTEEN_BYTES = re.compile(r"[0-9a-f]{32}")


FIXED = b""


class ChoicesForm(Form):
    """The ballot paper: one field a question. Choosing none is a choice too, made by its own box.

    `seed` is what the order of its options is drawn by, where each paper has its own: it travels
    with the paper and is kept nowhere; FIXED is the order of the printed papers. `before` are
    choices to put on the paper again, `sent` a paper to draw as it is, without saying what is wrong
    with it.
    """

    def __init__(
        self,
        definition: Definition,
        *args: Any,
        seed: bytes = FIXED,
        before: Mapping[str, Choice] | None = None,
        sent: Any = None,
    ) -> None:
        super().__init__(*args)
        self.seed = seed.hex() if definition.has_random_order else ""  # "" of FIXED as well
        self.is_one_question = len(definition.questions) == 1  # type: ignore[misc]  # a poll may have several
        for question in definition.questions:
            choice = (before or {}).get(question.id)
            asked = _in_order(question, seed) if self.seed else question
            field = BallotField(asked, initial={})
            if sent is not None:
                field.initial = field.widget.value_from_datadict(sent, None, question.id)
            elif choice is not None:
                field.initial = _marks(question, choice)
            self.fields[question.id] = field

    @property
    def choices(self) -> dict[str, Choice]:
        """What was chosen, question id to choice."""
        return dict(self.cleaned_data)

    @property
    def id_of_total(self) -> str:
        """The id of the first running total that is worked out when asked; "" if there is none."""
        totals = (field.id_of_total for field in self.fields.values())  # type: ignore[attr-defined]  # all BallotFields
        return next(filter(None, totals), "")


def _in_order(question: AskedQuestion, seed: bytes) -> AskedQuestion:
    """The question with its options in the order of this paper."""
    return question.in_order(paper_order([o.id for o in question.options], seed, question.id))


SEED = ":seed"  # no question's id holds a colon
WORK_OUT = ":work-out"
SEED_SIZE = 8  # bytes
_SEED = re.compile(r"[0-9a-f]{16}")


def seed_in(posted: QueryDict) -> bytes:
    """What the order of a paper is drawn by: as it came with the paper, or drawn now."""
    return bytes.fromhex(seed_sent(posted)) or secrets.token_bytes(SEED_SIZE)


def seed_sent(posted: QueryDict) -> str:
    """The same as it came, to send it on with the choices; "" where none did."""
    text = posted.get(SEED, "")
    return text if _SEED.fullmatch(text) else ""


def paper_sent(definition: Definition, posted: QueryDict | None) -> ChoicesForm:
    """The paper as it was sent; nothing is refused yet where it is to be worked out what is left.
    An empty one where none was sent.
    """
    seed = seed_in(posted or QueryDict())
    if posted and WORK_OUT in posted:
        return ChoicesForm(definition, seed=seed, sent=posted)
    return ChoicesForm(definition, posted, seed=seed)


NONE = ""  # beside it stands the tick of "I choose none of these"; no option has an empty id


def _marks(question: AskedQuestion, choice: Choice) -> Marks:
    """The marks that a choice leaves on the paper."""
    return question.ballot_type.marks(choice) or {NONE: TICK}


class BallotField(forms.Field):
    """One question, as its type of ballot asks it. Its value is the marks on the paper and cleans
    to the choice they mean. An untouched paper is no answer: who wants none of the options says so.
    """

    def __init__(self, question: AskedQuestion, **kwargs: Any) -> None:
        super().__init__(
            label=str(as_written(question.text)),
            help_text=say(question.instruction),
            widget=BallotOptions(question),
            **kwargs,
        )
        self.ballot_type, self.rules = question.ballot_type, question.rules

    @property
    def id_of_total(self) -> str:
        """The id of its running total, where a voter needs help to add it up; else ""."""
        return f"id_{self.rules.id}_total" if self.ballot_type.has_budget else ""

    def clean(self, value: Marks) -> Choice:
        """The choice in the form in which it is sealed; a refusal in the words of its type."""
        marks = {name: mark for name, mark in value.items() if name != NONE}
        try:
            choice = self.ballot_type.check(self.rules, self.ballot_type.choice(self.rules, marks))
        except ChoiceRefused as refusal:
            raise forms.ValidationError(say(refusal)) from refusal
        if choice and NONE in value:
            raise forms.ValidationError(
                _("You chose something, and ticked “I choose none of these” too. Undo one of them.")
            )
        if not choice and NONE not in value:
            raise forms.ValidationError(
                _("Choose something. If you want none of them, tick “I choose none of these”.")
            )
        return choice


class BallotOptions(forms.Widget):
    """The options of a question with what is marked beside each, drawn by its type's template."""

    use_fieldset = True

    def __init__(self, question: AskedQuestion) -> None:
        super().__init__()
        self.question, self.template_name = question, question.ballot_type.template

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Marks:
        """The marks on the paper that was sent."""
        marks = self.question.ballot_type.read(self.question.rules, data)
        return {**marks, NONE: TICK} if data.get(input_name(name, NONE)) else marks

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each option with its words and its mark, the places that can be given, and how much is
        used of what there is.
        """
        context = super().get_context(name, value, attrs)
        total = self._total(value)
        context["options"] = [
            {
                "input_id": f"{context['widget']['attrs'].get('id', name)}_{place}",
                "input_name": input_name(name, option.id),
                "option": option,
                "mark": value.get(option.id, ""),
                "is_too_dear": _is_too_dear(option, total) and option.id not in value,
            }
            for place, option in enumerate(self.question.options)
        ]
        context["none"] = {
            "input_id": f"{context['widget']['attrs'].get('id', name)}_none",
            "input_name": input_name(name, NONE),
            "is_ticked": NONE in value,
        }
        context["places"] = [str(place + 1) for place in range(self.question.most)]
        if total is not None:
            context["total"] = total
            # Without JavaScript nothing keeps it true, and nobody needs help to count their ticks.
            context["total_is_live_only"] = not self.question.ballot_type.has_budget
            context["total_id"] = f"{context['widget']['attrs'].get('id', name)}_total"
            context["live"] = [say(words) for words in total.written("{used}", "{rest}")]
        return context

    def _total(self, marks: Marks) -> Total | None:
        add_up = self.question.ballot_type.total
        told = {name: mark for name, mark in marks.items() if name != NONE}
        return add_up(self.question.rules, told) if add_up else None


def _is_too_dear(option: Choosable, total: Total | None) -> bool:
    """Whether an option costs more than what is left of the money."""
    if total is None or total.unit is None or option.cost is None:
        return False
    return option.cost > max(total.left, 0)


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


class AddressForm(Form):
    """The address to which a code is sent, inside the booth."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your email address"),
            "invalid": gettext_lazy(
                "Enter an email address in the right form, like name@example.org"
            ),
        },
    )

    def clean_email(self) -> str:
        """The address in small letters, as accounts have it."""
        return str(self.cleaned_data["email"]).lower()


class EmailedCodeForm(Form):
    """The code that was sent there."""

    emailed_code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy(
            "It has eight letters and digits. Dashes and capitals do not matter."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": gettext_lazy("Enter the code from our email")},
    )


class PostcodeForm(Form):
    """Where somebody lives, of which only the ward is kept."""

    postcode = forms.CharField(
        label=gettext_lazy("Your postcode"),
        max_length=12,
        help_text=gettext_lazy("We keep the ward you live in, never the postcode itself."),
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "class": "govuk-input--width-10"}
        ),
    )


def receipt_secret_in(text: str) -> bytes | None:
    """The receipt's secret as a browser sent it, None where no usable one came."""
    return bytes.fromhex(text) if SIXTEEN_BYTES.fullmatch(text) else None
