"""A register's file while it waits to be checked: sealed in parts, under a key outside the
database.
"""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from participation.engines.eligibility import frame, subkey

PART, NONCE_SIZE = 1 << 20, 12  # bytes


class FileDamaged(ValueError):
    """A part of a file is missing, is of another file, or was changed."""


def seal_part(key: bytes, version: UUID, place: int, of: int, nonce: bytes, part: bytes) -> bytes:  # noqa: PLR0917 (all that makes an envelope)
    """Return a part of a file, the `place`th from 0 `of` so many, sealed under a council's key:
    AES-256-GCM(subkey("register-file"), nonce, AAD = frame("LV1/register", version, place, of)).
    """
    return AESGCM(subkey(key, "register-file")).encrypt(nonce, part, _about(version, place, of))


def open_part(key: bytes, version: UUID, place: int, of: int, nonce: bytes, sealed: bytes) -> bytes:  # noqa: PLR0917
    """Return the part again. Raises FileDamaged."""
    try:
        about = _about(version, place, of)
        return AESGCM(subkey(key, "register-file")).decrypt(nonce, sealed, about)
    except InvalidTag as problem:
        raise FileDamaged("A part of a register's file is not as it was sealed.") from problem


def _about(version: UUID, place: int, of: int) -> bytes:
    return frame(b"LV1/register", version.bytes, place.to_bytes(4, "big"), of.to_bytes(4, "big"))
