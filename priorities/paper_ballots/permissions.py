"""Who may do what with ballot papers."""

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from participation.people.permissions import Permission, holds, holds_any
from priorities.paper_ballots.models import PaperBallot
from priorities.polls.models import Poll

_OF_PAPERS = {Permission.HELP_AT_DESK, Permission.TYPE_PAPERS, Permission.RUN_POLLS}


def may_see_papers(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever does anything with them."""
    return holds_any(user, _OF_PAPERS, council)


def may_issue_papers(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever runs polls: issues, prints and accounts for them."""
    return holds(user, Permission.RUN_POLLS, poll.round.council)


def may_hand_out_papers(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever stands at a desk."""
    return holds(user, Permission.HELP_AT_DESK, poll.round.council)


def may_help_to_vote(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever stands at a desk."""
    return holds(user, Permission.HELP_AT_DESK, poll.round.council)


def may_type_papers(user: User | AnonymousUser | None, poll: Poll) -> bool:
    return holds(user, Permission.TYPE_PAPERS, poll.round.council)


def may_type_paper(user: User | AnonymousUser | None, paper: PaperBallot) -> bool:
    """Not who handed it out: they have seen whose it is."""
    is_theirs = user is not None and paper.handed_by_id == user.pk
    return not is_theirs and may_type_papers(user, paper.batch.poll)
