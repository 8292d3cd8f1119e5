"""The whole poll in plain words: turnout, every step, and how near others came."""

from coopservices.sentences import Sentence, counted
from priorities.engines.counting.count import Margin
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.explain.sentences import told
from priorities.engines.counting.words import in_turn


def poll_sentences(narration: Narration) -> list[Sentence]:
    """Return the count of a poll in plain words, one sentence or two a line."""
    steps = (told(step, narration) for step in narration.count.steps)
    margins = (_margin(margin, narration) for margin in narration.count.margins)
    return [_turnout(narration), *filter(None, steps), *_money(narration), *filter(None, margins)]


def _turnout(narration: Narration) -> Sentence:
    count = narration.count
    if count.blanks:
        voted = counted(
            "%(number)s person voted, %(blank)s of them with a blank ballot.",
            "%(number)s people voted, %(blank)s of them with a blank ballot.",
            count.turnout,
            blank=count.blanks,
        )
    else:
        voted = counted("%(number)s person voted.", "%(number)s people voted.", count.turnout)
    spoiled = counted(
        "%(number)s spoiled ballot did not count.",
        "%(number)s spoiled ballots did not count.",
        count.spoiled,
    )
    return in_turn(voted, spoiled if count.spoiled else None)


def _money(narration: Narration) -> list[Sentence]:
    count, money = narration.count, narration.money
    if count.budget is None:
        return []
    # Money from outside the budget can make the cost more than the budget.
    if count.cost > count.budget:
        return [
            counted(
                "The %(number)s funded option cost %(cost)s together, %(over)s more than the "
                "budget.",
                "The %(number)s funded options cost %(cost)s together, %(over)s more than the "
                "budget.",
                len(count.winners),
                cost=money.words(count.cost),
                over=money.words(count.cost - count.budget),
            )
        ]
    return [
        counted(
            "The %(number)s funded option cost %(cost)s together; %(left)s of the budget is left.",
            "The %(number)s funded options cost %(cost)s together; %(left)s of the budget is left.",
            len(count.winners),
            cost=money.words(count.cost),
            left=money.words(count.budget - count.cost),
        )
    ]


def _margin(margin: Margin, narration: Narration) -> Sentence | None:
    if margin.ballots is None:
        return None
    return counted(
        "At least %(number)s ballot would have had to be different for %(rival)s to come in before "
        "%(winner)s.",
        "At least %(number)s ballots would have had to be different for %(rival)s to come in "
        "before %(winner)s.",
        margin.ballots,
        rival=narration.name(margin.rival),
        winner=narration.name(margin.winner),
    )
