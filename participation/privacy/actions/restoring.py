"""People after a restore: whoever deleted their account stays deleted, and no letter that was sent
is sent again.
"""

from collections.abc import Iterator
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import ngettext

from coopservices.outbox.models import Event
from participation.invitations.models import Invitation
from participation.privacy.actions.deleting import note_deletions, reapply_deletions
from participation.privacy.models import PrivacyComplaint

# Events whose only subscriber writes a letter, and keeps nowhere that it did.
_LETTERS = Q(name="participation.second_factors_reset")


def put_people_right(*, backed_up_at: datetime, at: datetime) -> Iterator[str]:
    """Delete again whoever was deleted, sign everybody out, and take for sent what waited to be
    sent when the backup was made, as it was sent since.
    """
    UserSession.objects.all().delete()
    if number := reapply_deletions(at=at):
        words = ngettext(
            "%(n)s account was there again, and is deleted.",
            "%(n)s accounts were there again, and are deleted.",
            number,
        )
        yield words % {"n": number}
    note_deletions(at=at)
    Event.objects.pending().filter(_LETTERS, happened_at__lte=backed_up_at).delivered(at)
    invitations = Invitation.objects.unsent().filter(invited_at__lte=backed_up_at)
    answers = PrivacyComplaint.objects.untold().filter(answered_at__lte=backed_up_at)
    if number := invitations.update(sent_at=at) + answers.update(told_at=at):
        words = ngettext(
            "%(n)s letter that waited when the backup was made is taken for sent.",
            "%(n)s letters that waited when the backup was made are taken for sent.",
            number,
        )
        yield words % {"n": number}
