"""What comes in about who takes part: every question may be left out."""

from typing import Any

from django import forms

from coopservices.forms import Radios
from coopservices.languages import say
from coopservices.watching import WatchedForm
from participation.engines.equality import QUESTIONS


class EqualityForm(WatchedForm):
    """One choice for each question, none of them needed."""

    shortest = 2

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for key, question in QUESTIONS.items():
            self.fields[key] = forms.ChoiceField(
                label=say(question.asks),
                required=False,
                choices=[(code, say(words)) for code, words in question.answers.items()],
                widget=Radios,
            )
