"""The keys that a vote needs, read from the key store, and recognised before they are used."""

from uuid import UUID

from coopservices import keystore
from priorities.engines.keys import key_check


def poll_key_name(poll: UUID) -> str:
    """The name of a poll's key in the key store."""
    return f"poll-{poll}"


def poll_key(poll: UUID, check: bytes) -> bytes:
    """The key that seals a poll's ballots. Raises KeyUnavailable if it is missing, or not the one
    of the opening.
    """
    key = keystore.read(poll_key_name(poll))
    if key_check(key) != bytes(check):
        raise keystore.KeyUnavailable("This is not the key that the poll was opened with.")
    return key


def signing_key_name(council_id: int) -> str:
    """The name of a council's signing key in the key store."""
    return f"council-{council_id}-signing"


def signing_key(council_id: int) -> bytes:
    """The private half of the key with which a council signs its results. Raises KeyUnavailable."""
    return keystore.read(signing_key_name(council_id))
