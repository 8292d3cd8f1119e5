"""A drill of the close: a poll whose time is over is closed and counted by two workers, which are
killed at ten points of it, and what is published is the same bytes as where nobody was killed.

A point is told by what has been done, as the database shows it to others: that the electors are
being frozen, how many parts are opened, how many lines are written. The lines are seen by the
numbers they took, since a transaction gives none back and hides all else.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen
from uuid import UUID

import psycopg2

from priorities.engines.keys import lease_id
from tests.running import HOUSE, Platform, a_platform, a_postgresql, a_redis_server

BALLOTS = int(os.environ.get("BALLOTS", "12000"))
AT_ONCE = max(2, BALLOTS // 12)  # so that there are a dozen parts
LONGEST = 180.0  # seconds from a beginning, or a killing, to the result
EVERYBODY, WHO_COUNTS, WHO_HELPS = "both", "who counts", "who helps"
WORKERS = ("one", "other")  # what the database calls them


class Point(NamedTuple):
    """When somebody is killed: `share` of what is `done` is there."""

    done: str
    share: float
    dies: str


POINTS = (
    Point("freezing", 0, WHO_COUNTS),
    Point("opened", 0, EVERYBODY),
    Point("opened", 1 / 3, WHO_HELPS),
    Point("opened", 2 / 3, WHO_COUNTS),
    Point("opened", 1, EVERYBODY),
    Point("written", 0, WHO_COUNTS),
    Point("written", 1 / 4, EVERYBODY),
    Point("written", 1 / 2, WHO_COUNTS),
    Point("written", 3 / 4, EVERYBODY),
    Point("written", 1, EVERYBODY),
)

_SEEN = """
    SELECT (SELECT min(application_name) FROM pg_stat_activity WHERE application_name = ANY(%s)
                AND state = 'active' AND query LIKE '%%INSERT INTO priorities_electoratclosing%%'),
           (SELECT min(application_name) FROM pg_stat_activity JOIN pg_locks USING (pid)
                WHERE locktype = 'advisory' AND objsubid = 1
                AND (classid::bigint << 32) | objid::bigint = %s),
           (SELECT count(*) FROM priorities_countpart),
           (SELECT count(sealed) FROM priorities_countpart),
           (SELECT last_value FROM priorities_resultline_id_seq),
           EXISTS (SELECT FROM priorities_result)
"""
_STILL_AT_WORK = "SELECT 1 FROM pg_stat_activity WHERE application_name = ANY(%s)"
_PUBLISHED = """
    SELECT manifest, signature, public_key, margins::text, breakdowns::text, verifier
    FROM priorities_result
"""
_LINES = "SELECT question, tag, line FROM priorities_resultline ORDER BY position"
_LEFT = """
    SELECT (SELECT count(*) FROM priorities_countpart),
           (SELECT count(*) FROM priorities_countpiece),
           (SELECT count(*) FROM priorities_logentry WHERE kind IN ('closed', 'counted')),
           (SELECT count(*) FROM priorities_electoratclosing)
