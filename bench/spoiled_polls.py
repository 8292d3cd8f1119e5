"""Polls whose rows somebody tampered with, for the drills: runs inside the platform and prints
JSON.
"""

import json
from datetime import timedelta

from django.utils import timezone

from bench.prepare import cookies_of
from participation.models import Role
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import Poll, SealedBallot
from tests import make

BALLOTS = 12


def roll_back(voters: int) -> None:
    """Close a poll and set its row back to open; print the poll and the cookies of its voters."""
    poll = _closed_poll()
    later = timezone.now() + timedelta(days=9)
    Poll.objects.filter(pk=poll.pk).update(state=Poll.State.OPEN, closed_at=None, closes_at=later)
    crowd = [cookies_of(make.a_voter(poll.round.council)) for _ in range(voters)]
    print(json.dumps([str(poll.pk), crowd]))


def throw_in_garbage() -> None:
    """Close a poll with one row that no voter made among its ballots; print the poll and the
    cookies of two officers.
    """
    poll = _closed_poll(with_garbage=True)
    colleague = make.a_person(poll.round.council, Role.OFFICER)
    print(json.dumps([str(poll.pk), [cookies_of(each) for each in (poll.opened_by, colleague)]]))


def tell(poll_id: str) -> None:
    """Print the state of a poll's row, what stopped it, its ballots, and the manifest if it is
    counted.
    """
    poll = Poll.objects.with_result().get(pk=poll_id)
    held = SealedBallot.objects.filter(poll=poll).count()
    manifest = json.loads(poll.result.manifest) if poll.has_result else {}
    print(json.dumps([poll.state, poll.stop, held, manifest]))


def _closed_poll(*, with_garbage: bool = False) -> Poll:
    poll = make.an_open_poll()
    for _ in range(BALLOTS):
        voter = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=voter, poll=poll, choices={"question-1": ["option-1"]})
    if with_garbage:
        row = {"pseudonym": b"p" * 32, "receipt_index": b"r" * 32}
        SealedBallot.objects.create(poll=poll, nonce=bytes(12), ciphertext=bytes(272), **row)
    return make.close_early(poll, reason="The drill.", at=timezone.now())
