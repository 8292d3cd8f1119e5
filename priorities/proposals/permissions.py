"""Who may propose, edit and publish a proposal."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, Role, User
from participation.people.permissions import ROLE_TABLE, Permission
from priorities.proposals.models import Proposal
from priorities.rounds.models import Act, Round

SPEAKING_ORDER = (Role.STAFF, Role.SERVICE_USER, Role.CARER, Role.RESIDENT)


def roles_to_propose_in(user: User | AnonymousUser | None, council: Council) -> list[Role]:
    """As what somebody may propose in this council, front-line staff first; [] if they may not."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return [role for role in SPEAKING_ORDER if user.has_role(council, role) and _lets_propose(role)]


def _lets_propose(role: Role) -> bool:
    return bool(ROLE_TABLE[role] & {Permission.PROPOSE, Permission.PROPOSE_AS_STAFF})


def may_propose(user: User | AnonymousUser | None, round_: Round, at: datetime) -> bool:
    """Somebody who uses or provides these services, while a phase of the round is open for
    proposals.
    """
    return (
        round_.is_published
        and round_.opens(Act.PROPOSE, at)
        and bool(roles_to_propose_in(user, round_.council))
    )


def may_edit_proposal(user: User | AnonymousUser | None, proposal: Proposal, at: datetime) -> bool:
    """Its author, until it is published or the phase ends."""
    is_author = isinstance(user, User) and proposal.author_id == user.pk
    return is_author and not proposal.is_published and may_propose(user, proposal.round, at)


def may_publish_proposal(
    user: User | AnonymousUser | None, proposal: Proposal, at: datetime
) -> bool:
    return may_edit_proposal(user, proposal, at)


def may_withdraw_proposal(user: User | AnonymousUser | None, proposal: Proposal) -> bool:
    """Its author, of what everybody reads and what stands on no ballot and in nothing people
    said.
    """
    is_author = isinstance(user, User) and proposal.author_id == user.pk and user.is_active
    is_read = proposal.is_published and not proposal.is_hidden and not proposal.is_withdrawn
    return is_author and is_read and not proposal.is_fixed


def may_change_proposal(
    user: User | AnonymousUser | None, proposal: Proposal, at: datetime
) -> bool:
    """The same, while the round is open for proposals."""
    return may_withdraw_proposal(user, proposal) and may_propose(user, proposal.round, at)
