"""Choosing the languages of a council, and standing by the Welsh of its pages."""

from datetime import datetime

from django.db import transaction

from coopservices import audit
from coopservices.languages import WELSH, digest_of
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.actions import forget_councils
from participation.councils.models import Council
from participation.languages.permissions import may_choose_languages
from participation.people.models import User


@transaction.atomic
def choose_languages(*, by: User, council: Council, writing: Council.Writing, at: datetime) -> None:
    """Say in which languages officers write here for everybody."""
    require(may_choose_languages(by, council))
    council.writing = writing
    council.save(update_fields=["writing"])
    forget_councils()
    details = {"writing": writing}
    audit.record("languages_chosen", council, by=by, details=details, at=at)
    events.record("participation.languages_chosen", subject_id=council.pk, actor_id=by.pk, at=at)


@transaction.atomic
def confirm_welsh(*, by: User, council: Council, at: datetime) -> None:
    """Stand by the Welsh of the pages as it is today: the notice that it awaits a translator
    goes, until the catalogue changes.
    """
    require(may_choose_languages(by, council))
    council.catalogue_confirmed = digest_of(WELSH)
    council.save(update_fields=["catalogue_confirmed"])
    forget_councils()
    details = {"catalogue": council.catalogue_confirmed}
    audit.record("welsh_confirmed", council, by=by, details=details, at=at)
    events.record("participation.welsh_confirmed", subject_id=council.pk, actor_id=by.pk, at=at)
