"""The shape of a promise, of an update and of a verdict."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Checkboxes, DateField, Form, PoundsField, Radios
from outcomes.commitments.models import Update, Verdict
from outcomes.indicators.models import Indicator
from participation.models import Council, Organisation


class CommitmentForm(Form):
    """What will be done, by whom with whom, and by when."""

    title = forms.CharField(
        label=_("What will be done?"),
        help_text=_("One thing that anybody can check, as in: Open gardens at seven homes."),
        max_length=200,
    )
    owner = forms.ModelChoiceField(
        label=_("Who is responsible?"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose one"),
    )
    due_on = DateField(label=_("By when?"), help_text=_("For example, 27 3 2027"))
    budget_pence = PoundsField(label=_("How much money is there for it?"), required=False)
    indicator = forms.ModelChoiceField(
        label=_("Which measure should move?"),
        queryset=Indicator.objects.none(),
        required=False,
        empty_label=_("None of those we have"),
    )
    is_trial = forms.BooleanField(
        label=_("This is a trial"),
        help_text=_("It may be stopped if it does not help."),
        required=False,
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Who does it with them?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=Checkboxes(attrs={"class": "long-choice"}),
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Organisation.objects.filter(council=council).order_by("kind", "name")
        for name in ("owner", "partners"):
            self.fields[name].queryset = here  # type: ignore[attr-defined]
        self.fields["indicator"].queryset = Indicator.objects.filter(council=council)  # type: ignore[attr-defined]


class UpdateForm(Form):
    """What was done. Only a trial may be stopped."""

    kind = forms.TypedChoiceField(
        label=_("How far is it?"),
        coerce=Update.Kind,
        widget=Radios(
            hints={
                Update.Kind.PROGRESS: _("It goes on."),
                Update.Kind.DONE: _(
                    "Nothing is left to do. From now on people can say whether it worked."
                ),
                Update.Kind.STOPPED: _("Stopping one is a result. Say what you learnt."),
            }
        ),
    )
    text = forms.CharField(
        label=_("What was done?"),
        help_text=_("In plain words, with numbers where you have them. Everybody can read it."),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, is_trial: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in Update.Kind if is_trial or kind is not Update.Kind.STOPPED]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


class VerdictForm(Form):
    """Whether it worked, as somebody who lives with it says."""

    is_one_question: ClassVar[bool] = True
    kind = forms.TypedChoiceField(
        label=_("Did it work?"), coerce=Verdict.Kind, choices=Verdict.Kind.choices, widget=Radios
    )
