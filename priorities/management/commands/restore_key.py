"""Puts a key that stays back from its sheet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from priorities.engines.sealing.receipts import ReceiptUnreadable
from priorities.polls.actions.lasting_keys import restore_key


class Command(BaseCommand):
    """As in: restore_key council-1-signing, which then asks for the three lines of its sheet."""

    help = "Put a key that is lost back from the three lines of its sheet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The key's name; the key is asked for, so that it stays out of the shell's history."""
        parser.add_argument("name")

    def handle(self, **options: Any) -> None:
        """Ask for the three lines, and write every copy if they are this key."""
        lines = (input("First line: "), input("Second line: "), input("Third line: "))
        try:
            restore_key(name=options["name"], lines=lines, at=timezone.now())
        except (ReceiptUnreadable, KeyUnavailable) as problem:
            raise CommandError(f"Nothing was changed. {problem}") from problem
        self.stdout.write("Every copy of the key is back.")
