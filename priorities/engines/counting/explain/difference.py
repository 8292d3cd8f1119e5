"""Two rules on the same ballots: what only one of them funds, and why."""

import numpy as np

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.explain.sentences import settled, told
from priorities.engines.counting.rules import RULES

_DISTINGUISHING = ("seats", "satisfaction", "completion")


def difference_sentences(one: Narration, other: Narration) -> list[Sentence]:
    """Return in plain words how the results of two counts of the same ballots differ.

    Each difference is explained twice, by the step of each count that settled it.
    """
    first, second = _names(one.count, other.count)
    both = [option for option in one.count.winners if option in other.count.winners]
    reach = [_reach(one, first), _reach(other, second)]
    if not {*one.count.winners, *other.count.winners}:
        nothing = sentence(
            "Under %(first)s and %(second)s nothing is chosen.", first=first, second=second
        )
        return [nothing, reach[0]]
    if set(one.count.winners) == set(other.count.winners):
        same = sentence(
            "Under %(first)s and %(second)s the same is chosen: %(names)s.",
            first=first,
            second=second,
            names=one.names(both),
        )
        return [same, reach[0]]
    shared = sentence(
        "Under both %(first)s and %(second)s: %(names)s.",
        first=first,
        second=second,
        names=one.names(both),
    )
    only = [*_only(one, first, other, second), *_only(other, second, one, first)]
    return [*([shared] if both else []), *only, *reach]


def _only(winning: Narration, won: Sentence, losing: Narration, lost: Sentence) -> list[Sentence]:
    return [
        sentence(
            "Only under %(won)s: %(why)s Under %(lost)s: %(why_not)s",
            won=won,
            why=why(winning, option),
            lost=lost,
            why_not=why(losing, option),
        )
        for option in winning.count.winners
        if option not in losing.count.winners
    ]


def why(narration: Narration, option: str) -> Sentence:
    """Return the sentence of the last step that settles the fate of an option."""
    about = [step for step in narration.count.steps if option in settled(step, narration)]
    if about and (found := told(about[-1], narration)):
        return found
    name = narration.name(option)
    if narration.count.budget is None:
        return sentence("%(name)s was not chosen.", name=name)
    return sentence("%(name)s was not reached.", name=name)


def _reach(narration: Narration, rule: Sentence) -> Sentence:
    ballots = narration.ballots
    is_winner = np.isin(
        np.arange(len(ballots.options)),
        [ballots.index[option] for option in narration.count.winners],
    )
    reached = np.zeros(len(ballots), dtype=bool)
    reached[ballots.ballot_of[is_winner[ballots.chosen]]] = True
    voters = int(reached.sum() if ballots.weights is None else ballots.weights[reached].sum())
    return counted(
        "Under %(rule)s, %(number)s person of %(turnout)s marked something that was chosen.",
        "Under %(rule)s, %(number)s people of %(turnout)s marked something that was chosen.",
        voters,
        rule=rule,
        turnout=narration.count.turnout,
    )


def _names(one: Count, other: Count) -> tuple[Sentence, Sentence]:
    """Return what the two rules are called; two counts by one rule are distinguished by the
    settings that differ.
    """
    first, second = RULES[one.rule].title, RULES[other.rule].title
    apart = [key for key in _DISTINGUISHING if one.settings.get(key) != other.settings.get(key)]
    if one.rule != other.rule or not apart:
        return first, second
    return _detailed(first, one, apart), _detailed(second, other, apart)


def _detailed(rule: Sentence, count: Count, keys: list[str]) -> Sentence:
    """Return a rule with these settings, as in "satisfaction: cost, completion: add1"."""
    details = ", ".join(f"{key}: {count.settings[key]}" for key in keys)
    return sentence("%(rule)s (%(details)s)", rule=rule, details=details)
