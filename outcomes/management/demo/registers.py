"""A register of voters: invented people of a panel, taken as an officer takes a council's list."""

from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.places import FOUNDED
from outcomes.management.demo.words import Script
from participation.models import Council, User
from participation.voter_registers.actions.checking import check_register
from participation.voter_registers.actions.keeping import begin_register, take_register
from participation.voter_registers.actions.sending import confirm_columns, send_register
from participation.voter_registers.models import VoterRegister

LIST = "register.csv"


def keep(script: Script, officer: User, council: Council, calendar: Calendar) -> VoterRegister:
    """The register in force, by which people of it vote where a poll asks for one."""
    day = calendar.morning(FOUNDED)
    register = begin_register(
        by=officer,
        council=council,
        name=script.council["register"]["name"],
        kind=VoterRegister.Kind.BIRTH,
        is_electoral=False,
        at=day,
    )
    content = script.file(LIST)
    version = send_register(by=officer, register=register, content=content, at=day)
    columns = dict(version.columns.exclude(use="").values_list("position", "use"))
    confirm_columns(by=officer, version=version, uses=columns, at=day)
    check_register(version=version.pk, today=day.date())
    take_register(by=officer, version=version, at=day)
    return register
