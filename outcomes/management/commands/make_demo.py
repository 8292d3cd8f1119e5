"""Makes the demonstration councils, once."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coopservices import keystore
from outcomes.management.demo.haste import without_waiting_for_the_disk
from outcomes.management.demo.outbox import in_this_process
from outcomes.management.demo.story import Story, is_begun, is_whole, others, real_people
from outcomes.management.demo.words import SCRIPTS


class Command(BaseCommand):
    """As in: make_demo, or make_demo --ballots 60 for a small one."""

    help = "Make councils that look lived in, with real places and figures and invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large it shall be."""
        parser.add_argument(
            "--ballots", type=int, metavar="N", help="At most so many ballots in each poll."
        )

    def handle(self, **options: Any) -> None:
        """Make what is missing, saying what was done; nothing if all is there already."""
        if names := others():
            raise CommandError(
                f"{', '.join(names)} is here. Make a demonstration where no real council is."
            )
        if settings.PRODUCTION and not settings.DEMO:
            raise CommandError(
                "Anybody may sign in to a demonstration as anybody. Set DEMO=1 if that is "
                "what you want."
            )
        missing = [script for script in SCRIPTS if not is_whole(script)]
        if not missing:
            self.stdout.write("The demonstration is here already.")
            return
        if any(is_begun(script) for script in missing):
            self._forget()
            missing = list(SCRIPTS)
        keystore.prepare()
        began = monotonic()
        with in_this_process(), without_waiting_for_the_disk():
            for script in missing:
                story = Story(script, now=timezone.now(), most_ballots=options["ballots"])
                self._tell(story, began)

    def _forget(self) -> None:
        """Empty the database of a story that broke off; nothing in it is anybody's."""
        if real_people():
            raise CommandError(
                "It was left unfinished, and people have joined it. Empty its database."
            )
        self.stdout.write(
            "The demonstration was left unfinished. Making it again from the beginning."
        )
        call_command("flush", interactive=False, verbosity=0)

    def _tell(self, story: Story, began: float) -> None:
        for step in story.steps():
            self.stdout.write(f"{monotonic() - began:5.1f} s  {step}")
            self.stdout.flush()
