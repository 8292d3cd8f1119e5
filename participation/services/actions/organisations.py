"""Adding the organisations that a council works with."""

from datetime import datetime

from django.db import transaction

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.people.models import User
from participation.places.permissions import may_import_data
from participation.services.models import Organisation


@transaction.atomic
def add_organisation(
    *,
    by: User,
    council: Council,
    name: str,
    kind: Organisation.Kind,
    scheme: str = "",
    identifier: str = "",
    at: datetime,
) -> Organisation:
    """An organisation of this name in the council. Adding it again changes nothing."""
    require(may_import_data(by, council))
    organisation, is_new = Organisation.objects.get_or_create(
        council=council,
        name=name,
        defaults={"kind": kind, "scheme": scheme, "identifier": identifier},
    )
    if is_new:
        audit.record("organisation_added", organisation, by=by, at=at)
        events.record(
            "participation.organisation_added", subject_id=organisation.pk, actor_id=by.pk, at=at
        )
    return organisation
