"""Who may say for which reasons proposals are hidden at a council."""

from django.contrib.auth.models import AnonymousUser

from participation.founding.permissions import may_set_up_council
from participation.models import Council, User


def may_set_reasons(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever sets up the council: not who moderates, unless they are both."""
    return may_set_up_council(user, council)
