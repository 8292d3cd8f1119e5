"""Slow drills with real workers: what is killed, frozen or flooded loses nothing. Prints a line for
each and fails.
"""

import html
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.casting import FORM, cast_asks
from bench.channels import every_channel
from bench.killed_closes import close_killed_at_ten_points
from bench.load import CSRF, Ask, send_all
from bench.mail_server import a_mail_server
from bench.parts_away import people_wait_for_nobody
from bench.restoring import restore_a_backup
from bench.upgrading import replace_the_servers
from tests.running import (
    HOUSE,
    NGINX,
    POSTGRESQL,
    Platform,
    a_platform,
    a_postgresql,
    a_proxy,
    a_redis,
    send,
)

FLOOD = 2000
SLOW_CLIENTS = 200
ROUNDS = 20  # times that somebody votes among them
PATIENCE = 2.0  # seconds within which they are answered
CROWD = 20  # people who cast at once
BALLOTS = 12  # that people cast in a poll of bench/spoiled_polls.py
FOLLOWERS = int(os.environ.get("FOLLOWERS", "10000"))
KILLED_AT = (0.0001, 0.2, 0.4, 0.6, 0.8)  # of them, when the worker that tells them is killed
LONGEST = 120  # seconds that a drill may take before it has failed


class Drill:
    """A platform, its Redis if it has one, and what its subscriber heard."""

    def __init__(self, platform: Platform, redis: "subprocess.Popen[bytes] | None") -> None:
        self.platform = platform
        self.redis = redis
        self.began = time.monotonic()

    def record(self, name: str, subjects: list[str]) -> None:
        self.platform.python(
            f"from tests.subscriber import record; record({name!r}, *{subjects!r})"
        )

    def heard(self) -> Counter[str]:
        file = self.platform.var / "heard"
        return Counter(file.read_text().split() if file.exists() else [])

    def until(self, condition: Callable[[], bool]) -> bool:
        while not condition() and time.monotonic() - self.began < LONGEST:
            time.sleep(0.2)
        return condition()

    def figures(self, subjects: list[str]) -> tuple[bool, str]:
        """Whether all were heard, and how it went in words."""
        everything = self.until(lambda: set(subjects) <= set(self.heard()))
        heard = self.heard()
        lost = len(set(subjects) - set(heard))
        twice = sum(times - 1 for times in heard.values())
        took = time.monotonic() - self.began
        return (
            everything,
            f"{len(subjects):5} events   {lost:5} lost   {twice:5} heard again   {took:6.1f} s",
        )


