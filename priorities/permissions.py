"""Who may do what in a round: a role's permission, and an open phase that declares the act."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, Role, User
from participation.permissions import ROLE_TABLE, Permission, holds
from priorities.models import Act, Poll, Proposal, Round

SPEAKING_ORDER = (Role.STAFF, Role.SERVICE_USER, Role.CARER, Role.RESIDENT)


def may_publish_round(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RUN_ROUNDS, council)


def roles_to_propose_in(user: User | AnonymousUser | None, council: Council) -> list[Role]:
    """As what somebody may propose in this council, front-line staff first; [] if they may not."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return [role for role in SPEAKING_ORDER if user.has_role(council, role) and _lets_propose(role)]


def _lets_propose(role: Role) -> bool:
    return bool(ROLE_TABLE[role] & {Permission.PROPOSE, Permission.PROPOSE_AS_STAFF})


def may_propose(user: User | AnonymousUser | None, round_: Round, at: datetime) -> bool:
    """Somebody who uses or provides these services, while a phase of the round is open for proposals."""
    return round_.is_published and round_.opens(Act.PROPOSE, at) and bool(roles_to_propose_in(user, round_.council))


def may_edit_proposal(user: User | AnonymousUser | None, proposal: Proposal, at: datetime) -> bool:
    """Its author, until it is published or the phase ends."""
    is_author = isinstance(user, User) and proposal.author_id == user.pk
    return is_author and not proposal.is_published and may_propose(user, proposal.round, at)


def may_publish_proposal(user: User | AnonymousUser | None, proposal: Proposal, at: datetime) -> bool:
    return may_edit_proposal(user, proposal, at)


def may_draft_poll(user: User | AnonymousUser | None, round_: Round) -> bool:
    return holds(user, Permission.RUN_POLLS, round_.council)


def may_import_election(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RUN_POLLS, council)


def may_open_poll(user: User | AnonymousUser | None, poll: Poll) -> bool:
    return poll.is_draft and holds(user, Permission.RUN_POLLS, poll.round.council)


def may_close_poll(user: User | AnonymousUser | None, poll: Poll) -> bool:
    return poll.is_open and holds(user, Permission.RUN_POLLS, poll.round.council)


def may_certify_poll(user: User | AnonymousUser | None, poll: Poll) -> bool:
    is_provisional = poll.is_closed and not poll.is_certified
    return is_provisional and holds(user, Permission.RUN_POLLS, poll.round.council)


def may_cast_ballot(user: User | AnonymousUser | None, poll: Poll, at: datetime) -> bool:
    """Somebody with a role that votes, until the poll's end. When they do, the database's clock is asked again."""
    return poll.is_open and at < poll.closes_at and holds(user, Permission.VOTE, poll.round.council)
