"""Naive counts in plain fractions and loops: slow, and as near to the words of the
rules as can be.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings

Order = Callable[[str], object]


@dataclass(frozen=True)
class Election:
    """An election as plain mappings: costs by option, and for each voter what each option is worth
    to them.
    """

    costs: dict[str, int]
    voters: list[dict[str, int]]
    budget: int
    unit: int

    def supporters(self, option: str) -> list[int]:
        return [number for number, worth in enumerate(self.voters) if worth.get(option, 0) > 0]

    def cost(self, options: Iterable[str]) -> int:
        return sum(self.costs[option] for option in options)


def election(ballots: Ballots, satisfaction: Satisfaction) -> Election:
    """Return the same election; voters on one weighted ballot become voters of their own."""
    costs = {option.id: option.cost or 0 for option in ballots.options}
    weights = [1] * len(ballots) if ballots.weights is None else ballots.weights.tolist()
    voters = []
    for marks, weight in zip(ballots.marks(), weights, strict=True):
        worth = {
            option: _worth(option, marks, costs, ballots.kind, satisfaction) for option in marks
        }
        voters += [worth] * weight
    return Election(costs, voters, ballots.budget or 0, ballots.unit)


def _worth(
    option: str,
    marks: dict[str, int],
    costs: dict[str, int],
    kind: Kind,
    satisfaction: Satisfaction,
) -> int:
    if satisfaction is Satisfaction.POINTS:
        return marks[option]
    if satisfaction is Satisfaction.BORDA:
        return sum(rank > marks[option] for rank in marks.values())
    # A free option is still supported by those who marked it.
    return max(costs[option], 1) if satisfaction is Satisfaction.COST else 1


def tie_order(ballots: Ballots, *, by_id: bool) -> Order:
    costs = {option.id: option.cost or 0 for option in ballots.options}
    votes = dict(zip(ballots.ids, ballots.votes.tolist(), strict=True))
    return (
        (lambda option: option)
        if by_id
        else (lambda option: (costs[option], -votes[option], option))
    )


def equal_shares(ballots: Ballots, settings: CountSettings, ties: Order) -> list[str]:
    """Return the winners in order, those of the greedy completion last."""
    known = election(ballots, settings.satisfaction)
    share = Fraction(known.budget, max(len(known.voters), 1))
    if settings.integral_start:
        share = Fraction(share // known.unit * known.unit)
    winners = shared(known, share, ties)
    if settings.completion.value.startswith("add1"):
        winners = raised(
            known, share, ties, stops_exhausted="exhaustive" in settings.completion.value
        )
    if settings.completion in {
        Completion.GREEDY,
        Completion.ADD1_GREEDY,
        Completion.ADD1_EXHAUSTIVE_GREEDY,
    }:
        votes = dict(zip(ballots.ids, ballots.votes.tolist(), strict=True))
        winners = _filled(known, winners, votes, ties)
    return winners


def shared(known: Election, share: Fraction, ties: Order) -> list[str]:
    """Return what equal shares buys when every voter has `share`."""
    left = [share] * len(known.voters)
    winners: list[str] = []
    while True:
        prices = {
            option: price(known, option, left) for option in known.costs if option not in winners
        }
        affordable = {option: each for option, each in prices.items() if each is not None}
        if not affordable:
            return winners
        best = min(affordable, key=lambda option: (affordable[option], ties(option)))
        for voter in known.supporters(best):
            left[voter] -= min(left[voter], affordable[best] * known.voters[voter][best])
        winners.append(best)


def price(known: Election, option: str, left: list[Fraction]) -> Fraction | None:
    """Return the least price per unit of worth at which supporters cover the cost, None if there is
    none.
    """
    supporters = known.supporters(option)
    if not supporters or sum(left[voter] for voter in supporters) < known.costs[option]:
        return None
    worth = {voter: known.voters[voter][option] for voter in supporters}
    paid, able = Fraction(0), sum(worth.values())
    for voter in sorted(supporters, key=lambda voter: left[voter] / worth[voter]):
        asked = (known.costs[option] - paid) / able
        if asked * worth[voter] <= left[voter]:
            return asked
        paid, able = paid + left[voter], able - worth[voter]
    raise AssertionError("Supporters have the money, yet none can pay in full.")


def raised(known: Election, share: Fraction, ties: Order, *, stops_exhausted: bool) -> list[str]:
    supported = [option for option in known.costs if known.supporters(option)]
    winners = shared(known, share, ties)
    while len(winners) < len(supported):
        left = known.budget - known.cost(winners)
        if stops_exhausted and all(
            known.costs[option] > left for option in supported if option not in winners
        ):
            break
        share += known.unit
        following = shared(known, share, ties)
        if known.cost(following) > known.budget:
            break
        winners = following
    return winners


def _filled(known: Election, winners: list[str], votes: dict[str, int], ties: Order) -> list[str]:
    winners = list(winners)
    for option in sorted(known.costs, key=lambda option: (-votes[option], ties(option))):
        fits = known.costs[option] <= known.budget - known.cost(winners)
        if option not in winners and votes[option] and fits:
            winners.append(option)
    return winners


def phragmen(ballots: Ballots, ties: Order) -> list[str]:
    """Return the winners of sequential Phragmén in order."""
    known = election(ballots, Satisfaction.CARDINALITY)
    loads = [Fraction(0)] * len(known.voters)
    winners: list[str] = []
    waiting = [
        option
        for option in known.costs
        if known.supporters(option) and known.costs[option] <= known.budget
    ]
    while waiting:
        load = {
            option: (known.costs[option] + sum(loads[voter] for voter in known.supporters(option)))
            / Fraction(len(known.supporters(option)))
            for option in waiting
        }
        best = [option for option in waiting if load[option] == min(load.values())]
        if any(known.cost([*winners, option]) > known.budget for option in best):
            break
        chosen = min(best, key=ties)
        for voter in known.supporters(chosen):
            loads[voter] = load[chosen]
        winners.append(chosen)
        waiting.remove(chosen)
    return winners


def greedy(ballots: Ballots, satisfaction: Satisfaction, ties: Order) -> list[str]:
    """Return the winners of greedy budgeting by satisfaction per cost, in order."""
    known = election(ballots, satisfaction)
    total = {option: sum(worth.get(option, 0) for worth in known.voters) for option in known.costs}
    winners: list[str] = []
    for option in sorted(
        known.costs,
        key=lambda option: (*_worth_per_cost(known, total, option, satisfaction), ties(option)),
    ):
        if total[option] and known.cost([*winners, option]) <= known.budget:
            winners.append(option)
    return winners


def _worth_per_cost(
    known: Election, total: dict[str, int], option: str, satisfaction: Satisfaction
) -> tuple[bool, Fraction]:
    if satisfaction is Satisfaction.COST:
        return True, -Fraction(len(known.supporters(option)))
    if known.costs[option] == 0:
        return total[option] == 0, Fraction(0)
    return True, -Fraction(total[option], known.costs[option])
