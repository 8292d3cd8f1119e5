"""Every ranked rule gives exactly what a naive count gives, on thousands of small elections full of
ties.
"""

import os
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.count import Chosen, Count
from priorities.engines.counting.ranked.borda import count_borda, count_positions
from priorities.engines.counting.ranked.copeland import count_copeland
from priorities.engines.counting.ranked.irv import Majority, RunoffRules, count_irv
from priorities.engines.counting.ranked.minimax import count_minimax
from priorities.engines.counting.ranked.pairwise import Strength
from priorities.engines.counting.ranked.preferences import EqualRanks, PreferenceRules
from priorities.engines.counting.ranked.schulze import count_schulze
from priorities.engines.counting.ranked.stv import count_stv
from priorities.engines.counting.ranked.transfers import Stage
from priorities.engines.counting.tabulate import ranked_ballots
from priorities.engines.counting.ties import PublishedOrder
from tests.engines.counting.ranked import naive_ranked as naive

ELECTIONS = int(os.environ.get("COUNTING_DRILL", "1000"))
SEED = int(os.environ.get("COUNTING_SEED", "1"))
Sample = tuple[Ballots, list[naive.Ballot], tuple[str, ...], random.Random]


def samples(seed: int) -> Iterator[Sample]:
    """Yield elections of few voters, some with equal ranks, ranks left out, short and blank
    ballots, and weights.
    """
    chance = random.Random(f"{SEED}/{seed}")
    for _ in range(ELECTIONS):
        options = [str(number) for number in range(chance.randint(1, 5))]
        rows = [_row(chance, options) for _ in range(chance.randint(0, 9))]
        weights = [chance.choice([1, 1, 1, 2, 3]) for _ in rows] if chance.random() < 0.6 else None
        lot = tuple(chance.sample(options, len(options)))
        ballots = ranked_ballots([Option(name) for name in options], rows, weights=weights)
        marks = [
            marks
            for marks, weight in zip(ballots.marks(), weights or [1] * len(rows), strict=True)
            for _ in range(weight)
        ]
        yield ballots, marks, lot, chance


def _row(chance: random.Random, options: list[str]) -> list[list[str]]:
    named = chance.sample(options, chance.randint(0, len(options)))
    row: list[list[str]] = []
    for name in named:
        if row and chance.random() < 0.15:
            row[-1].append(name)
        else:
            row += [[]] * (chance.choice([1, 2]) if chance.random() < 0.07 else 0) + [[name]]
    return row


def stages(count: Count) -> list[Stage]:
    return [step for step in count.steps if isinstance(step, Stage)]


def expect_all_votes(counted: list[Stage], valid: int) -> None:
    """Check that every vote is somewhere after every stage, and was moved from where it was."""
    for stage in counted:
        assert (
            sum(stage.totals.values()) + stage.non_transferable + stage.lost == valid * stage.units
        )
        assert bool(stage.tied) == bool(stage.broken_by)
    for before, stage in pairwise(counted):
        assert stage.transferred == sum(
            max(stage.totals[name] - before.totals[name], 0) for name in stage.totals
        )
        assert stage.lost >= before.lost
        assert stage.non_transferable >= before.non_transferable
    assert counted[0].transferred == 0


def test_stv() -> None:
    for ballots, marks, lot, chance in samples(1):
        seats = chance.randint(1, 4)
        count = count_stv(ballots, seats=seats, ties=PublishedOrder(lot))
        expected = naive.Stv(ballots.ids, marks, seats, lot)
        ours = [
            {option: Fraction(total, stage.units) for option, total in stage.totals.items()}
            for stage in stages(count)
        ]
        assert (list(count.winners), ours) == (expected.elected, expected.history), marks
        moves = [
            (
                "surplus" if stage.surplus_of else "exclusion",
                stage.surplus_of or stage.excluded[0],
                stage.tied,
                stage.broken_by,
            )
            for stage in stages(count)[1:]
        ]
        assert moves == expected.moves, marks
        assert {name: count.scores[name] for name in expected.held} == expected.held
        expect_all_votes(stages(count), len(expected.papers))


