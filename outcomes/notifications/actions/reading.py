"""Reading the list of what is new."""

from datetime import datetime

from outcomes.notifications.models import Notification
from participation.models import Council, User


def mark_news_read(*, by: User, council: Council, at: datetime) -> int:
    """Take all that somebody was told in this council as read, and return how much that was; what
    is read goes into no digest.
    """
    return Notification.objects.of(by, council).unread().update(read_at=at)
