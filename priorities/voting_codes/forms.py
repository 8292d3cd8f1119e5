"""What comes in about codes: one that a voter types, and what an officer orders, replaces, prints
and has posted.
"""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coopservices.forms import BilingualForm, Form, Radios
from coopservices.languages import say
from participation.engines.constituencies import CONSTITUENCIES, read_constituencies
from participation.models import Area
from priorities.engines.addresses import AddressesUnreadable, read_addresses
from priorities.polls.models import Poll
from priorities.voting_codes.models import (
    LONGEST_WORDS,
    MOST_CODES,
    MOST_EACH,
    CodeBatch,
    Posting,
)

MOST_LETTERS = 500  # in one file: about ten seconds on a small machine
MOST_POSTED = 10_000  # prepared at once: about two seconds


class VotingCodeForm(Form):
    """The code on somebody's letter."""

    code = forms.CharField(
        label=_("The code on your letter"),
        max_length=100,
        help_text=_("12 letters and numbers, like 4F7K-9Q2M-XW3T. Small letters are fine."),
        error_messages={"required": _("Enter the code on your letter.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20 govuk-input--code",
                "data-code": "",
            }
        ),
    )

    def refuse_code(self, refusal: Exception) -> None:
        """Say at the field why the code does not work."""
        self.add_error("code", say(refusal))


_NUMBER = {"inputmode": "numeric", "class": "govuk-input--width-10"}


class OrderForm(BilingualForm):
    """What a batch of codes is for."""

    in_both = ("words",)

    name = forms.CharField(
        label=_("What are these codes for?"),
        max_length=80,
        help_text=_("Only officers read this, as in: Letters to every home in Riverside"),
    )
    letters = forms.IntegerField(
        label=_("How many letters?"),
        min_value=1,
        max_value=MOST_CODES,
        help_text=_("One for each address, person or slip to hand out."),
        widget=forms.TextInput(attrs=_NUMBER),
    )
    codes_each = forms.IntegerField(
        label=_("How many codes on each letter?"),
        min_value=1,
        max_value=MOST_EACH,
        initial=1,
        help_text=_("More than one where a whole household gets one letter."),
        widget=forms.TextInput(attrs=_NUMBER),
    )
    area = forms.ModelChoiceField(
        label=_("Which ward do they live in?"),
        queryset=Area.objects.none(),
        empty_label=_("Any, or not known"),
        required=False,
    )
    constituency = forms.ChoiceField(label=_("Whose codes are these?"), widget=Radios)
    words = forms.CharField(
        label=_("Your own words on the letter"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Why people get this letter, and what their vote will change."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_test = forms.BooleanField(
        label=_("These codes are a test: with them the vote can be tried, and nothing is stored"),
        required=False,
    )

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Area.objects.filter(council=poll.council_id, kind=Area.Kind.WARD, valid_to=None)
        only = poll.round.areas.all()
        field = self.fields["area"]
        field.queryset = (only or here).order_by("name")  # type: ignore[attr-defined]  # of its own kind
        field.required = bool(only)
        if counted := read_constituencies(poll.constituencies):
            choices = [(code, capfirst(say(CONSTITUENCIES[code].label))) for code in counted]
            self.fields["constituency"].choices = choices  # type: ignore[attr-defined]  # as above
        else:
            del self.fields["constituency"]


class ReplaceForm(Form):
    """What to do with one code."""

    serial = forms.IntegerField(
        label=_("Number of the code"),
        min_value=1,
        help_text=_("It is printed beside the code."),
        widget=forms.TextInput(attrs=_NUMBER),
    )
    what = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[
            ("replace", _("A new code takes its place")),
            ("void", _("It works no more")),
        ],
        widget=Radios(
            hints={
                "replace": _(
                    "A ballot cast with the old code is replaced by one cast with the new."
                ),
                "void": _("A ballot already cast with it counts."),
            }
        ),
    )


class _LettersForm(Form):
    """Of which letters, in which language, and to the `addresses` of a subclass; `most` at once."""

    most: ClassVar[int]
    too_many: ClassVar[Promise]

    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=Posting.Language.choices,
        initial=Posting.Language.ENGLISH,
        widget=Radios,
    )
    first = forms.IntegerField(
        label=_("From letter"), min_value=1, initial=1, widget=forms.TextInput(attrs=_NUMBER)
    )
    last = forms.IntegerField(
        label=_("To letter"), min_value=1, widget=forms.TextInput(attrs=_NUMBER)
    )

    def __init__(self, *args: Any, batch: CodeBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.fields["last"].initial = min(batch.letters, self.most)
        if not batch.council.may_write_welsh:
            del self.fields["language"]

    def clean(self) -> dict[str, Any]:
        """What came in, if the letters are a range that is not too long; the addresses are read."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = clean.get("first"), clean.get("last")
        if first and last and not first <= last <= self.batch.letters:
            words = _("This batch has the letters 1 to %(letters)s.")
            self.add_error("last", words % {"letters": say(self.batch.letters)})
        elif first and last and last - first >= self.most:
            self.add_error("last", str(self.too_many) % {"most": say(self.most)})
        if file := clean.get("addresses"):
            try:
                clean["addresses"] = read_addresses(file.read())
            except AddressesUnreadable as problem:
                self.add_error("addresses", say(problem))
        clean.setdefault("language", "en")
        return clean


class PrintForm(_LettersForm):
    """What to print, of which letters."""

    most = MOST_LETTERS
    too_many = _("Print at most %(most)s letters at once: the next ones in another file.")
    field_order = ("kind",)

    kind = forms.ChoiceField(
        label=_("What should be printed?"),
        choices=[
            ("letters", _("Letters, for an envelope with a window")),
            ("large", _("Letters in large print")),
            ("labels", _("A sheet of labels with the codes")),
        ],
        initial="letters",
        widget=Radios,
    )
    addresses = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        label=_("Addresses"),
        required=False,
        help_text=_(
            "A CSV or XLSX file with one address a row, a line in each column, and no heading. It "
            "is used for the print and not kept. Without it the letters bear no address."
        ),
    )


class PostForm(_LettersForm):
    """What GOV.UK Notify is to post, of which letters."""

    most = MOST_POSTED
    too_many = _("Have at most %(most)s letters posted at once: the next ones after that.")
    field_order = ("addresses", "first", "last", "language", "is_large", "postage")

    is_large = forms.BooleanField(label=_("In large print"), required=False)
    postage = forms.ChoiceField(
        label=_("By which class?"),
        choices=Posting.Postage.choices,
        initial=Posting.Postage.SECOND,
        widget=Radios,
    )
    addresses = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        label=_("Addresses of all letters of this batch"),
        help_text=_(
            "A CSV or XLSX file with one address a row, a line in each column, and no heading; the "
            "last line is the postcode. Each address is kept, sealed, until the printer has taken "
            "its letter."
        ),
        error_messages={"required": _("Choose the file with the addresses.")},
    )


class PosterForm(Form):
    """Where a poster will hang."""

    place = forms.CharField(
        label=_("Where will it hang?"),
        max_length=80,
        required=False,
        help_text=_("As in: Riverside library. It is printed at the foot."),
    )
