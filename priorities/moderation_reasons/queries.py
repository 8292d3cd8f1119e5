"""The reasons of a council, and those that something may be hidden for."""

from datetime import datetime

from participation.models import Council
from priorities.engines.moderation_reasons import REASONS
from priorities.moderation_reasons.models import CouncilReason


def reasons_of(council: Council) -> list[CouncilReason]:
    """All that stand and that stood, each as it is now: the platform's in the order of its table,
    unsaved where they stand since the start, then the council's own. One query.
    """
    latest = {row.key: row for row in CouncilReason.objects.filter(council=council)}
    since_start = {code: CouncilReason(council=council, code=code) for code in REASONS}
    return list((since_start | latest).values())


def usable_reasons(council: Council, at: datetime) -> dict[str, CouncilReason]:
    """Those for which something may be hidden at that time, by their keys. One query."""
    return {reason.key: reason for reason in reasons_of(council) if reason.is_usable(at)}
