"""Freezing what every elector has shown, when a poll closes."""

from django.db import connection

from participation.electors.actions import forget_electors_of
from participation.models import Area, Elector
from priorities.polls.models import ElectorAtClosing, Poll

_FROZEN, _ELECTORS, _AREAS = (
    model._meta.db_table  # noqa: SLF001 (Django's public name for it)
    for model in (ElectorAtClosing, Elector, Area)
)
# One statement, as whoever votes waits for the closing: all at one moment, in no order of voting.
_FREEZE = f"""
    INSERT INTO {_FROZEN}
        (poll_id, elector, proofs, method, entry, area_code, constituency, is_for_this_poll, mac)
    SELECT %s, elector.id, elector.proofs, elector.method, elector.entry,
           COALESCE(area.code, ''), elector.constituency, elector.poll IS NOT NULL, elector.mac
    FROM {_ELECTORS} AS elector
    LEFT JOIN {_AREAS} AS area ON area.id = elector.area_id
    WHERE elector.council_id = %s AND (elector.poll IS NULL OR elector.poll = %s)
"""  # noqa: S608


def freeze_electors(*, poll: Poll) -> None:
    """Keep every elector of the poll's council as they are, under the lock of the closing; but for
    those of other polls alone.
    """
    with connection.cursor() as cursor:
        key = poll.pk.hex if connection.vendor == "sqlite" else poll.pk
        cursor.execute(_FREEZE, [key, poll.round.council_id, key])


def forget_electors(*, poll: Poll) -> None:
    """Delete them when the result is final, and those who were electors in this poll alone."""
    ElectorAtClosing.objects.filter(poll=poll).delete()
    forget_electors_of(poll=poll.pk)
