"""What an officer says of the council's provider."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form


class CouncilSignInForm(Form):
    """The provider of OpenID Connect, as whoever keeps the council's accounts tells it."""

    name = forms.CharField(
        label=_("What the button calls it"),
        help_text=_("Such as the council's name."),
        max_length=60,
    )
    issuer = forms.CharField(
        label=_("Issuer"),
        help_text=_("As in https://login.microsoftonline.com/your-tenant/v2.0"),
        max_length=255,
        validators=[
            URLValidator(
                schemes=["https", "http"],
                message=_("Enter the whole address, beginning with https://"),
            )
        ],
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        help_text=_("It is never shown again. Leave it empty to keep the one that we have."),
        max_length=400,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
