"""Opening the ballots of a closed poll in parts, each a job of any worker that has time."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from time import sleep

from django.conf import settings
from django.db import transaction

from coopservices.outbox import events
from priorities.engines.sealing.count_parts import SUMMARY, PartSeal
from priorities.engines.sealing.seal import NONCE_SIZE
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll
from priorities.polls.queries.electors_at_closing import Electors, electors_in_parts
from priorities.polls.queries.polls import OpenedPoll
from priorities.results.models import CountPart, CountPartQuerySet, CountPiece
from priorities.results.queries.opened_ballots import (
    OpenedPart,
    key_to_count,
    opened_part,
    opened_to_count,
)
from priorities.results.queries.piles import (
    BallotPile,
    pile_in_memory,
    pile_in_parts,
    place_of,
    portions_of,
    written_summary,
)

_PAUSE = 0.1  # seconds between two looks at what others have opened
_AT_ONCE = 100  # pieces stored in one statement


def open_ballots(*, opened: OpenedPoll, at: datetime) -> BallotPile:
    """Open every ballot of a poll: here where they are few, and otherwise in parts, with whoever
    helps. What is opened already, by a job that died since, stays so. Raises CountStopped.
    """
    key = key_to_count(opened)
    if not plan_parts(opened=opened, at=at):
        return pile_in_memory(opened, opened_part(opened))
    parts = CountPart.objects.filter(poll=opened.pk)
    while parts.waiting().exists():
        # From the end, as those who help begin at the beginning. A part that another holds is left
        # to it; if it dies, its part is free again.
        if not _open_one(parts.order_by("-number")):
            sleep(_PAUSE)
    return pile_in_parts(opened, key)


@transaction.atomic
def plan_parts(*, opened: OpenedPoll, at: datetime) -> bool:
    """Divide a poll that is to be counted into parts, unless it is or is too small, and ask for
    help with those that are not opened; return whether there are any.
    """
    lock_alone(poll=opened.pk)
    parts = CountPart.objects.filter(poll=opened.pk)
    if not parts.exists():
        divided = electors_in_parts(opened.pk, settings.BALLOTS_AT_ONCE)
        if len(divided) < 2:
            return False
        CountPart.objects.bulk_create(
            CountPart(poll_id=opened.pk, number=number, **electors._asdict())
            for number, electors in enumerate(divided)
        )
    for part in parts.waiting().values_list("pk", flat=True):
        events.record("priorities.part_planned", subject_id=part, at=at)
    return True


def open_part(*, part: int) -> None:
    """Open one part of a poll that is being counted, unless that is done or another is at it."""
    _open_one(CountPart.objects.filter(pk=part))


@transaction.atomic
def forget_parts(*, poll: Poll) -> None:
    """Delete what was opened, as it is published or is to be opened anew; not while another prints
    it.
    """
    lock_alone(poll=poll.pk)
    CountPiece.objects.filter(part__poll=poll).delete()
    CountPart.objects.filter(poll=poll).delete()


@transaction.atomic
def _open_one(parts: CountPartQuerySet) -> bool:
    """Open the first of these that waits and that nobody holds; return whether there was one."""
    part = parts.waiting().claimed_by_us().first()
    if part is None:
        return False
    opened = opened_to_count(part.poll_id)
    portions = portions_of(CountPart.objects.filter(poll=part.poll_id).count())
    electors = Electors(part.first, part.end)
    found = opened_part(opened, electors, number=part.number, portions=portions)
    _keep(opened, part, found, portions)
    return True


def _keep(opened: OpenedPoll, part: CountPart, found: OpenedPart, portions: int) -> None:
    """Store what a part holds, sealed: its ballots are known by their electors."""
    seal = PartSeal(key_to_count(opened), opened.pk, part.number)

    def sealed(place: int, data: bytes) -> bytes:
        return seal.seal(place, data, secrets.token_bytes(NONCE_SIZE))

    def pieces() -> Iterator[CountPiece]:
        for (question, portion), drafts in found.drafts.items():
            place = place_of(opened, question, portion, portions)
            yield CountPiece(part=part, place=place, sealed=sealed(place, b"\n".join(drafts)))

    CountPiece.objects.bulk_create(pieces(), batch_size=_AT_ONCE)
    part.ballots, part.sealed = found.ballots, sealed(SUMMARY, written_summary(found))
    part.save(update_fields=["ballots", "sealed"])
