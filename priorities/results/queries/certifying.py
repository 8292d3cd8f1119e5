"""What keeps a result from being certified, in words for the officer."""

from datetime import datetime

from django.utils.translation import gettext as _

from coopservices.dates import moment
from priorities.polls.models import Poll


def problem_with_certifying(poll: Poll, at: datetime) -> str:
    """Why a result cannot be certified yet, in words for the officer; "" if it can."""
    ends_at = poll.challenges_end_at
    if not poll.has_result:
        return "The ballots have not been counted yet. Wait for the provisional result."
    if ends_at is None or at < ends_at:
        until = f" until {moment(ends_at)}" if ends_at else ""
        return f"People may still challenge the result{until}. Certify it after that."
    if poll.is_paused:
        return _("Two people have put off the final result: %(reason)s") % {
            "reason": poll.paused_because
        }
    return ""
