"""Choosing what takes two people in a council."""

from datetime import datetime

from django.db import transaction

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.actions import forget_councils
from participation.councils.models import Council
from participation.people.models import User
from participation.safeguards.permissions import may_choose_safeguards


@transaction.atomic
def choose_safeguards(
    *, by: User, council: Council, needs_two_to_open_polls: bool, at: datetime
) -> None:
    """Say whether a second officer opens what a first one has set up. Drafts that were begun before
    keep what was chosen then, so nobody can lift it for a poll of their own.
    """
    require(may_choose_safeguards(by, council))
    council.needs_two_to_open_polls = needs_two_to_open_polls
    council.save(update_fields=["needs_two_to_open_polls"])
    forget_councils()
    details = {"two_to_open": int(needs_two_to_open_polls)}
    audit.record("safeguards_chosen", council, by=by, details=details, at=at)
    events.record("participation.safeguards_chosen", subject_id=council.pk, actor_id=by.pk, at=at)
