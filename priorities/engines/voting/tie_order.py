"""The tie order: the order in which tied options win, drawn before a poll opens."""

from collections.abc import Iterable

from priorities.engines.keys import keyed_hash

_LEAST_SEED = 16


def draw_tie_order(options: Iterable[str], random_bytes: bytes) -> list[str]:
    r"""Return the options in an order drawn by lot from at least 16 random bytes.

    Each option's ticket is HMAC-SHA256(random_bytes, "LV1/tie\0" ‖ option) and the smallest comes
    first, so all orders are equally likely, the order given does not matter, and anyone who is
    told the bytes can repeat the draw.
    """
    if len(random_bytes) < _LEAST_SEED:
        raise ValueError(f"A draw needs at least {_LEAST_SEED} random bytes.")

    return sorted(options, key=lambda option: _ticket(option, random_bytes))


def _ticket(option: str, random_bytes: bytes) -> bytes:
    return keyed_hash(random_bytes, b"LV1/tie\0" + option.encode())
