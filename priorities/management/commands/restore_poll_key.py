"""Puts a poll's key back from its recovery sheet."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from priorities.engines.sealing.receipts import ReceiptUnreadable, decode
from priorities.models import Poll
from priorities.polls.actions.keys import restore_poll_key


class Command(BaseCommand):
    """As in: restore_poll_key 11111111-1111-4111-8111-111111111111, which then asks for the two
    lines of the sheet.
    """

    help = "Put a poll's key back from the two lines of its recovery sheet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The poll's id; the key is asked for, so that it stays out of the shell's history."""
        parser.add_argument("poll", type=UUID)

    def handle(self, **options: Any) -> None:
        """Ask for the two lines, and write both copies if they are this poll's key."""
        try:
            poll = Poll.objects.get(pk=options["poll"])
            key = decode(input("First line: ")) + decode(input("Second line: "))
            restore_poll_key(poll=poll, key=key, at=timezone.now())
        except (Poll.DoesNotExist, ReceiptUnreadable, KeyUnavailable) as problem:
            raise CommandError(f"Nothing was changed. {problem}") from problem
        self.stdout.write("Both copies of the key are back.")