@pytest.mark.parametrize("equal_ranks", EqualRanks)
@pytest.mark.parametrize("together", [False, True])
def test_irv(equal_ranks: EqualRanks, together: bool) -> None:
    for ballots, marks, lot, chance in samples(2):
        gap, majority = chance.choice([None, 0, 1]), chance.choice(list(Majority))
        unnamed = chance.choice([None, chance.choice(ballots.ids)])
        rules = RunoffRules(
            PreferenceRules(equal_ranks, gap), majority, together=together, unnamed=unnamed
        )
        count = count_irv(ballots, ties=PublishedOrder(lot), rules=rules)
        order, history = naive.irv(
            ballots.ids,
            marks,
            lot,
            end_at_equals=equal_ranks is EqualRanks.END,
            longest_gap=gap,
            of_valid=majority is Majority.VALID,
            together=together,
            unnamed=unnamed,
        )
        assert (list(count.order), [dict(stage.totals) for stage in stages(count)]) == (
            order,
            history,
        ), marks
        assert count.winners == count.order[:1]
        expect_all_votes(stages(count), int(sum(history[0].values())))
        for before, stage in pairwise(stages(count)):
            assert {name: before.totals[name] for name in stage.excluded} == {
                name: count.scores[name] for name in stage.excluded
            }


def expect_places(
    count: Count, scores: dict[str, Fraction] | dict[str, int], lot: tuple[str, ...]
) -> None:
    """Check that the order is by score, the greatest first, equals by lot, and that ties are
    recorded.
    """
    assert dict(count.scores) == scores
    assert list(count.order) == sorted(scores, key=lambda name: (-scores[name], lot.index(name)))
    assert count.winners == count.order[: int(str(count.settings["seats"]))]
    for place, step in enumerate([step for step in count.steps if isinstance(step, Chosen)]):
        tied = tuple(
            name for name in count.order[place + 1 :] if scores[name] == scores[step.option]
        )
        assert (step.option, step.tied, step.broken_by) == (
            count.order[place],
            tied,
            "published-order" if tied else "",
        )


def test_borda_and_positions() -> None:
    for ballots, marks, lot, chance in samples(3):
        ties, seats = PublishedOrder(lot), chance.randint(1, 3)
        expect_places(
            count_borda(ballots, ties=ties, seats=seats), naive.borda(ballots.ids, marks), lot
        )
        points = tuple(
            sorted((chance.randint(0, 5) for _ in range(chance.randint(0, 6))), reverse=True)
        )
        count = count_positions(ballots, ties=ties, points=points, seats=seats)
        expect_places(count, naive.positions(ballots.ids, marks, points), lot)


def test_copeland() -> None:
    for ballots, marks, lot, chance in samples(4):
        count = count_copeland(ballots, ties=PublishedOrder(lot), seats=chance.randint(1, 3))
        expect_places(count, naive.copeland(ballots.ids, marks), lot)


@pytest.mark.parametrize("strength", Strength)
def test_minimax(strength: Strength) -> None:
    for ballots, marks, lot, _ in samples(5):
        count = count_minimax(ballots, ties=PublishedOrder(lot), strength=strength)
        worst = naive.minimax(ballots.ids, marks, margins=strength is Strength.MARGINS)
        assert dict(count.scores) == worst
        assert list(count.order) == sorted(worst, key=lambda name: (worst[name], lot.index(name)))


@pytest.mark.parametrize("strength", Strength)
def test_schulze(strength: Strength) -> None:
    for ballots, marks, lot, _ in samples(6):
        count = count_schulze(ballots, ties=PublishedOrder(lot), strength=strength)
        places = naive.schulze(ballots.ids, marks, margins=strength is Strength.MARGINS)
        assert list(count.order) == [
            name for place in places for name in sorted(place, key=lot.index)
        ]
        tied = tuple(sorted(places[0] - {count.order[0]}, key=lot.index))
        assert next(step for step in count.steps if isinstance(step, Chosen)).tied == tied
