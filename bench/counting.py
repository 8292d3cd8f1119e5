"""Counting: the engines against pabutools and against one numpy pass, and how their time and memory
grow.

Real elections are read from DATA, or from beside the checkout; most state no licence, so they are
no part of it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from math import log
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from bench.measure import Row, take_turns
from bench.oracle.budget import settings_named
from bench.pabutools.asking import Absent, asking, version
from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.formats.pb import read_pb
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.settings import CountSettings
from tests.running import HOUSE

ELECTIONS = Path(os.environ.get("DATA") or HOUSE.parent / "shared" / "data" / "elections") / "pb"
LARGEST = 10
SECONDS = 600.0  # for each count by pabutools
OPTIONS = 60
SIZES = (1_000, 10_000, 100_000, 1_000_000)
GROWING = ("approval", "greedy", "equal-shares", "phragmen", "stv", "borda", "schulze")
MEGABYTES = 500


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of CPU that `work` takes once."""
    began = process_time()
    work()
    return process_time() - began


def count_vs_pabutools() -> Row:
    """Equal shares without completion in the largest files: CPU of theirs over ours, for counting
    and with reading.
    """
    bar = "≥ 500 × counting, ≥ 50 × with reading, same winners"
    paths = sorted(ELECTIONS.glob("*.pb"), key=lambda path: (-path.stat().st_size, path.name))[
        :LARGEST
    ]
    if not paths:
        return _unmeasured("count-vs-pabutools", bar)
    try:
        with asking(seconds=SECONDS) as ask:
            each = {path.name: _beside_pabutools(path, ask) for path in paths}
    except Absent as problem:
        return Row("count-vs-pabutools", f"not measured: {problem}", bar, passed=True)
    sums = {
        key: sum(figures[key] for figures in each.values())
        for key in ("read", "count", "their_read", "their_count")
    }
    counting = sums["their_count"] / sums["count"]
    reading = (sums["their_count"] + sums["their_read"]) / (sums["count"] + sums["read"])
    same = sum(figures["same"] for figures in each.values())
    least = min(figures["their_count"] / figures["count"] for figures in each.values())
    words = (
        f"{version()}: {counting:,.0f} × counting (least {least:,.0f} ×), {reading:,.0f} × "
        "with reading, "
        f"{same} of {len(each)} with the same winners"
    )
    passed = counting >= 500 and reading >= 50 and same == len(each)
    return Row("count-vs-pabutools", words, bar, passed, {"files": each, "sums": sums})


def _beside_pabutools(path: Path, ask) -> dict[str, float]:
    rule, settings = settings_named("mes_cost")
    data = path.read_bytes()
    ours = {"read": [], "count": []}

    def turn() -> list[str]:
        ours["read"].append(seconds_of(lambda: read_pb(data, file=path.name)))
        fresh = read_pb(data, file=path.name).ballots
        ours["count"].append(seconds_of(lambda: RULES[rule].count(fresh, settings)))
        return sorted(RULES[rule].count(fresh, settings).winners)

    winners = [turn() for _ in range(3)][-1]
    answer = ask({"file": str(path), "settings": ["mes_cost"]})
    for _ in range(2):
        turn()
    theirs = answer["answers"]["mes_cost"]
    if "winners" not in theirs:
        raise Absent(f"no answer about {path.name}: {theirs}")
    return {
        "read": median(ours["read"]),
        "count": median(ours["count"]),
        "their_read": answer["read"],
        "their_count": theirs["seconds"],
        "same": int(theirs["winners"] == winners),
    }


def add1_time() -> Row:
    """Seconds of CPU of the cities' add1 in every file, reading included."""
    bar = "≤ 3 s for each file, ≤ 30 s for Budapest 2022 VIII"
    paths = sorted(ELECTIONS.glob("*.pb"))
    if not paths:
        return _unmeasured("add1-time", bar)
    rule, settings = settings_named("official_add1")

    def whole(path: Path) -> None:
        RULES[rule].count(read_pb(path.read_bytes(), file=path.name).ballots, settings)

    taken = {
        path.name: median(seconds_of(lambda path=path: whole(path)) for _ in range(3))
        for path in paths
    }
    slowest = max(taken, key=taken.__getitem__)
    passed = all(
        seconds <= (30 if "Budapest_2022_VIII" in name else 3) for name, seconds in taken.items()
    )
    words = (
        f"{len(taken)} files: slowest {taken[slowest]:.2f} s ({slowest}), together "
        f"{sum(taken.values()):.1f} s"
    )
    return Row("add1-time", words, bar, passed, taken)


