"""Merkle trees: the published proofs, RFC 9162's own definition, and proofs that must fail."""

import base64
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.sealing import merkle

DATA = Path(__file__).parents[2] / "data"
VECTORS = json.loads((DATA / "ballots/lv1_vectors.json").read_text())
LEAF_HASHES = [bytes.fromhex(digest) for digest in VECTORS["leaf_hashes"]]

trees = st.integers(1, 70).map(lambda size: [merkle.leaf_hash(bytes([n])) for n in range(size)])


def proofs(kind: str) -> list[Any]:
    files = sorted((DATA / "merkle" / kind).rglob("*.json"))
    assert len(files) == 98
    return [
        pytest.param(json.loads(file.read_text()), id=f"{file.parent.name}/{file.stem}")
        for file in files
    ]


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def decoded_all(texts: list[str] | None) -> list[bytes]:
    return [decoded(text) for text in texts or []]


@pytest.mark.parametrize("case", proofs("inclusion"))
def test_published_inclusion_proofs(case: dict[str, Any]) -> None:
    is_shown = merkle.verify_inclusion(
        leaf=decoded(case["leafHash"]),
        index=case["leafIdx"],
        size=case["treeSize"],
        proof=decoded_all(case["proof"]),
        root=decoded(case["root"]),
    )
    assert is_shown is not case["wantErr"]


@pytest.mark.parametrize("case", proofs("consistency"))
def test_published_consistency_proofs(case: dict[str, Any]) -> None:
    is_shown = merkle.verify_consistency(
        first=case["size1"],
        second=case["size2"],
        proof=decoded_all(case["proof"]),
        first_root=decoded(case["root1"]),
        second_root=decoded(case["root2"]),
    )
    assert is_shown is not case["wantErr"]


def test_known_leaf_hashes_and_root() -> None:
    assert [merkle.leaf_hash(leaf.encode()) for leaf in VECTORS["leaves"]] == LEAF_HASHES
    assert merkle.root(LEAF_HASHES).hex() == VECTORS["root"]
    assert merkle.leaf_hash(VECTORS["manifest"].encode()).hex() == VECTORS["log_leaf_hash"]


@pytest.mark.parametrize("known", VECTORS["inclusion"], ids=lambda known: str(known["index"]))
def test_known_inclusion_proofs(known: dict[str, Any]) -> None:
    proof = merkle.inclusion_proof(LEAF_HASHES, known["index"])
    assert [step.hex() for step in proof] == known["proof"]
    assert known["size"] == len(LEAF_HASHES)
    assert merkle.verify_inclusion(
        leaf=merkle.leaf_hash(known["leaf"].encode()),
        index=known["index"],
        size=known["size"],
        proof=proof,
        root=bytes.fromhex(known["root"]),
    )


def root_as_defined(hashes: list[bytes]) -> bytes:
    """The recursive definition of RFC 9162, 2.1.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = max(2**power for power in range(len(hashes)) if 2**power < len(hashes))
    halves = root_as_defined(hashes[:split]) + root_as_defined(hashes[split:])
    return hashlib.sha256(b"\x01" + halves).digest()


@pytest.mark.parametrize("size", range(40))
def test_the_root_is_the_one_the_standard_defines(size: int) -> None:
    hashes = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    assert merkle.root(hashes) == root_as_defined(hashes)


@given(trees, st.data())
def test_every_leaf_can_be_shown_and_only_in_its_place(hashes: list[bytes], data: Any) -> None:
    size = len(hashes)
    index = data.draw(st.integers(0, size - 1))
    claimed = data.draw(st.integers(-1, size))
    proof, root = merkle.inclusion_proof(hashes, index), merkle.root(hashes)
    is_shown = merkle.verify_inclusion(
        leaf=hashes[index], index=claimed, size=size, proof=proof, root=root
    )
    assert is_shown == (claimed == index)


@given(trees, st.data())
def test_a_list_that_only_grew_can_be_shown_to(hashes: list[bytes], data: Any) -> None:
    first = data.draw(st.integers(1, len(hashes)))
    assert grew(hashes[:first], hashes, merkle.consistency_proof(hashes, first))


@given(trees.filter(lambda hashes: len(hashes) > 1), st.data())
def test_a_list_that_was_rewritten_cannot(hashes: list[bytes], data: Any) -> None:
    first = data.draw(st.integers(1, len(hashes) - 1))
    changed = data.draw(st.integers(0, first - 1))
    rewritten = [*hashes[:changed], merkle.leaf_hash(b"rewritten"), *hashes[changed + 1 :]]
    assert not grew(hashes[:first], rewritten, merkle.consistency_proof(rewritten, first))
    assert not grew(hashes[:first], rewritten, merkle.consistency_proof(hashes, first))


@given(trees.filter(lambda hashes: len(hashes) > 1), st.data())
def test_a_proof_with_one_changed_bit_shows_nothing(hashes: list[bytes], data: Any) -> None:
    index = data.draw(st.integers(0, len(hashes) - 1))
    proof, root = merkle.inclusion_proof(hashes, index), merkle.root(hashes)
    step, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[step] = (int.from_bytes(proof[step], "big") ^ 1 << bit).to_bytes(32, "big")
    assert not merkle.verify_inclusion(
        leaf=hashes[index], index=index, size=len(hashes), proof=proof, root=root
    )


def grew(before: list[bytes], after: list[bytes], proof: list[bytes]) -> bool:
    return merkle.verify_consistency(
        first=len(before),
        second=len(after),
        proof=proof,
        first_root=merkle.root(before),
        second_root=merkle.root(after),
    )


@pytest.mark.parametrize("size", [*range(70), 1023, 1024, 1025])
def test_a_tree_that_grows_has_the_root_of_its_leaves_and_keeps_few_hashes(size: int) -> None:
    leaves = [merkle.leaf_hash(n.to_bytes(2, "big")) for n in range(size)]
    tree = merkle.GrowingTree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root == merkle.root(leaves)
    assert len(tree._edge) == size.bit_count()


def test_the_log_of_one_vector_grows_leaf_by_leaf() -> None:
    logs = [LEAF_HASHES[:size] for size in range(1, len(LEAF_HASHES) + 1)]
    for before, after in pairwise(logs):
        assert grew(before, after, merkle.consistency_proof(after, len(before)))


@pytest.mark.parametrize("index", [-1, 12])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError, match="no leaf"):
        merkle.inclusion_proof(LEAF_HASHES, index)


@pytest.mark.parametrize("first", [-1, 0, 13])
def test_a_length_the_list_never_had_has_no_proof(first: int) -> None:
    with pytest.raises(IndexError, match="never had"):
        merkle.consistency_proof(LEAF_HASHES, first)
