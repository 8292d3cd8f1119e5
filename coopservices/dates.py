"""Moments as people say them: "6 December 2026, 9am"."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.formats import date_format

_NAMED = {time(0): "midnight", time(12): "midday"}


def moment(at: datetime) -> str:
    """The day and the time of day where we are: "6 December 2026, 9am", "… 5:30pm", "… midday"."""
    local = timezone.localtime(at)
    clock = _NAMED.get(local.time()) or f"{local:%I}".lstrip("0") + (
        f":{local:%M}" if local.minute else ""
    )
    half = "" if local.time() in _NAMED else f"{local:%p}".lower()
    return f"{date_format(local, 'j F Y')}, {clock}{half}"
