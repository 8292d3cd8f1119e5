"""Runs the bench: `make bench`, or `python -m bench cast-flat page-weight` for some rows. Writes
var/bench.json.
"""

import json
import os
import platform as machine
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg2

from bench.casting import cast_by_code, cast_flat, cast_storm, cast_vs_floor
from bench.code_batches import code_batch
from bench.counting import COUNTED
from bench.counting_in_parts import count_in_parts
from bench.data_imports import data_import
from bench.growing import dashboard, summary_growth
from bench.listing import list_flat
from bench.measure import Row
from bench.register_imports import register_import
from bench.verifying import VERIFIED
from bench.weighing import page_weight
from tests.running import HOUSE, Platform, a_platform, a_redis

SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
SHIPPED = {"STATIC_COLLECTED": "1", "STATIC_ROOT": str(HOUSE / "var" / "static")}

PREPARED: dict[str, Callable[..., Row]] = {
    "cast-vs-floor": cast_vs_floor,
    "cast-by-code": cast_by_code,
    "cast-flat": cast_flat,
    "cast-storm": cast_storm,
    "list-flat": list_flat,
}
GROWN: dict[str, Callable[[Platform], Row]] = {
    "summary-growth": summary_growth,
    "dashboard": dashboard,
}
ALONE: dict[str, Callable[[Platform], Row]] = {
    "code-batch": code_batch,
    "register-import": register_import,
    "data-import": data_import,
    "count-in-parts": count_in_parts,
}
DEMO: dict[str, Callable[[Platform], Row]] = {"page-weight": page_weight}


def reachable(server: str) -> str:
    """The server's address, or "" where no PostgreSQL answers."""
    try:
        psycopg2.connect(server, connect_timeout=3).close()
    except psycopg2.Error:
        return ""
    return server


@contextmanager
def own_platform(database_url: str, **environment: str) -> Iterator[Platform]:
    """A platform with a database and a Redis of its own, gone afterwards."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-bench-"))
        )
        if database_url and shutil.which("redis-server"):
            environment["REDIS_URL"], _ = stack.enter_context(a_redis(folder))
        yield stack.enter_context(
            a_platform(folder / "platform", database_url=database_url, **SHIPPED, **environment)
        )


def rows(wanted: set[str], database_url: str) -> Iterator[Row]:
    """Every wanted row, as it is measured."""
    if wanted & set(PREPARED):
        with own_platform(database_url) as platform:
            prepared = json.loads(
                platform.python("from bench.prepare import prepare; prepare()", seconds=900)
            )
            web = platform.start_web(workers=2)
            for name, measure in PREPARED.items():
                if name in wanted:
                    yield measure(platform, web, prepared)
    if wanted & set(GROWN) and database_url:  # a million observations are made by PostgreSQL
        with own_platform(database_url) as platform:
            for measure in GROWN.values():
                yield measure(platform)
    if wanted & set(DEMO):
        with own_platform(database_url, DEMO="1") as platform:
            platform.manage("make_demo", "--ballots", "60", seconds=600)
            platform.start_web()
            for name, measure in DEMO.items():
                if name in wanted:
                    yield measure(platform)
    if wanted & set(ALONE):
        with own_platform(database_url) as platform:
            yield from (measure(platform) for name, measure in ALONE.items() if name in wanted)
    alone = {**COUNTED, **VERIFIED}
    yield from (measure() for name, measure in alone.items() if name in wanted)


def main() -> int:
    """Print a line a row, write them all, and return 1 if one missed its bar."""
    wanted = set(sys.argv[1:]) or {*PREPARED, *GROWN, *DEMO, *ALONE, *COUNTED, *VERIFIED}
    database_url = reachable(SERVER)
    print(
        f"{'PostgreSQL' if database_url else 'SQLite'}, {os.cpu_count()} cores, Python "
        f"{machine.python_version()}"
    )
    found = []
    for row in rows(wanted, database_url):
        found.append(row)
        print(
            f"{'ok    ' if row.passed else 'MISSED'}  {row.name:18} {row.words}   ({row.bar})",
            flush=True,
        )
    _write(found, database_url)
    return int(not all(row.passed for row in found))


def _write(found: list[Row], database_url: str) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    report = {
        "commit": commit.stdout.strip(),
        "database": "PostgreSQL" if database_url else "SQLite",
        "python": machine.python_version(),
        "cores": os.cpu_count(),
        "rows": [vars(row) for row in found],
    }
    (HOUSE / "var").mkdir(exist_ok=True)
    (HOUSE / "var" / "bench.json").write_text(
        json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
