"""Counts of ranked ballots in plain words: every stage, every comparison that mattered, and the ties."""

import pytest
from hypothesis import given, settings

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.tabulate import Ranking, ranked_ballots
from priorities.engines.counting.ties import PublishedOrder
from tests.engines.counting.in_english import explain, explain_difference
from tests.engines.counting.ranked.ranked_elections import ranked_elections

PARK = [Option("t", "Trees"), Option("l", "Library"), Option("b", "Bench"), Option("p", "Pond")]
LOT = PublishedOrder(("p", "b", "l", "t"), name="lot of 1 May")
RANKED = (
    "stv",
    "irv",
    "borda",
    "positions",
    "copeland",
    "schulze",
    "schulze-margins",
    "minimax",
    "minimax-margins",
)


def park(rows: list[tuple[int, Ranking]]) -> Ballots:
    return ranked_ballots(PARK, [row for _, row in rows], weights=[voters for voters, _ in rows])


def explained(rule: str, ballots: Ballots, seats: int = 1) -> list[str]:
    return explain(RULES[rule].count(ballots, CountSettings(ties=LOT, seats=seats)), ballots)


def test_transferable_votes_are_said_stage_by_stage() -> None:
    ballots = park(
        [(8, ["t", "l"]), (3, ["t", "b"]), (3, ["l"]), (2, ["b", "l"]), (2, ["p"]), (1, [])]
    )
    assert explained("stv", ballots, seats=2) == [
        "19 people voted, 1 of them with a blank ballot.",
        (
            "Stage 1: every ballot counts for its first choice. Trees received 11 votes, Library received 3 votes, "
            "Bench received 2 votes and Pond received 2 votes. Trees reached the 7 votes needed and was elected."
        ),
        (
            "Stage 2: Trees had 4 votes more than needed, which went on. Library received 2.90904 votes, "
            "Bench received 1.09089 votes and 0.00007 votes fell away in rounding down."
        ),
        "Stage 3: Pond had 2 votes and was excluded. 2 votes had no further choice.",
        (
            "Stage 4: Bench had 3.09089 votes and was excluded. Library received 2 votes and 1.09089 votes "
            "had no further choice. Library reached the 7 votes needed and was elected."
        ),
    ]


def test_a_runoff_says_its_ties() -> None:
    ballots = park([(2, ["t", "l"]), (2, ["l", "b"]), (1, ["b", "t"]), (1, ["p", "b"])])
    assert explained("irv", ballots)[2:] == [
        (
            "Stage 2: Bench had 1 vote and was excluded. It stood equal with Pond, and the tie order (lot of 1 May) "
            "decided. Trees received 1 vote."
        ),
        (
            "Stage 3: Pond had 1 vote and was excluded. 1 vote had no further choice. Trees reached the 3 votes needed "
            "and was elected."
        ),
    ]
    assert explained("stv", ballots)[-1] == (
        "Stage 4: Library had 2 votes and was excluded. 2 votes had no further choice. No more were left than seats, "
        "so Trees was elected."
    )


def test_an_earlier_stage_that_decides_is_named() -> None:
    ballots = park([(5, ["t"]), (3, ["l"]), (2, ["b"]), (1, ["p", "b"])])
    assert explained("irv", ballots)[3] == (
        "Stage 3: Bench had 3 votes and was excluded. It stood equal with Library, but Bench had fewer votes at "
        "stage 1. 3 votes had no further choice. Trees reached the 5 votes needed and was elected."
    )


CYCLE = park([(4, ["t", "l", "b"]), (3, ["l", "b", "t"]), (2, ["b", "t", "l"])])
COMPARED = [
    "More people put Trees before Library, 6 to 3.",
    "More people put Bench before Trees, 5 to 4.",
    "More people put Trees before Pond, 9 to 0.",
]


@pytest.mark.parametrize(
    ("rule", "sentences"),
    [
        ("borda", [("Library was chosen: it had 19 points. It stood equal with Trees, and the tie order (lot of 1 May) "
                   "decided.")]),
        ("positions", [("Library was chosen: it had 28 points. It stood equal with Trees, and the tie order (lot of "
                       "1 May) decided."),
                       "At least 1 ballot would have had to be different for Trees to come in before Library."]),
        ("schulze", [
            *COMPARED,
            ("Trees still comes before Bench: it beats options that beat Bench in turn. The weakest link of that chain "
            "is 6 votes, of any chain back 5."),
            "Trees was chosen: it comes before 3 of the 3 others.",
        ]),
        ("minimax", [*COMPARED, "Trees was chosen: in its worst defeat 5 people put the other before it."]),
        ("minimax-margins", [*COMPARED, "Trees was chosen: in its worst defeat it was 1 vote behind."]),
    ],
)  # fmt: skip
def test_comparisons_are_said_as_far_as_they_mattered(rule: str, sentences: list[str]) -> None:
    assert explained(rule, CYCLE)[1:] == sentences


def test_whoever_beats_every_other_is_said_to() -> None:
    ballots = park([(3, ["t", "l"]), (2, ["l", "t"]), (2, [["t", "l"]])])
    assert explained("copeland", ballots)[1:] == [
        "More people put Trees before Library, 3 to 2.",
        "More people put Trees before Pond, 7 to 0.",
        "More people put Trees before Bench, 7 to 0.",
        "Trees was chosen: it won 3 of its 3 comparisons, a draw counting half.",
    ]
    assert explained("minimax", ballots)[-1] == "Trees was chosen: no other beats it."
    assert explained("borda", park([(1, [["t", "l"]])]))[1] == (
        "Library was chosen: it had 2.5 points. It stood equal with Trees, and the tie order (lot of 1 May) decided."
    )


def test_the_difference_of_two_ranked_rules_is_said_by_what_settled_it() -> None:
    ballots = park([(4, ["t", "l", "b"]), (3, ["b", "l", "t"]), (2, ["l", "t", "b"])])
    one, other = (
        RULES[name].count(ballots, CountSettings(ties=LOT)) for name in ("copeland", "irv")
    )
    assert explain_difference(one, other, ballots)[:2] == [
        (
            "Only under Copeland: Library was chosen: it won 3 of its 3 comparisons, a draw counting half. Under "
            "instant runoff: Stage 3: Library had 2 votes and was excluded. Trees received 2 votes. Trees "
            "reached the 5 votes needed and was elected."
        ),
        (
            "Only under instant runoff: Stage 3: Library had 2 votes and was excluded. Trees received 2 votes. Trees "
            "reached the 5 votes needed and was elected. Under Copeland: More people put Library before Trees, 5 to 4."
        ),
    ]


@pytest.mark.parametrize("rule", RANKED)
@settings(max_examples=20, deadline=None)
@given(ballots=ranked_elections())
def test_every_step_has_its_words(rule: str, ballots: Ballots) -> None:
    lot = PublishedOrder(ballots.ids)
    counts = [
        RULES[name].count(ballots, CountSettings(ties=lot, seats=2)) for name in (rule, "stv")
    ]
    assert counts[0].rule == rule
    assert all(line.strip() and "None" not in line for line in explain(counts[0], ballots))
    assert explain_difference(*counts, ballots)
