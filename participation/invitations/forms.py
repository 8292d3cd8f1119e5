"""What comes in when people are invited: to which role, who, and where."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Form, Radios
from coopservices.listing import LONGEST_SEARCH
from participation.councils.models import Council
from participation.invitations.queries import ROLES_GIVEN
from participation.memberships.actions import ROLES_AT_SERVICES
from participation.people.models import Role
from participation.people.words import what_it_may_do
from participation.services.models import Organisation, Service

_BETWEEN = re.compile(r"[\s,;]+")
MOST_NAMED = 5  # faulty addresses in one message


class PeopleFilter(Form):
    """What narrows the list of people."""

    words = forms.CharField(
        label=gettext_lazy("Search by name or email address"),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[("", gettext_lazy("Every role")), *[(role, role.label) for role in ROLES_GIVEN]],
        required=False,
    )


class RoleForm(Form):
    """Which role people are invited to."""

    is_one_question = True

    role = forms.TypedChoiceField(
        label=gettext_lazy("What will they be?"),
        coerce=Role,
        choices=[(role, role.label) for role in ROLES_GIVEN],
        widget=Radios(hints={role: what_it_may_do(role) for role in ROLES_GIVEN}),
    )


class InviteForm(Form):
    """Who is invited to a role and, where the role has one, to which place."""

    emails = forms.CharField(
        label=gettext_lazy("Email addresses"),
        help_text=gettext_lazy("One on each line. You can paste a column of a spreadsheet."),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    service = forms.ModelChoiceField(
        label=gettext_lazy("At which service?"),
        queryset=Service.objects.none(),
        empty_label=gettext_lazy("No single one"),
        required=False,
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("For which organisation do they speak?"),
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("Choose one"),
    )

    def __init__(self, *args: Any, council: Council, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: dict[str, tuple[bool, QuerySet[Any]]] = {
            "service": (role in ROLES_AT_SERVICES, Service.objects.on_register()),
            "organisation": (role is Role.PROVIDER, Organisation.objects.all()),
        }
        for name, (is_asked, rows) in places.items():
            if is_asked:
                field: Any = self.fields[name]
                field.queryset = rows.filter(council=council).order_by("name")
            else:
                del self.fields[name]

    def clean_emails(self) -> list[str]:
        """The addresses, each once."""
        typed = [each for each in _BETWEEN.split(self.cleaned_data["emails"]) if each]
        faulty = [each for each in typed if not _is_address(each)]
        if faulty:
            raise ValidationError(
                _("These are not email addresses: %(addresses)s")
                % {"addresses": ", ".join(faulty[:MOST_NAMED])}
            )
        return list(dict.fromkeys(each.lower() for each in typed))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
