"""Celery's door: what a counted poll asks for, the summaries that follow a change, and telling
people what happened. Each is safe to run twice.
"""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from coopservices.outbox import events
from outcomes.findings import actions as findings
from outcomes.models import Commitment, Finding, Indicator, Letter, Release, Summary
from outcomes.notifications.actions import following, letters, telling, texting
from outcomes.rebuilding import actions as summaries
from participation.models import Council
from priorities.models import ModerationDecision, Poll, Round


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
def rebuild_summary_of_decision(decision_id: str) -> None:
    """Rebuild the summary of the round in which a moderator decided about a proposal."""
    decisions = ModerationDecision.objects.select_related("proposal")
    rebuild_round_summary(str(decisions.get(pk=decision_id).proposal.round_id))


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


# --- Telling people what happened -----------------------------------------------------------------

LOST = timedelta(hours=6)  # what is older has been told anew before
BATCHES = 10  # of letters in one job: other work of this worker comes in between


@shared_task
def tell_of_round(round_id: str) -> None:
    """Tell that a round was published."""
    telling.news_of_round(round_id=int(round_id))
    _tell()


@shared_task
def tell_of_proposal(proposal_id: str) -> None:
    """Tell that a proposal was published."""
    telling.news_of_proposal(proposal_id=int(proposal_id), at=timezone.now())
    _tell()


@shared_task
def tell_of_poll(poll_id: str) -> None:
    """Tell that a poll has opened, and which proposals are on the ballot."""
    telling.news_of_poll(poll_id=UUID(poll_id))
    _tell()


@shared_task
def tell_of_extension(poll_id: str) -> None:
    """Tell that people have longer to vote."""
    telling.news_of_extension(poll_id=UUID(poll_id), at=timezone.now())
    _tell()


@shared_task
def tell_of_results(round_id: str) -> None:
    """Tell what a round's summary publishes for the first time."""
    telling.news_of_results(round_id=int(round_id), at=timezone.now())
    _tell()


@shared_task
def tell_of_answer(finding_id: str) -> None:
    """Tell what the council answered."""
    telling.news_of_answer(finding_id=int(finding_id))
    _tell()


@shared_task
def tell_of_commitment(commitment_id: str) -> None:
    """Tell what was promised."""
    telling.news_of_commitment(commitment_id=int(commitment_id))
    _tell()


@shared_task
def tell_of_updates(commitment_id: str) -> None:
    """Tell what was done."""
    telling.news_of_updates(commitment_id=int(commitment_id))
    _tell()


@shared_task
def tell_of_figures(release_id: str) -> None:
    """Tell that there are new figures."""
    telling.news_of_figures(release_id=int(release_id))
    _tell()


@shared_task
def tell_what_waits() -> None:
    """Tell what has become due since, as votes that end soon and the digests of a morning."""
    telling.news_of_ends(at=timezone.now())
    _tell()


@shared_task
def tell_what_was_lost() -> None:
    """Tell anew of what happened within hours, each in a job of its own, as a killed worker may
    have lost the first: what was told is not told again.
    """
    events.repeat("outcomes.tasks.tell_of_", since=timezone.now() - LOST)


@shared_task
def send_letter(letter_id: str) -> None:
    """Send one letter, if it still waits."""
    letters.send_letter(letter=UUID(letter_id), at=timezone.now())


@shared_task
def send_letters() -> None:
    """Send what is due, and go on in a job of its own where much is."""
    for _batch in range(BATCHES):
        if not letters.send_letters(at=timezone.now()):
            return
    send_letters.delay()


@shared_task
def forget_notifications() -> None:
    """Forget what nobody confirmed, numbers too, and what was told long ago."""
    following.forget_unconfirmed(at=timezone.now())
    texting.forget_unconfirmed_numbers(at=timezone.now())
    letters.forget_letters(at=timezone.now())


def _tell() -> None:
    """Tell followers what is due, make their letters and see that they are sent."""
    now = timezone.now()
    telling.tell_followers(at=now)
    letters.make_letters(at=now)
    if Letter.objects.due(now).exists():
        send_letters.delay()
