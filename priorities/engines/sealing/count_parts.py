"""Parts of a count: what one worker has opened, sealed until another prints it.

Whose ballots a part holds can be told from the database, so what they say is never stored there in
the clear. Source: docs/ballots.md, "Counting a poll".
"""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from priorities.engines.keys import subkey
from priorities.engines.sealing.seal import NONCE_SIZE, SealBroken, padded, unpadded

SUMMARY = 0  # the place of a part's summary; its drafts have places from 1 on


class PartSeal:
    """Seals the pieces of one part of a poll's count, each for its place."""

    def __init__(self, key: bytes, poll: UUID, part: int) -> None:
        self._cipher = AESGCM(subkey(key, "count-part"))
        self._part = b"LV1/count-part\0" + poll.bytes + part.to_bytes(4, "big")

    def seal(self, place: int, data: bytes, nonce: bytes) -> bytes:
        """Return a piece after its nonce: 12 random bytes, new for every sealing."""
        return nonce + self._cipher.encrypt(nonce, padded(data), self._at(place))

    def unseal(self, place: int, sealed: bytes) -> bytes:
        """Return what was sealed for this place. Raises SealBroken."""
        nonce, ciphertext = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:]
        try:
            return unpadded(self._cipher.decrypt(nonce, ciphertext, self._at(place)))
        except (InvalidTag, ValueError) as problem:
            raise SealBroken("A part of a count could not be opened.") from problem

    def _at(self, place: int) -> bytes:
        return self._part + place.to_bytes(4, "big")
