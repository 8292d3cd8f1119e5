"""What a council is called, and what it works in and with."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from coopservices.forms import BilingualForm, Form
from participation.councils.models import FEWEST_SHOWN, MOST_HIDDEN
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


class OwnWordsForm(BilingualForm):
    """What the council says in its own words; what is left empty is as the platform says it."""

    in_both = ("scheme", "welcome", "who_helps")

    scheme = forms.CharField(
        label=_("What do you call this?"),
        help_text=_("As in: Northbrook decides together. It stands above the first page."),
        max_length=80,
        required=False,
    )
    welcome = forms.CharField(
        label=_("What should the first page say?"),
        help_text=_("A sentence or two: who is asked, and what comes of it."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    who_helps = forms.CharField(
        label=_("Who helps, and how do people reach them?"),
        help_text=_("A telephone number, a place, hours. It stands at the foot of each page."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ThresholdsForm(Form):
    """What may be stricter here than the rules ask."""

    fewest_shown = forms.IntegerField(
        label=_("Which is the smallest number of people that a measure may show?"),
        help_text=_(
            "8 or more. Where there are fewer, no figure is shown. A measure can ask for more."
        ),
        min_value=FEWEST_SHOWN,
        max_value=MOST_HIDDEN,
    )


class SectorForm(BilingualForm):
    """A field of local service."""

    in_both = ("names",)

    names = forms.CharField(
        label=_("What is the sector called?"),
        help_text=_("As in: Home care, Libraries, Parks"),
        max_length=80,
    )


class OrganisationForm(Form):
    """Whom the council works with."""

    name = forms.CharField(label=_("What is it called?"), max_length=200)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Organisation.Kind.choices)
