"""Budget: greedy, equal shares and Phragmén against other programs' winners and
cities' own lists.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.oracle.row import Row
from priorities.engines.counting import scores
from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.formats.pb import PbElection, read_pb
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import CheapestOrder, IdOrder

SATISFACTIONS = {
    "mes_cost": Satisfaction.COST,
    "mes_card": Satisfaction.CARDINALITY,
    "mes_points": Satisfaction.POINTS,
    "mes_bordaPT": Satisfaction.BORDA,
    "greedy_votes": Satisfaction.COST,
    "greedy_votes_per_cost": Satisfaction.CARDINALITY,
    "greedy_points_per_cost": Satisfaction.POINTS,
    "greedy_bordaPT_per_cost": Satisfaction.BORDA,
}
COMPLETIONS = {
    "": Completion.NONE,
    "greedy_votes": Completion.GREEDY,
    "add1_stop_when_exhaustive": Completion.ADD1_EXHAUSTIVE,
    "add1_stop_when_exhaustive+greedy_votes": Completion.ADD1_EXHAUSTIVE_GREEDY,
}
WHOLE = {
    "official_add1": CountSettings(completion=Completion.ADD1),
    "add1_integral_stop_when_exhaustive": CountSettings(
        completion=Completion.ADD1_EXHAUSTIVE, integral_start=True
    ),
    "add1u_integral_stop_when_exhaustive": CountSettings(
        completion=Completion.ADD1_EXHAUSTIVE_GREEDY, integral_start=True
    ),
}
UNRAISED = {
    Completion.ADD1: Completion.NONE,
    Completion.ADD1_EXHAUSTIVE: Completion.NONE,
    Completion.ADD1_EXHAUSTIVE_GREEDY: Completion.GREEDY,
}
VARIANTS = ("skip", "skip_thr", "noskip", "noskip_thr")


def rows(folder: Path) -> Iterator[Row]:
    """Yield every comparison that the folder allows: `pb_expected.json` with the files of `pb`
    beside it.
    """
    answers = folder / "pb_expected.json"
    expected = json.loads(answers.read_text()) if answers.exists() else {}
    for name, answer in sorted(expected.items()):
        path = folder / "pb" / name
        began = perf_counter()
        election = read_pb(path.read_bytes(), file=name)
        yield _row(
            name, "published list", _official(answer), election.official, perf_counter() - began
        )
        yield from _settings(name, election.ballots, answer["expected"])
        yield from _city(name, election, answer["official"])


def _official(answer: dict[str, Any]) -> list[str]:
    return answer["official"]["winners"] if answer["official"] else []


def _settings(name: str, ballots: Ballots, expected: dict[str, Any]) -> Iterator[Row]:
    for setting, answer in expected.items():
        if setting.startswith("_"):
            continue
        rule, settings = settings_named(setting)
        if all(program.startswith("equalshares.net") for program in answer["by"]):
            settings = _as_that_tool(settings, ballots)
        began = perf_counter()
        winners = RULES[rule].count(ballots, settings).winners
        yield _row(name, setting, answer["winners"], winners, perf_counter() - began)


def settings_named(setting: str) -> tuple[str, CountSettings]:
    """Return our rule and settings for the name of a setting in the known answers."""
    base = setting.removesuffix("__ties_id")
    ties = CheapestOrder() if base == setting else IdOrder()
    if base in WHOLE:
        return "equal-shares", replace(WHOLE[base], ties=ties)
    if base == "phragmen":
        return base, CountSettings(ties=ties)
    satisfaction, _, completion = base.partition("+")
    rule = "greedy" if base.startswith("greedy") else "equal-shares"
    return rule, CountSettings(
        ties=ties, satisfaction=SATISFACTIONS[satisfaction], completion=COMPLETIONS[completion]
    )


def _as_that_tool(settings: CountSettings, ballots: Ballots) -> CountSettings:
    """Return the settings without raises where all options together fit the budget.

    The tool at equalshares.net then does not raise shares, since its loop would never end. Ours
    ends when everything is funded, as pabutools does.
    """
    if ballots.costs.sum() > (ballots.budget or 0):
        return settings
    return replace(settings, completion=UNRAISED.get(settings.completion, settings.completion))


def _city(name: str, election: PbElection, official: dict[str, Any] | None) -> Iterator[Row]:
    """Yield what the city itself funded, where one of our rules gives it."""
    if not official:
        return
    if official["rule"] == "equalshares/add1":
        rule, settings = settings_named("official_add1")
        began = perf_counter()
        winners = RULES[rule].count(election.ballots, settings).winners
        yield _row(name, "the city's add1", official["winners"], winners, perf_counter() - began)
    if official["rule"].startswith("greedy") or official["greedy_variants_that_match"]:
        began = perf_counter()
        same = [variant for variant in VARIANTS if _variant(election, variant) == election.official]
        expected = official["greedy_variants_that_match"]
        yield _row(name, "the city's greedy variants", expected, same, perf_counter() - began)
    if election.meta.get("rule") == "greedy-custom":
        began = perf_counter()
        funded = [option for option, mark in election.selected.items() if mark in {1, 2}]
        yield _row(
            name, "the city's reserve", funded, _with_reserve(election), perf_counter() - began
        )


def _variant(election: PbElection, variant: str) -> frozenset[str]:
    threshold = (
        (election.whole("min_project_score_threshold") or 0) if variant.endswith("_thr") else 0
    )
    return _greedily(
        election, GreedyRules(stop_at_misfit=variant.startswith("noskip"), threshold=threshold)
    )


def _with_reserve(election: PbElection) -> frozenset[str]:
    return _greedily(election, GreedyRules(stop_at_misfit=True, reserve_from=Fraction(4, 5)))


def _greedily(election: PbElection, rules: GreedyRules) -> frozenset[str]:
    score = _city_score(election)
    return frozenset(
        count_greedy(election.ballots, scores=score, ties=CheapestOrder(), rules=rules).winners
    )


def _city_score(election: PbElection) -> IntArray:
    ballots = election.ballots
    if ballots.kind is Kind.POINTS:
        return scores.points(ballots)
    if ballots.kind is Kind.RANKED:
        return scores.position_points(ballots, top=election.whole("max_length") or 0)
    return ballots.votes


def _row(name: str, what: str, expected: Iterable[str], got: Iterable[str], seconds: float) -> Row:
    return Row(name, what, sorted(expected), sorted(got), sorted(expected) == sorted(got), seconds)
