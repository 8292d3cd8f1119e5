"""A poll in which people vote while the web servers are replaced: runs inside the platform and
prints JSON.
"""

import json

from bench.prepare import cookies_of
from priorities.engines.sealing.seal import unseal
from priorities.models import Poll, SealedBallot
from priorities.polls.queries.keys import poll_key
from tests import make


def prepare(voters: int) -> None:
    """Print an open poll, and the cookies of so many who may vote in it."""
    poll = make.an_open_poll()
    crowd = [cookies_of(make.a_voter(poll.round.council)) for _ in range(voters)]
    print(json.dumps([str(poll.pk), crowd]))


def secrets(poll_id: str) -> None:
    """Print the receipt secret of every ballot that is held."""
    poll = Poll.objects.get(pk=poll_id)
    key = poll_key(poll.pk, bytes(poll.key_check or b""))
    rows = SealedBallot.objects.filter(poll=poll)
    found = [
        unseal(key, poll.pk, *map(bytes, (row.pseudonym, row.nonce, row.ciphertext)))["r"]
        for row in rows
    ]
    print(json.dumps(found))
