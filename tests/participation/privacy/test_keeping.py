"""What has been kept as long as the registry says is deleted, and the audit tells so."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from django.utils import timezone

from participation.models import AccountDeletion, PrivacyComplaint, Role
from participation.privacy.actions.deleting import note_deletions
from participation.privacy.actions.keeping import delete_what_was_kept_long_enough
from participation.privacy.queries.deletions import noted_deletions
from participation.tasks import keep_no_longer
from priorities.models import Proposal
from tests import make

pytestmark = pytest.mark.django_db


def test_drafts_are_deleted_a_year_after_they_were_saved(audited):
    council = make.a_council()
    author = make.a_person(council, Role.RESIDENT)
    round_ = make.a_round(make.a_sector(council))
    year = timedelta(days=365)
    old = make.a_proposal(round_, author, published_on=None)
    new = make.a_proposal(round_, author, published_on=None)
    published = make.a_proposal(round_, author)
    Proposal.objects.filter(pk=new.pk).update(saved_at=make.NOW - year)
    Proposal.objects.exclude(pk=new.pk).update(saved_at=make.NOW - year - timedelta(seconds=1))
    assert delete_what_was_kept_long_enough(at=make.NOW) == 1
    assert set(Proposal.objects.all()) == {new, published}
    assert not Proposal.objects.filter(pk=old.pk).exists()
    entry = audited().last()
    assert (entry.act, entry.actor_id, entry.council_id) == ("kept_no_longer", None, council.pk)
    assert json.loads(entry.details) == {"kept": "drafts", "deleted": 1}
    assert delete_what_was_kept_long_enough(at=make.NOW) == 0
    assert audited().last() == entry


def test_complaints_links_and_deletions_are_deleted_when_their_time_has_come(audited):
    council, person = make.a_council(), make.a_person()
    long_ago = make.NOW - timedelta(days=731)
    facts = {
        "council": council,
        "email": "a@example.org",
        "text": "Why?",
        "due_on": long_ago.date(),
    }
    PrivacyComplaint.objects.create(**facts, made_at=long_ago, answer="So.", answered_at=long_ago)
    waits = PrivacyComplaint.objects.create(**facts, made_at=long_ago)
    address = EmailAddress.objects.create(user=person, email=person.email)
    EmailConfirmation.objects.create(email_address=address, key="k", created=long_ago)
    AccountDeletion.objects.create(
        account=1, mark="0" * 64, keeps_proposals=True, deleted_at=long_ago
    )
    assert delete_what_was_kept_long_enough(at=make.NOW) == 3
    assert PrivacyComplaint.objects.get() == waits
    told = {json.loads(each.details)["kept"] for each in audited()}
    assert told == {"complaint", "links", "deletion"}


def test_notes_of_deletions_go_when_no_backup_needs_them():
    for n, days in ((1, 401), (2, 399)):
        at = timezone.now() - timedelta(days=days)
        AccountDeletion.objects.create(
            account=n, mark=f"{n}" * 64, keeps_proposals=True, deleted_at=at
        )
    note_deletions(at=timezone.now())
    assert [each.account for each in noted_deletions()] == [1, 2]
    keep_no_longer()
    assert [each.account for each in noted_deletions()] == [2]
    assert AccountDeletion.objects.get().account == 2
