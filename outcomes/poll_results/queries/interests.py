"""What the officers of a poll have declared to have to do with what it is about."""

from participation.interests.queries import interests_in
from participation.models import Interest, Service
from priorities.models import Poll


def interests_behind(poll: Poll) -> list[Interest]:
    """What whoever opened, ended or certified a poll had to do with its round's sector and services
    by its end. One query.
    """
    round_, at = poll.round, poll.certified_at or poll.closed_at
    people = {poll.opened_by_id, poll.closed_by_id, poll.certified_by_id} - {None}
    if at is None or not people:
        return []
    services = Service.objects.filter(rounds=round_)
    return interests_in(people, sector=round_.sector, services=services, at=at)
