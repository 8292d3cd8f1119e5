"""What comes in when an officer drafts, opens, closes or certifies a poll."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Checkboxes, DateField, Form, PoundsField, Radios
from coopservices.languages import listed, say
from participation.engines.proofs import PROOFS
from priorities.engines.voting.ballot_types import BALLOT_TYPES, BallotType, CountedBy, Parameter
from priorities.polls.models import LONGEST_REASON, ballot_types
from priorities.proposals.models import Proposal
from priorities.rounds.models import Round


def _ways_to_count() -> Iterator[tuple[BallotType, CountedBy]]:
    """The rules of those types that may be counted by several."""
    return (
        (kind, way)
        for kind in BALLOT_TYPES.values()
        if kind.has_several_rules
        for way in kind.counted_by
    )


def _rules() -> list[tuple[str, Any]]:
    """The rules to choose from, by type of ballot, after what is usual."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, way in _ways_to_count():
        words = (way.rule, capfirst(say(way.title)))
        groups.setdefault(say(kind.title), []).append(words)
    return [("", _("As is usual")), *groups.items()]


def _completions() -> list[tuple[str, Any]]:
    """How those rules may go on that leave money over, after what is usual."""
    groups = {
        capfirst(say(way.title)): [(code, say(words)) for code, words in way.completions.items()]
        for _kind, way in _ways_to_count()
        if way.completions
    }
    return [("", _("As is usual")), *groups.items()]


def _only_for(parameter: Parameter) -> str:
    """Which types need a parameter, in words."""
    titles = [
        _("“%(title)s”") % {"title": say(kind.title)}
        for kind in BALLOT_TYPES.values()
        if parameter in kind.needs
    ]
    return _("Only for %(types)s.") % {"types": listed(titles)}


class DraftForm(Form):
    """A poll of one question about proposals of its round."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("As people will see it in lists."),
    )
    question = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=200,
        help_text=gettext_lazy("As in: Which of these should come first?"),
    )
    options = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Proposals to vote on"),
        queryset=Proposal.objects.none(),
        widget=Checkboxes,
        error_messages={"required": gettext_lazy("Choose at least two proposals.")},
    )
    method = forms.ChoiceField(
        label=gettext_lazy("What does each person do?"),
        choices=ballot_types,
        initial="approval",
        widget=Radios,
    )
    most_choices = forms.IntegerField(
        label=gettext_lazy("How many may each person choose?"),
        min_value=1,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    points = forms.IntegerField(
        label=gettext_lazy("How many points may each person share out?"),
        min_value=1,
        max_value=1000,
        initial=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    budget = PoundsField(label=gettext_lazy("How much money is there?"))
    seats = forms.IntegerField(
        label=gettext_lazy("How many will be chosen?"),
        min_value=1,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("How is it counted?"), choices=_rules, required=False, widget=Radios
    )
    completion = forms.ChoiceField(
        label=gettext_lazy("What happens while there is money left?"),
        choices=_completions,
        required=False,
        widget=Radios,
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Who can vote?"),
        choices=lambda: [(proof.code, say(proof.poll)) for proof in PROOFS.values()],
        initial="email",
        widget=Radios,
    )
    last_day = DateField(
        label=gettext_lazy("Last day of voting"),
        help_text=gettext_lazy("Voting ends at the end of this day."),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["options"]
        field.queryset = round_.proposals.published().order_by("published_on", "pk")  # type: ignore[attr-defined]
        self._ask_why_left_off(field.queryset)  # type: ignore[attr-defined]
        chosen = BALLOT_TYPES.get(self["method"].value())
        for parameter in Parameter:
            self.fields[parameter].required = chosen is not None and parameter in chosen.needs
            self.fields[parameter].help_text = _only_for(parameter)
        self.fields["rule"].widget.hints = {
            way.rule: say(way.what_it_does) for _kind, way in _ways_to_count()
        }

    def _ask_why_left_off(self, proposals: Iterable[Proposal]) -> None:
        """A field for the reason of each proposal that is not ticked."""
        ticked = {str(pk) for pk in self["options"].value() or []}
        self._left_off = {f"left_off_{proposal.pk}": proposal for proposal in proposals}
        for name, proposal in self._left_off.items():
            words = {"title": proposal.title}
            self.fields[name] = forms.CharField(
                label=_("If it is left off: why is “%(title)s” not on the ballot?") % words,
                max_length=LONGEST_REASON,
                required=str(proposal.pk) not in ticked,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={
                    "required": _(
                        "Say why “%(title)s” is not on the ballot, or tick it. Everybody will be "
                        "able to read the reason."
                    )
                    % words
                },
            )
        self.order_fields(["title", "question", "options", *self._left_off])

    def clean(self) -> dict[str, Any]:
        """What was typed. Where nothing is ticked yet, that comes first: no reasons are asked
        for.
        """
        if "options" in self.errors:
            for name in self._left_off.keys() & self.errors.keys():
                del self.errors[name]
        return self.cleaned_data

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        facts = dict(self.cleaned_data)
        next_day = datetime.combine(facts.pop("last_day") + timedelta(days=1), time())
        points, pence = facts.pop("points"), facts["budget"]
        reasons = {proposal: facts.pop(name) for name, proposal in self._left_off.items()}
        return {
            "proofs_asked": [PROOFS[facts.pop("proof")].asks],
            **facts,
            "options": list(facts["options"]),
            "left_off": reasons,
            "budget": points if Parameter.POINTS in BALLOT_TYPES[facts["method"]].needs else pence,
            "closes_at": timezone.make_aware(next_day),
        }


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
