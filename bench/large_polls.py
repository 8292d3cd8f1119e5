"""Polls of as many voters as one likes, which the row "count-in-parts" and the drill of the killed
close have closed and counted. Runs inside the platform and prints JSON.
"""

import json
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import perf_counter
from uuid import UUID

from django.utils import timezone

from coopservices.celery import app
from coopservices.outbox.models import Event
from participation.electors.queries import Voter, eligibility_key, mac_of
from participation.models import Elector
from priorities.engines.sealing.receipts import receipt_index
from priorities.engines.sealing.seal import ballot_id, pseudonym, seal
from priorities.models import ElectorAtClosing, LogEntry, Poll, SealedBallot
from priorities.polls.queries.keys import poll_key
from priorities.results.actions.counting import count_poll
from tests import make

OPTIONS = 12
_ROWS = 5000


def close_each(*sizes: int) -> None:
    """Close polls of so many voters, every one of them an elector of ours, each in a council of its
    own; print the id of each and the seconds of its closing.
    """
    print(json.dumps([_closed(ballots) for ballots in sizes]))


def _closed(ballots: int) -> dict[str, object]:
    poll = _an_open_poll(ballots)
    began = perf_counter()
    make.close_early(poll, reason="The bench.", at=timezone.now())
    return {"poll": str(poll.pk), "seconds": perf_counter() - began}


def _an_open_poll(ballots: int, **facts: datetime) -> Poll:
    names = [f"Option {n}" for n in range(1, OPTIONS + 1)]
    poll = make.an_open_poll(options=names, most_choices=4, **facts)
    voters = _voters(poll, ballots)
    while some := list(islice(voters, _ROWS)):
        electors, sealed = zip(*some, strict=True)
        Elector.objects.bulk_create(electors)
        SealedBallot.objects.bulk_create(sealed)
    return poll


def leave_one_due(ballots: int) -> None:
    """Make a poll of so many voters, whose time is over and nobody has closed; print its id."""
    opened_at = timezone.now() - timedelta(hours=2)
    poll = _an_open_poll(ballots, at=opened_at, closes_at=opened_at + timedelta(hours=1))
    print(json.dumps(str(poll.pk)))


def reopen_one(poll_id: str) -> None:
    """As if a poll whose time is over had never been closed, and nobody been told."""
    poll = Poll.objects.get(pk=poll_id)
    forget_one(poll_id)
    ElectorAtClosing.objects.filter(poll=poll).delete()
    LogEntry.objects.closings(poll.pk).delete()
    Poll.objects.filter(pk=poll.pk).update(state=Poll.State.OPEN, closed_at=None)


def count_one(poll: str) -> None:
    """Count a closed poll in this process; print the seconds, the most memory that it held, and a
    hash of all that is published.
    """
    closed = Poll.objects.get(pk=poll)
    began = perf_counter()
    count_poll(poll=closed, at=timezone.now())
    seconds = perf_counter() - began
    megabytes = _most_memory()
    published = sha256(make.published_bytes(closed)).hexdigest()
    told = {"seconds": seconds, "megabytes": megabytes, "published": published}
    print(json.dumps(told))


def _most_memory() -> float:
    """Megabytes that this process held at most: getrusage would tell of the one that started it,
    too.
    """
    status = Path("/proc/self/status").read_text()
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) / 1024


def forget_one(poll: str) -> None:
    """As if a poll had closed, not been counted, and nobody been told."""
    make.forget_the_count(Poll.objects.get(pk=poll))
    Event.objects.all().delete()


def wait_for_worker() -> None:
    """Wait until a worker answers."""
    assert any(app.control.ping(timeout=2) for _ in range(30))


def _voters(poll: Poll, ballots: int) -> Iterator[tuple[Elector, SealedBallot]]:
    chance = random.Random(ballots)
    council = poll.round.council_id
    key, secret = poll_key(poll.pk, poll.key_check), eligibility_key(council)
    options = [f"option-{n}" for n in range(1, OPTIONS + 1)]
    for _ in range(ballots):
        voter = Voter(
            elector=UUID(bytes=chance.randbytes(16), version=4),
            council_id=council,
            proofs=frozenset({"email"} if chance.random() < 0.8 else {"email", "postcode"}),
            method="account",
            entry=chance.randbytes(32),
            area_code=None,
            constituency="",
            mac=b"",
        )
        place, receipt = pseudonym(key, poll.pk, voter.elector), chance.randbytes(16)
        choice = sorted(chance.sample(options, chance.randint(0, 4)))
        nonce = chance.randbytes(12)
        payload = {"q": {"question-1": choice}, "r": receipt.hex()}
        yield (
            Elector(
                pk=voter.elector,
                council_id=council,
                proofs="+".join(sorted(voter.proofs)),
                method=voter.method,
                entry=voter.entry,
                mac=mac_of(secret, voter),
            ),
            SealedBallot(
                pk=ballot_id(key, poll.pk, place, "", chance.randbytes(10)),
                poll=poll,
                pseudonym=place,
                receipt_index=receipt_index(key, poll.pk, receipt),
                nonce=nonce,
                ciphertext=seal(key, poll.pk, place, payload, nonce),
            ),
        )
