"""Receipts: the voter's secret as a code to keep, and what can be found with it.

The code is Crockford base32: 26 symbols for the 16 bytes of the secret, 2 to catch mistyping.
"""

import hashlib
from uuid import UUID

from coopservices.sentences import sentence
from priorities.engines.crockford import SYMBOLS, forgiven, grouped, spelled
from priorities.engines.keys import keyed_hash, subkey

SECRET_SIZE = 16
_LENGTH = 28
# Two zero bits fill the 128 bits of the secret up to 26 symbols; ten bits of check follow.
_FILL_BITS = 2
_CHECK_BITS = 10


class ReceiptUnreadable(ValueError):
    """The code was not copied as it was given; the message helps to find the slip."""


def encode(secret: bytes) -> str:
    """Return the code for a 16-byte secret, as in `0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47R`."""
    if len(secret) != SECRET_SIZE:
        raise ValueError(f"A receipt secret has {SECRET_SIZE} bytes, not {len(secret)}.")
    number = int.from_bytes(secret, "big") << _FILL_BITS + _CHECK_BITS | _check(secret)
    return grouped(spelled(number, _LENGTH))


def decode(code: str) -> bytes:
    """Return the secret in a code, whatever its case, spaces and hyphens; I and L are 1, O is 0.

    Raises ReceiptUnreadable when a symbol, the length or the check is wrong.
    """
    number = 0
    for symbol in _symbols(code):
        number = number << 5 | SYMBOLS.index(symbol)
    secret = (number >> _FILL_BITS + _CHECK_BITS).to_bytes(SECRET_SIZE, "big")
    # Comparing the whole tail checks the two filling bits as well.
    if number % 2 ** (_FILL_BITS + _CHECK_BITS) != _check(secret):
        raise ReceiptUnreadable(
            sentence(
                "This code is not right. Compare it with yours, group by group: "
                "a letter or number is wrong, or two have changed places."
            )
        )
    return secret


def receipt_index(key: bytes, poll: UUID, secret: bytes) -> bytes:
    """Return the 32 bytes that let no two ballots of a poll share a receipt."""
    return keyed_hash(subkey(key, "receipt-index"), poll.bytes + secret)


def tag(secret: bytes, poll: UUID, question_id: str) -> bytes:
    """Return the 16 bytes that mark the voter's line for one question in the published file.

    Only the secret connects the tags of two questions.
    """
    message = b"LV1/tag\0" + secret + poll.bytes + question_id.encode()
    return hashlib.sha256(message).digest()[:16]


def _check(secret: bytes) -> int:
    digest = hashlib.sha256(b"LV1/check\0" + secret).digest()
    return int.from_bytes(digest[:2], "big") >> 16 - _CHECK_BITS


def _symbols(code: str) -> str:
    symbols = forgiven(code)
    strange = next((symbol for symbol in symbols if symbol not in SYMBOLS), None)
    if strange is not None:
        raise ReceiptUnreadable(
            sentence(
                "“%(symbol)s” is never part of a code. Codes use numbers, and letters other than "
                "U.",
                symbol=strange,
            )
        )
    if len(symbols) < _LENGTH:
        raise ReceiptUnreadable(
            sentence(
                "A code has %(all)s letters and numbers. This one has %(found)s: some are missing.",
                all=_LENGTH,
                found=len(symbols),
            )
        )
    if len(symbols) > _LENGTH:
        raise ReceiptUnreadable(
            sentence(
                "A code has %(all)s letters and numbers. This one has %(found)s: there are too "
                "many.",
                all=_LENGTH,
                found=len(symbols),
            )
        )
    return symbols
