"""Letters after a restore: none that was sent is sent again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from outcomes.notifications.actions.telling import tell_followers
from outcomes.notifications.models import Letter, Subscriber


def hold_letters(*, backed_up_at: datetime, at: datetime) -> Iterator[str]:
    """Tell followers on their pages what was due, and let no letter go that would tell of it again:
    what waited when the backup was made is taken for sent, and what comes is told from now on.
    """
    tell_followers(at=at - timedelta(microseconds=1))
    Subscriber.objects.filter(letters_since__lt=at).update(letters_since=at)
    waited = Letter.objects.unsent().filter(made_at__lte=backed_up_at)
    if number := waited.update(given_up_at=at):
        words = ngettext(
            "%(n)s letter to followers is taken for sent: what it told is on their pages.",
            "%(n)s letters to followers are taken for sent: what they told is on their pages.",
            number,
        )
        yield words % {"n": number}
