"""Deleting what has been kept for as long as the registry says, and no longer."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction

from coopservices import audit
from participation.councils.models import Council
from participation.engines.personal_data import Personal, personal_data


def delete_what_was_kept_long_enough(*, at: datetime) -> int:
    """Delete every row whose time has come by the registry of personal data, and tell the audit how
    many of what; return how many in all. Again is harmless.
    """
    deleted = 0
    for table, data in personal_data():
        if data.since:
            deleted += _delete_old(apps.get_model(table), data, at)
    return deleted


@transaction.atomic
def _delete_old(model: type[models.Model], data: Personal, at: datetime) -> int:
    before = at - timedelta(days=data.use.retention.days)
    old = model._default_manager.filter(**{f"{data.since}__lt": before}, **data.only)  # noqa: SLF001 (Django's public name for it)
    if not data.council:
        return _delete(old, data, None, at)
    councils = Council.objects.filter(pk__in=set(old.values_list(data.council, flat=True)))
    return sum(_delete(old.filter(**{data.council: each}), data, each, at) for each in councils)


def _delete(
    old: "models.QuerySet[Any]", data: Personal, council: Council | None, at: datetime
) -> int:
    number = old.count()
    if number:
        old.delete()
        details = {"kept": data.use.retention.code, "deleted": number}
        audit.record("kept_no_longer", old.model, by=None, council=council, details=details, at=at)
    return number
