"""Greedy budgeting: fund options from the highest score down while the money lasts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, BallotsFaulty
from priorities.engines.counting.count import Chosen, Count, Reason, Score, Skipped
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.scored.by_score import tied_after
from priorities.engines.counting.ties import TieOrder, best_first


@dataclass
class _Spending:
    """The money that is left, what it bought, and whether the count has stopped."""

    left: int
    bought: list[str] = field(default_factory=list)
    stopped: bool = False


def count_greedy(
    ballots: Ballots, *, scores: IntArray, ties: TieOrder, rules: GreedyRules | None = None
) -> Count:
    """Return the greedy count for `scores`, one whole number per option (see `scores`).

    The rule that most cities use; Pabulib's names for its variants are greedy, greedy-no-skip,
    greedy-threshold, greedy-exclusive and greedy-custom (Faliszewski and others, "Participatory
    Budgeting: Data, Tools, and Analysis", IJCAI 2023). Free options with support come first per
    cost. Raises BallotsFaulty if the budget or a cost is missing, or a group names no option.
    """
    rules = rules or GreedyRules()
    if ballots.budget is None:
        raise BallotsFaulty("There is no budget.")
    if not frozenset().union(*rules.exclusive) <= ballots.index.keys():
        raise BallotsFaulty("An exclusive group names something that is not an option.")
    steps = greedy_steps(ballots, scores=scores, ties=ties, rules=rules, left=ballots.budget)
    return Count(
        rule="greedy",
        winners=tuple(step.option for step in steps if isinstance(step, Chosen)),
        order=tuple(step.option for step in steps),
        scores=dict(zip(ballots.ids, scores.tolist(), strict=True)),
        turnout=ballots.turnout,
        blanks=ballots.blanks,
        spoiled=ballots.spoiled,
        cost=sum(step.cost or 0 for step in steps if isinstance(step, Chosen)),
        budget=ballots.budget,
        settings={**rules.as_settings(), "ties": ties.name},
        steps=steps,
    )


def greedy_steps(
    ballots: Ballots,
    *,
    scores: IntArray,
    ties: TieOrder,
    rules: GreedyRules,
    left: int,
    without: Collection[str] = (),
) -> tuple[Chosen | Skipped, ...]:
    """Return the steps of spending what is `left` on all options but those in `without`, in their
    order.
    """
    ranked = _Ranked.of(ballots, scores, ties, rules, without)
    return tuple(_steps(ranked, rules, _Spending(left=left)))


@dataclass(frozen=True)
class _Ranked:
    """The options from first to last: names, scores, what they are ordered by, and costs."""

    names: tuple[str, ...]
    scores: tuple[int, ...]
    worth: tuple[object, ...]
    costs: tuple[int, ...]
    tie_name: str

    @classmethod
    def of(
        cls,
        ballots: Ballots,
        scores: IntArray,
        ties: TieOrder,
        rules: GreedyRules,
        without: Collection[str],
    ) -> "_Ranked":
        costs, exact = ballots.costs.tolist(), scores.tolist()
        worth = _per_cost(exact, costs) if rules.per_cost else exact
        order = [
            option
            for option in best_first(worth, ties.places(ballots))
            if ballots.ids[option] not in without
        ]
        return cls(
            names=tuple(ballots.ids[option] for option in order),
            scores=tuple(exact[option] for option in order),
            worth=tuple(worth[option] for option in order),
            costs=tuple(costs[option] for option in order),
            tie_name=ties.name,
        )


def _per_cost(scores: Sequence[int], costs: Sequence[int]) -> list[Score]:
    """Return score divided by cost; a free option with any score is worth more than all others."""
    beyond_all = sum(scores) + 1
    return [
        Fraction(score, cost) if cost else beyond_all * min(score, 1)
        for score, cost in zip(scores, costs, strict=True)
    ]


def _steps(ranked: _Ranked, rules: GreedyRules, spending: _Spending) -> Iterator[Chosen | Skipped]:
    for place in range(len(ranked.names)):
        skipped = _passed_over(ranked, place, rules, spending)
        if skipped and skipped.reason is Reason.DOES_NOT_FIT and rules.stop_at_misfit:
            spending.stopped = True
            if _reserve_helps(ranked.costs[place], rules, spending):
                skipped = None
        yield skipped or _buy(ranked, place, spending)


def _passed_over(
    ranked: _Ranked, place: int, rules: GreedyRules, spending: _Spending
) -> Skipped | None:
    """Return why the option in this place is not funded, or None if it is."""
    name, score, cost = ranked.names[place], ranked.scores[place], ranked.costs[place]
    rival = _excluded_by(name, rules, spending)
    if score <= 0:
        reason = Reason.NO_SUPPORT
    elif score < rules.threshold:
        reason = Reason.BELOW_THRESHOLD
    elif spending.stopped:
        reason = Reason.AFTER_STOP
    elif rival:
        reason = Reason.EXCLUDED
    elif cost > spending.left:
        reason = Reason.DOES_NOT_FIT
    else:
        return None
    because = rival if reason is Reason.EXCLUDED else ""
    return Skipped(name, score, reason, cost=cost, left=spending.left, because=because)


def _excluded_by(name: str, rules: GreedyRules, spending: _Spending) -> str:
    shared = [group for group in rules.exclusive if name in group]
    return next((other for other in spending.bought if any(other in group for group in shared)), "")


def _reserve_helps(cost: int, rules: GreedyRules, spending: _Spending) -> bool:
    return rules.reserve_from is not None and spending.left >= rules.reserve_from * cost


def _buy(ranked: _Ranked, place: int, spending: _Spending) -> Chosen:
    cost = ranked.costs[place]
    from_reserve = max(cost - spending.left, 0)
    spending.left -= cost - from_reserve
    spending.bought.append(ranked.names[place])
    tied = ranked.names[place + 1 : tied_after(ranked.worth, place)]
    return Chosen(
        option=ranked.names[place],
        score=ranked.scores[place],
        tied=tied,
        broken_by=ranked.tie_name if tied else "",
        cost=cost,
        left=spending.left,
        from_reserve=from_reserve,
    )
