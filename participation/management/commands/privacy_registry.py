"""Prints the record of processing, made of the registry of personal data, or checks that."""

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from participation.privacy.queries.tables import gaps_in_registry
from participation.privacy.words.record import record_of_processing, table_of_uses

DOCS = settings.BASE_DIR / "docs"
RECORD, ASSESSMENT = DOCS / "record-of-processing.md", DOCS / "dpia.md"
FILLED = re.compile(r"(<!-- registry -->\n).*?(<!-- end of registry -->)", re.DOTALL)


class Command(BaseCommand):
    """As in: privacy_registry > record.md"""

    help = "Print the record of processing as Markdown, or check the registry of personal data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do instead of printing."""
        parser.add_argument(
            "--check", action="store_true", help="Exit 1 with what is not in the registry, or gone."
        )
        parser.add_argument(
            "--write", action="store_true", help="Write it into docs/, and its table into the DPIA."
        )

    def handle(self, **options: Any) -> None:
        """Print, check or write."""
        if options["check"]:
            if gaps := gaps_in_registry():
                raise CommandError("\n".join(gaps))
            self.stdout.write(_("Every field of every table is in the registry."))
        elif options["write"]:
            RECORD.write_text(record_of_processing())
            ASSESSMENT.write_text(filled(ASSESSMENT.read_text()))
        else:
            self.stdout.write(record_of_processing())


def filled(assessment: str) -> str:
    """The text with the table of uses as it is now, where its marks are."""
    return FILLED.sub(lambda found: f"{found[1]}\n{table_of_uses()}\n\n{found[2]}", assessment)
