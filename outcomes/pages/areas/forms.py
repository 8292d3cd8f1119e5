"""A postcode, to find what is near."""

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from participation.models import Area, Council
from participation.places.models import normalise_postcode
from participation.places.queries import area_of_postcode

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}", re.ASCII)


class NearMeForm(Form):
    """A postcode that lies in this council; `area` is its ward once the form is valid.

    It is posted, so that it stands in no address, history or log; nothing keeps it.
    """

    area: Area

    postcode = forms.CharField(
        label=_("Your postcode"),
        max_length=10,
        help_text=_("For example, M33 6RX. We do not keep it."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "size": 10}),
    )

    def __init__(self, *args: object, council: Council, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.council = council

    def clean_postcode(self) -> str:
        """The postcode as it is written. One query where it is a postcode at all."""
        postcode = normalise_postcode(self.cleaned_data["postcode"])
        if not POSTCODE.fullmatch(postcode):
            raise forms.ValidationError(gettext("Enter a full postcode, like M33 6RX"))
        found = area_of_postcode(self.council, postcode)
        if found is None:
            refusal = gettext(
                "We do not know this postcode in %(council)s. Check it, or choose a ward from the "
                "list"
            )
            raise forms.ValidationError(refusal % {"council": self.council.name})
        self.area = found
        return postcode
