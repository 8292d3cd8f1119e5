"""What an officer says to close a poll, and to do what cannot be undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coopservices.forms import Form, Radios
from priorities.polls.models import Poll


class PaperRuleForm(Form):
    """Which ballots on paper a draft will count."""

    is_one_question = True

    paper_rule = forms.ChoiceField(
        label=gettext_lazy("Can people vote on paper?"),
        choices=Poll.PaperRule.choices,
        initial=Poll.PaperRule.NONE,
        widget=Radios(
            hints={
                Poll.PaperRule.PAPERS: gettext_lazy(
                    "A paper that comes back replaces what the same person cast online."
                ),
                Poll.PaperRule.PAPERS_AND_SLIPS: gettext_lazy(
                    "Slips are counted with the rest, and shown apart. Nobody can tell whether "
                    "somebody voted twice, so the vote calls itself an opinion."
                ),
            }
        ),
    )


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
