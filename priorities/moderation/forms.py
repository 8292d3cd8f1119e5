"""What comes in about a proposal that somebody thinks should not stand."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from coopservices.templatetags.ui import as_written
from coopservices.watching import WatchedForm
from priorities.moderation.models import LONGEST
from priorities.moderation_reasons.models import CouncilReason


class _AsksForReason(Form):
    """A form that asks for one of the reasons that are given to it, by its key."""

    def __init__(self, *args: Any, reasons: Iterable[CouncilReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["reason"])
        field.choices = [(each.key, as_written(each.because)) for each in reasons]


class ReportForm(_AsksForReason, WatchedForm):
    """What is wrong with a proposal."""

    shortest = 2

    reason = forms.ChoiceField(label=_("What is wrong?"), widget=Radios)
    words = forms.CharField(
        label=_("What should a moderator know?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(_AsksForReason):
    """Whether a proposal is hidden, and why."""

    hides = forms.TypedChoiceField(
        label=_("What happens to it?"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("It stays")), ("yes", _("It is hidden, and the author is told why"))],
        widget=Radios,
    )
    reason = forms.ChoiceField(
        label=_("For which reason is it hidden?"), required=False, widget=Radios
    )
    words = forms.CharField(
        label=_("Words for the author"),
        help_text=_("What is wrong, and what they could change. Nobody else reads this."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AppealForm(Form):
    """Why it should be seen."""

    words = forms.CharField(
        label=_("Why should it be seen?"),
        help_text=_("Another moderator than the one who decided reads this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AppealAnswerForm(Form):
    """Whether it stays hidden."""

    is_upheld = forms.TypedChoiceField(
        label=_("What happens to it?"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("Everybody sees it again")), ("yes", _("It stays hidden"))],
        widget=Radios,
    )
    words = forms.CharField(
        label=_("Words for the author"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
