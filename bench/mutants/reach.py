"""Which tests run which lines and draw which templates, measured with nothing broken."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import pytest

from bench.mutants.faults import DRAWN, Fault

MOST_SECONDS = 40  # of tests for one fault, by their usual time: the nearest and quickest first
# Tests that read the source itself, whatever they run.
READ_THE_SOURCE = ("tests/test_house.py", "tests/test_audited_acts.py", "tests/test_settings.py")
# Every address as every role: asked last, for so long. Who gets which answer is in it too.
WHAT_IS_SHOWN, SHOWN_SECONDS = "tests/test_shown.py", 20
SAME_FOR_LONGER = "tests/test_access.py"
EVERYWHERE = 10**6
ANYWHERE = -1  # in a file that has changed since it was measured: who knows in which lines


def hash_of(*texts: bytes) -> str:
    """Return one short hash over all of these."""
    return sha256(b"".join(sha256(text).digest() for text in texts)).hexdigest()[:16]


@dataclass(frozen=True)
class Reach:
    """How long each test takes of the processor, and by file and line which tests run it."""

    tests: dict[str, float]
    lines: dict[str, dict[int, set[int]]]

    @classmethod
    def of_measured(cls, measured: Iterable[Path], house: Path) -> "Reach":
        """Put together what was measured of each file of tests. Where a file of the house is not as
        it was then, its tests are known and its lines are not.
        """
        tests: dict[str, float] = {}
        lines: dict[str, dict[int, set[int]]] = {}
        for path in measured:
            found = json.loads(path.read_text())
            before = len(tests)
            tests |= found["tests"]
            for file, by_line in found["lines"].items():
                is_same = found["texts"][file] == _hash(house / file)
                for line, numbers in by_line.items():
                    at = int(line) if is_same else ANYWHERE
                    met = lines.setdefault(file, {}).setdefault(at, set())
                    met.update(before + number for number in numbers)
        return cls(tests, lines)

    @cached_property
    def names(self) -> list[str]:
        """The tests by their numbers."""
        return list(self.tests)

    def of(self, fault: Fault, most_seconds: float = MOST_SECONDS) -> list[str]:
        """Return the tests that may notice a fault: those that run its lines, or anything of its
        file if that runs as it is imported. The nearest and quickest come first, as many as take so
        long.
        """
        first, last = (0, EVERYWHERE) if fault.lines is None else fault.lines
        by_line = self.lines.get(fault.file, {})
        met = {
            n
            for line, tests in by_line.items()
            if first <= line <= last or line == ANYWHERE
            for n in tests
        }
        if fault.lines is None and not met:  # settings, addresses: what no slice holds
            met = {n for n, name in enumerate(self.names) if name.count("/") == 1}
        return self._in_order(fault.file, {self.names[n] for n in met}, most_seconds)

    def _in_order(self, file: str, tests: set[str], most_seconds: float) -> list[str]:
        """As many of the tests as there is time for, those that read the source, and what is
        shown.
        """
        reading = [test for test in self.names if test.startswith(READ_THE_SOURCE)]
        shown = {test for test in tests if test.startswith(WHAT_IS_SHOWN)}
        longer = {test for test in tests if test.startswith(SAME_FOR_LONGER)}
        near = self._quickest(tests - shown - longer - set(reading), most_seconds, _near(file))
        return [*near, *reading, *self._quickest(shown, SHOWN_SECONDS)]

    def _quickest(
        self, tests: set[str], most_seconds: float, first: tuple[str, ...] = ()
    ) -> list[str]:
        """As many as there is time for, the quickest first, before them those of some folders."""
        chosen, together = [], 0.0
        for test in sorted(tests, key=lambda t: (not t.startswith(first), self.tests[t], t)):
            together += self.tests[test]
            if together > most_seconds and chosen:
                break
            chosen.append(test)
        return chosen


def _hash(path: Path) -> str:
    return hash_of(path.read_bytes()) if path.exists() else ""


def _near(file: str) -> tuple[str, ...]:
    """How the names of tests begin that are of the same slice as a file or, where no slice holds
    it, have its name; of a template, those of its folder.
    """
    floor, name = Path(file).parts[:2]
    folder = name if floor == "templates" else f"{floor}/{name}"
    return f"tests/{folder}/", f"tests/test_{name.removesuffix('.py')}"


class Measuring:
    """A plugin of pytest that measures, and writes what it found to a file.

    Coverage is started before anything of ours is imported. Tests with a browser are left out: one
    that is stopped would leave it behind.
    """

    def __init__(self, house: Path, packages: Sequence[str], to: Path) -> None:
        from coverage import Coverage  # noqa: PLC0415 (from the folder of tools)

        self.house, self.to = house, to
        self.coverage = Coverage(data_file=None, source_pkgs=packages, messages=False)
        self.coverage.start()
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.drawn: dict[str, set[str]] = {}

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if "browser" not in item.fixturenames]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        from django.test.signals import template_rendered  # noqa: PLC0415 (once Django is set up)

        def draw(sender, template, **_):
            self.drawn.setdefault(str(template.origin.name), set()).add(item.nodeid)

        template_rendered.connect(draw)
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - began
            self.coverage.switch_context("")
            template_rendered.disconnect(draw)

    def pytest_runtest_logreport(self, report):
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self):
        self.coverage.stop()
        data = self.coverage.get_data()
        tests = [test for test in self.seconds if test not in self.failed]
        number = {test: n for n, test in enumerate(tests)}
        lines: dict[str, dict[int, list[int]]] = {}
        for file in data.measured_files():
            of_file = lines.setdefault(Path(file).relative_to(self.house).as_posix(), {})
            for line, names in data.contexts_by_lineno(file).items():
                of_file[line] = [number[name] for name in names if name in number]
        for file, names in self.drawn.items():
            if Path(file).is_relative_to(self.house):
                there = Path(file).relative_to(self.house).as_posix()
                lines[there] = {DRAWN[0]: [number[name] for name in names if name in number]}
        found = {
            "tests": {test: round(self.seconds[test], 3) for test in tests},
            "lines": lines,
            "texts": {file: _hash(self.house / file) for file in lines},
        }
        self.to.write_text(json.dumps(found))
