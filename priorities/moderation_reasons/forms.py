"""What comes in about a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import BilingualForm
from priorities.moderation_reasons.models import LONGEST_REASON


class ReasonForm(BilingualForm):
    """A reason of the council's own."""

    in_both = ("words",)

    words = forms.CharField(
        label=_("For which further reason are proposals hidden?"),
        help_text=_("As in: It names a home where children live"),
        max_length=LONGEST_REASON,
    )
