"""The rules side by side, for an election held elsewhere: what each would have chosen, and why."""

from outcomes.engines.words.result_words import few, shown
from outcomes.summaries.documents import ChoiceAccount, ComparisonAccount, RuleAccount
from priorities.imported_elections.queries import RuleCount, counts_of_import
from priorities.models import Poll
from priorities.results.queries.results import PollResult


def comparison_account(poll: Poll, result: PollResult) -> ComparisonAccount | None:
    """The rules side by side, what most of them choose first; None for a poll of the
    council's own.
    """
    counts = counts_of_import(poll)
    if not counts:
        return None
    return ComparisonAccount(
        has_money=any(count.cost for count in counts),
        rules=tuple(_rule(count) for count in counts),
        choices=tuple(_choices(result, counts)),
    )


def _rule(count: RuleCount) -> RuleAccount:
    return RuleAccount(
        count.title,
        count.what_it_does,
        len(count.winners),
        count.cost,
        count.explanation,
        count.difference,
    )


def _choices(result: PollResult, counts: tuple[RuleCount, ...]) -> list[ChoiceAccount]:
    winners = [frozenset(count.winners) for count in counts]
    choices = [
        ChoiceAccount(
            title=option.title,
            cost=counts[0].costs.get(option.id, ""),
            words=few(shown(option.amount)),
            chosen_by=tuple(option.id in won for won in winners),
        )
        for option in result.questions[0].options
    ]
    return sorted(choices, key=lambda choice: -sum(choice.chosen_by))
