"""Founds a council from the shell."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from participation.founding.actions import CouncilRefused, found_council


class Command(BaseCommand):
    """As in: make_council "Northbrook" northbrook E08000999 --contact say@… --officer ann@…"""

    help = "Found a council, with its first sectors and its first officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The facts of the council."""
        parser.add_argument("name")
        parser.add_argument("slug")
        parser.add_argument("area_code", help="The council's own GSS code, as in E08000009.")
        parser.add_argument(
            "--contact", required=True, metavar="EMAIL", help="Where residents may write to."
        )
        parser.add_argument(
            "--officer", required=True, metavar="EMAIL", help="Who will run it first."
        )
        parser.add_argument(
            "--host", help="Where residents find it. A council alone on a machine needs none."
        )
        parser.add_argument("--colour", default="#12436D")

    def handle(self, **options: Any) -> None:
        """Found it."""
        try:
            council = found_council(
                name=options["name"],
                slug=options["slug"],
                area_code=options["area_code"],
                colour=options["colour"],
                contact_email=options["contact"],
                host=options["host"],
                officer_email=options["officer"],
                at=timezone.now(),
            )
        except (CouncilRefused, KeyUnavailable) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{council} is founded. {options['officer']} can sign in with a code sent by e-mail."
        )