"""


class Seen(NamedTuple):
    """How far a close is: the worker that freezes, the one that counts, the parts there are and
    those that are opened, the number of the last line, and whether there is a result.
    """

    freezes: str | None
    counts: str | None
    parts: int
    opened: int
    line: int
    is_published: bool


@dataclass
class Close:
    """One poll that is closed again and again, and whoever does it."""

    platform: Platform
    poll: str
    workers: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    before: int = 0  # the number of the last line when the close began

    def rows(self, statement: str, *facts: object) -> list[tuple[Any, ...]]:
        with self.database.cursor() as cursor:
            cursor.execute(statement, facts)
            return list(cursor.fetchall())

    def seen(self) -> Seen:
        return Seen(*self.rows(_SEEN, list(WORKERS), lease_id(UUID(self.poll)))[0])

    def begin(self) -> None:
        """Undo the close, and let those who do it begin."""
        self.platform.python(f"from bench.large_polls import reopen_one; reopen_one({self.poll!r})")
        self.before = self.seen().line
        self.hire()

    def hire(self) -> None:
        """Start the workers that are not there."""
        for name in set(WORKERS) - set(self.workers):
            self.workers[name] = self.platform.start_worker(PGAPPNAME=name)

    def kill(self, point: Point, seen: Seen) -> bool:
        """Kill whoever is to die at a point; return whether that was before there was a result."""
        chief = seen.freezes or seen.counts
        dying = {
            EVERYBODY: WORKERS,
            WHO_COUNTS: [name for name in WORKERS if name == chief],
            WHO_HELPS: [name for name in WORKERS if name != chief],
        }
        for name in dying[point.dies]:
            self.platform.kill(self.workers.pop(name))
        gone = [name for name in WORKERS if name not in self.workers]
        while self.rows(_STILL_AT_WORK, gone):  # what the dead had asked for may still be done
            time.sleep(0.01)
        return not self.seen().is_published

    def told(self, point: Point, seen: Seen) -> str:
        """Where a close was when somebody was killed."""
        done = {
            "freezing": "freezing",
            "opened": f"{seen.opened}/{seen.parts} opened",
            "written": f"{seen.line - self.before} written",
        }
        return f"{done[point.done]} ({point.dies})"

    def is_at(self, point: Point, seen: Seen) -> bool:
        if point.done == "freezing":
            return seen.freezes is not None
        if seen.counts is None:
            return False
        if point.done == "opened":
            return seen.parts > 0 and seen.opened >= point.share * seen.parts
        return seen.line - self.before >= max(1, point.share * BALLOTS)

    def wait_for(self, point: Point) -> Seen:
        """What is to be seen when a close comes to a point; it may be over before."""
        deadline = time.monotonic() + LONGEST
        while not self.is_at(point, seen := self.seen()) and not seen.is_published:
            assert time.monotonic() < deadline, f"{point}: {seen}\n{self.platform.logs()}"
            time.sleep(0.001)
        return seen

    def wait_for_result(self) -> float:
        """The seconds that a close still takes."""
        began = time.monotonic()
        while not self.seen().is_published:
            is_late = time.monotonic() > began + LONGEST
            assert not is_late, f"Not published: {self.seen()}\n{self.platform.logs()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def published(self) -> str:
        """A hash of all that was published and kept with it."""
        told = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in self._cells()]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def _cells(self) -> Iterator[object]:
        for statement in (_PUBLISHED, _LINES):
            for row in self.rows(statement):
                yield from row

    def left(self) -> tuple[int, ...]:
        """Parts, pieces, closings and counts in the log, and frozen electors that are there."""
        return tuple(self.rows(_LEFT)[0])

    @property
    def database(self) -> "psycopg2.extensions.connection":
        if not hasattr(self, "_database"):
            self._database = psycopg2.connect(self.platform.environment["DATABASE_URL"])
            self._database.autocommit = True
        return self._database


@contextmanager
def a_close() -> Iterator[Close]:
    """A platform with servers of its own, and a poll whose time is over."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        postgresql = stack.enter_context(a_postgresql())
        redis = stack.enter_context(a_redis_server(folder))
        platform = stack.enter_context(
            a_platform(
                folder / "platform",
                database_url=postgresql.address,
                REDIS_URL=redis.address,
                DJANGO_SETTINGS_MODULE="bench.drill_settings",
                BALLOTS_AT_ONCE=str(AT_ONCE),
                STATIC_COLLECTED="1",
                STATIC_ROOT=str(HOUSE / "var" / "static"),
            )
        )
        make = f"from bench.large_polls import leave_one_due; leave_one_due({BALLOTS})"
        close = Close(platform, json.loads(platform.python(make, seconds=900)))
        stack.enter_context(closing(close.database))
        platform.start_beat()
        yield close


def close_killed_at_ten_points() -> tuple[bool, str]:
    """A close with two workers, once undisturbed, and once killed at each point."""
    faults: list[str] = []
    with a_close() as close:
        close.begin()
        close.wait_for(POINTS[1])
        undisturbed = close.wait_for_result()
        whole, left = close.published(), close.left()
        killed, took = list[str](), list[float]()
        for point in POINTS:
            for _attempt in range(3):  # a result may come between a look and a killing
                close.begin()
                seen = close.wait_for(point)
                if was_in_time := close.kill(point, seen):
                    killed.append(close.told(point, seen))
                    break
            close.hire()
            took.append(close.wait_for_result())
            if not was_in_time:
                faults.append(f"never killed: {point}")
            if close.published() != whole:
                faults.append(f"other bytes: {point}")
            if close.left() != left:
                faults.append(f"left {close.left()}, not {left}: {point}")
        faults += verified(close)
    return (
        not faults and left == (0, 0, 2, BALLOTS),
        f"{BALLOTS:5} ballots   killed at {len(killed)} points: {', '.join(killed)}   "
        f"undisturbed {undisturbed:.1f} s, after a killing {min(took):.1f} to {max(took):.1f} s   "
        f"{'; '.join(faults) or 'the same bytes each time'}",
    )


def verified(close: Close) -> list[str]:
    """What `verify.py` has to say against the bundle that people download."""
    close.platform.start_web()
    base = close.platform.base_url
    with urlopen(f"{base}/api/v1/polls/{close.poll}/") as told:
        files = json.load(told)["files"]
    with tempfile.TemporaryDirectory() as name:
        for address in files:
            with urlopen(f"{base}/{address.split('/', 3)[3]}") as file:
                (Path(name) / address.rpartition("/")[2]).write_bytes(file.read())
        run = [sys.executable, f"{name}/verify.py", name]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
    return [f"verify.py: {done.stdout[-200:]}"] if done.returncode else []
