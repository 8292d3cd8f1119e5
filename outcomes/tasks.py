"""Celery's door: what a counted poll asks for, and the summaries that follow a change. Each is safe
to run twice.
"""

from celery import shared_task
from django.utils import timezone

from outcomes.findings import actions as findings
from outcomes.models import Commitment, Finding, Indicator, Release, Summary
from outcomes.rebuilding import actions as summaries
from participation.models import Council
from priorities.models import Poll, Round


@shared_task
def record_top_findings(poll_id: str) -> None:
    """Owe an answer to what a counted poll says people want most."""
    findings.record_top_findings(
        poll=Poll.objects.select_related("round").get(pk=poll_id), at=timezone.now()
    )


@shared_task
def rebuild_round_summary(round_id: str) -> None:
    """Rebuild the summary of a round."""
    summaries.rebuild_round_summary(
        round=Round.objects.select_related("council").get(pk=round_id), at=timezone.now()
    )


@shared_task
def rebuild_dashboard(council_id: str) -> None:
    """Rebuild the dashboard of a council."""
    summaries.rebuild_dashboard(council=Council.objects.get(pk=council_id), at=timezone.now())


@shared_task
def rebuild_outdated_summaries() -> None:
    """Ask for each summary that an older edition made: one that cannot be made keeps no other
    waiting.
    """
    for summary in Summary.objects.outdated().only("council_id", "round_id"):
        if summary.round_id:
            rebuild_round_summary.delay(str(summary.round_id))
        else:
            rebuild_dashboard.delay(str(summary.council_id))


@shared_task
def rebuild_poll_summary(poll_id: str) -> None:
    """Rebuild the summary of a poll's round."""
    rebuild_round_summary(str(Poll.objects.get(pk=poll_id).round_id))


@shared_task
def rebuild_finding_summary(finding_id: str) -> None:
    """Rebuild the summary of a finding's round."""
    rebuild_round_summary(str(Finding.objects.get(pk=finding_id).round_id))


@shared_task
def rebuild_commitment_summary(commitment_id: str) -> None:
    """Rebuild the summary of a commitment's round."""
    rebuild_round_summary(
        str(Commitment.objects.select_related("finding").get(pk=commitment_id).finding.round_id)
    )


@shared_task
def rebuild_dashboard_of_round(round_id: str) -> None:
    """Rebuild the dashboard of a round's council."""
    rebuild_dashboard(str(Round.objects.get(pk=round_id).council_id))


@shared_task
def rebuild_dashboard_of_release(release_id: str) -> None:
    """Rebuild the dashboard of a release's council."""
    rebuild_dashboard(str(Release.objects.get(pk=release_id).council_id))


@shared_task
def rebuild_dashboard_of_indicator(indicator_id: str) -> None:
    """Rebuild the dashboard of an indicator's council."""
    rebuild_dashboard(str(Indicator.objects.get(pk=indicator_id).council_id))
