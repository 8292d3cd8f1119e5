"""Keeping with a poll what stopped it, so that its pages say so and its officers see it."""

from datetime import datetime

from priorities.polls.models import Poll


def stop_poll(*, poll: Poll, stop: Poll.Stop, at: datetime) -> None:
    """Keep what keeps a poll from being counted or certified; the same again keeps its first
    time.
    """
    unfinished = Poll.objects.filter(pk=poll.pk).exclude(state=Poll.State.CERTIFIED)
    unfinished.exclude(stop=stop).update(stop=stop, stopped_at=at)


def resume_poll(*, poll: Poll) -> None:
    """Forget what had stopped a poll, now that it goes on."""
    Poll.objects.filter(pk=poll.pk).stopped().update(stop="", stopped_at=None)
