"""A council's dashboard before it is kept: what people want, what is owed, what is getting better."""

from collections.abc import Iterator

from outcomes.engines.documents import read, written
from outcomes.models import Indicator, Marker, Release, Summary
from outcomes.queries.accounts import (
    AskAccount,
    DashboardAccount,
    FindingAccount,
    PromiseAccount,
    RoundAccount,
    RoundName,
    WantAccount,
)
from outcomes.queries.measured import measured
from outcomes.queries.round_summary import Draft
from participation.models import Council

SHOWN_AT_THE_TOP = 3


def dashboard_draft(council: Council) -> Draft:
    """The dashboard as the latest summaries of rounds and the figures of the indicators make it."""
    rounds = [read(RoundAccount, document) for document in _documents(council)]
    indicators = Indicator.objects.filter(council=council).select_related("sector", "council")
    found = [measured(indicator) for indicator in indicators.prefetch_related("markers")]
    account = DashboardAccount(
        wants=tuple(want for round_ in rounds for want in _wants(round_)),
        asks=tuple(_ask(round_, finding) for round_ in rounds for finding in round_.findings),
        promises=tuple(promise for round_ in rounds for promise in _promises(round_)),
        indicators=tuple(each.account for each in found),
    )
    return Draft(written(account), tuple(sheet for each in found for sheet in each.sheets))


def dashboard_stamp(council: Council) -> object:
    """What changes whenever the dashboard's inputs do, told by a few small rows. Figures change with a release only."""
    return [
        list(Summary.objects.of(council).latest_rounds().order_by("pk").values_list("pk", "round__published_at")),
        list(Release.objects.filter(council=council).order_by("pk").values_list("pk")),
        list(Indicator.objects.filter(council=council).order_by("pk").values_list()),
        list(Marker.objects.filter(indicator__council=council).order_by("pk").values_list()),
    ]


def _documents(council: Council) -> Iterator[object]:
    latest = Summary.objects.of(council).latest_rounds().exclude(round__published_at=None)
    return latest.order_by("-round__published_at", "-round_id").values_list("document", flat=True).iterator()


def _name(round_: RoundAccount) -> RoundName:
    return RoundName(round_.slug, round_.title, round_.sector, round_.sector_slug)


def _wants(round_: RoundAccount) -> Iterator[WantAccount]:
    of_our_own = [poll for poll in reversed(round_.polls) if not poll.imported_from]
    for poll in of_our_own:
        for question in poll.questions:
            yield WantAccount(
                round=_name(round_),
                poll=poll.id,
                question=question.text,
                headline=question.headline,
                margin=question.margin,
                is_certified=poll.is_certified,
                closed_at=poll.closed_at,
                ballots=poll.ballots,
                top=question.options[:SHOWN_AT_THE_TOP],
            )


def _ask(round_: RoundAccount, finding: FindingAccount) -> AskAccount:
    return AskAccount(
        pk=finding.pk,
        we_heard=finding.we_heard,
        round=_name(round_),
        recorded_on=finding.recorded_on,
        due_on=finding.due_on,
        answered_on=finding.answered_on,
    )


def _promises(round_: RoundAccount) -> Iterator[PromiseAccount]:
    for finding in round_.findings:
        for commitment in finding.commitments:
            yield PromiseAccount(_name(round_), finding.pk, finding.we_heard, commitment)
