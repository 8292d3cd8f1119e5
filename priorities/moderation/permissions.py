"""Who may report, decide and appeal; nobody moderates what they are party to."""

from django.contrib.auth.models import AnonymousUser

from participation.interests.queries import is_party_to
from participation.models import User
from participation.people.permissions import Permission, holds
from priorities.moderation.models import ModerationDecision
from priorities.proposals.models import Proposal


def may_report(user: User | AnonymousUser | None, proposal: Proposal) -> bool:
    """Anybody with an account and a role here, about what others have published."""
    if not isinstance(user, User) or not user.is_active or proposal.author_id == user.pk:
        return False
    is_of_here = any(at == proposal.round.council_id for at, _role in user.roles)
    is_read = proposal.is_published and not proposal.is_hidden and not proposal.is_withdrawn
    return is_of_here and is_read


def may_moderate(user: User | AnonymousUser | None, proposal: Proposal) -> bool:
    """A moderator here, but for who wrote it or reported it, or has declared an interest in the
    service that it is about or in who runs that.
    """
    if not isinstance(user, User) or not holds(user, Permission.MODERATE, proposal.round.council):
        return False
    is_author = proposal.author_id == user.pk
    is_party = is_author or is_party_to(user, proposal.service)
    return not is_party and not proposal.reports.filter(reported_by=user).exists()


def may_appeal(user: User | AnonymousUser | None, decision: ModerationDecision) -> bool:
    """The author, once."""
    is_author = isinstance(user, User) and decision.proposal.author_id == user.pk
    return is_author and decision.may_be_appealed


def may_answer_appeal(user: User | AnonymousUser | None, decision: ModerationDecision) -> bool:
    """A moderator who is no party to it, and not the one who decided."""
    is_another = isinstance(user, User) and decision.decided_by_id != user.pk
    return decision.is_appeal_waiting and is_another and may_moderate(user, decision.proposal)
