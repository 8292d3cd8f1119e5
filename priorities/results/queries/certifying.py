"""What keeps a result from being certified, in words for the officer."""

from datetime import datetime

from django.utils.translation import gettext as _

from coopservices.dates import moment
from priorities.polls.models import Poll


def problem_with_certifying(poll: Poll, at: datetime) -> str:
    """Why a result cannot be certified yet, in words for the officer; "" if it can."""
    ends_at = poll.challenges_end_at
    if not poll.has_result:
        return _("The ballots have not been counted yet. Wait for the provisional result.")
    if ends_at is None:
        return _("People may still challenge the result. Certify it after that.")
    if at < ends_at:
        words = _("People may still challenge the result until %(end)s. Certify it after that.")
        return words % {"end": moment(ends_at)}
    if poll.is_challenged:
        return _("Somebody has challenged the result. Answer that first.")
    if poll.is_paused:
        return _("Two people have put off the final result: %(reason)s") % {
            "reason": poll.paused_because
        }
    return ""
