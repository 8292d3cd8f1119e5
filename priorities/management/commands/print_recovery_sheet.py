"""Prints a poll's key on the sheet that goes into a sealed envelope, outside the computer."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coopservices import audit
from coopservices.keystore import KeyUnavailable
from priorities.engines.sealing.receipts import SECRET_SIZE, encode
from priorities.models import Poll
from priorities.polls.queries.keys import poll_key

SHEET = """Recovery sheet

Poll:    {poll}
Id:      {poll.pk}
Opened:  {poll.opened_at:%d %B %Y}

The key to its ballots, in two lines:

    {first}
    {second}

Print this, put it into an envelope, seal it, and keep it where no computer reads it. Whoever has it
and the database can open every ballot.

If the key store is lost: manage.py restore_poll_key {poll.pk}
When the result is certified, destroy the envelope unopened.
"""


class Command(BaseCommand):
    """As in: print_recovery_sheet 11111111-1111-4111-8111-111111111111 | lp"""

    help = "Print the key of an open poll, for a sealed envelope."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The poll's id."""
        parser.add_argument("poll", type=UUID)

    def handle(self, **options: Any) -> None:
        """Print the sheet."""
        try:
            poll = Poll.objects.get(pk=options["poll"])
            key = poll_key(poll.pk, bytes(poll.key_check or b""))
        except (Poll.DoesNotExist, KeyUnavailable) as problem:
            raise CommandError(str(problem)) from problem
        audit.record_reading("recovery_sheet_printed", poll, by=None, at=timezone.now())
        first, second = encode(key[:SECRET_SIZE]), encode(key[SECRET_SIZE:])
        self.stdout.write(SHEET.format(poll=poll, first=first, second=second))
