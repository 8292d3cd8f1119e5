"""What an officer says of a file, and that it is to be taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopservices.forms import DateField, Form, Radios
from participation.councils.models import Council
from participation.data_imports.models import DataImport
from participation.services.models import Sector

KEEP, END = "keep", "end"


class SendDataForm(Form):
    """The file, what is in it, and where it is from."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file?"),
        choices=DataImport.Kind.choices,
        widget=Radios(
            hints={
                DataImport.Kind.WARDS: gettext_lazy(
                    "GeoJSON in longitude and latitude, as the ONS publishes it"
                ),
                DataImport.Kind.POSTCODES: gettext_lazy(
                    "The ONS Postcode Directory for your council, or a list with a ward's code or "
                    "a point for each"
                ),
                DataImport.Kind.SERVICES: gettext_lazy(
                    "A list of the CQC, the Care Inspectorate, the NHS (ODS) or Ofsted; or Open "
                    "Referral UK 3.0 as JSON"
                ),
            }
        ),
    )
    sector = forms.ModelChoiceField(
        label=gettext_lazy("Of services: in which sector?"),
        queryset=Sector.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a sector"),
    )
    valid_from = DateField(
        label=gettext_lazy("Of wards: from which day do they hold?"), required=False
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        required=False,
        help_text=gettext_lazy("CSV, XLSX, ODS, JSON or GeoJSON, up to 32 MB"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.json,.geojson"}),
    )
    address = forms.URLField(
        label=gettext_lazy("Or the address of a feed of services"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy(
            "Open Referral UK 3.0, as in https://services.example/services. We fetch all its pages."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Who publishes it, and what do they call it?"),
        max_length=200,
        help_text=gettext_lazy("Everybody can read this, as in: ONS, Wards (May 2025)"),
    )
    published_on = DateField(label=gettext_lazy("When was it published?"), required=False)
    licence = forms.ChoiceField(
        label=gettext_lazy("Under which licence?"),
        choices=DataImport.Licence.choices,
        widget=Radios,
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = council.sectors.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two: a file or an address."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if {"file", "address"} & self.errors.keys():
            return said
        if not said.get("file") and not said.get("address"):
            self.add_error("file", _("Choose a file, or give the address of a feed."))
        if said.get("file") and said.get("address"):
            self.add_error("address", _("Send a file or give an address, not both."))
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        said = {**self.cleaned_data}
        file = said.pop("file")
        if not file:
            return said
        return {**said, "content": file.read(), "file_name": file.name}


class TakeDataForm(Form):
    """What is to become of that which is stored and not in the file, where there is some."""

    missing = forms.ChoiceField(label="", widget=Radios)

    def __init__(self, *args: Any, found: DataImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not found.may_end_missing:
            del self.fields["missing"]
            return
        field = self.fields["missing"]
        field.label = ngettext(
            "%(number)s that we have is not in this file. Is it no more?",
            "%(number)s that we have are not in this file. Are they no more?",
            found.missing,
        ) % {"number": found.missing}
        is_wards = found.kind == DataImport.Kind.WARDS
        ended = (
            _("They end on the day that the new ones begin")
            if is_wards
            else _("They have left the register")
        )
        field.choices = [(KEEP, _("They were left out: keep them as they are")), (END, ended)]  # type: ignore[attr-defined]

    @property
    def ends_missing(self) -> bool:
        return self.cleaned_data.get("missing") == END
