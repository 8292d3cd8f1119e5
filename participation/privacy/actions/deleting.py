"""Deleting an account, and deleting it again after a restore."""

import os
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.languages import listed
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.invitations.models import Invitation
from participation.people.models import User
from participation.privacy.models import AccountDeletion
from participation.privacy.permissions import may_have_own_data
from participation.privacy.queries.deletions import (
    Deletion,
    mark_of,
    noted_deletions,
    restored_account,
    sessions_of,
    sole_officer_of,
)


class DeletionRefused(Exception):
    """Why an account cannot be deleted yet, in words for its owner."""


@transaction.atomic
def delete_account(*, by: User, council: Council, keeps_proposals: bool, at: datetime) -> None:
    """Delete one's own account with all that is held about it, and withdraw its ballots from every
    vote that is open. What was published stays without a name, or goes too, as chosen.

    Raises DeletionRefused for a council's only officer and for operators, and KeyUnavailable while
    a ballot cannot be withdrawn.
    """
    require(may_have_own_data(by))
    if by.is_superuser:
        raise DeletionRefused(
            _("This account runs the platform. Another operator deletes it in the shell.")
        )
    if alone := sole_officer_of(by):
        raise DeletionRefused(
            _("You are the only officer of %(councils)s. Make somebody else an officer first.")
            % {"councils": listed(alone)}
        )
    _delete(user=by, by=by, council=council, keeps_proposals=keeps_proposals, at=at)


@transaction.atomic
def delete_unused_account(*, user: User, at: datetime) -> bool:
    """Delete an account that nobody uses; what was published stays without a name. Returns whether
    it is gone: a council keeps its only officer.
    """
    if sole_officer_of(user):
        return False
    _delete(user=user, by=None, council=None, keeps_proposals=True, at=at)
    return True


@transaction.atomic
def note_deletions(*, at: datetime) -> None:
    """Write every deletion that is not noted yet to a file where a restore does not reach. Again is
    harmless. Raises OSError where the folder takes no file; then it is tried again.
    """
    for row in AccountDeletion.objects.select_for_update().filter(noted_at=None):
        _write(Deletion(row.account, row.mark, row.keeps_proposals, row.deleted_at))
        row.noted_at = at
        row.save(update_fields=["noted_at"])


def reapply_deletions(*, at: datetime) -> int:
    """Delete again each account whose deletion is noted and that is there once more, as after a
    restore from an older backup; return how many there were.
    """
    return sum(_delete_again(each, at) for each in noted_deletions())


def forget_noted_deletions(*, before: datetime) -> None:
    """Remove the files of deletions that no backup can undo any more."""
    for each in noted_deletions():
        if each.deleted_at < before:
            each.path.unlink(missing_ok=True)


def _delete(
    *, user: User, by: User | None, council: Council | None, keeps_proposals: bool, at: datetime
) -> None:
    roles = user.roles  # as they are now, for the audit
    for name in settings.PARTS_OF_AN_ACCOUNT:
        import_string(name)(user=user, keeps_proposals=keeps_proposals, at=at)
    Session.objects.filter(pk__in=sessions_of(user)).delete()
    addresses = {
        user.email.lower(),
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    }
    Invitation.objects.filter(email__in=addresses).delete()
    number, mark = user.pk, mark_of(user)
    AccountDeletion.objects.update_or_create(
        account=number,
        mark=mark,
        defaults={"keeps_proposals": keeps_proposals, "deleted_at": at, "noted_at": None},
    )
    user.delete()
    user.pk = number  # which names nobody from now on
    user.know_roles(roles)
    audit.record("account_deleted", user, by=by, council=council, at=at)
    events.record("participation.account_deleted", subject_id=number, at=at)


@transaction.atomic
def _delete_again(deletion: Deletion, at: datetime) -> bool:
    user = restored_account(deletion)
    if user is None:
        return False
    keeps = deletion.keeps_proposals
    _delete(user=user, by=None, council=None, keeps_proposals=keeps, at=at)
    return True


def _write(deletion: Deletion) -> None:
    """On the disk, whole, before this returns."""
    settings.DELETIONS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = deletion.path.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(deletion.text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(deletion.path)
