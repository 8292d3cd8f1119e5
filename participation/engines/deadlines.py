"""By when the law asks for an answer."""

from calendar import monthrange
from datetime import date


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last day where it has none. Source: UK GDPR, article
    12(3), as the Information Commissioner counts it.
    """
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
