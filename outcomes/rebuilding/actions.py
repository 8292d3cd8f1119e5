"""Rebuilding the summaries that everybody reads: never incremented, and never changed once kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from coopservices.outbox import events
from outcomes.dashboard.queries.documents import dashboard_draft, dashboard_stamp
from outcomes.engines.charts.draw import draw, draw_narrow
from outcomes.engines.posters import card
from outcomes.rebuilding.queries import round_draft, round_stamp
from outcomes.summaries.models import EDITION, Card, Chart, Summary
from outcomes.summaries.queries.charts import Sheet
from outcomes.summaries.queries.drafts import Draft
from participation.models import Council
from priorities.models import Round
from priorities.results.actions.analysing import analyse_result
from priorities.results.queries.analyses import not_analysed_in

TRIES = 5


class SummaryUnsettled(Exception):
    """The inputs of a summary changed again and again while it was drawn; whoever changed them asks
    for another.
    """


@dataclass(frozen=True)
class _Plan:
    """Which summary to rebuild, how, and what to tell afterwards; `stamp` cheaply tells whether
    inputs changed.
    """

    council: Council
    kind: Summary.Kind
    round: Round | None
    read: Callable[[], Draft]
    stamp: Callable[[], object]
    lock: Callable[[], object]
    event: str

    def latest(self) -> Summary | None:
        """The summary that is published now."""
        return Summary.objects.filter(
            council=self.council, kind=self.kind, round=self.round, is_latest=True
        ).first()


def rebuild_round_summary(*, round: Round, at: datetime) -> Summary:  # noqa: A002 (a round is a round)
    """The latest summary of a round: a new one if anything that it is made from has changed."""
    for poll in not_analysed_in(round):
        analyse_result(poll=poll)
    plan = _Plan(
        council=round.council,
        kind=Summary.Kind.ROUND,
        round=round,
        read=lambda: round_draft(round.pk),
        stamp=lambda: round_stamp(round.pk),
        lock=lambda: Round.objects.select_for_update(no_key=True).get(pk=round.pk),
        event="outcomes.round_summarised",
    )
    return _rebuild(plan, at)


def rebuild_dashboard(*, council: Council, at: datetime) -> Summary:
    """The latest dashboard of a council: a new one if anything that it is made from has changed."""
    plan = _Plan(
        council=council,
        kind=Summary.Kind.DASHBOARD,
        round=None,
        read=lambda: dashboard_draft(council),
        stamp=lambda: dashboard_stamp(council),
        lock=lambda: Council.objects.select_for_update(no_key=True).get(pk=council.pk),
        event="outcomes.dashboard_summarised",
    )
    return _rebuild(plan, at)


def _rebuild(plan: _Plan, at: datetime) -> Summary:
    """Draw outside the transaction, as that takes long, and keep what was drawn only if it is still
    so.
    """
    for _ in range(TRIES):
        stamp = plan.stamp()
        draft = plan.read()
        latest = plan.latest()
        if latest and latest.inputs_hash == draft.inputs_hash:
            return latest
        if kept := _keep(plan, stamp, draft, _drawn(draft), at):
            return kept
    raise SummaryUnsettled


@transaction.atomic
def _keep(
    plan: _Plan,
    stamp: object,
    draft: Draft,
    drawn: tuple[list[Chart], list[Card]],
    at: datetime,
) -> Summary | None:
    plan.lock()
    if plan.stamp() != stamp:
        return None
    latest = plan.latest()
    if latest and latest.inputs_hash == draft.inputs_hash:
        return latest
    if latest:
        Summary.objects.filter(pk=latest.pk).update(is_latest=False)
    kept = Summary.objects.create(
        council=plan.council,
        kind=plan.kind,
        round=plan.round,
        edition=EDITION,
        inputs_hash=draft.inputs_hash,
        document=draft.document,
        built_at=at,
    )
    charts, cards = drawn
    for chart in charts:
        chart.summary = kept
    for each in cards:
        each.summary = kept
    Chart.objects.bulk_create(charts)
    Card.objects.bulk_create(cards)
    events.record(plan.event, subject_id=(plan.round or plan.council).pk, at=at)
    return kept


def _drawn(draft: Draft) -> tuple[list[Chart], list[Card]]:
    charts = [
        _chart(place, sheet, language)
        for place, sheet in enumerate(draft.sheets)
        for language in sheet.pictures
    ]
    cards = [
        Card(poll=poll, language=language, png=card(words))
        for poll, in_each in draft.cards
        for language, words in in_each.items()
    ]
    return charts, cards


def _chart(place: int, sheet: Sheet, language: str) -> Chart:
    picture = sheet.pictures[language]
    return Chart(
        key=sheet.key,
        language=language,
        position=place,
        svg=draw(picture),
        narrow_svg=draw_narrow(picture),
        document=sheet.document,
    )
