"""The search of `bench/leaks.py` finds a choice however it is spelt, and no other."""

import base64
import json
import zlib
from urllib.parse import quote

import pytest

from bench.searching import Marks, holds_any, rows_of, spellings

CHOICE = ("option-11", "option-2", "option-23", "option-5")
OTHER = ("option-1", "option-2", "option-3", "option-4")
PLAIN = json.dumps(CHOICE)

SPELT = {
    "JSON": PLAIN.encode(),
    "repr": repr(CHOICE).encode(),
    "an array of PostgreSQL": b"{option-11,option-2,option-23,option-5}",
    "a form": quote(PLAIN).encode(),
    "amounts": b'{"option-11": 1, "option-2": 1, "option-23": 1, "option-5": 1}',
    "another order": b"option-5 option-23 option-2 option-11",
    "titles": b"You chose: <li>Option 11</li>\n   <li>Option 2</li><li>Option 23</li><li>Option 5",
    "beside another": json.dumps([OTHER, CHOICE]).encode(),
    "hex": rb"\x" + PLAIN.encode().hex().encode(),
    "capital hex, shifted": b"F" + PLAIN.encode().hex().upper().encode(),
    "base64": base64.b64encode(b"12" + PLAIN.encode()),
    "base64 for addresses": base64.urlsafe_b64encode(PLAIN.encode() * 2),
    "deflated": b"." + base64.b64encode(zlib.compress(PLAIN.encode() * 3)),
    "a PDF": b"%PDF-1.7\nstream\n" + zlib.compress(PLAIN.encode()) + b"\nendstream",
}


@pytest.mark.parametrize("spelt", SPELT)
def test_a_choice_is_found_however_it_is_spelt(spelt):
    found = Marks([CHOICE]).found_in(b"\0\0" * 50 * (spelt != "a PDF") + SPELT[spelt] + b"\0")
    assert found == {CHOICE}


@pytest.mark.parametrize(
    "data",
    [
        b"option-11 option-2 option-23",
        json.dumps([f"option-{n}" for n in range(1, 25)]).encode(),
        b"option-11" + bytes(200) + b"option-2" + bytes(200) + b"option-23, option-5",
        b"option-111 option-2 option-23 option-5",
    ],
)
def test_what_is_no_such_choice_is_not_found(data):
    assert not Marks([CHOICE]).found_in(data)


def test_a_secret_is_found_as_bytes_hex_or_base64():
    secret = bytes(range(200, 216))
    for written in (secret, secret.hex().encode(), base64.b64encode(secret)):
        assert holds_any(b"before" + written + b"after", spellings(secret))
    assert not holds_any(secret[:-1], spellings(secret))


def test_the_rows_of_a_dump_are_told_by_their_table():
    told = b'COPY public.line (id, "position") FROM stdin;\n1\t2\n3\t4\n\\.\n\n'
    empty = b"COPY public.none (id) FROM stdin;\n\\.\n"
    assert rows_of(told + empty) == {
        "line": (["id", "position"], b"1\t2\n3\t4\n"),
        "none": (["id"], b""),
    }
