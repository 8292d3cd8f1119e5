"""A lost second factor: an officer takes it away, and its owner hears of it."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit, mail
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.councils.queries import languages_of, page_at
from participation.memberships.models import Membership
from participation.people.models import User
from participation.second_factors.permissions import may_reset_second_factors


class ResetRefused(Exception):
    """Why nothing was taken away, in words for the officer."""


@transaction.atomic
def reset_second_factors(*, by: User, membership: Membership, at: datetime) -> None:
    """Take every second factor and recovery code of a colleague away, and sign them out everywhere.
    What they may do as staff waits, in every council, until they have set up a new one. Raises
    ResetRefused where there is none.
    """
    require(may_reset_second_factors(by, membership))
    user, council = membership.user, membership.council
    lost, _rows = Authenticator.objects.filter(user=user).delete()
    if not lost:
        raise ResetRefused(_("This person has no second step: there is nothing to take away."))
    for session in UserSession.objects.filter(user=user):
        session.end()
    details = {"membership": membership.pk, "factors": lost}
    audit.record("second_factors_reset", user, by=by, council=council, details=details, at=at)
    events.record(
        "participation.second_factors_reset",
        subject_id=f"{council.pk}:{user.pk}",
        actor_id=by.pk,
        at=at,
    )


def tell_of_reset(*, council: Council, user: User) -> None:
    """Write to somebody that their second factors were taken away. Raises OSError while no mail can
    be sent.
    """
    context = {"council": council, "link": page_at(council, "mfa_index")}
    languages = languages_of(council)
    mail.message("second_factors_reset", context, to=user.email, languages=languages).send()
