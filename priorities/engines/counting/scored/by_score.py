"""By score: the options with the highest sums win, equals by the tie order."""

from collections.abc import Sequence

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Chosen, Count, Margin
from priorities.engines.counting.ties import TieOrder, best_first


def count_by_score(
    ballots: Ballots, *, rule: str, scores: IntArray, seats: int, ties: TieOrder
) -> Count:
    """Return the count in which the `seats` options with the highest `scores` win.

    Raises ValueError unless there is at least one seat.
    """
    if seats < 1:
        raise ValueError("A count needs at least one seat to fill.")
    exact = [int(score) for score in scores]
    order = best_first(exact, ties.places(ballots))
    names = [ballots.ids[option] for option in order]
    return Count(
        rule=rule,
        winners=tuple(names[:seats]),
        order=tuple(names),
        scores=dict(zip(ballots.ids, exact, strict=True)),
        turnout=ballots.turnout,
        blanks=ballots.blanks,
        spoiled=ballots.spoiled,
        settings={"seats": seats, "ties": ties.name},
        steps=tuple(_steps(names, [exact[option] for option in order], seats, ties)),
    )


def _steps(names: Sequence[str], scores: Sequence[int], seats: int, ties: TieOrder) -> list[Chosen]:
    steps = []
    for place, name in enumerate(names[:seats]):
        tied = tied_after(scores, place)
        steps.append(
            Chosen(
                option=name,
                score=scores[place],
                tied=tuple(names[place + 1 : tied]),
                broken_by=ties.name if tied > place + 1 else "",
            )
        )
    return steps


def tied_after(scores: Sequence[object], place: int) -> int:
    """Return the place after the last that has the score of `place`; `scores` are in order."""
    end = place + 1
    while end < len(scores) and scores[end] == scores[place]:
        end += 1
    return end


def closest_pair(count: Count) -> tuple[str, str] | None:
    """Return the last winner and the first who did not win, or None if everyone won."""
    if len(count.winners) == len(count.order):
        return None
    return count.winners[-1], count.order[len(count.winners)]


def votes_needed(ballots: Ballots, count: Count, pair: tuple[str, str], ties: TieOrder) -> int:
    """Return how far the score difference of winner and rival must shift for the rival to win."""
    places = ties.places(ballots)
    winner, rival = (ballots.index[name] for name in pair)
    wins_ties = places[winner] < places[rival]
    return int(count.scores[pair[0]]) - int(count.scores[pair[1]]) + wins_ties


def margin_of_votes(ballots: Ballots, count: Count, ties: TieOrder) -> tuple[Margin, ...]:
    """Return the margin where a ballot can take one vote from the winner and give it to the rival.

    One changed ballot shifts the difference by at most 2, and whenever more than 1 is needed the
    winner has votes of its own that the rival has not, enough of them; so the number is exact.
    """
    pair = closest_pair(count)
    if pair is None or ballots.turnout == 0:
        return ()
    needed = votes_needed(ballots, count, pair, ties)
    difference = count.scores[pair[0]] - count.scores[pair[1]]
    return (Margin(*pair, difference=difference, ballots=(needed + 1) // 2),)
