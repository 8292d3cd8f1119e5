"""The shape of our forms: GOV.UK patterns drawn from `templates/forms`; set on the form, so the
admin keeps its own.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import pretty_name
from django.http import HttpRequest, QueryDict
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.languages import WELSH, say
from coopservices.texts import Text

POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?", re.ASCII)


class Renderer(BaseRenderer):
    """Draws forms, fields and widgets from our own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """The template of this name, ours where Django would take its own."""
        return get_template(template_name.replace("django/forms/", "forms/"))

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw it, without the limits a browser would hold people to: they type freely, and read
        what is wrong.
        """
        attrs = context.get("widget", {}).get("attrs", {})
        for limit in ("min", "max", "step", "minlength"):
            attrs.pop(limit, None)
        return super().render(template_name, context, request)


class Form(forms.Form):
    """The base of every form here. With `is_one_question` its only field's label is the page's
    heading.
    """

    default_renderer = Renderer
    use_required_attribute = False
    is_one_question: ClassVar[bool] = False

    def refuse(self, refusal: Exception) -> None:
        """Say why what was sent is refused: at the field it is about, if there is one here."""
        about = getattr(refusal, "about", "")
        self.add_error(about if about in self.fields else None, say(refusal))

    def full_clean(self) -> None:
        """Clean, asking in our words for what is missing."""
        for name, field in self.fields.items():
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = _ask_for(name, field)
        super().full_clean()


class BilingualForm(Form):
    """A form whose fields in `in_both` are asked for in English and, where it may or must be
    given, in Welsh; each cleans to a Text.
    """

    in_both: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *args: Any, may_write_welsh: bool, must_write_welsh: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if may_write_welsh:
            self._ask_for_welsh(is_required=must_write_welsh)

    def _ask_for_welsh(self, *, is_required: bool) -> None:
        asked = list(self.fields)
        for name in self.in_both:
            field = deepcopy(self.fields[name])
            field.label = _("%(label)s (in Welsh)") % {"label": field.label}
            field.help_text = ""
            field.required = is_required and field.required
            field.widget.attrs["lang"] = WELSH
            self.fields[f"{name}_cy"] = field
        self.order_fields([each for name in asked for each in (name, f"{name}_cy")])

    def clean(self) -> dict[str, Any]:
        """What came in, each text with its Welsh."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.in_both:
            clean[name] = Text(clean.get(name, ""), clean.pop(f"{name}_cy", ""))
        return clean


def sent_again(data: QueryDict) -> list[tuple[str, str]]:
    """What was typed, name by name, to be sent once more from the page where somebody checks it."""
    ours = {"csrfmiddlewaretoken", "checked", "change"}
    return [(name, text) for name, texts in data.lists() if name not in ours for text in texts]


class Answer(NamedTuple):
    """One answer as it stands on the page where somebody checks it, and in which language they
    wrote it; "" where they chose it.
    """

    question: str
    words: str
    language: str


def answers_of(form: Form) -> list[Answer]:
    """What a valid form says, question by question; what was left empty is left out."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name, form.cleaned_data.get(name.removesuffix("_cy")))
        is_written = isinstance(field, forms.CharField | forms.ModelChoiceField)
        language = settings.LANGUAGE_CODE if is_written else ""
        if isinstance(value, Text):
            is_welsh = name.endswith("_cy")
            value = value.welsh if is_welsh else value.english
            language = WELSH if is_welsh else language
        if value not in (None, ""):
            chosen = isinstance(field, forms.ChoiceField) and not is_written
            words = dict(field.choices)[value] if chosen else value  # type: ignore[attr-defined]  # a ChoiceField's
            found.append(Answer(str(field.label), say(words), language))
    return found


def drawn_our_way(form: forms.BaseForm) -> forms.BaseForm:
    """The same form, another library's, with our renderer and our words for what is missing."""
    form.renderer = Renderer()
    form.use_required_attribute = False
    for field in form:
        field.renderer = form.renderer
        field.field.widget.attrs.pop("placeholder", None)
    for name, mistakes in form.errors.items():
        for mistake in mistakes.as_data():
            if mistake.code == "required" and name in form.fields:
                mistake.message = _ask_for(name, form.fields[name])
    return form


def _ask_for(name: str, field: forms.Field) -> str:
    """What to do about a field left empty, in words that make sense away from the field."""
    label = str(field.label or pretty_name(name))
    if label.endswith("?"):
        return _("Answer the question “%(label)s”") % {"label": label}
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(label)s” to go on") % {"label": label}
    thing = {"thing": label if label[1:2].isupper() else label[:1].lower() + label[1:]}
    if isinstance(field, forms.ChoiceField):
        return _("Choose %(thing)s") % thing
    return _("Enter %(thing)s") % thing


# --- Choices with a hint --------------------------------------------------------------------------


class _Hinted(forms.widgets.ChoiceWidget):
    """Choices that may each have a hint: `hints={value: "words"}`."""

    def __init__(
        self, *args: Any, hints: Mapping[Any, str | Promise] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option, with its hint."""
        return super().create_option(name, value, *args, **kwargs) | {
            "hint": self.hints.get(str(value), "")
        }


class Radios(_Hinted, forms.RadioSelect):
    """One of a few."""


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Any of a few."""


# --- Dates and money ------------------------------------------------------------------------------


class DateBoxes(forms.MultiWidget):
    """Three boxes, as people know dates: day, month, year."""

    template_name = "forms/widgets/date_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in ("day", "month", "year")}, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        """The date in its three boxes."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed in three boxes; cleans to a `date`."""

    widget = DateBoxes
    default_error_messages: ClassVar = {
        "required": gettext_lazy("Enter a date, like 27 3 2027"),
        "invalid": gettext_lazy("Enter a real date, like 27 3 2027"),
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = [
            forms.IntegerField(error_messages={"invalid": self.default_error_messages["invalid"]})
            for _part in "dmy"
        ]
        super().__init__(parts, **kwargs)

    def compress(self, data_list: list[int]) -> date | None:
        """The date, or None if every box was left empty."""
        if not data_list:
            return None
        day, month, year = data_list
        try:
            return date(year, month, day)
        except (TypeError, ValueError, OverflowError) as problem:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from problem


class PoundsInput(forms.TextInput):
    """A box with a pound sign before it."""

    template_name = "forms/widgets/pounds.html"


class PoundsField(forms.Field):
    """An amount of money as people write it (12500, £12,500, 12,500.50); cleans to whole pence."""

    widget = PoundsInput
    default_error_messages: ClassVar = {
        "required": gettext_lazy("Enter an amount, like 12,500"),
        "invalid": gettext_lazy("Enter an amount in pounds, like 12,500 or 12,500.50"),
        "too_large": gettext_lazy("Enter a smaller amount"),
    }
    largest = 10**13  # pence: a hundred billion pounds, and well within a database integer

    def to_python(self, value: Any) -> int | None:
        """The amount in pence, None if left empty; ValidationError if it is not an amount."""
        text = str(value or "").strip()
        if not text:
            return None
        if not (written := POUNDS.fullmatch(text)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        pence = int(written[1].replace(",", "")) * 100 + int(written[2] or 0)
        if pence > self.largest:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return pence

    def prepare_value(self, value: Any) -> Any:
        """Pence as people write them; what someone typed stays as they typed it."""
        if not isinstance(value, int):
            return value
        pounds, pence = divmod(value, 100)
        return f"{pounds:,}.{pence:02}" if pence else f"{pounds:,}"
