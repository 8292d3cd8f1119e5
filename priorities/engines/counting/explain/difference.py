"""Two rules on the same ballots: what only one of them funds, and why."""

import numpy as np

from priorities.engines.counting.count import Count
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.explain.sentences import sentence, settled
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.words import people

_DISTINGUISHING = ("seats", "satisfaction", "completion")


def difference_sentences(one: Narration, other: Narration) -> list[str]:
    """Return in plain words how the results of two counts of the same ballots differ.

    Each difference is explained twice, by the step of each count that settled it.
    """
    first, second = _names(one.count, other.count)
    both = [option for option in one.count.winners if option in other.count.winners]
    reach = [_reach(one, first), _reach(other, second)]
    if set(one.count.winners) == set(other.count.winners):
        return [f"Under {first} and {second} the same is chosen: {one.names(both)}.", reach[0]]
    shared = [f"Under both {first} and {second}: {one.names(both)}."] if both else []
    return [*shared, *_only(one, first, other, second), *_only(other, second, one, first), *reach]


def _only(winning: Narration, won: str, losing: Narration, lost: str) -> list[str]:
    return [
        f"Only under {won}: {_why(winning, option)} Under {lost}: {_why(losing, option)}"
        for option in winning.count.winners
        if option not in losing.count.winners
    ]


def _why(narration: Narration, option: str) -> str:
    """Return the sentence of the last step that settles the fate of an option."""
    about = [step for step in narration.count.steps if option in settled(step, narration)]
    missed = "chosen" if narration.count.budget is None else "reached"
    return (
        sentence(about[-1], narration) if about else f"{narration.name(option)} was not {missed}."
    )


def _reach(narration: Narration, name: str) -> str:
    ballots = narration.ballots
    is_winner = np.isin(
        np.arange(len(ballots.options)),
        [ballots.index[option] for option in narration.count.winners],
    )
    reached = np.zeros(len(ballots), dtype=bool)
    reached[ballots.ballot_of[is_winner[ballots.chosen]]] = True
    voters = int(reached.sum() if ballots.weights is None else ballots.weights[reached].sum())
    return (
        f"Under {name}, {people(voters)} of {narration.count.turnout:,} marked something "
        "that was chosen."
    )


def _names(one: Count, other: Count) -> tuple[str, str]:
    """Return what the two rules are called; two counts by one rule are distinguished by the
    settings that differ.
    """
    first, second = RULES[one.rule].title, RULES[other.rule].title
    apart = [key for key in _DISTINGUISHING if one.settings.get(key) != other.settings.get(key)]
    if one.rule != other.rule or not apart:
        return first, second
    return f"{first} ({_details(one, apart)})", f"{second} ({_details(other, apart)})"


def _details(count: Count, keys: list[str]) -> str:
    """Return these settings, as in "satisfaction: cost, completion: add1"."""
    return ", ".join(f"{key}: {count.settings[key]}" for key in keys)
