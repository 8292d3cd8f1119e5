"""How figures are taken: workloads take turns, medians are kept, and a loop of plain Python stands
beside each.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass
class Row:
    """One line of the bench: what was measured in words, whether it is within its bar, and the
    figures.
    """

    name: str
    words: str
    bar: str
    passed: bool
    figures: dict[str, Any] = field(default_factory=dict)


def calibration() -> float:
    """Seconds that this machine takes, just now, for a fixed piece of plain Python."""
    began = time.process_time()
    total = 0
    for n in range(400_000):
        total += n * n % 7
    assert total
    return time.process_time() - began


def take_turns(workloads: Mapping[str, Callable[[], float]], *, rounds: int) -> dict[str, Any]:
    """Run the workloads one after another, `rounds` times over: the median of each, and of the
    calibration loop.
    """
    taken: dict[str, list[float]] = {name: [] for name in workloads}
    calibrations = []
    for _ in range(rounds):
        calibrations.append(calibration())
        for name, workload in workloads.items():
            taken[name].append(workload())
    return {
        "medians": {name: median(times) for name, times in taken.items()},
        "all": taken,
        "calibration": median(calibrations),
    }


def cpu_seconds(session: int) -> float:
    """Seconds of CPU that the processes of a session have used, children included: granian and its
    workers.
    """
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / 100
