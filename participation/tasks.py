"""Celery's door to people and places: sending invitations, telling of a second factor that was
taken away, checking the files sent for registers of voters, reading and taking those of public
data, forgetting each, and keeping personal data no longer than is said. All are safe to run twice.
"""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from participation.claims import actions as claims
from participation.data_imports import actions as data_imports
from participation.data_imports.queries import left_behind
from participation.engines.personal_data import AFTER_DELETION
from participation.invitations import actions
from participation.models import Council, Invitation, PrivacyComplaint, User
from participation.privacy.actions import complaining, deleting, unused
from participation.privacy.actions import keeping as retention
from participation.second_factors import actions as second_factors
from participation.voter_registers.actions import checking, keeping
from participation.voter_registers.queries import versions_to_check


@shared_task
def send_invitation(invitation_id: str) -> None:
    """Send the e-mail of an invitation, if it still waits."""
    actions.send_invitation(key=int(invitation_id), at=timezone.now())


@shared_task
def send_invitations_left_behind() -> None:
    """Send what could not be sent, each in a job of its own, as mail that was away is back."""
    waiting = Invitation.objects.unsent().valid(timezone.now())
    for invitation_id in waiting.values_list("pk", flat=True):
        send_invitation.delay(str(invitation_id))


# What must be told is tried for two days, first after a minute and at last every hour.
@shared_task(autoretry_for=(OSError,), retry_backoff=60, retry_backoff_max=3600, max_retries=50)
def tell_of_reset(council_and_person: str) -> None:
    """Tell somebody that an officer took their second factors away."""
    council, person = (int(key) for key in council_and_person.split(":"))
    user = User.objects.filter(pk=person).first()
    if user is not None:
        second_factors.tell_of_reset(council=Council.objects.get(pk=council), user=user)


@shared_task
def forget_invitations() -> None:
    """Forget the invitations that ran out long ago."""
    actions.forget_invitations(at=timezone.now())


@shared_task
def end_claims() -> None:
    """End what people have said of services, when its time is over."""
    claims.end_claims(at=timezone.now())


@shared_task
def read_data(import_id: str) -> None:
    """Read a file of public data, and keep what it would change."""
    data_imports.read_data(key=UUID(import_id), at=timezone.now())


@shared_task
def take_data(import_id: str) -> None:
    """Put a file that an officer confirmed in force."""
    data_imports.take_data(key=UUID(import_id), at=timezone.now())


@shared_task
def tend_data() -> None:
    """Forget old files, and go on with what a dead worker left behind, each in a job of its own."""
    now = timezone.now()
    data_imports.forget_data(at=now)
    for import_id in left_behind(now):
        read_data.delay(str(import_id))
        take_data.delay(str(import_id))


@shared_task
def check_register(version_id: str) -> None:
    """Check the lines of a file that was sent for a register."""
    checking.check_register(version=UUID(version_id), today=timezone.localdate())


@shared_task
def tend_registers() -> None:
    """Forget files that nobody went on with, and check what a dead worker left behind, each in a
    job of its own.
    """
    now = timezone.now()
    keeping.forget_files(at=now)
    for version_id in versions_to_check(now):
        check_register.delay(str(version_id))


@shared_task
def keep_no_longer() -> None:
    """Keep personal data no longer than their registry says."""
    now = timezone.now()
    retention.delete_what_was_kept_long_enough(at=now)
    deleting.forget_noted_deletions(before=now - timedelta(days=AFTER_DELETION.days))


@shared_task
def end_unused_accounts() -> None:
    """End the accounts that nobody came back to, and tell the owners of those unused as long."""
    now = timezone.now()
    unused.delete_unused_accounts(at=now)
    unused.tell_owners_of_unused(at=now)


@shared_task
def note_deletions(account: str = "") -> None:
    """Write deletions of accounts where a restore does not reach."""
    deleting.note_deletions(at=timezone.now())


@shared_task
def send_complaint_answer(complaint_id: str) -> None:
    """Send the answer to a complaint, if it still waits."""
    complaining.send_complaint_answer(key=int(complaint_id), at=timezone.now())


@shared_task
def send_complaint_answers_left_behind() -> None:
    """Send what could not be sent, each in a job of its own, as mail that was away is back."""
    for complaint_id in PrivacyComplaint.objects.untold().values_list("pk", flat=True):
        send_complaint_answer.delay(str(complaint_id))
