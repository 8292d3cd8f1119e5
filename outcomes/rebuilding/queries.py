"""A round's summary before it is kept: its account, and the charts that go with it."""

from outcomes.commitments.queries.documents import finding_accounts
from outcomes.engines.documents import written
from outcomes.poll_results.queries.documents import poll_account, poll_sheets
from outcomes.summaries.documents import RoundAccount
from outcomes.summaries.queries.drafts import Draft
from priorities.models import Poll, Round


def round_draft(pk: int) -> Draft:
    """The summary of a round as things are now. Its queries grow with its polls, and with nothing
    else.
    """
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
