"""The address of a letter while it waits to be posted: sealed under the key of its poll's codes, so
that a copy of the database shows none, and none is left once that key is destroyed.
"""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from participation.engines.eligibility import frame
from priorities.engines.addresses import Address
from priorities.engines.keys import subkey

NONCE_SIZE = 12


class AddressDamaged(ValueError):
    """What was kept is not the address of this letter, as it was sealed."""


def seal_address(
    key: bytes, *, posting: UUID, number: int, address: Address, nonce: bytes
) -> bytes:
    """Return the nonce, 12 random bytes, and the lines of the address of one letter under
    AES-256-GCM(subkey("posted-address"), nonce, AAD = frame("LV1/address", posting, number[4])).
    """
    return nonce + _cipher(key).encrypt(nonce, "\n".join(address).encode(), _of(posting, number))


def open_address(key: bytes, *, posting: UUID, number: int, sealed: bytes) -> Address:
    """Return the lines again. Raises AddressDamaged."""
    nonce, ciphertext = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:]
    try:
        lines = _cipher(key).decrypt(nonce, ciphertext, _of(posting, number))
    except (InvalidTag, ValueError) as problem:
        raise AddressDamaged("An address is not as it was sealed.") from problem
    return tuple(lines.decode().split("\n"))


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(subkey(key, "posted-address"))


def _of(posting: UUID, number: int) -> bytes:
    return frame(b"LV1/address", posting.bytes, number.to_bytes(4, "big"))