@contextmanager
def a_drill(*, with_redis: bool) -> Iterator[Drill]:
    """A drill with a platform of its own, and a Redis of its own if it is to have one."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        redis = None
        environment = {"DJANGO_SETTINGS_MODULE": "tests.subscriber_settings"}
        if with_redis:
            environment["REDIS_URL"], redis = stack.enter_context(a_redis(folder))
        platform = stack.enter_context(a_platform(folder / "platform", **environment))
        yield Drill(platform, redis)


def flood(*, with_redis: bool) -> tuple[bool, str]:
    """Two thousand events at once."""
    with a_drill(with_redis=with_redis) as drill:
        drill.platform.start_worker()
        drill.platform.start_beat()
        subjects = [str(n) for n in range(FLOOD)]
        drill.record("tests.happened", subjects)
        return drill.figures(subjects)


def kill_the_worker() -> tuple[bool, str]:
    """The worker is killed in the middle of a task; another takes its place."""
    with a_drill(with_redis=True) as drill:
        worker = drill.platform.start_worker()
        drill.platform.start_beat()
        drill.record("tests.dragged", ["dragged"])
        assert drill.until((drill.platform.var / "begun").exists)
        send(worker, signal.SIGKILL)
        drill.platform.start_worker()
        return drill.figures(["dragged"])


def freeze_redis() -> tuple[bool, str]:
    """Redis freezes for ten seconds while events happen."""
    with a_drill(with_redis=True) as drill:
        drill.platform.start_worker()
        drill.platform.start_beat()
        subjects = [str(n) for n in range(200)]
        drill.record("tests.happened", subjects[:100])
        send(drill.redis, signal.SIGSTOP)
        drill.record("tests.happened", subjects[100:])
        time.sleep(10)
        send(drill.redis, signal.SIGCONT)
        return drill.figures(subjects)


def slow_clients() -> tuple[bool, str]:
    """Two hundred clients dawdle at the shipped proxy, half in their headers and half in a form,
    while others vote.
    """
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        platform = stack.enter_context(a_platform(folder / "platform"))
        prepared = json.loads(
            platform.python("from bench.prepare import prepare; prepare()", seconds=900)
        )
        platform.start_web()
        port = stack.enter_context(a_proxy(folder, to=platform.port))
        cookies = prepared["newcomers"]
        votes = iter([cast_asks(prepared, "0", each, times=1)[0] for each in cookies])
        send_all(port, [[Ask("/healthz"), next(votes)]])  # warm
        stack.enter_context(dawdling(port, SLOW_CLIENTS))
        answers = [send_all(port, [[Ask("/healthz"), next(votes)]]) for _ in range(ROUNDS)]
    slowest = max(seconds for each in answers for seconds in each.seconds)
    statuses = sum((each.statuses for each in answers), Counter())
    return (
        set(statuses) == {200} and slowest < PATIENCE,
        f"{SLOW_CLIENTS:5} slow     {statuses[200]:5} of {2 * ROUNDS} answered   "
        f"slowest {slowest:.2f} s",
    )


@contextmanager
def dawdling(port: int, clients: int) -> Iterator[None]:
    """So many clients, each of which sends one more byte a second and never comes to an end."""
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nlogin="
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(clients)]
    over = threading.Event()

    def dawdle() -> None:
        while not over.wait(1):
            for each in sockets:
                with suppress(OSError):
                    each.sendall(b"a")

    for n, each in enumerate(sockets):
        each.sendall(head + (form if n % 2 else b"X-Slow: "))
    thread = threading.Thread(target=dawdle)
    thread.start()
    try:
        time.sleep(2)
        yield
    finally:
        over.set()
        thread.join()
        for each in sockets:
            each.close()


def unmount_a_key_folder() -> tuple[bool, str]:
    """A disk of keys goes away and comes back: nobody votes on half a key, and nothing is lost."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        platform = stack.enter_context(a_platform(folder / "platform"))
        polls = json.loads(platform.python("from tests.key_folder import begin; begin()"))

        def answers() -> list[int | bool]:
            found: list[int | bool] = json.loads(
                platform.python(f"from tests.key_folder import ask; ask(*{polls!r})")
            )
            return found

        mounted = platform.var / "keys-second-copy"
        away = mounted.rename(folder / "away")
        mounted.mkdir(mode=0o700)  # the bare place where the disk was
        without, made = answers(), list(mounted.iterdir())
        mounted.rmdir()
        away.rename(mounted)
        again = answers()
    return (
        without == [503, 503, False] and not made and again == [200, 200, True],
        f"away: ready {without[0]}, vote {without[1]}   back: ready {again[0]}, vote {again[1]}",
    )


def roll_back_a_state_row() -> tuple[bool, str]:
    """A closed poll's row is set back to open while twenty people cast: none is taken, no page says
    that it is open, and beat puts the row right with an alarm.
    """
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        platform = stack.enter_context(a_platform(folder / "platform"))
        poll, crowd = json.loads(
            platform.python(f"from bench.spoiled_polls import roll_back; roll_back({CROWD})")
        )
        platform.start_web(workers=2)
        before = told_of(platform, poll)
        cast = f"/polls/{poll}/vote/cast/"
        answers = send_all(platform.port, [[Ask(cast, each, FORM)] for each in crowd])
        during = told_of(platform, poll)
        page = body_of(platform, f"/polls/{poll}/vote/", crowd[0])
        says_closed = "Voting has ended" in page and "You can vote until" not in page
        platform.start_worker()
        platform.start_beat()
        is_right = until(lambda: told_of(platform, poll)[0] == "closed")
        has_alarm = "poll_reopened_by_hand" in platform.logs()
    taken = during[2] - before[2]
    return (
        (before[0], taken, dict(answers.statuses)) == ("open", 0, {409: CROWD})
        and says_closed
        and is_right
        and has_alarm,
        f"{CROWD:5} cast     {taken:5} taken   page {'closed' if says_closed else 'OPEN'}   "
        f"row {'right again' if is_right else 'WRONG'}   alarm {'yes' if has_alarm else 'NO'}",
    )


