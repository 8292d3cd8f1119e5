"""How much is new for the reader, for every page's head."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from outcomes.notifications.queries.subscribers import unread_by
from participation.models import User


def news(request: HttpRequest) -> dict[str, Any]:
    """The number of news that the reader has not read, worked out where it is shown; 0 for a
    stranger.
    """
    council, user = getattr(request, "council", None), getattr(request, "user", None)
    if council is None or user is None:
        return {"unread_news": 0}
    return {
        "unread_news": SimpleLazyObject(
            lambda: unread_by(user, council) if isinstance(user, User) else 0
        )
    }
