"""What comes in when somebody deletes their account, complains, or is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios


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
