"""What only a demonstration does: say that it is one, and invent its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.memberships.models import Membership
from participation.memberships.permissions import may_take_roles
from participation.people.models import Role, User
from participation.places.models import Area
from participation.services.models import Organisation

ROWS_AT_ONCE = 500


class NotADemonstration(Exception):
    """This council is real: none of its people, ballots or dates may be invented."""


@dataclass(frozen=True)
class InventedPerson:
    """Somebody who does not exist. They have no password."""

    email: str
    role: Role
    name: str = ""
    area: Area | None = None
    organisation: Organisation | None = None


@transaction.atomic
def declare_demonstration(*, by: User, council: Council, attribution: str, at: datetime) -> Council:
    """Say on every page that this council is a demonstration, what of it is invented, and whose the
    real data is.

    Raises NotADemonstration for a council that people have joined: nobody's council becomes one.
    """
    require(may_take_roles(by, council))
    if council.memberships.exclude(user=by).exists():
        raise NotADemonstration
    council.is_demonstration, council.attribution = True, attribution
    council.save(update_fields=["is_demonstration", "attribution"])
    audit.record("demonstration_declared", council, by=by, at=at)
    events.record(
        "participation.demonstration_declared", subject_id=council.pk, actor_id=by.pk, at=at
    )
    return council


@transaction.atomic
def invent_people(
    *, by: User, council: Council, people: Sequence[InventedPerson], at: datetime
) -> list[User]:
    """Accounts with a confirmed e-mail address and a role, thousands at once, in the order given.

    Raises NotADemonstration.
    """
    require(may_take_roles(by, council))
    if not council.is_demonstration:
        raise NotADemonstration

    users = User.objects.bulk_create([_account(who, at) for who in people], batch_size=ROWS_AT_ONCE)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users],
        batch_size=ROWS_AT_ONCE,
    )
    Membership.objects.bulk_create(
        [
            Membership(
                user=user,
                council=council,
                role=who.role,
                area=who.area,
                organisation=who.organisation,
            )
            for user, who in zip(users, people, strict=True)
        ],
        batch_size=ROWS_AT_ONCE,
    )
    audit.record("people_invented", council, by=by, details={"people": len(users)}, at=at)
    events.record("participation.people_invented", subject_id=council.pk, actor_id=by.pk, at=at)
    return users


def _account(who: InventedPerson, at: datetime) -> User:
    return User(email=who.email, name=who.name, password=make_password(None), joined_at=at)
