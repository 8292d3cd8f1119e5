"""What an officer says at each step of setting up a poll."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.dates import end_of, last_day_before
from coopservices.forms import (
    BilingualForm,
    Checkboxes,
    DateField,
    Form,
    PoundsField,
    Radios,
)
from coopservices.languages import say
from coopservices.texts import Text
from participation.council_sign_in.queries import sign_in_of
from participation.engines.constituencies import CONSTITUENCIES, read_constituencies
from participation.engines.proofs import IDENTITY, PROOFS, REGISTER, read_asked
from participation.models import Council
from participation.voter_registers.queries import registers_in_force
from priorities.engines.first_rounds import FIRST_ROUNDS
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Parameter
from priorities.engines.voting.combining import COMBINING_RULES, ONE_POOL
from priorities.poll_set_up.queries import polls_to_copy
from priorities.polls.models import (
    LONGEST_CHALLENGE,
    LONGEST_REASON,
    Material,
    Option,
    Poll,
    Question,
    ballot_types,
    combining_rules,
)
from priorities.polls.queries.left_off import not_offered
from priorities.proposals.models import Proposal
from priorities.rounds.models import Round

BLANK, STARTER = "blank", "starter"


class _Written(BilingualForm):
    """A form in the languages in which a council writes."""

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(
            *args,
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
            **kwargs,
        )


def written(**texts: Text) -> dict[str, str]:
    """Texts as the fields that ask for them hold them."""
    english = {name: text.english for name, text in texts.items()}
    return english | {f"{name}_cy": text.welsh for name, text in texts.items()}


class StartForm(Form):
    """What a draft is begun from: nothing, the question of its sector, or another poll."""

    begin = forms.ChoiceField(
        label=gettext_lazy("How do you want to begin?"), widget=Radios, initial=BLANK
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self._polls = round_, list(polls_to_copy(round_.council))
        choices = [(BLANK, _("With nothing: I write everything myself"))]
        if first := FIRST_ROUNDS.get(round_.sector.slug):
            words = _("With a question for this sector, and what can be chosen: “%(question)s”")
            choices.append((STARTER, words % {"question": say(first.poll_question)}))
        like = _("Like “%(poll)s”")
        choices += [(str(poll.pk), like % {"poll": say(poll.title)}) for poll in self._polls]
        self.fields["begin"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField's

    @property
    def copied(self) -> Poll | None:
        """The poll to begin like; None for a new one."""
        chosen = self.cleaned_data["begin"]
        return next((poll for poll in self._polls if str(poll.pk) == chosen), None)

    @property
    def is_of_sector(self) -> bool:
        """Whether it is to begin with what is suggested for the sector."""
        return bool(self.cleaned_data["begin"] == STARTER)


class WordsForm(_Written):
    """What a vote is called, and what voters read before they vote."""

    in_both = ("title", "introduction")

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("As people will see it in lists."),
    )
    introduction = forms.CharField(
        label=gettext_lazy("Words for voters"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "What this is about, and what will happen with the result. Leave it empty if the "
            "question says it all."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    @classmethod
    def of(cls, poll: Poll, data: Any) -> "WordsForm":
        """The form with what the draft says."""
        initial = written(title=poll.title, introduction=poll.introduction)
        return cls(data, council=poll.round.council, initial=initial)


# --- Questions ------------------------------------------------------------------------------------


class QuestionForm(_Written):
    """What is asked, and what each person does to answer; the numbers of that are asked next."""

    in_both = ("text",)

    text = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=200,
        help_text=gettext_lazy("As in: Which of these should come first?"),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("What does each person do?"),
        choices=ballot_types,
        initial="approval",
        widget=Radios,
    )

    @classmethod
    def of(cls, question: Question, data: Any) -> "QuestionForm":
        """The form with what the draft asks; with the numbers, once the type is chosen."""
        council = question.poll.round.council
        initial = {**written(text=question.text), "method": question.method}
        if data and "change" in data:
            return cls(council=council, initial=initial | data.dict())
        if data and "numbers" in data:
            return NumbersForm(data, council=council)
        return cls(data, council=council, initial=initial)

    @property
    def numbers(self) -> tuple[Parameter, ...]:
        """The numbers that the chosen type needs."""
        chosen = BALLOT_TYPES.get(self["method"].value())
        return tuple(each for each in Parameter if chosen and each in chosen.needs)

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        facts = dict(self.cleaned_data)
        has_money = Parameter.MONEY in self.numbers
        return {**facts, "budget": facts.get("budget" if has_money else "points")}


class NumbersForm(QuestionForm):
    """The same with the numbers that the chosen type needs."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in set(Parameter) - set(self.numbers):
            del self.fields[parameter]
        for name in ("text", "text_cy", "method"):
            if name in self.fields:
                self.fields[name].widget = forms.HiddenInput()

    @classmethod
    def after(cls, asked: QuestionForm, question: Question) -> "NumbersForm":
        """The numbers to ask for a question that was typed, with those that the draft has."""
        kind = BALLOT_TYPES.get(question.method)
        has_points = kind is not None and Parameter.MONEY not in kind.needs
        known = {
            "most_choices": question.most_choices,
            "seats": question.seats,
            "points" if has_points else "budget": question.budget,
            **({"points": question.points} if question.points else {}),
        }
        typed = {name: asked[name].value() for name in asked.fields}
        given = {name: value for name, value in known.items() if value}
        return cls(council=question.poll.round.council, initial=typed | given)


