"""Backs the database up."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.backups.actions import back_up
from coopservices.backups.archive import BackupRefused


class Command(BaseCommand):
    """As in: back_up /backups/, while people vote."""

    help = "Write the whole database into one file, without the keys. Nobody need stop for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("to", type=Path, help="A new file, or a folder for one.")

    def handle(self, **options: Any) -> None:
        """Back up, and say where it is."""
        try:
            path = back_up(to=options["to"], at=timezone.now())
        except BackupRefused as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            _("%(path)s holds the whole database, %(size)s bytes, and no keys.")
            % {"path": path, "size": path.stat().st_size}
        )
