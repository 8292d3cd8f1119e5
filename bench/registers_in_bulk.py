"""What the row "register-import" measures; runs inside the platform and prints JSON."""

import json
import secrets
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from participation.models import RegisterEntry, RegisterVersion, Role, VoterRegister
from participation.voter_registers.actions.checking import check_register
from participation.voter_registers.actions.keeping import begin_register, take_register
from participation.voter_registers.actions.sending import confirm_columns, send_register
from tests import make

LINES = 200_000
PORTION = 5000  # rows in one transaction


def measure() -> None:
    """Take a short list and a long one, and print how long it took; runs inside the platform."""
    council = make.a_council(host=None)
    make.make_eligibility_key(council=council)
    make.a_postcode(make.a_ward(council, name="Riverside"), "NB1 1AA")
    officer = make.a_person(council, Role.OFFICER)
    _taken(council, officer, "Warm", 1000)
    figures: dict[str, object] = {}
    for name, lines in {"few": LINES // 10, "many": LINES}.items():
        seconds, version = _taken(council, officer, name, lines)
        figures[name] = {"lines": lines, "seconds": seconds}
    figures["stored"] = _seconds(lambda: _store_nothing(version))
    print(json.dumps(figures))


def _taken(council, officer, name: str, lines: int) -> tuple[float, RegisterVersion]:
    """How long it takes a worker and an officer from the columns to a register in force."""
    acts = {"by": officer, "at": timezone.now()}
    register = begin_register(
        council=council, name=name, kind=VoterRegister.Kind.BIRTH, is_electoral=False, **acts
    )
    version = send_register(register=register, content=_file(lines), **acts)
    columns = dict(version.columns.exclude(use="").values_list("position", "use"))

    def take() -> None:
        confirm_columns(version=version, uses=columns, **acts)
        check_register(version=version.pk, today=timezone.localdate())
        take_register(version=version, reason="The first.", **acts)

    seconds = _seconds(take)
    assert RegisterEntry.objects.filter(version=version).count() == lines
    return seconds, version


def _file(lines: int) -> bytes:
    rows = (
        f"Person{n},NB1 1AA,{n % 28 + 1}/{n // 28 % 12 + 1}/{1930 + n % 70},Riverside"
        for n in range(lines)
    )
    return "\n".join(["Surname,Postcode,Date of birth,Ward", *rows]).encode()


def _store_nothing(version: RegisterVersion) -> None:
    """Rows as those of a register, of random bytes."""
    for _ in range(0, LINES, PORTION):
        with transaction.atomic():
            RegisterEntry.objects.bulk_create(
                RegisterEntry(
                    version=version, entry=secrets.token_bytes(32), mac=secrets.token_bytes(32)
                )
                for _ in range(PORTION)
            )


def _seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
