"""What an officer says of what people said, and the shape of an answer to it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopservices.forms import BilingualForm, Radios
from outcomes.findings.models import Answer, Finding
from participation.models import Council
from priorities.models import Option, Proposal

HINTS: dict[Answer, Any] = {
    Answer.WILL: _("Next you say who will do it, and by when."),
    Answer.PARTLY: _("Say which part, and why not the rest. Next you say who will do it."),
    Answer.CANNOT: _("People can live with a no that has a reason."),
    Answer.NOT_YET: _(
        "Say what you are waiting for, if you can. The answer stays owed, and its age is shown."
    ),
}


class AnswerForm(BilingualForm):
    """The council's answer with its reason."""

    in_both = ("reason",)

    answer = forms.TypedChoiceField(
        label=_("What is the council's answer?"),
        coerce=Answer,
        choices=[(answer.value, answer.label) for answer in HINTS],
        widget=Radios(hints=HINTS),
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "In plain words, as you would say it to somebody at the door. Everybody can read it."
        ),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: QueryDict | None, *, finding: Finding) -> None:
        council = finding.round.council
        super().__init__(
            data,
            initial=_said(finding),
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
        )
        if self["answer"].value() == Answer.NOT_YET:
            for name in self.fields.keys() - {"answer"}:
                self.fields[name].required = False


def _said(finding: Finding) -> dict[str, Any]:
    """What the council has said already; nothing, where it has not."""
    if not finding.is_answered and finding.put_off_at is None:
        return {}
    return {
        "answer": finding.answer,
        "reason": finding.reason_en,
        "reason_cy": finding.reason_cy,
    }


class RecordFindingForm(BilingualForm):
    """What was heard, and in which words."""

    in_both = ("we_heard",)

    about = forms.ChoiceField(label=_("What did people say?"))
    we_heard = forms.CharField(
        label=_("In one sentence"),
        help_text=_(
            "As in: Families want longer visits. Leave it empty, and it says what was proposed or "
            "where it came in the vote."
        ),
        max_length=300,
        required=False,
    )

    def __init__(
        self, *args: Any, council: Council, heard: list[Option | Proposal], **kwargs: Any
    ) -> None:
        super().__init__(
            *args,
            may_write_welsh=council.may_write_welsh,
            must_write_welsh=council.must_write_welsh,
            **kwargs,
        )
        self.heard = {_name_of(each): each for each in heard}
        choices = [("", _("Choose one")), *((key, _told(each)) for key, each in self.heard.items())]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField's

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        return {**self.cleaned_data, "about": self.heard[self.cleaned_data["about"]]}


def _name_of(said: Option | Proposal) -> str:
    return f"{'option' if isinstance(said, Option) else 'proposal'}-{said.pk}"


def _told(said: Option | Proposal) -> str:
    if isinstance(said, Proposal):
        return gettext("Proposal: %(title)s") % {"title": said.title}
    told = {"title": said.title, "poll": said.question.poll.title}
    return gettext("Vote: %(title)s (%(poll)s)") % told
