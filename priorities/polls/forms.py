"""What comes in when an officer drafts, opens, closes or certifies a poll."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from coopservices.forms import Checkboxes, DateField, Form, Radios
from participation.engines.proofs import PROOFS
from priorities.proposals.models import Proposal
from priorities.rounds.models import Round


class DraftForm(Form):
    """A poll of one question about proposals of its round."""

    title = forms.CharField(
        label="Title", max_length=120, help_text="As people will see it in lists."
    )
    question = forms.CharField(
        label="Question", max_length=200, help_text="As in: Which of these should come first?"
    )
    options = forms.ModelMultipleChoiceField(
        label="Proposals to vote on",
        queryset=Proposal.objects.none(),
        widget=Checkboxes,
        error_messages={"required": "Choose at least two proposals."},
    )
    most_choices = forms.IntegerField(
        label="How many may each person choose?",
        min_value=1,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    proof = forms.ChoiceField(
        label="Who can vote?",
        choices=lambda: [(proof.code, proof.poll) for proof in PROOFS.values()],
        initial="email",
        widget=Radios,
    )
    last_day = DateField(
        label="Last day of voting", help_text="Voting ends at the end of this day."
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["options"]
        field.queryset = round_.proposals.published().order_by("published_at", "pk")  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        told = dict(self.cleaned_data)
        next_day = datetime.combine(told.pop("last_day") + timedelta(days=1), time())
        return {
            "proofs_asked": [PROOFS[told.pop("proof")].asks],
            **told,
            "options": list(told["options"]),
            "closes_at": timezone.make_aware(next_day),
        }


class CloseForm(Form):
    """Why voting ends before its published end; after it there is nothing to say."""

    reason = forms.CharField(
        label="Why does voting end early?",
        help_text="Everybody can read this.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say why voting ends early. Everybody will be able to read it."
        },
    )

    def __init__(self, *args: Any, is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["reason"]


class SureForm(Form):
    """A box to tick before something that cannot be undone."""

    sure = forms.BooleanField(
        label="I have read this",
        error_messages={"required": "Tick the box when you have read what will happen."},
    )
