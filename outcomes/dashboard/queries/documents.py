"""A council's dashboard before it is kept: what people want, what is owed, what is
getting better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from django.db.models import QuerySet

from outcomes.engines.documents import read, written
from outcomes.indicators.models import Indicator, Marker, Release
from outcomes.indicators.queries.documents import measured
from outcomes.summaries.documents import (
    AskAccount,
    CommitmentAccount,
    DashboardAccount,
    IndicatorAccount,
    MoverAccount,
    OwedAccount,
    RoundAccount,
    RoundName,
    WantAccount,
)
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.drafts import Draft
from participation.models import Council

SHOWN_AT_THE_TOP = 3
MOST_WANTS = 6


def dashboard_draft(council: Council) -> Draft:
    """The dashboard as the latest summaries of rounds and the figures of the indicators make it."""
    rounds = [read(RoundAccount, document) for document in _documents(council)]
    answered = [finding for round_ in rounds for finding in round_.findings if finding.answered_on]
    promises = [
        promise
        for round_ in rounds
        for finding in round_.findings
        for promise in finding.commitments
    ]
    found = [measured(indicator) for indicator in _indicators(council)]
    account = DashboardAccount(
        wants=tuple(islice((want for round_ in rounds for want in _wants(round_)), MOST_WANTS)),
        waiting=tuple(ask for round_ in rounds for ask in _waiting(round_)),
        answered=len(answered),
        answered_in_time=sum(finding.is_answered_in_time for finding in answered),
        owed=tuple(
            OwedAccount(promise.pk, promise.title, promise.owner, promise.due_on)
            for promise in promises
            if promise.is_owed
        ),
        promised=len(promises),
        done=sum(promise.is_done for promise in promises),
        indicators=tuple(
            replace(each.account, promises=_movers(each.account, promises)) for each in found
        ),
    )
    return Draft(written(account), tuple(sheet for each in found for sheet in each.sheets))


def dashboard_stamp(council: Council) -> object:
    """What changes whenever the dashboard's inputs do, told by a few small rows. Figures change
    with a release only.
    """
    return [
        list(
            Summary.objects.of(council)
            .latest_rounds()
            .order_by("pk")
            .values_list("pk", "round__published_at")
        ),
        list(Release.objects.filter(council=council).order_by("pk").values_list("pk")),
        list(Indicator.objects.filter(council=council).order_by("pk").values_list()),
        list(Marker.objects.filter(indicator__council=council).order_by("pk").values_list()),
    ]


def _documents(council: Council) -> Iterator[object]:
    latest = Summary.objects.of(council).latest_rounds().exclude(round__published_at=None)
    return (
        latest.order_by("-round__published_at", "-round_id")
        .values_list("document", flat=True)
        .iterator()
    )


def _indicators(council: Council) -> QuerySet[Indicator]:
    return (
        Indicator.objects.filter(council=council)
        .select_related("sector", "council")
        .prefetch_related("markers")
    )


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


def _waiting(round_: RoundAccount) -> Iterator[AskAccount]:
    for finding in round_.findings:
        if not finding.answered_on:
            yield AskAccount(
                finding.pk, finding.we_heard, round_.title, finding.recorded_on, finding.due_on
            )


def _movers(
    indicator: IndicatorAccount, promises: Sequence[CommitmentAccount]
) -> tuple[MoverAccount, ...]:
    """The promises that are meant to move an indicator."""
    return tuple(
        MoverAccount(promise.pk, promise.title, promise.owner)
        for promise in promises
        if promise.measure_key == indicator.key
    )
