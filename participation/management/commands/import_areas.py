"""Imports wards from GeoJSON."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from participation.engines.boundaries import BadBoundaries, boundaries_in
from participation.management.imports import ImportCommand
from participation.places.actions import PlacesRefused, import_areas


class Command(ImportCommand):
    """As in: import_areas wards.geojson --valid-from 2023-05-04 --by ann@…"""

    help = (
        "Import wards from a GeoJSON FeatureCollection whose features have area_code and area_name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The days between which the wards are valid."""
        super().add_arguments(parser)
        parser.add_argument(
            "--valid-from", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD"
        )
        parser.add_argument(
            "--valid-to", type=date.fromisoformat, metavar="YYYY-MM-DD", help="The first day after."
        )

    def handle(self, **options: Any) -> None:
        """Import all of them or none."""
        try:
            n = import_areas(
                by=self.officer(options),
                council=self.council(options),
                boundaries=boundaries_in(json.loads(self.content(options))),
                valid_from=options["valid_from"],
                valid_to=options["valid_to"],
                at=timezone.now(),
            )
        except (PlacesRefused, BadBoundaries, ValueError, RecursionError) as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem
        self.stdout.write(f"{n} areas imported.")
