"""The keys that are made once and stay, and the sheets of paper that they come back from."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from coopservices import keystore, sealed_texts
from participation.electors.queries import eligibility_key_name
from participation.models import Council
from priorities.engines.keys import keyed_hash
from priorities.engines.sealing.receipts import SECRET_SIZE, decode, encode
from priorities.polls.queries.keys import signing_key_name


@dataclass(frozen=True)
class LastingKey:
    """The name of a key in the key store, and whose it is; the whole platform's where of nobody."""

    name: str
    council: Council | None


def lasting_keys() -> Iterator[LastingKey]:
    """Those that were made, whether or not they are there. One query."""
    yield LastingKey(sealed_texts.KEY, None)
    for council in Council.objects.order_by("pk"):
        yield LastingKey(eligibility_key_name(council.pk), council)
        yield LastingKey(signing_key_name(council.pk), council)


def lines_of(name: str, key: bytes) -> tuple[str, str, str]:
    """A key as it is printed: in two lines, and a third by which a slip between sheets is found."""
    return encode(key[:SECRET_SIZE]), encode(key[SECRET_SIZE:]), encode(_check(name, key))


def key_of(name: str, lines: tuple[str, str, str]) -> bytes:
    """The key on a sheet. Raises ReceiptUnreadable, and KeyUnavailable where it is another key's
    sheet.
    """
    first, second, check = map(decode, lines)
    if not hmac.compare_digest(_check(name, first + second), check):
        raise keystore.KeyUnavailable("This is the sheet of another key, or two were mixed up.")
    return first + second


def _check(name: str, key: bytes) -> bytes:
    return keyed_hash(key, b"CoopServices/key-sheet\0" + name.encode())[:SECRET_SIZE]
