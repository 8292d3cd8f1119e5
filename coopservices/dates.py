"""Days and moments here, as the council's clocks tell them and as people say them: "6 December
2026, 9am".
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


def end_of(day: date) -> datetime:
    """When a day is over: the first moment of the next."""
    return start_of(day + timedelta(days=1))


def last_day_before(end: datetime) -> date:
    """The last day of what ends at a moment, exclusive."""
    return timezone.localtime(end - timedelta(microseconds=1)).date()


def moment(at: datetime) -> str:
    """The day and the time of day where we are: "6 December 2026, 9am", "… 5:30pm", "… midday"."""
    local = timezone.localtime(at)
    return _("%(day)s, %(clock)s") % {"day": date_format(local, "j F Y"), "clock": clock(local)}


def clock(local: datetime) -> str:
    """A time of day: "9am", "5:30pm", "midday", "midnight"."""
    if local.time() == time(0):
        return _("midnight")
    if local.time() == time(12):
        return _("midday")
    hours = f"{local:%I}".lstrip("0") + (f":{local:%M}" if local.minute else "")
    return (_("%(hours)sam") if local.hour < 12 else _("%(hours)spm")) % {"hours": hours}
