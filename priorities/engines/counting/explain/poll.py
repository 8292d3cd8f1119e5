"""The whole poll in plain words: turnout, every step, and how near others came."""

from priorities.engines.counting.count import Margin
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.explain.sentences import sentence
from priorities.engines.counting.words import amount, people


def poll_sentences(narration: Narration) -> list[str]:
    """Return the count of a poll in plain words, one sentence or two a line."""
    steps = (sentence(step, narration) for step in narration.count.steps)
    margins = (_margin(margin, narration) for margin in narration.count.margins)
    return [_turnout(narration), *filter(None, steps), *_money(narration), *filter(None, margins)]


def _turnout(narration: Narration) -> str:
    count = narration.count
    blank = f", {count.blanks:,} of them with a blank ballot" if count.blanks else ""
    spoiled = f" {amount(count.spoiled, 'spoiled ballot')} did not count." if count.spoiled else ""
    return f"{people(count.turnout)} voted{blank}.{spoiled}"


def _money(narration: Narration) -> list[str]:
    count, money = narration.count, narration.money
    if count.budget is None:
        return []
    # Money from outside the budget can make the cost more than the budget.
    spent = (
        f"The {amount(len(count.winners), 'funded option')} cost {money.words(count.cost)} together"
    )
    if count.cost > count.budget:
        return [f"{spent}, {money.words(count.cost - count.budget)} more than the budget."]
    return [f"{spent}; {money.words(count.budget - count.cost)} of the budget is left."]


def _margin(margin: Margin, narration: Narration) -> str:
    if margin.ballots is None:
        return ""
    winner, rival = narration.name(margin.winner), narration.name(margin.rival)
    return (
        f"At least {amount(margin.ballots, 'ballot')} would have had to be different for "
        f"{rival} to come in before {winner}."
    )
