"""What an officer says of a register: what it is, its file, its columns, and that it is to be taken
or deleted.
"""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Form, Radios
from coopservices.languages import say
from participation.engines.constituencies import CONSTITUENCIES
from participation.engines.voter_registers.columns import COLUMNS, OFFERED, Match
from participation.voter_registers.models import LONGEST_REASON, RegisterVersion, VoterRegister


class BeginForm(Form):
    """What a register is called, who is on it and by what they are found."""

    name = forms.CharField(
        label=gettext_lazy("What is this register called?"),
        max_length=80,
        help_text=gettext_lazy("Only officers read this, as in: Tenants of the council"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What do people show to be found on it?"),
        choices=VoterRegister.Kind.choices,
        widget=Radios(
            hints={
                VoterRegister.Kind.BIRTH: gettext_lazy(
                    "Somebody who also votes at a desk is known to be the same person."
                ),
                VoterRegister.Kind.REFERENCE: gettext_lazy(
                    "A number that only they know, as on a rent statement or a membership card."
                ),
            }
        ),
    )
    constituency = forms.ChoiceField(
        label=gettext_lazy("Who is on it?"),
        choices=lambda: [
            ("", _("People of any kind")),
            *((each.code, capfirst(say(each.label))) for each in CONSTITUENCIES.values()),
        ],
        required=False,
        widget=Radios,
    )
    is_another = forms.BooleanField(
        label=gettext_lazy("This is not the electoral register, nor made from it"),
        help_text=gettext_lazy(
            "The law says what the electoral register may be used for, and this is not among it."
        ),
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What the action needs, by its own names."""
        said = self.cleaned_data
        named = {name: said[name] for name in ("name", "kind", "constituency")}
        return {**named, "is_electoral": not said["is_another"]}


class SendForm(Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS, up to 32 MB, with a heading in its first row and a person in each "
            "row under it. Send no more columns than are needed."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )


class ColumnsForm(Form):
    """Which column is used for what: one list for each use."""

    def __init__(self, *args: Any, version: RegisterVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = list(version.columns.all())
        match = Match(version.register.kind)
        none = ("", _("No column"))
        choices = [none, *((str(each.position), each.name) for each in columns)]
        now = {each.use: str(each.position) for each in columns}
        for use in OFFERED[match]:
            self.fields[use] = forms.ChoiceField(
                label=say(COLUMNS[use].label),
                choices=choices,
                initial=now.get(use, ""),
                required=False,
            )

    @property
    def uses(self) -> dict[int, str]:
        """What each chosen column is used for, by its place; a column chosen twice has the last."""
        return {int(place): use for use, place in self.cleaned_data.items() if place}

    def clean(self) -> dict[str, Any]:
        """What came in, if no column is used for two things."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [place for place in clean.values() if place]
        for use, place in list(clean.items()):
            if place and chosen.count(place) > 1:
                self.add_error(use, _("This column is chosen for something else too."))
        return clean


class TakeForm(Form):
    """Why a register is so much larger or smaller than before, where it is."""

    reason = forms.CharField(
        label=gettext_lazy("Why has its size changed so much?"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("This is kept with the register, for officers to read."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, version: RegisterVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not version.differs_in_size:
            del self.fields["reason"]


class DeleteForm(Form):
    """That it was meant."""

    sure = forms.BooleanField(
        label=gettext_lazy("I want to delete this register"),
        error_messages={"required": gettext_lazy("Tick the box if you want to delete it.")},
    )
