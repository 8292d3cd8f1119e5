"""Prints the keys that stay on sheets for sealed envelopes, outside the computer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from priorities.polls.actions.lasting_keys import read_key_sheets

SHEET = """Key sheet

Key:     {name}
Of:      {owner}

    {lines}

Print this, put it into an envelope, seal it, and keep it where no computer reads it.
If the key store is lost: manage.py restore_key {name}
\f"""


class Command(BaseCommand):
    """As in: print_key_sheets | lp, when a council is founded."""

    help = "Print the keys that stay, of councils and of the platform, each on a sheet."

    def handle(self, **options: Any) -> None:
        """Print a sheet each."""
        try:
            sheets = read_key_sheets(at=timezone.now())
        except KeyUnavailable as problem:
            raise CommandError(str(problem)) from problem
        for key, lines in sheets:
            owner = key.council or "the whole platform"
            self.stdout.write(SHEET.format(name=key.name, owner=owner, lines="\n    ".join(lines)))
