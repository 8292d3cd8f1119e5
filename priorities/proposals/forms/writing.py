"""How a list of proposals is narrowed, and the steps in which one is written."""

from copy import deepcopy
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, PoundsField, Radios
from coopservices.watching import WatchedForm
from participation.models import Area, Role, Service
from priorities.proposals.models import BYLINES, LONGEST, Proposal

# --- The steps of writing one ---------------------------------------------------------------------


class StepForm(Form):
    """One page of the writing. `is_unfinished` keeps what is there and asks for nothing."""

    heading: ClassVar[Promise]

    def __init__(
        self, data: QueryDict | None, *, proposal: Proposal, is_unfinished: bool = False
    ) -> None:
        super().__init__(data, initial={name: getattr(proposal, name) for name in self.base_fields})
        self.proposal = proposal
        for field in self.fields.values():
            field.required = field.required and not is_unfinished


def _box(
    label: Any, about: str, help_text: Any, *, rows: int = 5, required: bool = True
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label,
        max_length=LONGEST[about],
        help_text=help_text,
        required=required,
        widget=widget,
    )


class ProblemForm(StepForm):
    """What is wrong now."""

    heading = _("What is the problem?")
    problem = _box(
        _("What happens now?"),
        "problem",
        _("Say what you have seen. Leave out names of people."),
    )
    title = forms.CharField(
        label=_("A short title"),
        max_length=LONGEST["title"],
        help_text=_(
            "What you want to happen, as in: Let families visit until eight in the evening"
        ),
    )
    field_order = ("problem", "title")


class IdeaForm(StepForm):
    """What to do about it."""

    heading = _("What is your idea?")
    idea = _box(
        _("What should be done?"),
        "idea",
        _("One idea is enough. If you have another, write it separately."),
        rows=6,
    )
    benefit = _box(
        _("What would be better for people?"),
        "benefit",
        _("Who would notice, and how?"),
        rows=4,
        required=False,
    )


class PlaceForm(StepForm):
    """Where it is about, and what it might cost."""

    heading = _("Where, and what might it cost?")
    area = forms.ModelChoiceField(
        label=_("Ward"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("The whole council area"),
    )
    service = forms.ModelChoiceField(
        label=_("Care home or surgery"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    cost_pence = PoundsField(
        label=_("Rough cost"),
        required=False,
        help_text=_("A guess is fine. Leave it empty if you do not know."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        wards: "QuerySet[Area]",
        services: "QuerySet[Service]",
        **facts: Any,
    ) -> None:
        super().__init__(data, **facts)
        self.fields["area"].queryset = wards  # type: ignore[attr-defined]  # a ModelChoiceField's
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        if self.proposal.is_protected:
            self.fields["service"].help_text = gettext(
                "Everybody will read it beside “A member of front-line staff”. If few people work "
                "there and you do not want to be recognised, choose “None in particular”."
            )


WHAT_IS_KEPT = _(
    "If you say no, your name is shown to nobody: not to readers, not to your manager, not to the "
    "council's officers. The platform keeps which account wrote it, so that only you can go on "
    "with your draft, and people who run the database could look that up. What you write may also "
    "tell people who you are."
)


class NamingForm(StepForm):
    """As whom the author speaks, and whether by name."""

    heading = _("How do you want to be known?")
    author_role = forms.ChoiceField(label=_("I speak as"), widget=Radios)
    is_author_named = forms.ChoiceField(
        label=_("Show my name"), widget=Radios, help_text=WHAT_IS_KEPT
    )

    def __init__(
        self, data: QueryDict | None, *, roles: list[Role], name: str, **facts: Any
    ) -> None:
        super().__init__(data, **facts)
        self.fields["author_role"].choices = [(role.value, BYLINES[role]) for role in roles]  # type: ignore[attr-defined]
        self.fields["is_author_named"].choices = _namings(name)  # type: ignore[attr-defined]
        if not name:
            self.fields["is_author_named"].help_text = gettext(
                "To show it, first give it in “Your details”. Your draft waits. %(what_is_kept)s"
            ) % {"what_is_kept": WHAT_IS_KEPT}
        if len(roles) == 1:
            del self.fields["author_role"]

    def clean_author_role(self) -> Role:
        """The role chosen, as a Role."""
        return Role(self.cleaned_data["author_role"] or self.proposal.author_role)

    def clean_is_author_named(self) -> bool:
        """Whether to show the name; an answer not given is no."""
        return bool(self.cleaned_data["is_author_named"] == "True")


def _namings(name: str) -> list[tuple[str, str]]:
    without = ("False", gettext("No, do not show my name"))
    named = ("True", gettext("Yes, as %(name)s") % {"name": name})
    return [named, without] if name else [without]


class PublishForm(WatchedForm):
    """That it is to be published as it stands."""


class ChangeForm(WatchedForm):
    """Other words for what is published. `looked` says that the author has seen which passages may
    tell who somebody is.
    """

    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    title = deepcopy(ProblemForm.base_fields["title"])
    problem = deepcopy(ProblemForm.base_fields["problem"])
    idea = deepcopy(IdeaForm.base_fields["idea"])
    benefit = deepcopy(IdeaForm.base_fields["benefit"])

    def mark_looked(self) -> None:
        """Draw the form as seen with the passages."""
        self.data["looked"] = "on"  # type: ignore[index]  # a copy of ours


STEPS: dict[str, type[StepForm]] = {
    "problem": ProblemForm,
    "idea": IdeaForm,
    "name": NamingForm,
    "where": PlaceForm,
}
