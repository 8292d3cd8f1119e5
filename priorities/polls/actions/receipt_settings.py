"""What voters' codes will show in a poll that has not opened, and how long its result may be
challenged.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from participation.models import User
from priorities.polls.actions.drafting import DraftRefused, edited, kept
from priorities.polls.models import LONGEST_CHALLENGE, Poll


@transaction.atomic
def set_receipts(
    *, by: User, poll: Poll, receipt_mode: str, challenge_days: int, at: datetime
) -> Poll:
    """Say what a code shows, and for how many days after the close the result may be challenged.
    Both are frozen when the poll opens. Raises DraftRefused.
    """
    draft = edited(by=by, poll=poll)
    if receipt_mode not in Poll.ReceiptMode.values:
        raise DraftRefused(_("Choose what a voter's code shows."), "receipt_mode")
    if not 0 <= challenge_days <= LONGEST_CHALLENGE:
        words = _("Give people between 0 and %(most)s days.")
        raise DraftRefused(words % {"most": LONGEST_CHALLENGE}, "challenge_days")
    draft.receipt_mode, draft.challenge_days = receipt_mode, challenge_days
    draft.save(update_fields=["receipt_mode", "challenge_days"])
    return kept(by=by, draft=draft, step="receipts", at=at)
