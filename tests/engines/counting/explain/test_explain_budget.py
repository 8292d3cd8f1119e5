"""Counts that spend a budget, in plain words: every step, and what became of every ballot."""

from dataclasses import replace
from fractions import Fraction

import pytest

from priorities.engines.counting.budget.equal_shares import count_equal_shares
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.budget.phragmen import count_phragmen
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import approval_ballots
from priorities.engines.counting.ties import CheapestOrder
from tests.engines.counting.in_english import explain, explain_ballot
from tests.engines.counting.small_elections import VILLAGE, VILLAGE_OPTIONS

RAISED = count_equal_shares(VILLAGE, CountSettings(completion=Completion.ADD1_GREEDY))
SHARED = "The budget of £15 was shared out equally: £2.50 for each of 6 people who voted, blank ballots included."
PEOPLE = "6 people voted, 1 of them with a blank ballot. 2 spoiled ballots did not count."
LOWER_COST = "lower cost, then more votes, then id"
STOOD_EQUAL = f"It stood equal with Pond, and the tie order ({LOWER_COST}) decided."


def test_raised_shares_are_said() -> None:
    assert explain(RAISED, VILLAGE) == [
        PEOPLE,
        SHARED,
        "To spend more of it, every share was raised 47 times by £1, to £49.50. "
        "At the next raise the funded options would have cost £65, too much.",
        "Sign was funded: it costs nothing, and people supported it.",
        f"Path was funded: 3 people paid £1 each of their £49.50 share, £3 together. {STOOD_EQUAL}",
        "Pond was funded: 3 people paid £1 each of their £49.50 share, £3 together.",
        "Swing was funded: 2 people paid £4.50 each of their £49.50 share, £9 together.",
        "Tower was not funded from shares: its 1 supporter had £49.50 left, £0.50 less than its cost of £50.",
        "Tower was not funded: it had 1 vote and costs £50, but only £0 was left.",
        "The 4 funded options cost £15 together; £0 of the budget is left.",
    ]
    assert [explain_ballot(RAISED, VILLAGE, marks) for marks in VILLAGE.marks()] == [
        ["Of your £49.50 share, £1 went to Path and £1 went to Pond; £47.50 was left."],
        [
            "Of your £49.50 share, £1 went to Path and £1 went to Pond; £47.50 was left.",
            "Sign was funded without money from your share.",
        ],
        [
            "Of your £49.50 share, £1 went to Path, £1 went to Pond and £4.50 went to Swing; £43 was left."
        ],
        ["Of your £49.50 share, £4.50 went to Swing; £45 was left."],
        ["None of your £49.50 share was spent.", "Tower was not funded."],
        ["This ballot was blank. It counts in the turnout."],
    ]


@pytest.mark.parametrize(
    ("marks", "budget", "words"),
    [
        ([["path"]], 300, "The shares were not raised. Everything that anyone supported was then funded."),
        ([["path"], []], 500, "To spend more of it, every share was raised once by £1, to £3.50. "
         "Everything that anyone supported was then funded."),
        ([["path", "sign"], ["swing"]], 200, "To spend more of it, every share was raised once by £1, to £2. "
         "At the next raise the funded options would have cost £3, too much."),
        ([["path"], ["tower"]], 300, "To spend more of it, every share was raised twice by £1, to £3.50. "
         "No other option then fitted what was left of the budget."),
        ([["tower"], ["tower"]], 300, "The shares were not raised. "
         "No other option then fitted what was left of the budget."),
    ],
)  # fmt: skip
def test_why_raising_ended_is_said(marks: list[list[str]], budget: int, words: str) -> None:
    ballots = approval_ballots(VILLAGE_OPTIONS, marks, budget=budget, unit=100)
    completion = Completion.ADD1_EXHAUSTIVE if "No other" in words else Completion.ADD1
    assert (
        explain(count_equal_shares(ballots, CountSettings(completion=completion)), ballots)[2]
        == words
    )


def test_more_supporters_are_named_only_where_a_recount_with_them_funds_it() -> None:
    raised = count_equal_shares(VILLAGE, CountSettings(completion=Completion.ADD1))
    assert explain(raised, VILLAGE)[-2] == (
        "Tower was not funded from shares: its 1 supporter had £49.50 left, £0.50 less than "
        "its cost of £50. It costs more than the £0 that was left of the budget."
    )
    alone = count_equal_shares(VILLAGE, CountSettings())
    assert explain(alone, VILLAGE)[-3:-1] == [
        "Swing was not funded from shares: its 2 supporters had £3 left, £6 less than its cost "
        "of £9. 3 more supporters with a whole share would have been enough.",
        "Tower was not funded from shares: its 1 supporter had £2.50 left, £47.50 less than its "
        "cost of £50. It costs more than the £9 that was left of the budget.",
    ]
    assert explain_ballot(alone, VILLAGE, {"swing": 1})[-1] == "Swing was 3 supporters short."
    assert explain_ballot(alone, VILLAGE, {"tower": 1}) == [
        "None of your £2.50 share was spent.",
        "Tower was not funded.",
    ]


