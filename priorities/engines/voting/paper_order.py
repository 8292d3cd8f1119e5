"""The order of options on one ballot paper, drawn for it where the poll says so; and the few orders
in which papers are printed.
"""

from collections.abc import Iterable

from priorities.engines.keys import keyed_hash

MOST_PRINTED = 26  # orders, each named by a letter


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


def printed_order(options: Iterable[str], lot: bytes, question: str, turn: int) -> list[str]:
    r"""Return the options of a question in one of the orders in which papers are printed: that
    drawn by the seed HMAC-SHA256(lot, "LV1/print\0"), begun `turn` options later. So each option
    stands in each place equally often, and whoever types a paper can be shown its order.
    """
    drawn = paper_order(options, keyed_hash(lot, b"LV1/print\0"), question)
    start = turn % len(drawn)
    return drawn[start:] + drawn[:start]


def letter_of_order(turn: int) -> str:
    """Return the letter that stands on the papers of an order."""
    return chr(ord("A") + turn)
