"""Small elections whose counts are told word for word."""

from dataclasses import replace

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.count import Count
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.tabulate import approval_ballots, ranked_ballots
from priorities.engines.counting.ties import IdOrder

BY_ID = CountSettings(ties=IdOrder())
TWO_SEATS = replace(BY_ID, seats=2)
PARK = [Option("a", "Trees"), Option("b", "Bench"), Option("c", "Library")]
APPROVALS = approval_ballots(PARK, [["a", "b"], ["a"], ["b"], ["a"], ["c"], []])
RANKED = ranked_ballots(PARK, [["a", "b"], ["b", "c"], ["c", "b"], ["a"]], weights=[4, 3, 2, 1])
TOWN = approval_ballots(
    [
        Option("trees", "Trees", cost=1000),
        Option("library", "Library", cost=6000),
        Option("bench", "Bench", cost=250),
        Option("pond", cost=9900),
    ],
    [["trees", "bench"]] * 2 + [["trees", "library"]] * 4 + [["library"]] * 3 + [[]],
    budget=7000,
    unit=100,
)

VILLAGE_OPTIONS = [
    Option("path", "Path", 300),
    Option("pond", "Pond", 300),
    Option("swing", "Swing", 900),
    Option("sign", "Sign", 0),
    Option("tower", "Tower", 5000),
]
VILLAGE_MARKS = [
    ["path", "pond"],
    ["path", "pond", "sign"],
    ["swing", "path", "pond"],
    ["swing"],
    ["tower"],
    [],
]
VILLAGE = replace(
    approval_ballots(VILLAGE_OPTIONS, VILLAGE_MARKS, budget=1500, unit=100), spoiled=2
)


def counted(rule: str, ballots: Ballots, settings: CountSettings = BY_ID) -> Count:
    """Return the count by the rule of this name; ties fall to the lower id unless told
    otherwise.
    """
    return RULES[rule].count(ballots, settings)
