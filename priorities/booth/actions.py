"""Letting somebody without an account into the booth, and holding up whoever guesses.

A pause is that of a browser or of a network, and never of what is guessed at: so nobody can keep a
neighbour from voting.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import caches

from priorities.engines.booth import HELD_BY, SECONDS_HELD
from priorities.engines.tries import Limit, Tries


class Guesses(NamedTuple):
    """What is guessed at: the name under which a session counts wrong tries and their limit there,
    and the limits of what is counted for many sessions, by their names in the cache.
    """

    session_key: str
    here: Limit
    elsewhere: Mapping[str, Limit]


def are_paused(*, session: SessionBase | None, guesses: Guesses, at: datetime) -> bool:
    """Whether nothing is looked at for now. A program has no session."""
    tries = Tries.read(session.get(guesses.session_key) if session is not None else None)
    return tries.is_paused(guesses.here, at.timestamp()) or any(
        caches["default"].get(name, 0) >= limit.most for name, limit in guesses.elsewhere.items()
    )


def note_wrong(*, session: SessionBase | None, guesses: Guesses, at: datetime) -> None:
    """Count a wrong try."""
    if session is not None:
        tries = Tries.read(session.get(guesses.session_key))
        session[guesses.session_key] = tries.with_wrong(guesses.here, at.timestamp()).facts
    for name, limit in guesses.elsewhere.items():
        caches["default"].add(name, 0, limit.seconds)
        with suppress(ValueError):  # it ran out this moment
            caches["default"].incr(name)


def held_until(*, closes_at: datetime, at: datetime) -> float:
    """Until when somebody stays in the booth, in seconds since 1970: others use the computer."""
    return min(at.timestamp() + SECONDS_HELD, closes_at.timestamp())


def let_in(
    *,
    session: SessionBase,
    guesses: Guesses,
    held_by: str,
    facts: Mapping[str, Any],
    until: float,
    at: datetime,
) -> None:
    """Keep in a session by what somebody came in, in the place of whoever did before them."""
    leave(session=session)
    session.pop(guesses.session_key, None)
    session[held_by] = facts
    if SESSION_KEY not in session:  # nobody has signed in
        session.set_expiry(int(until - at.timestamp()) + 1)
    session.cycle_key()


def leave(*, session: SessionBase) -> None:
    """Forget by what somebody came in: the next person finds nothing of it."""
    for held_by in HELD_BY:
        session.pop(held_by, None)