def throw_in_a_garbage_ballot() -> tuple[bool, str]:
    """One row among a poll's ballots does not unseal: the count stops and says so, two officers
    leave it out, and the count ends.
    """
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        platform = stack.enter_context(a_platform(folder / "platform"))
        poll, (officer, colleague) = json.loads(
            platform.python("from bench.spoiled_polls import throw_in_garbage; throw_in_garbage()")
        )
        platform.start_web()
        platform.start_worker()
        platform.start_beat()
        stops = until(lambda: told_of(platform, poll)[1] == "seal")
        words = "A sealed ballot cannot be opened."
        vote, desk, decide = f"/polls/{poll}/vote/", "/tasks/", f"/polls/{poll}/decide/"
        says_so = words in body_of(platform, vote) and words in body_of(platform, desk, officer)
        proposal = {"kind": "exclude", "reason": "Nobody made it.", "csrfmiddlewaretoken": CSRF}
        body_of(platform, decide, officer, proposal)
        waiting = re.search(rf"{decide}\d+/confirm/", body_of(platform, decide, colleague))
        body_of(platform, waiting[0] if waiting else decide, colleague, proposal)
        until(lambda: bool(result(platform, poll)))
        counted = result(platform, poll)
    left_out = counted.get("excluded", [{"ballots": 0}])[0]["ballots"]
    return (
        stops and says_so and left_out == 1 and counted.get("ballots") == BALLOTS,
        f"count {'stopped' if stops else 'WENT ON'}   pages {'say so' if says_so else 'SILENT'}   "
        f"{left_out} left out   {counted.get('ballots', 0)} counted",
    )


def hear_once(*, on_a_server: bool) -> tuple[bool, str]:
    """Ten thousand follow a round, one thing happens in it, and the worker that tells them is
    killed five times: each hears once. A worker that is killed between the mail server's yes and
    its own mark leaves one letter that comes again under the same Message-ID, which is told apart.
    """
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        mail = stack.enter_context(a_mail_server())
        told = {"DJANGO_SETTINGS_MODULE": "bench.drill_settings"}
        told["EMAIL_URL"] = f"smtp://127.0.0.1:{mail.port}"
        database = ""
        if on_a_server:
            database = stack.enter_context(a_postgresql()).address
            told["REDIS_URL"], _redis = stack.enter_context(a_redis(folder))
        platform = stack.enter_context(
            a_platform(folder / "platform", database_url=database, **told)
        )
        platform.python(f"from bench.followers import prepare; prepare({FOLLOWERS})", seconds=300)
        worker = platform.start_worker()
        platform.start_beat()
        platform.python("from bench.followers import happen; happen()")
        began, patiently = time.monotonic(), {"pause": 0.05, "longest": 600.0}
        for share in KILLED_AT:
            enough = FOLLOWERS * share
            if not until(lambda enough=enough: len(mail.heard()) >= enough, **patiently):
                break
            platform.kill(worker)
            worker = platform.start_worker()
        all_heard = until(lambda: len(mail.heard()) == FOLLOWERS, **patiently)
        took = time.monotonic() - began
        nothing_waits = until(
            lambda: platform.python("from bench.followers import waiting; waiting()") == "0"
        )
        heard, twice, copies = len(mail.heard()), mail.told_twice(), mail.copies()
    return (
        all_heard and nothing_waits and not twice and copies <= len(KILLED_AT),
        f"{FOLLOWERS:5} follow   {FOLLOWERS - heard:5} not told   {twice:5} told twice   "
        f"{copies:5} second copies   {took:6.1f} s",
    )


