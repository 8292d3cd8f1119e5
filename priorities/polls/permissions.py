"""Who may do what in a round: a role's permission, and an open phase that declares the act."""

from django.contrib.auth.models import AnonymousUser

from participation.models import User
from participation.people.permissions import Permission, holds
from priorities.polls.models import Poll
from priorities.rounds.models import Round


def may_draft_poll(user: User | AnonymousUser | None, round_: Round) -> bool:
    return holds(user, Permission.RUN_POLLS, round_.council)


def may_edit_draft(user: User | AnonymousUser | None, poll: Poll) -> bool:
    return poll.is_draft and holds(user, Permission.RUN_POLLS, poll.round.council)


def may_open_poll(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever runs polls; where two are asked for, not the one who asked."""
    is_first = poll.needs_two_to_open and (
        poll.opening_asked_by_id is None or poll.opening_asked_by_id == getattr(user, "pk", None)
    )
    return may_edit_draft(user, poll) and not is_first


def may_close_poll(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever runs polls, while the row says open; that it ended meanwhile, closing itself finds
    under the lock.
    """
    is_open = poll.state == Poll.State.OPEN
    return is_open and holds(user, Permission.RUN_POLLS, poll.round.council)


def may_end_together(first: User | None, second: User, poll: Poll) -> bool:
    """Two different people, each of whom may end the voting."""
    are_two = first is not None and first.pk != second.pk
    return are_two and may_close_poll(first, poll) and may_close_poll(second, poll)


def may_certify_poll(user: User | AnonymousUser | None, poll: Poll) -> bool:
    is_provisional = poll.is_closed and not poll.is_certified
    return is_provisional and holds(user, Permission.RUN_POLLS, poll.round.council)
