"""What is not on a ballot, and why."""

from django.db.models import Exists, OuterRef, QuerySet

from priorities.polls.models import LeftOff, Option, Poll
from priorities.proposals.models import Proposal, ProposalQuerySet


def left_off(poll: Poll) -> "QuerySet[LeftOff]":
    """The proposals that cannot be chosen in a poll, each with the reason."""
    return poll.left_off.select_related("proposal")


def not_offered(poll: Poll) -> ProposalQuerySet:
    """The published proposals of its round that a poll does not offer."""
    offered = Option.objects.filter(question__poll=poll, proposal=OuterRef("pk"))
    return poll.round.proposals.published().filter(~Exists(offered))


def without_reason(poll: Poll) -> ProposalQuerySet:
    """The published proposals of its round that a poll neither offers nor says why not."""
    reasons = LeftOff.objects.filter(poll=poll, proposal=OuterRef("pk"))
    return not_offered(poll).filter(~Exists(reasons))


def never_offered(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Those of the proposals that could be chosen in no poll that opened."""
    offered = Option.objects.filter(
        proposal=OuterRef("pk"), question__poll__in=Poll.objects.opened()
    )
    return proposals.filter(~Exists(offered))


def latest_left_off(proposal: Proposal) -> LeftOff | None:
    """Why a proposal is not on the ballot of the latest poll that left it off, with that poll."""
    published = LeftOff.objects.filter(proposal=proposal, poll__in=Poll.objects.opened())
    polls = published.select_related("poll").defer("poll__definition", "poll__canary")
    return polls.order_by("-poll__opened_at", "poll").first()
