"""The keys that a vote needs, read from the key store, and recognised before they are used."""

import hmac
from uuid import UUID

from coopservices import keystore
from priorities.engines.keys import key_check
from priorities.engines.voting.definition import definition_mac, extension_mac
from priorities.polls.models import Poll
from priorities.polls.queries.polls import OpenedPoll, definition_altered


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


def voting_key(opened: OpenedPoll) -> bytes:
    """The key of a poll whose definition is, by that key, the one it opened with, and whose later
    end, if it has one, is ours. Raises KeyUnavailable, and DefinitionAltered with an alarm in the
    log.
    """
    key = poll_key(opened.pk, opened.key_check)
    macs = [(definition_mac(key, opened.frozen), opened.mac)]
    if opened.extension_mac is not None:
        ours = extension_mac(key, opened.frozen, opened.closes_at)
        macs.append((ours, opened.extension_mac))
    if not all(hmac.compare_digest(ours, kept) for ours, kept in macs):
        raise definition_altered(opened.pk)
    return key


def signing_key_name(council_id: int) -> str:
    """The name of a council's signing key in the key store."""
    return f"council-{council_id}-signing"


def signing_key(council_id: int) -> bytes:
    """The private half of the key with which a council signs its results. Raises KeyUnavailable."""
    return keystore.read(signing_key_name(council_id))


def read_keys_of_open_polls() -> None:
    """Read the key of every open poll, and every signing key that their councils will need. One
    query. Raises KeyUnavailable if any cannot be had, or is not the one of the opening.
    """
    polls = Poll.objects.open().values_list("pk", "key_check", "round__council")
    for poll, check, council_id in polls:
        poll_key(poll, bytes(check or b""))
        signing_key(council_id)
