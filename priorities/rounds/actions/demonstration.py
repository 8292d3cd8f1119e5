"""What only a demonstration does: it moves the end of a phase, so that its past can be
told today.
"""

from datetime import datetime

from django.db import transaction

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.demonstration.actions import NotADemonstration
from participation.models import User
from priorities.rounds.models import Phase
from priorities.rounds.permissions import may_publish_round


@transaction.atomic
def move_phase_end(*, by: User, phase: Phase, closes_at: datetime, at: datetime) -> Phase:
    """End a phase at another time. Ballots can be cast in the present only: the database's clock
    sees to that.

    Raises NotADemonstration: everywhere else the dates that were published stand.
    """
    council = phase.round.council
    require(may_publish_round(by, council))
    if not council.is_demonstration:
        raise NotADemonstration

    phase.closes_at = closes_at
    phase.save(update_fields=["closes_at"])
    audit.record("phase_end_moved", phase, by=by, at=at)
    events.record("priorities.phase_end_moved", subject_id=phase.pk, actor_id=by.pk, at=at)
    return phase
