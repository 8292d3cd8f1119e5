"""The codes of a demonstration that anybody may try."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F

from participation.models import Council
from priorities.engines.voting_codes import printed
from priorities.polls.models import Poll
from priorities.voting_codes.models import VotingCode
from priorities.voting_codes.queries import codes_key, plain_code

MOST_SHOWN = 8


@dataclass(frozen=True)
class DemoCode:
    """A code as it is printed, for which poll, and whether somebody has tried it."""

    poll: Poll
    printed: str
    is_used: bool


def demo_codes(council: Council, at: datetime) -> list[DemoCode]:
    """The codes to try, those that nobody has used before the others; [] unless DEMO is set, the
    council says that it is a demonstration, and their poll takes ballots. One query. Raises
    KeyUnavailable.
    """
    if not (settings.DEMO and council.is_demonstration):
        return []
    codes = VotingCode.objects.valid().filter(
        batch__is_demonstration=True,
        batch__is_test=False,
        batch__poll__in=Poll.objects.of(council).taking_ballots(at),
    )
    found = codes.select_related("batch__area", "batch__poll__round__council", "redemption")
    return [
        DemoCode(
            poll=code.batch.poll,
            printed=printed(plain_code(codes_key(code.batch.poll_id), code.batch, code)),
            is_used=hasattr(code, "redemption"),
        )
        for code in found.order_by(F("redemption").asc(nulls_first=True), "serial")[:MOST_SHOWN]
    ]