def search_for_leaks() -> tuple[bool, str]:
    """Two hundred vote by every channel, and nothing that is left anywhere links one of them to a
    choice: the tests of bench/leaks.py.
    """
    run = [sys.executable, "-m", "pytest", "-qrfE", "-p", "no:cacheprovider", "bench/leaks.py"]
    done = subprocess.run(run, cwd=HOUSE, capture_output=True, text=True, check=False)
    failed = re.findall(r"^(?:FAILED|ERROR) \S*::(\w+)", done.stdout, re.MULTILINE)
    return done.returncode == 0, ", ".join(failed) or "nothing found"


def told_of(platform: Platform, poll: str) -> tuple[str, str, int, dict[str, Any]]:
    """A poll's state, what stopped it, how many ballots it holds, and its result's manifest."""
    found = platform.python(f"from bench.spoiled_polls import tell; tell({poll!r})")
    state, stop, held, manifest = json.loads(found)
    return state, stop, held, manifest


def result(platform: Platform, poll: str) -> dict[str, Any]:
    """The manifest of a poll's result, {} until it is counted."""
    return told_of(platform, poll)[3]


def body_of(
    platform: Platform, path: str, cookies: str = "", form: dict[str, str] | None = None
) -> str:
    """What a page says to whoever has these cookies."""
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=60)
    try:
        return html.unescape(Ask(path, cookies, form).send(connection)[1].decode())
    finally:
        connection.close()


def until(condition: Callable[[], bool], *, pause: float = 2, longest: float = LONGEST) -> bool:
    """Whether something comes true before a drill has failed."""
    end = time.monotonic() + longest
    while not (holds := condition()) and time.monotonic() < end:
        time.sleep(pause)
    return holds


DRILLS: dict[str, Callable[[], tuple[bool, str]]] = {
    "flood, file-based broker": lambda: flood(with_redis=False),
    "flood, Redis": lambda: flood(with_redis=True),
    "key folder unmounted": unmount_a_key_folder,
    "state row rolled back": roll_back_a_state_row,
    "garbage ballot": throw_in_a_garbage_ballot,
    "worker killed in a task, Redis": kill_the_worker,
    "Redis frozen for 10 s": freeze_redis,
    "followers, file-based broker": lambda: hear_once(on_a_server=False),
    "followers, PostgreSQL and Redis": lambda: hear_once(on_a_server=True),
    "parts away, Redis": people_wait_for_nobody,
    "restore, SQLite": lambda: restore_a_backup(on_a_server=False),
    "restore, PostgreSQL": lambda: restore_a_backup(on_a_server=True),
    "servers replaced, nginx": replace_the_servers,
    "200 slow clients, nginx": slow_clients,
    "channels, PostgreSQL and Redis": every_channel,
    "close killed, PostgreSQL, Redis": close_killed_at_ten_points,
    "leaks, PostgreSQL and Redis": search_for_leaks,
}
COLLECTED = HOUSE / "var" / "static" / "staticfiles.json"
NEEDS = {"PostgreSQL": POSTGRESQL, "Redis": shutil.which("redis-server"), "nginx": NGINX}


def main() -> int:
    """Run every drill that this machine can, or those whose names hold the words given; 1 if one
    failed.
    """
    if not COLLECTED.exists():
        print("Run `make static` first: without it every page answers 500.")
        return 1
    failed = 0
    for name, drill in DRILLS.items():
        if not all(word in name for word in sys.argv[1:]):
            continue
        if missing := [need for need, found in NEEDS.items() if need in name and not found]:
            print(f"not run  {name}: install {missing[0].lower()} to run it", flush=True)
            continue
        passed, words = drill()
        failed += not passed
        print(f"{'ok    ' if passed else 'FAILED'}  {name:32}{words}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
