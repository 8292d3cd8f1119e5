"""Who may order codes, see them, print them, have their letters posted and replace them."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from participation.models import User
from participation.people.permissions import Permission, holds
from priorities.polls.models import Poll


def may_see_batches(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever runs the council's polls."""
    return holds(user, Permission.RUN_POLLS, poll.round.council)


def may_run_codes(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """The same, until voting ends: then the key of the codes is destroyed."""
    return not poll.is_closed and may_see_batches(user, poll)


def may_post_letters(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever may print them, where the operator has GOV.UK Notify post letters."""
    return settings.GOVUK_NOTIFY_POSTS_LETTERS and may_run_codes(user, poll)
