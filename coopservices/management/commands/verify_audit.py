"""Reads the whole audit and says whether it holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopservices.audit.queries import verification
from coopservices.audit.words import FAULT_WORDS


class Command(BaseCommand):
    """As in: verify_audit --since 5f3c…, with the head that was noted last time."""

    help = "Verify the chain of the audit; exit 1 with the first entry that is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The heads to compare with."""
        parser.add_argument(
            "--since", metavar="HASH", default="", help="A head noted earlier: it must be there."
        )
        parser.add_argument(
            "--expect-head", metavar="HASH", default="", help="The head that must be the last."
        )

    def handle(self, **options: Any) -> None:
        """Read, and say what was found."""
        found = verification(since=options["since"], expected_head=options["expect_head"])
        if found.fault:
            raise CommandError(
                _("Entry %(n)s (%(code)s): %(reason)s.")
                % {
                    "n": found.fault.n,
                    "code": found.fault.why,
                    "reason": FAULT_WORDS[found.fault.why],
                }
            )
        self.stdout.write(
            ngettext("%(n)s entry holds.", "%(n)s entries hold.", found.entries)
            % {"n": found.entries}
        )
        self.stdout.write(_("Note the head and keep it elsewhere: %(head)s") % {"head": found.head})
