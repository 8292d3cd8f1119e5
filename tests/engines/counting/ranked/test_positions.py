"""Points by place: the margin is the fewest ballots that put the second first."""

from itertools import combinations

from hypothesis import given, settings

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.ranked.borda import count_positions
from priorities.engines.counting.tabulate import ranked_ballots
from priorities.engines.counting.ties import IdOrder
from tests.engines.counting.elections import elections


@given(elections((Kind.RANKED,)))
@settings(max_examples=60)
def test_the_margin_is_the_fewest_ballots_that_put_the_rival_before(ballots: Ballots) -> None:
    count = count_positions(ballots, ties=IdOrder())
    if not count.margins:
        assert not len(ballots)
        return
    [margin] = count.margins
    rows = [sorted(marks, key=marks.__getitem__) for marks in ballots.marks()]

    def can_change(number: int) -> bool:
        for changed in combinations(range(len(rows)), number):
            again = [[margin.rival] if row in changed else rows[row] for row in range(len(rows))]
            counted = count_positions(ranked_ballots(ballots.options, again), ties=IdOrder())
            if counted.order.index(margin.rival) < counted.order.index(margin.winner):
                return True
        return False

    assert margin.ballots is not None
    assert can_change(margin.ballots)
    assert not can_change(margin.ballots - 1)
