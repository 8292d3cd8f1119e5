"""After a restore from a backup: deletes again the accounts that were deleted since."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from participation.privacy.actions.deleting import note_deletions, reapply_deletions


class Command(BaseCommand):
    """As in: reapply_deletions, right after a restore and before anybody signs in."""

    help = "For after a restore: delete again the accounts that were deleted since the backup."

    def handle(self, **options: Any) -> None:
        """Say how many were there again and are deleted."""
        number = reapply_deletions(at=timezone.now())
        note_deletions(at=timezone.now())
        self.stdout.write(
            ngettext(
                "%(n)s account was there again, and is deleted.",
                "%(n)s accounts were there again, and are deleted.",
                number,
            )
            % {"n": number}
        )
