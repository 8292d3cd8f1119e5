"""Ordering codes that anybody may try, in a demonstration alone."""

from datetime import datetime

from django.db import transaction

from participation.demonstration.actions import NotADemonstration
from participation.models import User
from priorities.polls.models import Poll
from priorities.voting_codes.actions.codes import make_codes, order_codes
from priorities.voting_codes.models import CodeBatch


@transaction.atomic
def order_demo_codes(*, by: User, poll: Poll, name: str, letters: int, at: datetime) -> CodeBatch:
    """Order and make a batch of codes that the demonstration shows to everybody.

    Raises NotADemonstration, and what `order_codes` and `make_codes` raise.
    """
    if not poll.round.council.is_demonstration:
        raise NotADemonstration
    batch = order_codes(by=by, poll=poll, name=name, letters=letters, at=at)
    CodeBatch.objects.filter(pk=batch.pk).update(is_demonstration=True)
    make_codes(batch=batch.pk)
    batch.refresh_from_db()
    return batch
