"""What a council is called, and what it works in and with."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from participation.services.models import Organisation


class CouncilForm(Form):
    """What stands at the top and at the foot of each page."""

    name = forms.CharField(label=_("What is the council called?"), max_length=120)
    contact_email = forms.EmailField(
        label=_("Which email address do people write to?"),
        help_text=_("It stands at the foot of each page."),
    )
    colour = forms.CharField(
        label=_("Which colour is the council's own?"),
        help_text=_(
            "As in #12436D. What is written on it is white or black, whichever can be read."
        ),
        max_length=7,
        validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write it like #12436D."))],
    )


class SectorForm(Form):
    """A field of local service."""

    name = forms.CharField(
        label=_("What is the sector called?"),
        help_text=_("As in: Home care, Libraries, Parks"),
        max_length=80,
    )


class OrganisationForm(Form):
    """Whom the council works with."""

    name = forms.CharField(label=_("What is it called?"), max_length=200)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Organisation.Kind.choices)
