"""The whole story of one council, step by step."""

from collections.abc import Iterator
from datetime import datetime

from outcomes.management.demo import measures, places, registers, rounds
from outcomes.management.demo.answers import Answers
from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.outbox import deliver_all
from outcomes.management.demo.people import People
from outcomes.management.demo.polls import Vote
from outcomes.management.demo.words import SCRIPTS, Script, Words
from outcomes.models import Release
from participation.models import Council, Role, User
from priorities.models import Proposal, Round

FEWEST_VOTERS = 120  # enough for the verdicts, however few ballots are asked for


def is_begun(script: Script) -> bool:
    """Whether its first step has been told."""
    return Council.objects.filter(slug=script.slug).exists()


def is_whole(script: Script) -> bool:
    """Whether the last step of its story has been told."""
    return Release.objects.filter(council__slug=script.slug).exists()


def others() -> list[str]:
    """The real councils here, by name: among them a demonstration has no place."""
    slugs = [script.slug for script in SCRIPTS]
    return [council.name for council in Council.objects.exclude(slug__in=slugs)]


def real_people() -> bool:
    """Whether anybody here was not invented."""
    people = User.objects.all()
    for script in SCRIPTS:
        people = people.exclude(email__endswith=script.mail_domain)
    return people.exists()


class Story:
    """Tells it once, from the founding of the council to the figures; `most_ballots` makes its
    polls smaller.
    """

    def __init__(self, script: Script, *, now: datetime, most_ballots: int | None = None) -> None:
        self._script, self._calendar, self._most_ballots = script, Calendar(now), most_ballots
        self._rounds = script.rounds

    def steps(self) -> Iterator[str]:
        """Each step once it is done, in words for whoever waits."""
        self._council, self._clerk = places.found(self._script, self._calendar)
        places.set_reasons(self._script, self._clerk, self._council, self._calendar)
        places.bring_in_places(self._script, self._clerk, self._council, self._calendar)
        yield f"{self._council}: its wards, services and organisations"

        self._meet_people()
        yield f"{len(self._voters):,} invented people, and one of each role to look round as"

        if "register" in self._script.council:
            register = registers.keep(self._script, self._officer, self._council, self._calendar)
            yield f"A register of voters: {register}"

        self._indicators = measures.define(
            self._script, self._officer, self._council, self._calendar
        )
        for entry in self._rounds:
            yield self._tell(entry)
        measures.bring_in(self._script, self._officer, self._council, self._calendar)
        yield f"{len(self._indicators)} outcome series with their real figures"

        deliver_all()
        yield "Every summary and chart"

    def _meet_people(self) -> None:
        self._people = People(self._script, self._clerk, self._council, self._calendar)
        self._accounts = self._people.accounts()
        self._officer = self._accounts[Role.OFFICER]
        self._voters = self._people.voters(max(FEWEST_VOTERS, *map(self._ballots_in, self._rounds)))

    def _ballots_in(self, entry: Words) -> int:
        asked: int = entry["poll"]["ballots"] if "poll" in entry else 0
        return asked if self._most_ballots is None else min(asked, self._most_ballots)

    def _tell(self, entry: Words) -> str:
        """One round, as far as it has come."""
        round_ = rounds.publish(self._officer, self._council, entry, self._calendar)
        proposals = rounds.write_proposals(round_, entry, self._people, self._calendar)
        if "draft" in entry:
            rounds.leave_a_draft(
                self._accounts[Role.RESIDENT], round_, entry["draft"], self._people, self._calendar
            )
        if "poll" in entry:
            self._hold_poll(round_, entry, proposals)
        if "findings" in entry:
            self._answer(entry, proposals)
        return f"{round_}: {len(proposals)} proposals, {self._ballots_in(entry):,} ballots"

    def _hold_poll(self, round_: Round, entry: Words, proposals: dict[str, Proposal]) -> None:
        voters = self._voters[: self._ballots_in(entry)]
        Vote(self._officer, round_, entry["poll"], proposals, voters, self._calendar).hold()

    def _answer(self, entry: Words, proposals: dict[str, Proposal]) -> None:
        Answers(self._accounts, proposals, self._indicators, self._voters, self._calendar).give(
            entry
        )
