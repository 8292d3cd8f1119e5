"""Imports postcodes from CSV."""

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from participation.engines.registers import UnreadableRegister, read_postcodes
from participation.management.imports import ImportCommand
from participation.places.actions import PlacesRefused, import_postcodes


class Command(ImportCommand):
    """As in: import_postcodes onspd.csv --by ann@…"""

    help = (
        "Import postcodes from the ONS Postcode Directory, or any CSV with a postcode and "
        "a ward code or a point."
    )

    def handle(self, **options: Any) -> None:
        """Import those that lie in the council."""
        try:
            n = import_postcodes(
                by=self.officer(options),
                council=self.council(options),
                rows=read_postcodes(self.content(options)).whole,
                at=timezone.now(),
            )
        except (PlacesRefused, UnreadableRegister) as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem
        self.stdout.write(f"{n} postcodes imported.")