def some_ballots(size: int, kind: Kind) -> Ballots:
    """Ballots of this size from a fixed seed: each marks 1 to 11 of 60 options, the earlier the
    likelier.
    """
    draw = np.random.default_rng(2026)
    lengths = draw.integers(1, 12, size)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    # A ballot marks a run of options round the circle from where it begins, so that none is marked
    # twice.
    begins = np.minimum(draw.geometric(0.06, size), OPTIONS) - 1
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    chosen = ((np.repeat(begins, lengths) + within * 7) % OPTIONS).astype(np.int32)
    options = tuple(Option(f"option-{n}", cost=1_000 + 37 * n) for n in range(OPTIONS))
    values = (within + 1).astype(np.int64) if kind is Kind.RANKED else None
    return Ballots(
        options=options, kind=kind, offsets=offsets, chosen=chosen, values=values, budget=20_000
    )


def recount_vs_numpy() -> Row:
    """A million approval ballots over 60 options counted, over one numpy pass over the
    same array.
    """
    chosen = some_ballots(1_000_000, Kind.APPROVAL).chosen

    def counting() -> float:
        fresh = some_ballots(1_000_000, Kind.APPROVAL)  # which remembers nothing of the last count
        return seconds_of(lambda: RULES["approval"].count(fresh, CountSettings()))

    workloads = {
        "count": counting,
        "pass": lambda: seconds_of(lambda: np.bincount(chosen, minlength=OPTIONS)),
    }
    figures = take_turns(workloads, rounds=7)
    count, one_pass = figures["medians"]["count"], figures["medians"]["pass"]
    words = (
        f"{count * 1000:.1f} ms against {one_pass * 1000:.1f} ms of one pass: "
        f"{count / one_pass:.2f} ×"
    )
    return Row("recount-vs-numpy", words, "≤ 3 ×", count <= 3 * one_pass, figures)


def count_growth() -> Row:
    """How each rule's time grows from a thousand ballots to a million, and the most memory a
    process then holds.
    """
    found = {rule: json.loads(_in_a_process_of_its_own(rule)) for rule in GROWING}
    exponents = {rule: _exponent(each["seconds"], SIZES[0]) for rule, each in found.items()}
    lately = {rule: _exponent(each["seconds"], SIZES[-2]) for rule, each in found.items()}
    most = max(found, key=lambda rule: found[rule]["megabytes"])
    steepest, steepest_lately = (
        max(exponents, key=exponents.__getitem__),
        max(lately, key=lately.__getitem__),
    )
    passed = exponents[steepest] <= 1.1 and found[most]["megabytes"] < MEGABYTES
    words = (
        f"{len(GROWING)} rules to {SIZES[-1]:,} ballots: steepest {steepest} "
        f"{exponents[steepest]:.2f} "
        f"(over the last tenfold {steepest_lately} {lately[steepest_lately]:.2f}), "
        f"most memory {most} {found[most]['megabytes']:.0f} MB"
    )
    bar = f"exponent ≤ 1.1, < {MEGABYTES} MB"
    return Row(
        "count-growth",
        words,
        bar,
        passed,
        {"rules": found, "exponents": exponents, "last tenfold": lately},
    )


def _exponent(seconds: dict[str, float], first: int) -> float:
    """The exponent of growth from `first` ballots to the most."""
    return log(seconds[str(SIZES[-1])] / seconds[str(first)]) / log(SIZES[-1] / first)


def _in_a_process_of_its_own(rule: str) -> str:
    command = [sys.executable, "-c", f"from bench.counting import grow; grow({rule!r})"]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout


def grow(rule: str) -> None:
    """Print the median seconds of CPU at each size, and the most memory that this process held, as
    JSON.
    """
    import resource  # noqa: PLC0415 (of Unix alone, and of this process)

    kind = Kind.APPROVAL if Kind.APPROVAL in RULES[rule].kinds else Kind.RANKED
    seconds = {}
    for size in SIZES:
        ballots = [some_ballots(size, kind) for _ in range(1 if size == SIZES[-1] else 5)]
        taken = [
            seconds_of(lambda each=each: RULES[rule].count(each, CountSettings()))
            for each in ballots
        ]
        seconds[size] = median(taken)
        del ballots
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


def _unmeasured(name: str, bar: str) -> Row:
    return Row(
        name,
        "not measured: there are no real elections beside this checkout (DATA=FOLDER names some)",
        bar,
        True,
    )


COUNTED: dict[str, Callable[[], Row]] = {
    "recount-vs-numpy": recount_vs_numpy,
    "count-growth": count_growth,
    "add1-time": add1_time,
    "count-vs-pabutools": count_vs_pabutools,
}
