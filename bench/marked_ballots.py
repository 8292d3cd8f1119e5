"""What the test of leaks asks inside a platform, which it has filled with ballots of its own; each
prints what it found, as JSON.
"""

import json
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from priorities.engines.sealing.paper import place_of, unseal_holder
from priorities.engines.sealing.seal import pseudonym, unseal
from priorities.models import PaperBallot, Poll, SealedBallot
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import opened_poll
from priorities.results.actions.certifying import certify_poll

SEALED, LINES = "priorities_sealedballot", "priorities_resultline"


def orders(poll_id):
    """In which order the rows of each table lie on the disk and by their numbers, each row told by
    what its elector chose: the lines of the result, and whatever knows an elector.
    """
    poll = Poll.objects.get(pk=poll_id)
    key = voting_key(opened_poll(poll.pk))
    chosen = _chosen(key, poll)
    told = {
        "electors": _in_order("participation_elector", "id", chosen["elector"]),
        "bindings": _in_order("participation_binding", "elector_id", chosen["elector"]),
        "electors at closing": _in_order(
            "priorities_electoratclosing", "elector", chosen["elector"]
        ),
        "sealed ballots": _in_order("priorities_sealedballot", "pseudonym", chosen["pseudonym"]),
        "papers": _of_papers(key, poll, chosen["elector"]),
        "lines": _lines("ctid"),
        "lines by position": _lines("position"),
        "lines by number": _lines("id"),
    }
    print(json.dumps(told))


def _chosen(key, poll):
    """What each elector chose, by the elector's id and by pseudonym."""
    found = {"elector": {}, "pseudonym": {}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT elector FROM priorities_electoratclosing")
        electors = {pseudonym(key, poll.pk, each): each for (each,) in cursor.fetchall()}
    for row in SealedBallot.objects.filter(poll=poll):
        place = bytes(row.pseudonym)
        payload = unseal(key, poll.pk, place, bytes(row.nonce), bytes(row.ciphertext))
        choice = payload["q"]["question-1"]
        found["elector"][str(electors[place])] = choice
        found["pseudonym"][place.hex()] = choice
    return found


def _in_order(table, column, chosen):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY ctid")
        names = [row[0].hex() if isinstance(row[0], memoryview) else str(row[0]) for row in cursor]
    return [chosen[name] for name in names if name in chosen]


def _of_papers(key, poll, chosen):
    found = []
    for paper in PaperBallot.objects.filter(batch__poll=poll, holder__isnull=False):
        place = place_of(poll.pk, paper.which)
        sealed = bytes(paper.holder_nonce), bytes(paper.holder_sealed)
        elector = str(unseal_holder(key, place, *sealed))
        if elector in chosen:
            found.append(chosen[elector])
    return found


def _lines(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line FROM {LINES} ORDER BY {column}")
        return [json.loads(line)["c"] for (line,) in cursor]


def certify(poll_id):
    """Certify the poll by hand."""
    poll = Poll.objects.get(pk=poll_id)
    certify_poll(by=poll.opened_by, poll=poll, at=timezone.now() + timedelta(days=2))
