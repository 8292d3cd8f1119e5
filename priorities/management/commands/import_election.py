"""Loads a real participatory-budgeting election with its ballots, as a closed poll, and shows its
count.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from participation.memberships.queries import officer_of
from participation.models import Council, User
from priorities.engines.counting.formats.pb import PbElection, read_pb
from priorities.engines.counting.formats.refusals import FileRefused, gathered
from priorities.engines.imported_election import count_of
from priorities.imported_elections.actions import ImportRefused, import_election
from priorities.models import Poll


class Command(BaseCommand):
    """As in: import_election assen_2024.pb"""

    help = (
        "Load a .pb file (Pabulib format) as a closed poll and show its count. A bad file "
        "stores nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and in whose name and for which council where that is not plain."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--council", metavar="SLUG", help="Needed where there are several councils."
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="The officer in whose name; else the council's first."
        )

    def handle(self, **options: Any) -> None:
        """Read, store all or nothing, and show."""
        council = self._council(options["council"])
        file, election = self._election(options["file"])
        try:
            poll = import_election(
                by=self._officer(council, options["by"]),
                council=council,
                election=election,
                file=file,
                at=timezone.now(),
            )
        except ImportRefused as problem:
            raise CommandError(
                f"{options['file'].name}: {problem} Nothing was stored.", returncode=2
            ) from problem
        self._show(poll, election)

    def _council(self, slug: str | None) -> Council:
        found = list(Council.objects.filter(slug=slug) if slug else Council.objects.all()[:2])
        if len(found) != 1:
            raise CommandError("Name the council with --council SLUG.", returncode=2)
        return found[0]

    def _officer(self, council: Council, email: str | None) -> User:
        if officer := officer_of(council, email):
            return officer
        raise CommandError("Name an officer of the council with --by EMAIL.", returncode=2)

    def _election(self, path: Path) -> tuple[bytes, PbElection]:
        try:
            data = path.read_bytes()
            return data, read_pb(data, file=path.name)
        except OSError as problem:
            raise CommandError(
                f"{path.name} cannot be read: {problem.strerror}.", returncode=2
            ) from problem
        except FileRefused as problem:
            raise CommandError(f"{problem} Nothing was stored.", returncode=2) from problem

    def _show(self, poll: Poll, election: PbElection) -> None:
        count = count_of(election.ballots)
        names = {option.id: option.name or option.id for option in election.ballots.options}
        self.stdout.write(
            f"{poll.title}: {count.turnout:,} ballots, {count.blanks:,} of them blank."
        )
        for notice in gathered(election.notices)[:5]:
            self.stdout.write(f"  In {notice}")
        for place, option in enumerate(count.order, start=1):
            funded = "  funded" if count.budget is not None and option in count.winners else ""
            self.stdout.write(f"{place:4}  {int(count.scores[option]):8,}  {names[option]}{funded}")
        self.stdout.write(f"Its page: /polls/{poll.pk}/result/")
