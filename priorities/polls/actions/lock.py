"""The poll's lock, which whoever casts shares and whoever closes holds alone."""

from uuid import UUID

from coopservices import locks
from priorities.engines.keys import lock_id

# On PostgreSQL lock and statement travel together, and each sees what is committed when its turn
# comes.
SHARED_LOCK = {"postgresql": "SELECT pg_advisory_xact_lock_shared(%s); "}


def lock_alone(*, poll: UUID) -> None:
    """Wait until no ballot is on its way into the box, and keep others out until the transaction
    ends.
    """
    locks.lock_alone(lock_id(poll))
