"""Puts the database back to how it was when a backup was made."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.backups.actions import restore
from coopservices.backups.archive import BackupRefused
from coopservices.dates import moment


class Command(BaseCommand):
    """As in: restore /backups/coopservices-20260101T020000Z.zip --replace, with web, worker and
    beat stopped.
    """

    help = "Put the database back from a backup, and carry out what must not be undone."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what the operator takes upon themselves."""
        parser.add_argument("path", type=Path, help="A file that back_up wrote.")
        parser.add_argument(
            "--replace", action="store_true", help="Give up the database that is there."
        )
        parser.add_argument(
            "--other-keys", action="store_true", help="Try it out without its key store."
        )

    def handle(self, **options: Any) -> None:
        """Restore, and say what became of what."""
        try:
            manifest, said = restore(
                path=options["path"],
                replaces=options["replace"],
                has_other_keys=options["other_keys"],
                at=timezone.now(),
            )
        except BackupRefused as problem:
            raise CommandError(str(problem)) from problem
        words = _("The database is as it was at %(moment)s.")
        for each in [words % {"moment": moment(manifest.made_at)}, *said]:
            self.stdout.write(each)
