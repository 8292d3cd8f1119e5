"""Runoffs: American instant-runoff elections as JSON, with the rules of the place and the official
rounds.

The rules are those of the RCTab tabulator's configuration, translated into settings of ours.
"""

from dataclasses import dataclass
from typing import Any

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.ranked.irv import RunoffRules
from priorities.engines.counting.ranked.preferences import PreferenceRules
from priorities.engines.counting.tabulate import ranked_ballots

SKIPPED = frozenset({"", "undervote"})
UNNAMED = {"UWI": "Undeclared Write-ins"}


@dataclass(frozen=True)
class Round:
    """One official round; `excluded` holds the options that left after it, in a list of one, or
    none.
    """

    totals: dict[str, int]
    threshold: int
    inactive: int
    excluded: list[list[str]]


@dataclass(frozen=True)
class Runoff:
    """One election: its ballots, the rules of the place, and the official rounds."""

    ballots: Ballots
    rules: RunoffRules
    rounds: list[Round]
    elected: list[str]
    undervotes: int


def read_runoff(record: dict[str, Any]) -> Runoff:
    """Return the election in one JSON record."""
    rules, official = record["rules"], record["expected"]["rounds"]
    names = sorted(official[0]["tally"])
    rankings = [_ranking(marks, rules["overvoteRule"]) for _, *marks in record["ballots"]]
    ballots = ranked_ballots(
        [Option(name) for name in names],
        rankings,
        weights=[voters for voters, *_ in record["ballots"]],
    )
    unnamed = next((name for name in UNNAMED.values() if name in names), None)
    return Runoff(
        ballots,
        _rules(rules, unnamed),
        [_round(each) for each in official],
        [event["elected"] for each in official for event in each["events"] if "elected" in event],
        record["expected"]["summary"]["undervotes"],
    )


def _rules(rules: dict[str, Any], unnamed: str | None) -> RunoffRules:
    skipped = rules["maxSkippedRanksAllowed"]
    return RunoffRules(
        PreferenceRules(longest_gap=None if skipped == "unlimited" else int(skipped)),
        together=rules["batchElimination"],
        unnamed=unnamed,
    )


def _ranking(marks: list[str], overvotes: str) -> list[list[str]]:
    """Return the options of each rank.

    A rank left out stays empty. An overvoted rank, of which only that much is known, ends the
    ballot or is passed over as the place has it; so is an option named before. Neither counts as
    left out, but it parts the ranks that are.
    """
    ranking: list[list[str]] = []
    left_out = longest = 0
    for mark in (UNNAMED.get(mark, mark) for mark in marks):
        if mark in SKIPPED:
            left_out += 1
            continue
        longest, left_out = max(longest, left_out), 0
        if mark == "overvote" and overvotes == "exhaustImmediately":
            break
        if mark != "overvote" and [mark] not in ranking:
            ranking += [[]] * longest + [[mark]]
            longest = 0
    return ranking


def _round(official: dict[str, Any]) -> Round:
    leaving = sorted(event["eliminated"] for event in official["events"] if "eliminated" in event)
    return Round(
        {name: int(votes) for name, votes in official["tally"].items()},
        int(official["threshold"]),
        sum(map(int, official["inactive"].values())),
        [leaving] if leaving else [],
    )
