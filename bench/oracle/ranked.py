"""Ranked: single transferable vote, instant runoff and Schulze against official and published
results.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.oracle.row import Row
from bench.oracle.runoffs import read_runoff
from priorities.engines.counting.ballots import Option
from priorities.engines.counting.count import Count
from priorities.engines.counting.formats.ward import read_ward
from priorities.engines.counting.ranked.copeland import count_copeland
from priorities.engines.counting.ranked.irv import count_irv
from priorities.engines.counting.ranked.minimax import count_minimax
from priorities.engines.counting.ranked.schulze import Chained, count_schulze
from priorities.engines.counting.ranked.stv import count_stv
from priorities.engines.counting.ranked.transfers import Stage
from priorities.engines.counting.tabulate import ranked_ballots
from priorities.engines.counting.ties import IdOrder

# Published totals may be rounded to two decimals.
NEAR = 0.011


def rows(folder: Path) -> Iterator[Row]:
    """Yield every comparison that the folder allows: `stv_scotland`, `irv` and
    `ranked` below it.
    """
    yield from _wards(folder / "stv_scotland")
    for path in sorted((folder / "irv").glob("*.json")):
        yield from _runoff(path)
    for path in sorted((folder / "ranked").glob("*.json")):
        yield from _ranked(path)


def _wards(folder: Path) -> Iterator[Row]:
    expected = json.loads((folder / "expected.json").read_text()) if folder.exists() else {}
    for name, official in sorted(expected.items()):
        path = folder / "ballots" / f"{name}.csv"
        began = perf_counter()
        ward = read_ward(path.read_bytes(), file=path.name)
        count = count_stv(ward.ballots, seats=ward.seats or 0, ties=IdOrder())
        seconds = perf_counter() - began
        yield from _ward(name, official, count, seconds)


def _ward(name: str, official: dict[str, Any], count: Count, seconds: float) -> Iterator[Row]:
    stages = _stages(count)
    winners = sorted(str(number) for number in official["elected"])
    valid = sum(stages[0].totals.values()) // stages[0].units
    yield _same(name, "valid votes", official["valid_votes"], valid, seconds)
    yield _same(name, "quota", official["quota"], stages[0].quota, 0)
    yield _same(name, "elected", winners, sorted(count.winners), 0)
    yield _same(name, "stages", official["stages"], len(stages), 0)
    published = {
        (int(stage), str(candidate["ballot_number"])): total
        for candidate in official["candidates"]
        for stage, total in candidate["stage_totals"].items()
    }
    ours = {
        (stage.number, option): total / stage.units
        for stage in stages
        for option, total in stage.totals.items()
    }
    far = {
        key: (total, ours.get(key))
        for key, total in published.items()
        if not abs(ours.get(key, -1) - total) < NEAR
    }
    yield Row(name, "stage totals", len(published), len(published) - len(far), not far, 0)


def _runoff(path: Path) -> Iterator[Row]:
    began = perf_counter()
    runoff = read_runoff(json.loads(path.read_text()))
    count = count_irv(runoff.ballots, ties=IdOrder(), rules=runoff.rules)
    seconds = perf_counter() - began
    stages = _stages(count)
    yield _same(path.stem, "rounds", len(runoff.rounds), len(stages), seconds)
    excluded = [sorted(stage.excluded) for stage in stages[1:]]
    for number, (round_, stage) in enumerate(zip(runoff.rounds, stages, strict=False)):
        what = f"round {number + 1} "
        totals = {
            option: total for option, total in stage.totals.items() if option in round_.totals
        }
        yield _same(path.stem, what + "totals", round_.totals, totals, 0)
        yield _same(path.stem, what + "threshold", round_.threshold, stage.quota, 0)
        yield _same(path.stem, what + "excluded", round_.excluded, excluded[number : number + 1], 0)
        # What no longer counts, whatever the reason: ours are the ballots that have run out, or are
        # blank or unclear.
        idle = count.turnout - sum(stage.totals.values())
        yield _same(path.stem, what + "inactive", runoff.undervotes + round_.inactive, idle, 0)
    yield _same(path.stem, "elected", runoff.elected, list(count.winners), 0)


def _ranked(path: Path) -> Iterator[Row]:
    record = json.loads(path.read_text())
    began = perf_counter()
    names = record["options"]
    ballots = ranked_ballots(
        [Option(name) for name in names],
        [_ranking(names, marks) for marks, _ in record["ballots"]],
        weights=[voters for _, voters in record["ballots"]],
    )
    count = count_schulze(ballots, ties=IdOrder())
    seconds = perf_counter() - began
    expected = [sorted(place.split(" = ")) for place in record["expected"]["schulze"].split(" > ")]
    yield _same(path.stem, "voters", record["expected"]["votes"], ballots.turnout, seconds)
    yield _same(path.stem, "schulze order", expected, _places(count), 0)
    yield _same(path.stem, "schulze winner", record["expected"]["winner"], count.winners[0], 0)
    if all(step.votes > step.against for step in count.steps[: len(names) - 1]):
        for other in (count_copeland, count_minimax):
            again = other(ballots, ties=IdOrder())
            yield _same(
                path.stem, f"{again.rule} elects who beats all", count.winners, again.winners, 0
            )


def _ranking(names: list[str], marks: str) -> list[list[str]]:
    """Return the options of each rank; one character an option, "-" for unranked."""
    ranks = {name: int(mark) for name, mark in zip(names, marks, strict=True) if mark != "-"}
    return [
        [name for name, rank in ranks.items() if rank == each]
        for each in range(1, max(ranks.values()) + 1)
    ]


def _places(count: Count) -> list[list[str]]:
    """Return the order as places, those together whose chains are equally strong both ways and beat
    the same rivals.
    """
    before = {
        (step.option, step.rival)
        for step in count.steps
        if isinstance(step, Chained) and step.strength > step.against
    }
    places: list[list[str]] = []
    for option in count.order:
        if places and not any((other, option) in before for other in places[-1]):
            places[-1].append(option)
        else:
            places.append([option])
    return [sorted(place) for place in places]


def _stages(count: Count) -> list[Stage]:
    return [step for step in count.steps if isinstance(step, Stage)]


def _same(name: str, what: str, expected: object, got: object, seconds: float) -> Row:
    return Row(name, what, expected, got, expected == got, seconds)
