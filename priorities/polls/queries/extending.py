"""Until when people could vote for longer than was announced, and what keeps them from it."""

from datetime import datetime

from django.utils.translation import gettext as _

from coopservices.dates import end_of, last_day_before
from coopservices.languages import say
from priorities.polls.models import Poll
from priorities.polls.queries.polls import opened_poll


def problem_with_extending(poll: Poll, at: datetime) -> str:
    """Why voting cannot go on for longer at all, in words for the officer; "" if it can."""
    if not poll.is_open or poll.closes_at <= at:
        return _("Voting has ended already.")
    if poll.is_extended:
        return _("People were given longer to vote once already. That is not done twice.")
    if latest_end(poll) <= poll.closes_at:
        return _("There is no time left in this round: what comes after the vote begins then.")
    return ""


def problem_with_end(poll: Poll, until: datetime) -> str:
    """Why voting cannot go on until then, in words for the officer; "" if it can."""
    if until <= poll.closes_at:
        words = _("Choose a later day than %(day)s, on which voting ends now.")
        return words % {"day": say(last_day_before(poll.closes_at))}
    if until > latest_end(poll):
        words = _("Choose a day until %(day)s. What comes next in this round begins then.")
        return words % {"day": say(last_day_before(latest_end(poll)))}
    return ""


def latest_end(poll: Poll) -> datetime:
    """Until when people can vote at most, exclusive: the next phase of the round begins then, or
    the day is over by which the council answers. One query.
    """
    later = poll.round.phases.filter(opens_at__gte=poll.closes_at).order_by("opens_at").first()
    return later.opens_at if later else end_of(poll.round.decided_by_on)


def announced_end(poll: Poll) -> datetime | None:
    """When voting was to end as it began, where people were given longer; None where not."""
    return opened_poll(poll.pk).definition.closes_at if poll.is_extended else None
