"""Two rules on the same ballots: what only one of them funds, and why."""

import numpy as np

from priorities.engines.counting.count import Count
from priorities.engines.counting.explain.telling import Telling, people, sentence, settled


def difference_sentences(one: Telling, other: Telling) -> list[str]:
    """Return in plain words how the results of two counts of the same ballots differ.

    Each difference is told twice, by the step of each count that settled it.
    """
    both = [option for option in one.count.winners if option in other.count.winners]
    reach = [_reach(one), _reach(other)]
    if set(one.count.winners) == set(other.count.winners):
        return [f"Under {_rule(one.count)} and {_rule(other.count)} the same is chosen: {one.names(both)}.", reach[0]]
    shared = [f"Under both {_rule(one.count)} and {_rule(other.count)}: {one.names(both)}."] if both else []
    return [*shared, *_only(one, other), *_only(other, one), *reach]


def _only(winning: Telling, losing: Telling) -> list[str]:
    won, lost = _rule(winning.count), _rule(losing.count)
    return [
        f"Only under {won}: {_why(winning, option)} Under {lost}: {_why(losing, option)}"
        for option in winning.count.winners
        if option not in losing.count.winners
    ]


def _why(telling: Telling, option: str) -> str:
    """Return the sentence of the last step that settles the fate of an option."""
    about = [step for step in telling.count.steps if option in settled(step, telling)]
    missed = "chosen" if telling.count.budget is None else "reached"
    return sentence(about[-1], telling) if about else f"{telling.name(option)} was not {missed}."


def _reach(telling: Telling) -> str:
    ballots = telling.ballots
    is_winner = np.isin(np.arange(len(ballots.options)), [ballots.index[name] for name in telling.count.winners])
    reached = np.zeros(len(ballots), dtype=bool)
    reached[ballots.ballot_of[is_winner[ballots.chosen]]] = True
    voters = int(reached.sum() if ballots.weights is None else ballots.weights[reached].sum())
    return (
        f"Under {_rule(telling.count)}, {people(voters)} of {telling.count.turnout:,} marked something that was chosen."
    )


def _rule(count: Count) -> str:
    """Return the rule with the settings that set it apart, as in "equal shares (cost, add1)"."""
    details = [str(count.settings[key]) for key in ("satisfaction", "completion") if count.settings.get(key)]
    name = count.rule.replace("-", " ")
    return f"{name} ({', '.join(details)})" if details else name
