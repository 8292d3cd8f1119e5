"""What a poll's result says, in plain words and exact numbers: who came first, by how much, and
where lots decided; and what each rule would have chosen.
"""

from collections.abc import Sequence
from textwrap import shorten

from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW
from priorities.engines.counting.count import Score
from priorities.engines.counting.explain import Money
from priorities.engines.voting.ballot_types import Unit
from priorities.results.documents import (
    BrokenBy,
    Currency,
    OptionResult,
    PollResult,
    QuestionResult,
    Tie,
)

TITLE = 110  # characters
CHARTS = {
    Unit.VOTES: "How many voters chose each",
    Unit.POINTS: "How many points each was given",
    Unit.PLACES: "What place each came in",
}
NAMED = 3  # of options in one sentence
GROUPS = {
    "open": "Anybody, with nothing shown",
    "email": "A confirmed e-mail address",
    "postcode": "A postcode in the area",
    "code": "A code from the council",
    "register": "Their place on the council's list",
    "identity": "Who they are",
    "imported": "Whatever was asked of them there",
}


def headline(question: QuestionResult) -> str:
    """Who came first and with how much support; what was chosen, where more than scores decides."""
    if not question.is_by_score:
        return _outcome(question)
    if not question.options or question.options[0].score == 0:
        return "Nobody chose any of these"
    first, voters = question.options[0], question.voters
    name = _name(first)
    level = next((tie for tie in question.ties if first.id in tie.options), None)
    if level:
        return f"{_listed(_level(question, level))} came out level; {name} is first by lot"
    if first.score is None or voters is None:
        return f"{name} came first, with too few votes to show numbers"
    if question.unit is Unit.POINTS:
        return f"{name} came first, with {few(first.score)} points"
    return f"{name} came first: {few(first.score)} of {voters:,} voters chose it"


def _outcome(question: QuestionResult) -> str:
    """What was chosen or funded."""
    if not question.is_answered or not question.chosen:
        return "Nobody chose any of these" if question.cost is None else "Nothing was funded"
    names, is_one = _listed(question.chosen), len(question.chosen) == 1
    if question.cost is None:
        return f"{names} {'came first' if is_one else 'were chosen'}"
    return f"{names} {'was' if is_one else 'were'} funded"


def margin(question: QuestionResult) -> str:
    """How clear the first place is, or "" where that cannot be told without small numbers."""
    found = question.margin
    if found is None or found.difference == 0:
        return ""
    rival = question.by_id[found.rival]
    if not rival.score:
        return ""
    is_one_vote = question.unit is Unit.VOTES and found.difference == 1
    lead = f"{few(found.difference)} more {'vote' if is_one_vote else question.unit}"
    told = f"It had {lead} than {_name(rival)}."
    if found.ballots is None:
        return told
    ballots = f"{found.ballots:,} {'ballot' if found.ballots == 1 else 'ballots'}"
    return f"{told} At least {ballots} would have had to be different for that to change."


def spent(question: QuestionResult) -> str:
    """What is spent of the budget; "" where a poll of ours spends none."""
    if question.is_by_score or question.cost is None:
        return ""
    cost, budget = (amount(each, question.currency) for each in (question.cost, question.budget))
    return f"Together it costs {cost} of {budget}."


def ties(question: QuestionResult) -> str:
    """Which options came out level and what decided their order, or "" where none did."""
    if not question.ties:
        return ""
    groups = "; ".join(_listed(_level(question, tie)) for tie in question.ties)
    had = (
        f"{groups} had"
        if len(question.ties) == 1
        else f"Some options are level: {groups}. Each of these groups had"
    )
    return f"{had} exactly the same support. {_decided(question.ties)}"


def few(score: Score | None) -> str:
    """A number of votes or points for a table: itself, or that it is small."""
    if score is None:
        return f"fewer than {FEWEST_TO_SHOW}"
    return f"{score:,}" if isinstance(score, int) else str(score)


def placing(question: QuestionResult, option: OptionResult) -> str:
    """An option's place, and its votes or points."""
    place = "First" if option.place == 1 else f"Came {_ordinal(option.place)}"
    of = f"{place} of {len(question.options)}"
    return of if question.is_told_by_place else f"{of}, with {few(option.score)} {question.unit}"


def standing(question: QuestionResult, option: OptionResult) -> str:
    """An option's votes or points for a table, or its place where that alone is told."""
    return _ordinal(option.place) if question.is_told_by_place else few(option.score)


def state(result: PollResult) -> str:
    """Whether a result is final."""
    return "certified" if result.is_certified else "provisional"


def rule_set(question: QuestionResult) -> str:
    """By which rules a question's chart is drawn."""
    if question.is_told_by_place:
        return "Every counted ballot counts once, and together they decide the places."
    return (
        f"Every counted ballot counts once. {question.unit.capitalize()} are exact; 1 to 7 "
        "are not shown."
    )


def source(result: PollResult) -> str:
    """Whose numbers a question's chart shows."""
    return f"the ballots of “{result.title}”, {state(result)} result."


def amount(minor_units: int | None, currency: Currency | None) -> str:
    """A cost with the sign of its currency; "" where there is none."""
    if minor_units is None or currency is None:
        return ""
    return Money(currency.minor_units, currency.sign).words(minor_units)


def _name(option: OptionResult) -> str:
    """Its title, short enough for a sentence."""
    return f"“{shorten(option.title, TITLE, placeholder=' …')}”"


def _decided(level: Sequence[Tie]) -> str:
    if any(tie.broken_by is BrokenBy.COST for tie in level):
        return "They are shown the cheapest first, then in the order of their ids."
    return "Their order was drawn by lot before voting began."


def _level(question: QuestionResult, tie: Tie) -> Sequence[OptionResult]:
    return [question.by_id[option] for option in tie.options]


def _listed(options: Sequence[OptionResult]) -> str:
    names = [_name(option) for option in options[:NAMED]]
    if len(options) > NAMED:
        names = [*names[: NAMED - 1], f"{len(options) - NAMED + 1} others"]
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _ordinal(number: int) -> str:
    last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else last}"
