"""Slow drills with real workers: what is killed, frozen or flooded loses nothing. Prints a line for
each and fails.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.running import Platform, a_platform, a_redis, send

FLOOD = 2000
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


DRILLS: dict[str, Callable[[], tuple[bool, str]]] = {
    "flood, file-based broker": lambda: flood(with_redis=False),
    "flood, Redis": lambda: flood(with_redis=True),
    "worker killed in a task, Redis": kill_the_worker,
    "Redis frozen for 10 s": freeze_redis,
}


def main() -> int:
    """Run every drill that this machine can, or those whose names hold the words given; 1 if one
    failed.
    """
    failed = 0
    for name, drill in DRILLS.items():
        if not all(word in name for word in sys.argv[1:]):
            continue
        if "Redis" in name and not shutil.which("redis-server"):
            print(f"not run  {name}: needs redis-server", flush=True)
            continue
        passed, words = drill()
        failed += not passed
        print(f"{'ok    ' if passed else 'FAILED'}  {name:32}{words}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
