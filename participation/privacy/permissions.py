"""Who may get and delete personal data, and who answers complaints about them."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds
from participation.privacy.models import PrivacyComplaint


def may_have_own_data(user: User | AnonymousUser | None) -> bool:
    """Whoever has an account, of themselves alone."""
    return isinstance(user, User) and user.is_active


def may_answer_complaints(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever looks after personal data here."""
    return holds(user, Permission.PROTECT_DATA, council)


def may_answer_complaint(user: User | AnonymousUser | None, complaint: PrivacyComplaint) -> bool:
    """They, but for their own: nobody answers themselves."""
    is_own = user is not None and user.pk is not None and user.pk == complaint.made_by_id
    return may_answer_complaints(user, complaint.council) and not is_own
