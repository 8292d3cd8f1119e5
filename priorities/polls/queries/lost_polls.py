"""Polls that the platform does not know any more: they began after the moment to which a restore
put it back, and the public log, which is noted outside the database, still tells of them.
"""

from datetime import datetime
from uuid import UUID

from coopservices.keystore import KeyUnavailable
from participation.models import Council
from priorities.engines.sealing.publication import public_half
from priorities.polls.models import Poll
from priorities.polls.queries.keys import signing_key
from priorities.public_log.models import LogEntry


def lost_poll_opened_at(poll: UUID, council: Council) -> datetime | None:
    """When a poll of this council began that a restore lost; None if there is no such poll. The log
    names no council: whose it was tells the key that signed. Two queries.
    """
    opened = LogEntry.objects.filter(poll=poll, kind=LogEntry.Kind.OPENED).first()
    if opened is None or Poll.objects.published().filter(pk=poll).exists():
        return None
    try:
        is_theirs = bytes(opened.public_key) == public_half(signing_key(council.pk))
    except KeyUnavailable:
        return None
    return opened.happened_at if is_theirs else None
