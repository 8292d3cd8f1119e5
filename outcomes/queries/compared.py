"""The rules side by side, for an election held elsewhere: what each would have chosen, and why."""

from outcomes.engines.result_words import few, shown
from outcomes.queries.accounts import ChoiceAccount, ComparisonAccount, RuleAccount
from priorities.models import Poll
from priorities.queries.counts import RuleCount, counts_of_import
from priorities.queries.results import PollResult

# What a rule is called, and what it does in one sentence.
RULES = {
    "equal-shares": (
        "Equal shares",
        "Everybody gets the same share of the money and pays with others for what they support; "
        "shares rise until it is used.",
    ),
    "greedy": ("Most votes first", "What has most votes is funded first; what no longer fits is passed over."),
    "phragmen": (
        "Shared load (Phragmén)",
        "Supporters save up at the same speed; as soon as those of an option have its cost together, it is funded.",
    ),
    "approval": ("Approval", "Everybody may choose several; what most people chose wins."),
    "single": ("One choice", "Everybody chooses one; what most people chose wins."),
    "points": ("Points", "Everybody shares out points; what has most points wins."),
    "stv": ("Single transferable vote", "Votes that are not needed, or cannot win, go on to the voter's next choice."),
    "irv": ("Instant runoff", "The last is put out, again and again, and its votes go on to the next choice."),
    "positions": ("Points by place", "A first place gives most points, each later place fewer."),
    "borda": ("Borda", "An option gets a point for every other that a voter puts below it."),
    "copeland": ("Copeland", "Each pair is compared; what wins most comparisons wins."),
    "schulze": ("Schulze", "Each pair is compared; the strongest chain of comparisons decides."),
    "minimax": ("Minimax", "Each pair is compared; what loses least in its worst comparison wins."),
}


def comparison_account(poll: Poll, result: PollResult) -> ComparisonAccount | None:
    """The rules side by side, what most of them choose first; None for a poll of the council's own."""
    counts = counts_of_import(poll)
    if not counts:
        return None
    return ComparisonAccount(
        has_money=any(count.cost for count in counts),
        rules=tuple(_rule(count) for count in counts),
        choices=tuple(_choices(result, counts)),
    )


def _rule(count: RuleCount) -> RuleAccount:
    name, what_it_does = RULES[count.rule]
    return RuleAccount(name, what_it_does, len(count.winners), count.cost, count.explanation, count.difference)


def _choices(result: PollResult, counts: tuple[RuleCount, ...]) -> list[ChoiceAccount]:
    winners = [frozenset(count.winners) for count in counts]
    choices = [
        ChoiceAccount(
            title=option.title,
            cost=counts[0].costs.get(option.id, ""),
            words=few(shown(option.score)),
            chosen_by=tuple(option.id in won for won in winners),
        )
        for option in result.questions[0].options
    ]
    return sorted(choices, key=lambda choice: -sum(choice.chosen_by))
