"""A round's summary before it is kept: its account, and the charts that go with it."""

from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from outcomes.engines.documents import written
from outcomes.models.summaries import EDITION
from outcomes.queries.accounts import RoundAccount
from outcomes.queries.answered import finding_accounts
from outcomes.queries.charting import Sheet
from outcomes.queries.polled import poll_account, poll_sheets
from priorities.models import Poll, Round


@dataclass(frozen=True)
class Draft:
    """What would be published: a document, and the charts to draw."""

    document: dict[str, Any]
    sheets: tuple[Sheet, ...]

    @property
    def inputs_hash(self) -> str:
        """The hash of all that the summary is made from: the same inputs are the same summary."""
        told = [EDITION, self.document, written(self.sheets)]
        return sha256(dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def round_draft(pk: int) -> Draft:
    """The summary of a round as things are now. Its queries grow with its polls, and with nothing else."""
    round_ = Round.objects.select_related("sector").get(pk=pk)
    polls = Poll.objects.filter(round=round_).published().order_by("closes_at", "pk")
    counted = [account for account in map(poll_account, polls) if account]
    account = RoundAccount(
        slug=round_.slug,
        title=round_.title,
        question=round_.question,
        sector=round_.sector.name,
        sector_slug=round_.sector.slug,
        polls=tuple(counted),
        findings=tuple(finding_accounts(round_)),
    )
    sheets = [sheet for poll in counted for sheet in poll_sheets(poll)]
    return Draft(written(account), tuple(sheets))