def test_greedy_is_said() -> None:
    count = RULES["greedy"].count(VILLAGE, CountSettings())
    assert explain(count, VILLAGE) == [
        PEOPLE,
        f"Path was funded with 3 votes: it costs £3, which left £12. {STOOD_EQUAL}",
        "Pond was funded with 3 votes: it costs £3, which left £9.",
        "Swing was funded with 2 votes: it costs £9, which left £0.",
        "Sign was funded with 1 vote: it costs £0, which left £0. "
        f"It stood equal with Tower, and the tie order ({LOWER_COST}) decided.",
        "Tower was not funded: it had 1 vote and costs £50, but only £0 was left.",
        "The 4 funded options cost £15 together; £0 of the budget is left.",
    ]
    assert [explain_ballot(count, VILLAGE, marks) for marks in VILLAGE.marks()[1:5]] == [
        ["Of what you marked, Path, Pond and Sign were funded."],
        ["Of what you marked, Path, Pond and Swing were funded."],
        ["Of what you marked, Swing was funded."],
        ["Tower was not funded."],
    ]


def test_a_stop_a_reserve_a_threshold_and_a_lack_of_support_are_said() -> None:
    rules = GreedyRules(stop_at_misfit=True, reserve_from=Fraction(1, 2), threshold=2)
    small = replace(VILLAGE, budget=1200, spoiled=1)
    assert explain(
        count_greedy(small, scores=small.votes, ties=CheapestOrder(), rules=rules), small
    )[3:] == [
        "Swing was funded with 2 votes: it costs £9, which left £0. £3 of it came from outside the budget.",
        "Sign was not funded: it had 1 vote, fewer than the rules ask for.",
        "Tower was not funded: it had 1 vote, fewer than the rules ask for.",
        "The 3 funded options cost £15 together, £3 more than the budget.",
    ]
    stopped = GreedyRules(stop_at_misfit=True)
    few = approval_ballots(
        VILLAGE_OPTIONS, [["path", "pond"], ["path"], ["swing"]], budget=500, unit=100
    )
    assert explain(
        count_greedy(few, scores=few.votes, ties=CheapestOrder(), rules=stopped), few
    ) == [
        "3 people voted.",
        "Path was funded with 2 votes: it costs £3, which left £2.",
        "Pond was not funded: it had 1 vote and costs £3, but only £2 was left.",
        "Swing was not funded: the count had stopped at an option that no longer fitted.",
        "Sign was not funded: nobody supported it.",
        "Tower was not funded: nobody supported it.",
        "The 1 funded option cost £3 together; £2 of the budget is left.",
    ]


def test_phragmen_is_said_to_its_end() -> None:
    assert explain(count_phragmen(VILLAGE, ties=CheapestOrder()), VILLAGE)[1:-1] == [
        "Tower was not funded: it had 1 vote and costs £50, but only £15 was left.",
        "Sign was funded: it costs £0, and its 1 supporter has now paid £0, less than for any other option left.",
        "Path was funded: it costs £3, and its 3 supporters have now paid £1 each, no more than for any other option "
        f"left. {STOOD_EQUAL}",
        "Pond was funded: it costs £3, and its 3 supporters have now paid £2 each, less than for any other option "
        "left. They had paid £3 already for other options.",
        "Swing was funded: it costs £9, and its 2 supporters have now paid £5.50 each, less than for any other option "
        "left. They had paid £2 already for other options.",
    ]
    marks = [*[["pond"]] * 3, ["path"], *[["swing"]] * 3]
    level = approval_ballots(VILLAGE_OPTIONS, marks, budget=1000, unit=100)
    assert explain(count_phragmen(level, ties=CheapestOrder()), level)[-2] == (
        "Swing was next, level with Path, but costs £9 when only £7 was left, so the count "
        "stopped there."
    )
    short = replace(VILLAGE, budget=1000)
    assert explain(count_phragmen(short, ties=CheapestOrder()), short)[-2:] == [
        "Swing was next, but costs £9 when only £4 was left, so the count stopped there.",
        "The 3 funded options cost £6 together; £4 of the budget is left.",
    ]
