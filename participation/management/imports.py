"""What the importing commands share: which file, in whose name, for which council."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participation.models import Council, User


class ImportCommand(BaseCommand):
    """A command that imports one file on behalf of an officer."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the officer and the council."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="The officer in whose name it is imported."
        )
        parser.add_argument(
            "--council", metavar="SLUG", help="Needed where there are several councils."
        )

    def officer(self, options: dict[str, Any]) -> User:
        """The person named by --by."""
        if officer := User.objects.filter(email=options["by"].lower()).first():
            return officer
        raise CommandError(f"Nobody here has the address {options['by']}.")

    def council(self, options: dict[str, Any]) -> Council:
        """The council named by --council, or the only one."""
        councils = Council.objects.all()
        found = list(
            councils.filter(slug=options["council"]) if options["council"] else councils[:2]
        )
        if len(found) == 1:
            return found[0]
        raise CommandError("Name the council with --council SLUG.")

    def content(self, options: dict[str, Any]) -> bytes:
        """The file as it is."""
        try:
            return bytes(options["file"].read_bytes())
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be read: {problem}") from problem
