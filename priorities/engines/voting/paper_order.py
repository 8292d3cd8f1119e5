"""The order of options on one ballot paper, drawn for it where the poll says so."""

from collections.abc import Iterable

from priorities.engines.keys import keyed_hash


def paper_order(options: Iterable[str], seed: bytes, question: str) -> list[str]:
    r"""Return the options of a question in the order of the paper with this seed.

    Each option's ticket is HMAC-SHA256(seed, "LV1/paper\0" ‖ question ‖ "\0" ‖ option) and the
    smallest comes first: all orders are equally likely, and a paper that comes back with its seed
    has the order it had.
    """
    return sorted(
        options,
        key=lambda option: keyed_hash(seed, b"LV1/paper\0" + f"{question}\0{option}".encode()),
    )
