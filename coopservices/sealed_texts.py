"""Short secrets that the database must keep, such as what an authenticator app shares with us:
sealed with a key that is outside the database and its backups.

Source: docs/adr/0016-signing-in.md.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coopservices import keystore

KEY = "sealed-texts"
_NONCE = 12


class Unreadable(Exception):
    """What was kept was not sealed here, or for another use."""


def seal(text: str, *, use: str) -> str:
    """The text in a form that only `unseal` for the same use reads. The first makes the key.

    Raises KeyUnavailable and OSError where the key can be neither had nor made.
    """
    if not keystore.exists(KEY):
        _make_key()
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(keystore.read(KEY)).encrypt(nonce, text.encode(), use.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, use: str) -> str:
    """The text that was sealed for this use. Raises Unreadable, and KeyUnavailable."""
    key = keystore.read(KEY)
    try:
        content = urlsafe_b64decode(sealed)
        return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], use.encode()).decode()
    except (InvalidTag, NotBase64, ValueError) as problem:
        raise Unreadable from problem


def read_key() -> None:
    """Read the key where there is one. Raises KeyUnavailable: a machine without it is not ready."""
    if keystore.exists(KEY):
        keystore.read(KEY)


def _make_key() -> None:
    try:
        keystore.create(KEY, secrets.token_bytes(keystore.KEY_BYTES))
    except FileExistsError:
        return  # another process was first
