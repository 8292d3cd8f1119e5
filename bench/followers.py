"""Followers of one round, for the drill of hearing: runs inside the platform."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coopservices.outbox import events
from outcomes.models import Follow, Letter, Subscriber
from participation.models import Role
from priorities.models import Round
from tests import make


def prepare(number: int) -> None:
    """A round with so many followers, each an address alone that wants to hear at once."""
    at = timezone.now() - timedelta(days=1)
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    council, facts = round_.council, {"asked_at": at, "letters_since": at}
    people = Subscriber.objects.bulk_create(
        Subscriber(council=council, email=f"{n}@followers.example", frequency="at_once", **facts)
        for n in range(number)
    )
    Follow.objects.bulk_create(
        Follow(subscriber=each, round=round_, followed_at=at, confirmed_at=at) for each in people
    )


@transaction.atomic
def happen() -> None:
    """One thing happens: somebody publishes a proposal in the round."""
    round_, at = Round.objects.get(), timezone.now()
    author = make.a_person(round_.council, Role.RESIDENT)
    proposal = make.a_proposal(round_, author, at=at)
    events.record("priorities.proposal_published", subject_id=proposal.pk, at=at)


def waiting() -> None:
    """Print how many letters have not been sent."""
    print(Letter.objects.unsent().count())
