"""The invented people: one account for each role, the authors of proposals, and the voters."""

from collections.abc import Iterator
from random import Random

from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.places import FOUNDED
from outcomes.management.demo.words import Script, Words
from participation.demonstration.actions import InventedPerson, invent_people
from participation.models import Area, Council, Organisation, Role, User

VOTERS_PER_HUNDRED = {Role.RESIDENT: 66, Role.CARER: 14, Role.SERVICE_USER: 11, Role.STAFF: 9}
SHARE_WITH_A_WARD = 0.8  # the others have shown an e-mail address and no postcode


class People:
    """Invents people in one council, where they live and what they are."""

    def __init__(self, script: Script, clerk: User, council: Council, calendar: Calendar) -> None:
        self._script, self._domain = script, script.mail_domain
        self._clerk, self._council, self._at = clerk, council, calendar.morning(FOUNDED)
        self._wards = {
            area.name: area
            for area in Area.objects.filter(council=council).valid_on(calendar.now.date())
        }
        self._organisations = {
            found.name: found for found in Organisation.objects.filter(council=council)
        }

    def accounts(self) -> dict[Role, User]:
        """One account for each role; who has a key beside it is there already."""
        people = [
            InventedPerson(
                email=account["email"],
                role=Role(account["role"]),
                name=account["name"],
                area=self.ward(account),
                organisation=self._organisations[account["organisation"]]
                if "organisation" in account
                else None,
            )
            for account in self._script.words("accounts")["accounts"]
            if "key" not in account
        ]
        return dict(zip((person.role for person in people), self._invent(people), strict=True))

    def authors(self, round_words: Words) -> dict[str, User]:
        """Who wrote each proposal of a round, by the proposal's key."""
        entry = round_words["proposals"]
        people = [
            InventedPerson(
                email=f"{proposal['key']}.{round_words['slug']}{self._domain}",
                role=Role(proposal["by"]),
                name=proposal.get("name", ""),
                area=self.ward(proposal),
            )
            for proposal in entry
        ]
        return dict(zip((proposal["key"] for proposal in entry), self._invent(people), strict=True))

    def voters(self, how_many: int) -> list[User]:
        """People who vote and say whether things worked."""
        return self._invent(list(self._electorate(how_many)))

    def ward(self, entry: Words) -> Area | None:
        """The ward that somebody's words name, if they name one."""
        return self._wards[entry["ward"]] if "ward" in entry else None

    def _electorate(self, how_many: int) -> Iterator[InventedPerson]:
        random = Random("electorate")  # noqa: S311  # a story, not a secret
        roles, wards = list(VOTERS_PER_HUNDRED), sorted(self._wards)
        for n in range(how_many):
            (role,) = random.choices(roles, list(VOTERS_PER_HUNDRED.values()))
            ward = (
                self._wards[random.choice(wards)] if random.random() < SHARE_WITH_A_WARD else None
            )
            yield InventedPerson(email=f"voter-{n + 1}{self._domain}", role=role, area=ward)

    def _invent(self, people: list[InventedPerson]) -> list[User]:
        return invent_people(by=self._clerk, council=self._council, people=people, at=self._at)
