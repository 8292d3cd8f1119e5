"""What an officer says to close a poll, and to do what cannot be undone."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from coopservices.forms import Checkboxes, Form, Radios
from coopservices.languages import say
from participation.engines.constituencies import CONSTITUENCIES, read_constituencies
from priorities.engines.voting.combining import COMBINING_RULES, ONE_POOL
from priorities.polls.models import Poll, combining_rules


class CloseForm(Form):
    """Why voting ends before its published end; after it there is nothing to say."""

    reason = forms.CharField(
        label=gettext_lazy("Why does voting end early?"),
        help_text=gettext_lazy("Everybody can read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy(
                "Say why voting ends early. Everybody will be able to read it."
            )
        },
    )

    def __init__(self, *args: Any, is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["reason"]


class SureForm(Form):
    """A box to tick before something that cannot be undone."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read this"),
        error_messages={
            "required": gettext_lazy("Tick the box when you have read what will happen.")
        },
    )


class ConstituenciesForm(Form):
    """Whose ballots count in a poll, and how they make one result."""

    constituencies = forms.MultipleChoiceField(
        label=gettext_lazy("Whose ballots count?"),
        help_text=gettext_lazy(
            "Each that you choose is counted apart as well. Choose none, and everybody's ballots "
            "count, all together."
        ),
        choices=lambda: [
            (each.code, capfirst(say(each.label))) for each in CONSTITUENCIES.values()
        ],
        required=False,
        widget=Checkboxes,
    )
    combining_rule = forms.ChoiceField(
        label=gettext_lazy("How do they make one result?"),
        choices=combining_rules,
        initial=ONE_POOL,
        widget=Radios,
    )

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "constituencies": read_constituencies(poll.constituencies),
            "combining_rule": poll.combining_rule,
        }
        self.fields["combining_rule"].widget.hints = {
            rule.code: say(rule.what_it_does) for rule in COMBINING_RULES.values()
        }
