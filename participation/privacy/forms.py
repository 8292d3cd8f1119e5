"""What comes in when somebody deletes their account, complains, or is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from participation.privacy.models import LONGEST


class DeleteAccountForm(Form):
    """What becomes of proposals, and that it cannot be undone."""

    proposals = forms.ChoiceField(
        label=_("What becomes of the proposals that you published?"),
        choices=[
            ("keep", _("They stay, without my name")),
            ("remove", _("They are removed")),
        ],
        widget=Radios(
            hints={
                "keep": _(
                    "Where your name stood, it says “a former participant”. Others may have "
                    "read or chosen them."
                ),
                "remove": _(
                    "Those that stand on a ballot or in what people said stay without your name, "
                    "since that must not change."
                ),
            }
        ),
    )
    is_certain = forms.BooleanField(
        label=_("I know that this cannot be undone"),
    )


class ComplaintForm(Form):
    """What is wrong, and where the answer goes."""

    text = forms.CharField(
        label=_("What is wrong with how your data are used?"),
        help_text=_("Do not write how you voted: nobody needs to know."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("The council's answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class AnswerComplaintForm(Form):
    """What the council answers."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_(
            "It goes to their email address. Say what you found, what was done, and that they can "
            "turn to the Information Commissioner."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
