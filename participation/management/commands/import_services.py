"""Imports care homes or surgeries from CSV."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from participation.engines.registers import UnreadableRegister, read_services
from participation.management.imports import ImportCommand
from participation.services.actions.services import ServicesRefused, import_services


class Command(ImportCommand):
    """As in: import_services care_homes.csv --sector adults-residential-care --by ann@…"""

    help = "Import the care homes of a CQC list, or the GP practices of an ODS list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The sector that the services are in."""
        super().add_arguments(parser)
        parser.add_argument("--sector", required=True, metavar="SLUG")

    def handle(self, **options: Any) -> None:
        """Import all of them or none."""
        council = self.council(options)
        sector = council.sectors.filter(slug=options["sector"]).first()
        if sector is None:
            raise CommandError(f"{council} has no sector called {options['sector']}.")
        try:
            n = import_services(
                by=self.officer(options),
                council=council,
                sector=sector,
                rows=read_services(self.content(options)).whole,
                at=timezone.now(),
            )
        except (ServicesRefused, UnreadableRegister) as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem
        self.stdout.write(f"{n} services imported.")
