"""What is told of a poll in the public log when it opens, is extended and closes."""

from datetime import UTC, datetime

from priorities.engines.canonical import canonical
from priorities.engines.sealing.publication import public_half, sign
from priorities.engines.voting.definition import fingerprint
from priorities.polls.models import Poll
from priorities.polls.queries.keys import signing_key
from priorities.public_log.actions import append_to_log
from priorities.public_log.models import LogEntry


def log_poll(*, kind: LogEntry.Kind, poll: Poll, at: datetime, **more: str) -> None:
    """Sign that a poll opened, was extended or closed, by which definition, and what more is told
    of it, and append it to the log. Raises KeyUnavailable without the council's signing key.
    """
    private = signing_key(poll.round.council_id)
    text = canonical(
        {
            "format": "LV1",
            "kind": str(kind),
            "vote": str(poll.pk),
            "definition": fingerprint(poll.definition.encode()),
            "at": at.astimezone(UTC).isoformat(),
            **more,
        }
    )
    append_to_log(
        kind=kind,
        poll=poll.pk,
        text=text,
        signature=sign(private, text),
        public_key=public_half(private),
    )
