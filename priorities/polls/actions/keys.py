"""Makes the keys that a vote needs, and destroys the one that could connect people to votes."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopservices import audit, keystore
from participation.models import Council
from priorities.engines.keys import key_check
from priorities.engines.sealing.seal import NONCE_SIZE, SealBroken, seal, unseal
from priorities.polls.models import Poll
from priorities.polls.queries.keys import poll_key_name, signing_key_name

_NOBODY = bytes(32)


class KeySurvived(Exception):
    """The key still opens a ballot after it was destroyed. Nothing is certified."""


def make_signing_key(*, council: Council) -> None:
    """Make the key with which the council signs its results, once: before its first poll opens or
    is imported. One that is lost later is never made anew.
    """
    if not Poll.objects.of(council).needing_signature().exists():
        _make(signing_key_name(council.pk))


def make_poll_key(*, poll: UUID) -> bytes:
    """Make the poll's key, or find the one that an opening which did not finish left behind. Raises
    KeyUnavailable.
    """
    _make(poll_key_name(poll))
    return keystore.read(poll_key_name(poll))


@transaction.atomic
def restore_poll_key(*, poll: Poll, key: bytes, at: datetime) -> None:
    """Put both copies back from the recovery sheet. Raises KeyUnavailable, touching nothing, if it
    is another key.
    """
    if key_check(key) != bytes(poll.key_check or b""):
        raise keystore.KeyUnavailable("This is not the key that the poll was opened with.")
    if poll.is_certified:
        raise keystore.KeyUnavailable(
            "This poll is certified: its key was destroyed, and stays so."
        )
    audit.record("poll_key_restored", poll, by=None, at=at)
    keystore.restore(poll_key_name(poll.pk), key)


def make_canary(*, key: bytes, poll: UUID) -> bytes:
    """Return nonce and sealing of an empty ballot of nobody's, by which the death of the key is
    proved.
    """
    nonce = secrets.token_bytes(NONCE_SIZE)
    return nonce + seal(key, poll, _NOBODY, {"q": {}, "r": ""}, nonce)


def destroy_poll_key(*, poll: Poll) -> None:
    """Destroy the poll's key, copy by copy, and try the canary on each.

    What died halfway can be done again: where a copy was destroyed before, its note says so. Raises
    KeyUnavailable, touching nothing, unless every other copy is there and is the key of the
    opening; and KeySurvived if a copy still opens the canary.
    """
    copies = keystore.copies(poll_key_name(poll.pk))
    for copy in copies:
        if not copy.is_destroyed and key_check(copy.read()) != bytes(poll.key_check or b""):
            raise keystore.KeyUnavailable("This is not the key that the poll was opened with.")
    for copy in copies:
        copy.destroy()
        if _opens_canary(copy, poll):
            raise KeySurvived("The key of this poll could not be destroyed.")


def _make(name: str) -> None:
    if not keystore.exists(name):
        keystore.create(name, secrets.token_bytes(keystore.KEY_BYTES))


def _opens_canary(copy: keystore.Copy, poll: Poll) -> bool:
    """Whether what is left in the place of a copy opens the ballot that was kept to prove it."""
    canary = bytes(poll.canary or b"")
    try:
        unseal(copy.read(), poll.pk, _NOBODY, canary[:NONCE_SIZE], canary[NONCE_SIZE:])
    except (keystore.KeyUnavailable, SealBroken):
        return False
    return True
