"""What the row "data-import" measures; runs inside the platform and prints JSON."""

import io
import json
from time import perf_counter

from django.db import connection
from django.utils import timezone

from participation.data_imports.actions import confirm_data, read_data, send_data, take_data
from participation.models import DataImport, Postcode, Role, Service
from tests import make

POSTCODES, SERVICES = 200_000, 10_000


def measure() -> None:
    """Take both files twice, and print how long each took."""
    council = make.a_council(host=None)
    ward = make.a_ward(council, name="Riverside")
    sector = make.a_sector(council)
    officer = make.a_person(council, Role.OFFICER)
    postcodes = _postcodes(ward.code)
    services = _services()

    def taken(**facts) -> float:
        return _seconds(lambda: _take(council, officer, **facts))

    figures: dict[str, object] = {
        "postcodes": {
            each: taken(kind="postcodes", content=postcodes) for each in ("first", "again")
        }
    }
    figures["services"] = {
        each: taken(kind="services", sector=sector, content=services) for each in ("first", "again")
    }
    assert (Postcode.objects.count(), Service.objects.count()) == (POSTCODES, SERVICES)
    figures["copied"] = _seconds(lambda: _copy(ward.pk, council.pk))
    print(json.dumps(figures))


def _take(council, officer, **facts) -> None:
    acts = {"by": officer, "at": timezone.now()}
    told = {"file_name": "bench.csv", "source": "Made up", "licence": DataImport.Licence.OWN}
    found = send_data(council=council, **told, **facts, **acts)
    read_data(key=found.pk, at=timezone.now())
    confirm_data(found=found, **acts)
    take_data(key=found.pk, at=timezone.now())
    assert DataImport.objects.get(pk=found.pk).is_taken


def _code(n: int) -> str:
    letters = "ABDEFGHJLN"
    area, district = f"N{letters[n // 20_000 % 10]}", n // 200 % 100
    return f"{area}{district} {n % 10}{letters[n // 10 % 10]}{letters[n // 100 % 2]}"


def _postcodes(ward: str) -> bytes:
    rows = (f"{_code(n)},{ward}" for n in range(POSTCODES))
    return "\n".join(["pcds,wd25cd", *rows]).encode()


def _services() -> bytes:
    rows = (f"1-{n},Home {n},Care home,NB1 1AA,Provider {n % 500}" for n in range(SERVICES))
    return "\n".join(["cqc_id,name,type,postcode,provider", *rows]).encode()


def _copy(area: int, council: int) -> None:
    """The same rows by COPY; on SQLite by the fastest that it has."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE copied (council int, code text UNIQUE, area int)")
        if connection.vendor == "postgresql":
            rows = "".join(f"{council}\t{_code(n)}\t{area}\n" for n in range(POSTCODES))
            cursor.cursor.copy_expert("COPY copied FROM STDIN", io.StringIO(rows))
        else:
            cursor.executemany(
                "INSERT INTO copied VALUES (%s, %s, %s)",
                [(council, _code(n), area) for n in range(POSTCODES)],
            )


def _seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
