"""What comes in when somebody says that they use a service, and when it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form, Radios
from participation.claims.models import KINDS, LONGEST_NAME, Claim
from participation.councils.models import Council
from participation.services.models import Service


class ClaimForm(Form):
    """Which service, how one is of it, and who is asked to confirm it."""

    service = forms.ModelChoiceField(
        label=_("Which service?"), queryset=Service.objects.none(), empty_label=_("Choose one")
    )
    role = forms.ChoiceField(label=_("What is true of you?"), choices=KINDS, widget=Radios)
    asked_of = forms.ChoiceField(
        label=_("Whom shall we ask to confirm it?"),
        choices=Claim.Confirmer.choices,
        widget=Radios(
            hints={
                Claim.Confirmer.COUNCIL: _(
                    "The council's officers see what you say. The service does not, now or later."
                ),
                Claim.Confirmer.SERVICE: _(
                    "Whoever speaks here for the service's provider sees what you say. The "
                    "council's officers see it once it is confirmed."
                ),
            }
        ),
    )
    known_as = forms.CharField(
        label=_("By which name do they know you?"),
        help_text=_("Only whoever confirms it sees this. It is deleted when they have answered."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = Service.objects.on_register().filter(council=council).order_by("name")


class DecisionForm(Form):
    """Whether it is so."""

    is_one_question = True

    confirms = forms.TypedChoiceField(
        label=_("Is this so?"),
        coerce=lambda said: said == "yes",
        choices=[
            ("yes", _("Yes, as far as I know")),
            ("no", _("No, or I cannot tell")),
        ],
        widget=Radios,
    )
