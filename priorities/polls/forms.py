"""What an officer says of a count, to close a poll, and to do what cannot be undone."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Form, Radios
from coopservices.languages import say
from priorities.engines.voting.asked_questions import AskedQuestion
from priorities.engines.voting.ballot_types import CountedBy
from priorities.engines.worked_examples import worked_example
from priorities.polls.models import Poll


class RuleForm(Form):
    """By which rule a draft's question is counted; each rule says what it rewards, with an example
    of the question's own options.
    """

    rule = forms.ChoiceField(label=gettext_lazy("How is it counted?"), widget=Radios)

    def __init__(self, *args: Any, question: AskedQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rule"]
        ways = question.ballot_type.counted_by
        field.initial = question.counted.rule
        field.choices = [(way.rule, capfirst(say(way.title))) for way in ways]  # type: ignore[attr-defined]  # of its own kind
        field.widget.hints = {way.rule: _about(question, way) for way in ways}


def _about(question: AskedQuestion, way: CountedBy) -> str:
    """What a rule does and rewards, and what it would make of made-up ballots."""
    said = (way.what_it_does, way.rewards, worked_example(question, way))
    return " ".join(say(words) for words in said if words)


class CountingForm(Form):
    """How the rule of a draft's question is varied: what makes a difference to it is asked, and
    nothing else. It is empty (`is_needed` is False) where nothing does.
    """

    completion = forms.ChoiceField(
        label=gettext_lazy("What happens while there is money left?"), widget=Radios
    )
    satisfaction = forms.ChoiceField(
        label=gettext_lazy("What makes an option worth funding?"), widget=Radios
    )
    undivided = forms.BooleanField(
        label=gettext_lazy("What has most points comes first, whatever it costs"), required=False
    )
    integral_start = forms.BooleanField(
        label=gettext_lazy("Cut the first share of each person to whole pounds"), required=False
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("The fewest votes or points that can be funded"),
        min_value=0,
        max_value=1_000_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reserve_percent = forms.IntegerField(
        label=gettext_lazy("Money from outside the budget, for the first that does not fit"),
        help_text=gettext_lazy(
            "It is still funded if what is left covers this many per cent of its cost. Leave it "
            "empty if there is no such money."
        ),
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, question: AskedQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, way, variant = question, question.counted, question.variant
        asked = way.takes | ({"completion"} if way.completions else set())
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]
        self._offer("completion", way.completions, question.completion)
        self._offer("satisfaction", way.satisfactions, variant.satisfaction)
        for name in self.fields.keys() & {"undivided", "integral_start", "reserve_percent"}:
            self.fields[name].initial = getattr(variant, name)
        if "threshold" in self.fields:
            self.fields["threshold"].initial = variant.threshold or None
        self._group_of = {
            f"group_{place}": option.id for place, option in enumerate(question.options)
        }
        if "exclusive" in asked:
            self._ask_for_groups()

    @property
    def is_needed(self) -> bool:
        """Whether the rule asks for anything."""
        return bool(self.fields)

    def _offer(self, name: str, choices: Mapping[str, Any], initial: str) -> None:
        if name in self.fields:
            field = self.fields[name]
            field.choices = [(code, say(words)) for code, words in choices.items()]  # type: ignore[attr-defined]  # of its own kind
            field.initial = initial or next(iter(choices))

    def _ask_for_groups(self) -> None:
        """A group for each option: of those of one group at most one is funded."""
        options = self.question.options
        groups = [
            (str(number), _("Group %(number)s") % {"number": number})
            for number in range(1, len(options) // 2 + 1)
        ]
        now = {
            option: str(number)
            for number, group in enumerate(self.question.variant.exclusive, start=1)
            for option in group
        }
        for (name, option_id), option in zip(self._group_of.items(), options, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=_("“%(title)s”: at most one of which group is funded?")
                % {"title": option.title},
                choices=[("", _("No group")), *groups],
                initial=now.get(option_id, ""),
                required=False,
            )

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        clean = self.cleaned_data
        groups: dict[str, list[str]] = {}
        for name, option in self._group_of.items():
            if clean.get(name):
                groups.setdefault(clean[name], []).append(option)
        told = {name: value for name, value in clean.items() if name not in self._group_of}
        if "threshold" in told:
            told["threshold"] = told["threshold"] or 0
        exclusive = [groups[number] for number in sorted(groups)]
        return {"rule": self.question.counted.rule, **told, "exclusive": exclusive}


class OptionOrderForm(Form):
    """In what order ballot papers show the options."""

    option_order = forms.ChoiceField(
        label=gettext_lazy("In what order do people see the options?"),
        help_text=gettext_lazy("What stands first is chosen more often, whatever it is."),
        choices=Poll.OptionOrder.choices,
        widget=Radios,
    )


class SureForm(Form):
    """A box to tick before something that cannot be undone."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read this"),
        error_messages={
            "required": gettext_lazy("Tick the box when you have read what will happen.")
        },
    )
