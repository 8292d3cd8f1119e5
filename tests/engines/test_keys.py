"""Keys: subkeys, and the poll's lock."""

import hashlib
import json
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.keys import key_check, lock_id, subkey

VECTORS = json.loads((Path(__file__).parents[1] / "data/ballots/lv1_vectors.json").read_text())
KEY = bytes.fromhex(VECTORS["K"])


def test_subkeys_and_key_check_are_the_known_ones() -> None:
    assert subkey(KEY, "pseudonym").hex() == VECTORS["subkey_pseudonym"]
    assert subkey(KEY, "seal").hex() == VECTORS["subkey_seal"]
    assert key_check(KEY).hex() == VECTORS["key_check"]


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        subkey(bytes(size), "seal")


@given(st.uuids())
def test_a_lock_fits_a_signed_64_bit_integer(poll: UUID) -> None:
    digest = hashlib.sha256(b"LV1/lock" + poll.bytes).digest()
    assert lock_id(poll).to_bytes(8, "big", signed=True) == digest[:8]


def test_locks_use_negative_numbers_too() -> None:
    signs = {lock_id(UUID(int=number)) < 0 for number in range(40)}
    assert signs == {True, False}
