"""The one chain of a proposal: from the need somebody voiced to what residents say came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from outcomes.commitments.queries.commitments import measures_of
from outcomes.pages.findings.queries import FindingWithCommitments, finding_now, findings_of
from outcomes.summaries.queries.lookup import Placed, published_about
from participation.models import User
from priorities.models import Act, LeftOff, Phase, Poll, Proposal
from priorities.polls.queries.left_off import latest_left_off


@dataclass(frozen=True)
class Story:
    """What has become of a proposal at a moment: the latest poll in which it could be chosen, where
    it came there, and what was heard of it with all that followed; None for what is not so far.

    `left_off` is why it was left off a ballot, where it could be chosen in none; `to_come` is the
    phase in which people can still vote, where there was no poll yet.
    """

    proposal: Proposal
    at: datetime
    poll: Poll | None
    placed: Placed | None
    found: FindingWithCommitments | None
    left_off: LeftOff | None
    to_come: Phase | None


def story_of(proposal: Proposal, user: User | AnonymousUser, *, at: datetime) -> Story:
    """What has become of a published proposal. At most nine queries, whatever came of it."""
    findings = list(
        findings_of(proposal.round.council, user)
        .filter(proposal=proposal)
        .order_by("-recorded_at", "-pk")
    )
    commitments = [each for finding in findings for each in finding.commitments.all()]
    published = published_about({proposal.round_id}, measures_of(commitments))
    poll = _poll_about(proposal)
    return Story(
        proposal,
        at,
        poll,
        placed=published.places.get(proposal.pk) if poll else None,
        found=finding_now(findings[0], published, localdate(at)) if findings else None,
        left_off=None if poll else latest_left_off(proposal),
        to_come=None if poll else _voting_to_come(proposal, at),
    )


def _voting_to_come(proposal: Proposal, at: datetime) -> Phase | None:
    voting = proposal.round.phases.opening(Act.VOTE).filter(closes_at__gt=at)
    return voting.exclude(round__polls__in=Poll.objects.opened().filter(imported_from="")).first()


def _poll_about(proposal: Proposal) -> Poll | None:
    """The latest poll in which it could be chosen."""
    polls = (
        Poll.objects.opened().filter(questions__options__proposal=proposal).select_related("result")
    )
    heavy = ("definition", "canary", "result__manifest", "result__signature")
    return polls.defer(*heavy).order_by("-opened_at", "pk").first()
