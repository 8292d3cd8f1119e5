"""What every count of ranked ballots must keep: independence of order and names, exact sums, fair
winners.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Option
from priorities.engines.counting.count import Count
from priorities.engines.counting.formats.papers import places
from priorities.engines.counting.ranked.borda import PointsFaulty, count_borda, count_positions
from priorities.engines.counting.ranked.copeland import count_copeland
from priorities.engines.counting.ranked.irv import Majority, RunoffRules, count_irv
from priorities.engines.counting.ranked.minimax import count_minimax
from priorities.engines.counting.ranked.pairwise import Compared, Strength, preferred
from priorities.engines.counting.ranked.preferences import EqualRanks, PreferenceRules
from priorities.engines.counting.ranked.schulze import Chained, count_schulze
from priorities.engines.counting.ranked.stv import MOST_VOTERS, UNITS, count_stv
from priorities.engines.counting.ranked.transfers import Stage
from priorities.engines.counting.tabulate import approval_ballots, ranked_ballots
from priorities.engines.counting.ties import IdOrder, PublishedOrder
from tests.engines.counting.ranked.ranked_elections import NAMES, ranked_elections, rearranged

Counter = Callable[..., Count]
few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
CONDORCET: dict[str, Counter] = {
    "copeland": count_copeland,
    "minimax": count_minimax,
    "minimax-margins": partial(count_minimax, strength=Strength.MARGINS),
    "schulze": count_schulze,
    "schulze-margins": partial(count_schulze, strength=Strength.MARGINS),
}
COUNTERS: dict[str, Counter] = {
    "stv": partial(count_stv, seats=2),
    "irv": count_irv,
    "irv-together": partial(
        count_irv, rules=RunoffRules(PreferenceRules(EqualRanks.SKIP, 1), together=True)
    ),
    "borda": count_borda,
    "positions": count_positions,
    **CONDORCET,
}
OTHER_NAMES = dict(zip(NAMES, ("Żółw", "b", "10", "a/b", "-"), strict=True))


def stages(count: Count) -> list[Stage]:
    return [step for step in count.steps if isinstance(step, Stage)]


def lot(ballots: Ballots, names: dict[str, str] | None = None) -> PublishedOrder:
    return PublishedOrder(
        tuple((names or {}).get(name, name) for name in NAMES if name in ballots.index)
    )


@pytest.mark.parametrize("rule", COUNTERS)
@few
@given(ranked_elections(), st.data())
def test_nothing_depends_on_the_order_of_options_or_ballots(
    rule: str, ballots: Ballots, data: st.DataObject
) -> None:
    again = data.draw(rearranged(ballots, {name: name for name in NAMES}))
    count, other = (COUNTERS[rule](each, ties=lot(ballots)) for each in (ballots, again))
    assert count.as_json() == other.as_json()


@pytest.mark.parametrize("rule", COUNTERS)
@few
@given(ranked_elections(), st.data())
def test_nothing_depends_on_what_options_are_called(
    rule: str, ballots: Ballots, data: st.DataObject
) -> None:
    again = data.draw(rearranged(ballots, OTHER_NAMES))
    count, other = (
        COUNTERS[rule](ballots, ties=lot(ballots)),
        COUNTERS[rule](again, ties=lot(ballots, OTHER_NAMES)),
    )
    assert [OTHER_NAMES[name] for name in count.order] == list(other.order)
    assert {OTHER_NAMES[name]: score for name, score in count.scores.items()} == other.scores


@pytest.mark.parametrize("rule", COUNTERS)
@few
@given(ranked_elections())
def test_every_option_has_a_place_and_a_score(rule: str, ballots: Ballots) -> None:
    count = COUNTERS[rule](ballots, ties=lot(ballots))
    assert sorted(count.order) == sorted(count.scores) == sorted(ballots.ids)
    assert count.winners == count.order[: len(count.winners)]
    assert len(count.winners) == min(int(str(count.settings["seats"])), len(ballots.ids))
    assert (count.turnout, count.blanks) == (ballots.turnout, ballots.blanks)


@few
@given(ranked_elections(), st.integers(1, 4))
def test_the_votes_of_every_stage_add_up(ballots: Ballots, seats: int) -> None:
    count = count_stv(ballots, seats=seats, ties=lot(ballots))
    first, *later = stages(count)
    valid = sum(first.totals.values())
    for before, stage in zip([first, *later], later, strict=False):
        assert sum(stage.totals.values()) + stage.non_transferable + stage.lost == valid
        assert stage.non_transferable >= before.non_transferable
        assert stage.lost >= before.lost
        gone = sum(max(before.totals[name] - stage.totals[name], 0) for name in ballots.ids)
        gone_to_nobody = stage.non_transferable - before.non_transferable + stage.lost - before.lost
        assert stage.transferred == gone - gone_to_nobody
    assert first.quota == valid // UNITS // (seats + 1) + 1
    assert all(stage.quota == first.quota for stage in later)


@few
@given(ranked_elections(), st.sampled_from(Majority), st.booleans())
def test_the_votes_of_every_round_add_up(
    ballots: Ballots, majority: Majority, together: bool
) -> None:
    count = count_irv(
        ballots, ties=lot(ballots), rules=RunoffRules(majority=majority, together=together)
    )
    first, *later = stages(count)
    valid = sum(first.totals.values())
    for stage in later:
        assert sum(stage.totals.values()) + stage.non_transferable == valid
        assert (
            stage.quota
            == (sum(stage.totals.values()) if majority is Majority.CONTINUING else valid) // 2 + 1
        )


@few
@given(ranked_elections(), st.integers(1, 4))
def test_whoever_reaches_the_quota_is_elected_and_nobody_else_before_the_last_stage(
    ballots: Ballots, seats: int
) -> None:
    count = count_stv(ballots, seats=seats, ties=lot(ballots))
    elected: set[str] = set()
    for stage in stages(count)[:-1]:
        elected |= set(stage.elected)
        assert {
            name for name, total in stage.totals.items() if total >= stage.quota * UNITS
        } == elected
    assert {name for stage in stages(count) for name in stage.elected} == set(count.winners)


@few
@given(ranked_elections())
def test_one_seat_by_stv_is_instant_runoff(ballots: Ballots) -> None:
    rules = RunoffRules(PreferenceRules(EqualRanks.END, longest_gap=0), Majority.VALID)
    runoff = count_irv(ballots, ties=lot(ballots), rules=rules)
    transferable = count_stv(ballots, seats=1, ties=lot(ballots))
    assert (transferable.winners, transferable.order) == (runoff.winners, runoff.order)


@few
@given(ranked_elections(), st.booleans())
def test_which_votes_the_majority_is_of_changes_no_winner(ballots: Ballots, together: bool) -> None:
    winners = [
        count_irv(
            ballots, ties=lot(ballots), rules=RunoffRules(majority=majority, together=together)
        ).winners
        for majority in Majority
    ]
    assert winners[0] == winners[1]


@few
@given(ranked_elections(strict=True), st.booleans())
def test_a_majority_of_first_ranks_wins_the_runoff_at_once(
    ballots: Ballots, together: bool
) -> None:
    firsts = dict.fromkeys(ballots.ids, 0)
    weights = [] if ballots.weights is None else ballots.weights.tolist()
    for marks, weight in zip(ballots.marks(), weights, strict=True):
        for name in list(marks)[:1]:
            firsts[name] += weight
    leader = max(firsts, key=firsts.__getitem__)
    assume(firsts[leader] * 2 > sum(firsts.values()))
    count = count_irv(ballots, ties=lot(ballots), rules=RunoffRules(together=together))
    assert (count.winners, len(count.steps)) == ((leader,), 1)


@pytest.mark.parametrize("rule", CONDORCET)
@few
@given(ranked_elections())
def test_whoever_beats_every_other_wins(rule: str, ballots: Ballots) -> None:
    table = preferred(ballots)
    beats_all = ((table > table.T).sum(axis=1) == len(ballots.ids) - 1).nonzero()[0].tolist()
    assume(beats_all)
    count = CONDORCET[rule](ballots, ties=PublishedOrder(lot(ballots).order[::-1]))
    assert count.winners == (ballots.ids[beats_all[0]],)


@few
@given(ranked_elections(), st.integers(0, 8))
def test_an_election_compares_as_the_sum_of_its_parts(ballots: Ballots, cut: int) -> None:
    assert ballots.weights is not None
    rows, weights = [places(marks) for marks in ballots.marks()], ballots.weights.tolist()
    first, rest = (
        ranked_ballots(ballots.options, rows[part], weights=weights[part])
        for part in (slice(cut), slice(cut, None))
    )
    assert (preferred(ballots) == preferred(first) + preferred(rest)).all()


ABC = [Option("a"), Option("b"), Option("c")]
CYCLE = ranked_ballots(ABC, [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])


def test_a_cycle_is_resolved_by_its_chains_and_recorded() -> None:
    count = count_schulze(CYCLE, ties=IdOrder())
    assert count.order == ("a", "b", "c")
    assert count.steps[:3] == (
        Compared("a", "b", 6, 3),
        Compared("a", "c", 4, 5),
        Compared("b", "c", 7, 2),
    )
    assert count.steps[3:6] == (
        Chained("a", "b", 6, 5),
        Chained("a", "c", 6, 5),
        Chained("b", "c", 7, 5),
    )
    assert dict(count.scores) == {"a": 2, "b": 1, "c": 0}


BELOW = "below-ranked"
READING = {
    "ties": "id",
    "equal_ranks": "ballot-ends",
    "unranked": "never-receives",
}
SETTINGS: dict[str, dict[str, object]] = {
    "stv": {**READING, "seats": 2, "longest_gap": 0},
    "irv": {
        **READING,
        "seats": 1,
        "longest_gap": None,
        "majority": "continuing",
        "together": False,
        "unnamed": None,
    },
    "borda": {
        "seats": 1,
        "ties": "id",
        "unranked": BELOW,
        "equal_ranks": "half-point-each",
    },
    "positions": {
        "seats": 1,
        "ties": "id",
        "points": (3, 2, 1),
        "unranked": "no-points",
        "equal_ranks": "rank-points-each",
    },
    "copeland": {"seats": 1, "ties": "id", "unranked": BELOW},
    "minimax": {"seats": 1, "ties": "id", "unranked": BELOW, "strength": "winning-votes"},
    "minimax-margins": {"seats": 1, "ties": "id", "unranked": BELOW, "strength": "margins"},
    "schulze": {"seats": 1, "ties": "id", "unranked": BELOW, "strength": "winning-votes"},
    "schulze-margins": {"seats": 1, "ties": "id", "unranked": BELOW, "strength": "margins"},
}


@pytest.mark.parametrize("rule", SETTINGS)
def test_the_settings_say_how_ballots_are_read(rule: str) -> None:
    count = COUNTERS[rule](replace(CYCLE, spoiled=3), ties=IdOrder())
    assert count.settings == SETTINGS[rule]
    assert (count.rule, count.turnout, count.spoiled) == (rule.removesuffix("-margins"), 9, 3)


@pytest.mark.parametrize("rule", COUNTERS)
def test_other_ballots_are_refused(rule: str) -> None:
    with pytest.raises(BallotsFaulty):
        COUNTERS[rule](approval_ballots(ABC, [["a"]]), ties=IdOrder())


def test_a_count_without_seats_is_refused() -> None:
    for counter in (count_stv, count_borda, count_positions, *CONDORCET.values()):
        with pytest.raises(ValueError, match=r"^A count needs at least one seat to fill\.$"):
            counter(CYCLE, ties=IdOrder(), seats=0)


@pytest.mark.parametrize("points", [(1, 2), (2, -1), (-1,)])
def test_points_that_rise_or_are_negative_are_refused(points: tuple[int, ...]) -> None:
    with pytest.raises(
        PointsFaulty, match=r"^The points must fall from rank to rank and never below 0\.$"
    ):
        count_positions(CYCLE, ties=IdOrder(), points=points)


def test_an_unknown_option_for_other_names_is_refused() -> None:
    with pytest.raises(BallotsFaulty, match="other names"):
        count_irv(CYCLE, ties=IdOrder(), rules=RunoffRules(unnamed="d"))


def test_the_most_voters_are_counted_exactly_and_more_are_refused() -> None:
    at_most = ranked_ballots(ABC, [["a", "b"], ["a", "c"]], weights=[MOST_VOTERS - 100, 100])
    count = count_stv(at_most, seats=2, ties=IdOrder())
    # A surplus of 599,999,999 of 900,000,000 votes: each paper moves on at 0.66666.
    value, quota = 66_666, 300_000_001
    assert stages(count)[1].totals == {
        "a": quota * UNITS,
        "b": (MOST_VOTERS - 100) * value,
        "c": 100 * value,
    }
    with pytest.raises(BallotsFaulty) as refusal:
        count_stv(ranked_ballots(ABC, [["a"]], weights=[MOST_VOTERS + 1]), seats=1, ties=IdOrder())
    assert (
        str(refusal.value) == "There are more than 900 million voters, too many to count exactly."
    )


def test_a_value_is_cut_exactly_where_floating_point_would_round_it_up() -> None:
    # b holds 30,000,000,599,997 units, with which 100,000 times its surplus leaves one less over.
    quota, from_a, own, held = 200_001_004, 300_000_009, 200_001_003, 30_000_000_599_997
    ballots = ranked_ballots(
        [*ABC, Option("d")],
        [["a", "b"], ["a", "c"], ["b", "c"], ["c"], ["d"]],
        weights=[from_a, 1_497, own, 150_000_751, 150_000_752],
    )
    _, second, third, *_ = stages(count_stv(ballots, seats=3, ties=IdOrder()))
    assert (third.surplus_of, third.quota, second.totals["b"]) == ("b", quota, held)
    assert (UNITS * (held - quota * UNITS) // held, UNITS * (held - quota * UNITS) % held) == (
        33_332,
        held - 1,
    )
    assert third.totals["c"] == second.totals["c"] + own * 33_332
    assert second.lost > 0
    assert (
        sum(third.totals.values()) + third.non_transferable + third.lost == ballots.turnout * UNITS
    )


def test_winning_votes_and_margins_can_choose_differently() -> None:
    # a beats b, 5 to 4; b beats c, 4 to 2, since three rank neither; c beats a, 6 to 3.
    ballots = ranked_ballots(ABC, [["c", "a", "b"], ["b", "c", "a"], ["a"]], weights=[2, 4, 3])
    assert preferred(ballots).tolist() == [[0, 5, 3], [4, 0, 4], [6, 2, 0]]
    for counter in (count_schulze, count_minimax):
        winners = {
            strength: counter(ballots, ties=IdOrder(), strength=strength).winners
            for strength in Strength
        }
        assert winners == {Strength.WINNING_VOTES: ("c",), Strength.MARGINS: ("b",)}
