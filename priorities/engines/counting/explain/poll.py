"""The whole poll in plain words: turnout, every step, and how near others came."""

from priorities.engines.counting.count import Margin
from priorities.engines.counting.explain.narration import Telling, amount, people, sentence


def poll_sentences(telling: Telling) -> list[str]:
    """Return the count of a poll in plain words, one sentence or two a line."""
    steps = (sentence(step, telling) for step in telling.count.steps)
    margins = (_margin(margin, telling) for margin in telling.count.margins)
    return [_turnout(telling), *filter(None, steps), *_money(telling), *filter(None, margins)]


def _turnout(telling: Telling) -> str:
    count = telling.count
    blank = f", {count.blanks:,} of them with a blank ballot" if count.blanks else ""
    spoiled = f" {amount(count.spoiled, 'spoiled ballot')} did not count." if count.spoiled else ""
    return f"{people(count.turnout)} voted{blank}.{spoiled}"


def _money(telling: Telling) -> list[str]:
    count, money = telling.count, telling.money
    if count.budget is None:
        return []
    # Money from outside the budget can make the cost more than the budget.
    spent = (
        f"The {amount(len(count.winners), 'funded option')} cost {money.words(count.cost)} together"
    )
    if count.cost > count.budget:
        return [f"{spent}, {money.words(count.cost - count.budget)} more than the budget."]
    return [f"{spent}; {money.words(count.budget - count.cost)} of the budget is left."]


def _margin(margin: Margin, telling: Telling) -> str:
    if margin.ballots is None:
        return ""
    winner, rival = telling.name(margin.winner), telling.name(margin.rival)
    return (
        f"{rival} would have come in before {winner} had "
        f"{amount(margin.ballots, 'ballot')} been different."
    )
