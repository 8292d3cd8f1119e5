"""Merkle trees: one hash for a whole list, and short proofs about it (RFC 9162, section 2.1).

Every function takes leaf hashes, made by `leaf_hash`, in the order of the list.
"""

import hashlib
from collections.abc import Sequence

_HASH_SIZE = 32


def leaf_hash(entry: bytes) -> bytes:
    """Return the 32-byte hash under which an entry stands in the tree."""
    return hashlib.sha256(b"\x00" + entry).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the 32-byte root over any number of leaves, none included."""
    row = list(hashes)
    while len(row) > 1:
        row = _row_above(row)
    return row[0] if row else hashlib.sha256().digest()


class GrowingTree:
    """A tree of leaves that are given one after another, of which only the right edge is kept: as
    many hashes as its size has bits.
    """

    def __init__(self) -> None:
        self._edge: list[bytes] = []
        self._size = 0

    def add(self, leaf: bytes) -> None:
        """Put a leaf hash at the end."""
        node, place = leaf, self._size
        while place % 2:
            node, place = _node(self._edge.pop(), node), place // 2
        self._edge.append(node)
        self._size += 1

    @property
    def root(self) -> bytes:
        """The 32-byte root over all leaves so far, the one that `root` returns."""
        if not self._edge:
            return root(())
        *others, node = self._edge
        for left in reversed(others):
            node = _node(left, node)
        return node


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root, nearest first.

    Raises IndexError where there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"There is no leaf {index} among {len(hashes)}.")
    proof, row = [], list(hashes)
    while len(row) > 1:
        sibling = index ^ 1
        proof += row[sibling : sibling + 1]
        index, row = index // 2, _row_above(row)
    return proof


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether `proof` shows leaf hash `leaf` at `index` of `size` leaves (2.1.3.2)."""
    if not (0 <= index < size and len(leaf) == _HASH_SIZE):
        return False
    node, place, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            node = _node(sibling, node)
            place, last = _skip_left_edge(place, last)
        else:
            node = _node(node, sibling)
        place, last = place // 2, last // 2
    return last == 0 and node == root


def consistency_proof(hashes: Sequence[bytes], first: int) -> list[bytes]:
    """Return the hashes showing that the list only grew since it had `first` leaves (2.1.4.1).

    Raises IndexError unless 0 < first <= the number of leaves.
    """
    if not 0 < first <= len(hashes):
        raise IndexError(f"The list of {len(hashes)} never had {first} leaves to compare.")
    return _subproof(hashes, first, is_known=True)


def verify_consistency(
    *, first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Say whether `proof` shows the first list to be the beginning of the second (2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    return bool(path) and _grows(first, second, path, first_root, second_root)


def _grows(
    first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    place, last = first - 1, second - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = _node(sibling, old), _node(sibling, new)
            place, last = _skip_left_edge(place, last)
        else:
            new = _node(new, sibling)
        place, last = place // 2, last // 2
    return last == 0 and old == first_root and new == second_root


def _subproof(hashes: Sequence[bytes], first: int, *, is_known: bool) -> list[bytes]:
    if first == len(hashes):
        return [] if is_known else [root(hashes)]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    left, right = hashes[:split], hashes[split:]
    if first <= split:
        return [*_subproof(left, first, is_known=is_known), root(right)]
    return [*_subproof(right, first - split, is_known=False), root(left)]


def _row_above(row: Sequence[bytes]) -> list[bytes]:
    """Return the parents of a row; a node without a partner rises unchanged."""
    pairs = zip(row[::2], row[1::2], strict=False)
    return [_node(left, right) for left, right in pairs] + list(row[len(row) // 2 * 2 :])


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _skip_left_edge(place: int, last: int) -> tuple[int, int]:
    """Climb to where the path is a right child again: those rows have no sibling to prove."""
    while place and not place % 2:
        place, last = place // 2, last // 2
    return place, last