class ProposalsForm(Form):
    """Which published proposals of the round people can choose."""

    proposals = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Proposals of this round"),
        queryset=Proposal.objects.none(),
        required=False,
        widget=Checkboxes,
    )

    def __init__(self, *args: Any, question: Question) -> None:
        offered = list(question.options.exclude(proposal=None).values_list("proposal", flat=True))
        super().__init__(*args)
        self.initial = {"proposals": offered}
        published = question.poll.round.proposals.published().order_by("published_on", "pk")
        self.fields["proposals"].queryset = published  # type: ignore[attr-defined]  # a ModelChoiceField's


class OptionForm(_Written):
    """An option in words, with what it means and what it costs."""

    in_both = ("title", "description")

    title = forms.CharField(label=gettext_lazy("What can be chosen"), max_length=300)
    description = forms.CharField(
        label=gettext_lazy("What it would mean"),
        max_length=2600,  # an idea and a benefit as long as a proposal may have them
        required=False,
        help_text=gettext_lazy("What would change, for whom, and what would not be done for it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cost = PoundsField(
        label=gettext_lazy("What it costs"),
        required=False,
        help_text=gettext_lazy("Needed where people spend a budget."),
    )

    @classmethod
    def of(cls, question: Question, option: Option | None, data: Any) -> "OptionForm":
        """The form for a new option, or with what one says."""
        initial = (
            {**written(title=option.title, description=option.description), "cost": option.cost}
            if option
            else {}
        )
        return cls(data, council=question.poll.round.council, initial=initial)


# --- Fairness -------------------------------------------------------------------------------------


class LeftOffForm(Form):
    """Why each proposal that cannot be chosen is left off."""

    def __init__(self, data: Any, *, poll: Poll) -> None:
        super().__init__(data)
        council = poll.round.council
        reasons = {each.proposal_id: each.reason for each in poll.left_off.all()}
        self._proposals = list(not_offered(poll).order_by("published_on", "pk"))
        for proposal in self._proposals:
            words = reasons.get(proposal.pk, Text(""))
            self._ask(proposal, words.english)
            if council.may_write_welsh:
                self._ask(proposal, words.welsh, welsh=True, required=council.must_write_welsh)

    def _ask(
        self, proposal: Proposal, initial: str, *, welsh: bool = False, required: bool = True
    ) -> None:
        title = {"title": proposal.title}
        label = _("Why is “%(title)s” not on the ballot?") % title
        if welsh:
            label = _("%(label)s (in Welsh)") % {"label": label}
        self.fields[f"left_off_{proposal.pk}{'_cy' if welsh else ''}"] = forms.CharField(
            label=label,
            max_length=LONGEST_REASON,
            initial=initial,
            required=required,
            widget=forms.Textarea(attrs={"rows": 2, **({"lang": "cy"} if welsh else {})}),
            error_messages={
                "required": _(
                    "Say why “%(title)s” is not on the ballot. Everybody will be able to read the "
                    "reason."
                )
                % title
            },
        )

    @property
    def facts(self) -> dict[str, Mapping[Proposal, Text]]:
        """The reasons by proposal."""
        said = self.cleaned_data
        return {
            "reasons": {
                each: Text(said[f"left_off_{each.pk}"], said.get(f"left_off_{each.pk}_cy", ""))
                for each in self._proposals
            }
        }


class VotersForm(Form):
    """What people must have shown before they vote: any one of these."""

    proofs = forms.MultipleChoiceField(
        label=gettext_lazy("Who can vote?"),
        help_text=gettext_lazy("Whoever meets one of these can vote. Tick all that you allow."),
        widget=Checkboxes,
    )

    def __init__(self, data: Any, *, poll: Poll) -> None:
        asked = read_asked(poll.proofs_asked)
        ticked = [proof.code for proof in PROOFS.values() if proof.asks in asked]
        super().__init__(data, initial={"proofs": ticked})
        own = sign_in_of(poll.council_id)
        named = {"provider": own.name if own else _("the council's own accounts")}
        is_here = {
            REGISTER: registers_in_force(poll.council_id).exists(),
            IDENTITY: own is not None,
        }
        self.fields["proofs"].choices = [  # type: ignore[attr-defined]  # of its own kind
            (code, say(proof.poll._replace(values=named)))
            for code, proof in PROOFS.items()
            if is_here.get(code, True) or code in ticked
        ]

    @classmethod
    def of(cls, poll: Poll, data: Any) -> "VotersForm":
        """The form with what the draft asks of voters."""
        return cls(data, poll=poll)

    @property
    def facts(self) -> dict[str, Any]:
        """The sets of proofs, any of which is enough."""
        return {"proofs_asked": [PROOFS[code].asks for code in self.cleaned_data["proofs"]]}


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


class DatesForm(Form):
    """Until when people can vote."""

    last_day = DateField(
        label=gettext_lazy("Last day of voting"),
        help_text=gettext_lazy("Voting ends at the end of this day."),
    )

    @classmethod
    def of(cls, poll: Poll, data: Any) -> "DatesForm":
        """The form with the day on which the draft would end."""
        return cls(data, initial={"last_day": last_day_before(poll.closes_at)})

    @property
    def facts(self) -> dict[str, datetime]:
        """When voting ends, exclusive."""
        return {"closes_at": end_of(self.cleaned_data["last_day"])}


class ReceiptsForm(Form):
    """What a voter's code shows, and how long a result may be challenged."""

    receipt_mode = forms.ChoiceField(
        label=gettext_lazy("What does a voter's code show?"),
        choices=Poll.ReceiptMode.choices,
        widget=Radios(
            hints={
                Poll.ReceiptMode.CONTENT: gettext_lazy(
                    "Voters see that their vote was counted as they cast it. The code can also "
                    "prove their vote to somebody else. Usual for residents."
                ),
                Poll.ReceiptMode.INCLUSION: gettext_lazy(
                    "Voters see that their vote was counted, but not what it was. Nobody can be "
                    "pressed to prove their vote. Best where all who vote work for one employer."
                ),
            }
        ),
    )
    challenge_days = forms.IntegerField(
        label=gettext_lazy("For how many days may the result be challenged?"),
        help_text=gettext_lazy(
            "From 0 to 14. After that the key to the ballots is destroyed, and the result is final."
        ),
        min_value=0,
        max_value=LONGEST_CHALLENGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    @classmethod
    def of(cls, poll: Poll, data: Any) -> "ReceiptsForm":
        """The form with what the draft says."""
        now = {"receipt_mode": poll.receipt_mode, "challenge_days": poll.challenge_days}
        return cls(data, initial=now)


# --- Other forms of the same ----------------------------------------------------------------------


class MaterialForm(_Written):
    """A file or a link for people who read, watch or listen in another way."""

    in_both = ("title",)

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=Material.Kind.choices, widget=Radios
    )
    title = forms.CharField(label=gettext_lazy("What people read on the link"), max_length=120)
    link = forms.URLField(
        label=gettext_lazy("Its address, if it is on a website"),
        required=False,
        max_length=300,
        assume_scheme="https",
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        widget=forms.FileInput,
        help_text=gettext_lazy("A PDF, or an MP3 to listen to, of at most 10 megabytes."),
    )

    def clean(self) -> dict[str, Any]:
        """What was given: a link or a file, and not both."""
        clean = super().clean()
        if bool(clean.get("link")) == bool(clean.get("file")) and not {"link", "file"} & set(
            self.errors
        ):
            self.add_error("link", _("Give an address or a file, one of the two."))
        return clean


# --- Rehearsing -----------------------------------------------------------------------------------


class RehearsalForm(Form):
    """How many made-up voters."""

    voters = forms.IntegerField(
        label=gettext_lazy("How many made-up voters?"),
        min_value=1,
        max_value=1000,
        initial=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
