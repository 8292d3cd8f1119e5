"""Accounts that nobody has used for years: their owners are told, and then they are deleted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from coopservices import mail
from participation.councils.models import Council
from participation.councils.queries import languages_of, page_at
from participation.people.models import User
from participation.privacy.actions.deleting import delete_unused_account

UNUSED = timedelta(days=3 * 365)
TIME_TO_ANSWER = timedelta(days=60)
AT_ONCE = 500  # letters a day: a council that has waited for years can wait a week


def tell_owners_of_unused(*, at: datetime) -> int:
    """Write to the owners of accounts that nobody signed in to for three years that they will be
    deleted, once; return to how many. Raises OSError while no mail can be sent; then the rest waits
    for tomorrow.
    """
    unused = _used_before(at - UNUSED).filter(told_unused_at=None)
    told = list(unused.values_list("pk", flat=True)[:AT_ONCE])
    return sum(_tell(key, at) for key in told)


def delete_unused_accounts(*, at: datetime) -> int:
    """Delete those whose owners were told 60 days ago and have not signed in since; return how
    many. What they published stays without a name.
    """
    User.objects.filter(last_login__gt=F("told_unused_at")).update(told_unused_at=None)
    over = _used_before(at - UNUSED).filter(told_unused_at__lt=at - TIME_TO_ANSWER)
    return sum(delete_unused_account(user=each, at=at) for each in over)


def _used_before(then: datetime) -> "QuerySet[User]":
    """People's accounts that were last used before then; those that run the platform stay."""
    used_at = Coalesce("last_login", "joined_at")
    people = User.objects.annotate(used_at=used_at).filter(used_at__lt=then)
    return people.exclude(Q(is_superuser=True) | Q(is_staff=True)).order_by("pk")


@transaction.atomic
def _tell(key: int, at: datetime) -> bool:
    user = User.objects.select_for_update().get(pk=key)
    council = Council.objects.filter(memberships__user=user).order_by("pk").first()
    if council is None:
        return False
    context = {
        "council": council,
        "days": TIME_TO_ANSWER.days,
        "link": page_at(council, "account_login"),
    }
    languages = languages_of(council)
    mail.message("unused_account", context, to=user.email, languages=languages).send()
    user.told_unused_at = at
    user.save(update_fields=["told_unused_at"])
    return True
