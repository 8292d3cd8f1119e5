"""Breaks the application's own code in small ways, one at a time, and sees whether the tests that
run the broken lines notice: `make mutants`.

What was changed last comes first. What has been tried is kept under var/, and not tried again while
its file is the same, and what was not noticed while its tests are the same too. `--sample 300`
tries so many, drawn by lot with `--seed`; words, as in `actions permissions`, are folders or names
of files to choose from. `known.json` keeps the figures by file.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.mutants.faults import NARROWING, Fault, faults_of, own_narrowings
from bench.mutants.ground import APPS, HOUSE, Ground, known_to_git
from bench.mutants.reach import MOST_SECONDS, hash_of

KNOWN = Path(__file__).with_name("known.json")
PLACE = Path(os.environ.get("PLACE", HOUSE / "var" / "mutants")) / "application"
# The engines have a tool of their own, migrations are history, and the demonstration is a story.
NOT_TRIED = ("/engines/", "/migrations/", "/management/")
ROOMS = ("actions", "permissions", "queries", "views", "api", "forms", "models", "words", "tasks")


def application_files(house: Path = HOUSE) -> list[str]:
    """Return the path of every file that is tried."""
    paths = [path for app in APPS for path in (house / app).rglob("*.py")]
    paths += (house / "templates").rglob("*.html")
    names = [path.relative_to(house).as_posix() for path in sorted(paths)]
    return [name for name in names if not any(part in name for part in NOT_TRIED)]


def changed_last_first(files: Sequence[str]) -> list[str]:
    """Return the files in the order in which they were changed, the last first."""
    command = ["git", "log", "--format=", "--name-only"]
    done = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True)
    changed = dict.fromkeys([*known_to_git("--modified", "--others"), *done.stdout.split()])
    place = {file: n for n, file in enumerate(changed)}
    return sorted(files, key=lambda file: (place.get(file, len(place)), file))


def is_named(file: str, words: Sequence[str]) -> bool:
    """Whether a path has one of these as a folder or a name; always, if there are none."""
    return not words or bool(set(words) & {part.split(".")[0] for part in file.split("/")})


def room_of(file: str) -> str:
    """Return the room that a file is in, or what it is instead."""
    if file.endswith(".html"):
        return "templates"
    return next((room for room in ROOMS if is_named(file, [room])), "other")


class Results:
    """What has been tried, a line each, so that a run may be stopped at any moment."""

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        lines = kept.read_text().splitlines() if kept.exists() else []
        self.rows = {row["fault"]: row for row in map(json.loads, lines)}

    def of(self, fault: Fault, text: bytes, tests: bytes | None = None) -> str | None:
        """Return what noticed a fault in a file that is as it was then, "" if nothing did; None if
        it has not been tried, or passed other tests than these.
        """
        row = self.rows.get(fault.name)
        if row is None or row["file"] != hash_of(text):
            return None
        is_old = not row["by"] and tests is not None and row["tests"] != hash_of(tests)
        return None if is_old else row["by"]

    def add(self, fault: Fault, text: bytes, tests: bytes, by: str) -> None:
        """Keep what noticed it."""
        row = {"fault": fault.name, "file": hash_of(text), "tests": hash_of(tests), "by": by}
        self.rows[fault.name] = row
        with self.kept.open("a") as file:
            file.write(json.dumps(row) + "\n")


def figures(
    faults: Mapping[str, Sequence[Fault]], texts: Mapping[str, bytes], results: Results
) -> dict[str, dict[str, object]]:
    """Return the figures of each file of which anything has been tried as it is now."""
    found = {}
    for file, each in faults.items():
        tried = [by for fault in each if (by := results.of(fault, texts[file])) is not None]
        if tried:
            found[file] = {
                "hash": hash_of(texts[file]),
                "mutants": len(each),
                "tried": len(tried),
                "noticed": sum(by != "" for by in tried),
            }
    return found


def record(found: Mapping[str, object], known: Path = KNOWN) -> None:
    """Write these figures beside those of the engines."""
    engines = {f: row for f, row in json.loads(known.read_text()).items() if "/engines/" in f}
    known.write_text(json.dumps(dict(sorted({**engines, **found}.items())), indent=1) + "\n")


def tell(tried: Mapping[Fault, str]) -> None:
    """Print what was not noticed, and how many were, by room."""
    for fault, by in tried.items():
        if not by:
            print(f"passed  {fault.name}")
    together = Counter(room_of(fault.file) for fault in tried)
    noticed = Counter(room_of(fault.file) for fault, by in tried.items() if by)
    rows = [*together, "all"]
    together["all"], noticed["all"] = together.total(), noticed.total()
    for room in rows:
        share = noticed[room] / max(together[room], 1)
        print(f"{room:12} {noticed[room]:5} of {together[room]:5} noticed   {share:.1%}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is asked for, record the figures, and tell what was not noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("words", nargs="*", help="folders or names of files; all, without any")
    parser.add_argument("--sample", type=int, help="so many, drawn by lot")
    parser.add_argument("--seed", type=int, default=1, help="the same lot each time")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="of tests for a fault")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="then stop")
    parser.add_argument("--measured", action="store_true", help="go by the tests measured so far")
    asked = parser.parse_args(arguments)
    PLACE.mkdir(parents=True, exist_ok=True)
    ground, results = Ground(PLACE), Results(PLACE / "results.jsonl")
    ground.prepare()
    if not asked.measured:
        ground.measure()
    reach = ground.reach()

    narrowing = NARROWING | own_narrowings(ground.house, APPS)
    files = changed_last_first(application_files())
    texts = {file: (ground.house / file).read_bytes() for file in files}
    faults = {file: faults_of(file, text, narrowing) for file, text in texts.items()}
    wanted = [fault for file in files if is_named(file, asked.words) for fault in faults[file]]
    if asked.sample:
        lot = random.Random(asked.seed)
        wanted = lot.sample(wanted, min(asked.sample, len(wanted)))

    tried: dict[Fault, str] = {}
    until = time.monotonic() + asked.minutes * 60
    try:
        for n, fault in enumerate(wanted, 1):
            tests = reach.of(fault, asked.seconds)
            its_files = sorted({test.partition("::")[0] for test in tests})
            its_tests = b"".join((ground.house / test).read_bytes() for test in its_files)
            by = results.of(fault, texts[fault.file], its_tests)
            if by is None:
                if time.monotonic() > until:
                    continue
                with ground.broken(fault):
                    by = ground.noticed_by(tests, sum(reach.tests[test] for test in tests))
                results.add(fault, texts[fault.file], its_tests, by)
                print(f"{n:5} {'noticed' if by else 'PASSED '} {fault.name}  {by}", flush=True)
            tried[fault] = by
    finally:
        record(figures(faults, texts, results))
        tell(tried)
    return 0


if __name__ == "__main__":
    sys.exit(main())
