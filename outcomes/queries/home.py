"""What the first page tells: rounds that are open, near the reader first; promises kept; what is still owed."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from priorities.queries.rounds import RoundNow, round_now, rounds_of


@dataclass(frozen=True)
class Home:
    """What the first page tells one reader."""

    open_rounds: list[RoundNow]


def home_of(council: Council, user: User | AnonymousUser, *, at: datetime) -> Home:
    """The first page of a council for one reader, at a moment."""
    return Home([now for now in (round_now(row, at) for row in rounds_of(council).newest_first()) if now.is_open])
