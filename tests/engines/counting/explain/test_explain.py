"""Explanations say what the steps say, and the sums in them add up."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.budget.equal_shares import (
    Bought,
    Missed,
    Shared,
    count_equal_shares,
)
from priorities.engines.counting.budget.equal_shares.payments import spending
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import Money
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.rules import RULES, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
from priorities.engines.counting.ties import CheapestOrder, IdOrder, usual_ties
from tests.engines.counting.budget import naive
from tests.engines.counting.budget.test_budget_properties import counted
from tests.engines.counting.elections import elections
from tests.engines.counting.in_english import explain, explain_ballot, explain_difference

POUNDS = re.compile(r"£([0-9,]+(?:\.[0-9]{2})?)")


def pence(text: str) -> list[int]:
    """Return every amount of money in a text, in pence."""
    return [int(Fraction(amount.replace(",", "")) * 100) for amount in POUNDS.findall(text)]


OPTIONS = [
    Option("trees", "Trees", cost=1000),
    Option("library", "Library", cost=6000),
    Option("bench", "Bench", cost=200),
]
VOTES = [["trees", "bench"]] * 2 + [["trees", "library"]] * 4 + [["library"]] * 3 + [[]]
TOWN = approval_ballots(OPTIONS, VOTES, budget=7000, unit=100)


def test_a_ballot_in_plain_words() -> None:
    count = count_equal_shares(TOWN, CountSettings())
    assert explain_ballot(count, TOWN, TOWN.marks()[2]) == [
        "Of your £7 share, £1.67 went to Trees; £5.33 was left.",
        "Library was not funded.",
    ]
    greedy = RULES["greedy"].count(TOWN, CountSettings())
    assert explain_ballot(greedy, TOWN, TOWN.marks()[0]) == [
        "Of what you marked, Trees was funded.",
        "Bench was not.",
    ]


def test_two_rules_in_plain_words() -> None:
    shares = count_equal_shares(TOWN, CountSettings())
    greedy = RULES["greedy"].count(TOWN, CountSettings())
    library, bench = (
        [_about(name, count) for count in (greedy, shares)] for name in ("Library", "Bench")
    )
    assert explain_difference(greedy, shares, TOWN) == [
        "Under both most votes first and equal shares: Trees.",
        f"Only under most votes first: {library[0]} Under equal shares: {library[1]}",
        f"Only under equal shares: {bench[1]} Under most votes first: {bench[0]}",
        "Under most votes first, 9 people of 10 marked something that was chosen.",
        "Under equal shares, 6 people of 10 marked something that was chosen.",
    ]
    assert len(explain_difference(greedy, greedy, TOWN)) == 2
    raised = count_equal_shares(TOWN, CountSettings(completion=Completion.ADD1))
    assert explain_difference(shares, raised, TOWN)[0] == (
        "Under equal shares (completion: none) and equal shares (completion: add1) the "
        "same is chosen: Trees and Bench."
    )


def _about(name: str, count: Count) -> str:
    """Return the one sentence of a count that is about an option."""
    [words] = [line for line in explain(count, TOWN) if line.startswith(f"{name} was ")]
    return words


def test_points_and_ranks_are_said() -> None:
    points = points_ballots(OPTIONS, [{"trees": 3, "bench": 1}, {"trees": 1}], budget=2000)
    words = explain(
        RULES["equal-shares"].count(points, CountSettings(satisfaction=Satisfaction.POINTS)), points
    )
    assert any("for every point" in line for line in words)
    ranked = ranked_ballots(OPTIONS, [["trees", "bench"], ["trees"]], budget=2000)
    words = explain(
        RULES["equal-shares"].count(ranked, CountSettings(satisfaction=Satisfaction.BORDA)), ranked
    )
    assert any("for every option they ranked below it" in line for line in words)


def test_what_excluded_an_option_is_said() -> None:
    rules = GreedyRules(exclusive=(frozenset({"trees", "library"}),))
    count = count_greedy(TOWN, scores=TOWN.votes, ties=CheapestOrder(), rules=rules)
    assert "Trees was not funded: only one of it and Library may be funded." in explain(count, TOWN)


@given(st.lists(st.fractions(0, 1000), max_size=8), st.sampled_from([1, 10, 100, 1000]))
def test_parts_in_words_add_up(amounts: list[Fraction], unit: int) -> None:
    money = Money(unit)
    parts = [pence(part)[0] for part in money.parts(amounts)]
    whole = sum(amounts, Fraction(0))
    assert sum(parts) == pence(money.words(whole))[0]
    assert all(
        abs(part - amount * 100 / unit) < 1 for part, amount in zip(parts, amounts, strict=True)
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "£0"),
        (310, "£3.10"),
        (1200, "£12"),
        (Fraction(1, 2), "£0.01"),
        (Fraction(49, 100), "£0"),
        (123456789, "£1,234,567.89"),
    ],
)
def test_money_is_written_as_people_write_it(amount: int | Fraction, words: str) -> None:
    assert Money().words(amount) == words


@given(counted())
def test_sums_that_are_said_add_up(drawn: tuple[Ballots, str, CountSettings]) -> None:
    ballots, _, chosen = drawn
    count = count_equal_shares(ballots, chosen)
    words = explain(count, ballots)
    for step in count.steps:
        if isinstance(step, Bought) and step.gave_rest:
            line = next(
                line for line in words if line.startswith(f'Idea "{step.option}"; new was funded: ')
            )
            *_, full, rest, cost = pence(line.partition(" It stood")[0])
            assert full + rest == cost
        if isinstance(step, Missed):
            line = next(
                line
                for line in words
                if "was not funded from shares" in line and f'"{step.option}"' in line
            )
            had, short, cost = pence(line.partition(" It costs")[0])
            assert had + short == cost
    for marks in ballots.marks():
        first = explain_ballot(count, ballots, marks)[0]
        if first.startswith("Of your"):
            share, *parts = pence(first)
            assert share == sum(parts)


@given(counted())
def test_what_voters_paid_adds_up_to_the_costs(drawn: tuple[Ballots, str, CountSettings]) -> None:
    ballots, _, chosen = drawn
    count = count_equal_shares(ballots, chosen)
    spent = [spending(count, marks) for marks in ballots.marks()]
    for step in count.steps:
        if isinstance(step, Bought):
            assert sum(dict(each.paid).get(step.option, 0) for each in spent) == step.cost
    for each in spent:
        assert each.share == sum((payment for _, payment in each.paid), each.left)
        assert each.left >= 0


@given(counted((Kind.APPROVAL, Kind.SINGLE, Kind.POINTS)))
def test_as_many_more_supporters_are_enough(drawn: tuple[Ballots, str, CountSettings]) -> None:
    """Voters who spent nothing and now support a missed option get it funded, as is told."""
    ballots, _, chosen = drawn
    idle = _with(ballots, [{}] * 8)
    missed = [step for step in count_equal_shares(idle, chosen).steps if isinstance(step, Missed)]
    for step in missed:
        if not step.is_enough or step.more is None or step.more > 8:
            continue
        supporters = [{step.option: _most_given(ballots, step.option)}] * step.more
        again = _with(ballots, [*supporters, *[{}] * (8 - step.more)])
        assert step.option in count_equal_shares(again, chosen).winners


WAYS = list(product(Completion, [Satisfaction.COST, Satisfaction.CARDINALITY], [False, True]))


@pytest.mark.parametrize(("completion", "satisfaction", "integral"), WAYS)
@settings(max_examples=60, deadline=None)
@given(ballots=elections((Kind.APPROVAL,), least_cost=1), by_id=st.booleans())
def test_as_many_who_join_with_a_whole_share_are_enough_by_a_naive_recount(
    completion: Completion,
    satisfaction: Satisfaction,
    integral: bool,
    ballots: Ballots,
    by_id: bool,
) -> None:
    """They bring the first share of everybody; what shares buy then, in plain fractions, includes
    the option, whatever the completion and the order of equals.
    """
    ties = IdOrder() if by_id else CheapestOrder()
    chosen = CountSettings(
        ties=ties, completion=completion, satisfaction=satisfaction, integral_start=integral
    )
    count = count_equal_shares(ballots, chosen)
    first = next(step.share for step in count.steps if isinstance(step, Shared))
    for step in count.steps:
        if not isinstance(step, Missed) or not step.is_enough:
            continue
        rows = [*ballots.marks(), *[{step.option: 1}] * (step.more or 0)]
        joined = approval_ballots(
            ballots.options, rows, budget=(ballots.budget or 0) + int((step.more or 0) * first)
        )
        order = naive.tie_order(joined, by_id=by_id)
        known = naive.election(joined, satisfaction)
        bought = naive.shared(known, first, order)
        if completion.raises_shares:
            bought = naive.raised(known, first, order, stops_exhausted=completion.stops_exhausted)
        assert step.option in bought


VARIANTS = [
    GreedyRules(),
    GreedyRules(per_cost=True),
    GreedyRules(threshold=2),
    GreedyRules(stop_at_misfit=True),
    GreedyRules(stop_at_misfit=True, reserve_from=Fraction(1, 2)),
    GreedyRules(exclusive=(frozenset({"1", "10"}),)),
    GreedyRules(per_cost=True, threshold=2, exclusive=(frozenset({"1", "10"}),)),
]


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "phragmen"])
@pytest.mark.parametrize("variant", VARIANTS)
@settings(max_examples=30, deadline=None)
@given(ballots=elections((Kind.APPROVAL, Kind.SINGLE, Kind.POINTS)))
def test_only_equal_shares_says_how_many_more_would_have_been_enough(
    rule: str, variant: GreedyRules, ballots: Ballots
) -> None:
    """By most votes first and by shared load others may lose what one more supporter gains, so
    nothing of the kind is said.
    """
    count = RULES[rule].count(ballots, CountSettings(greedy=variant))
    told = explain(count, ballots)
    assert not any("enough" in line for line in told)


@given(counted((Kind.APPROVAL,)))
def test_without_raises_what_fits_is_always_told(drawn: tuple[Ballots, str, CountSettings]) -> None:
    """Whoever lacks only supporters is told how many, so the recount is not too strict."""
    ballots, _, chosen = drawn
    count = count_equal_shares(ballots, replace(chosen, completion=Completion.NONE))
    missed = [step for step in count.steps if isinstance(step, Missed) and step.more is not None]
    for step in missed[:1]:
        assert step.is_enough or step.cost > step.left


def _with(ballots: Ballots, others: list[dict[str, int]]) -> Ballots:
    """Return the ballots and others with these marks."""
    rows, money = [*ballots.marks(), *others], {"budget": ballots.budget}
    if ballots.kind is Kind.POINTS:
        return points_ballots(ballots.options, rows, **money)
    if ballots.kind is Kind.SINGLE:
        return single_ballots(ballots.options, [next(iter(row), None) for row in rows], **money)
    return approval_ballots(ballots.options, rows, **money)


def _most_given(ballots: Ballots, option: str) -> int:
    return max(marks.get(option, 1) for marks in ballots.marks())


@given(elections())
def test_every_rule_has_words_for_itself_and_every_ballot(ballots: Ballots) -> None:
    counts: list[Count] = []
    for rule in rules_for(ballots):
        counts.append(rule.count(ballots, CountSettings(ties=usual_ties(ballots))))
        assert all(line.strip() for line in explain(counts[-1], ballots))
        assert all(explain_ballot(counts[-1], ballots, marks) for marks in ballots.marks())
    for other in counts[1:]:
        assert explain_difference(counts[0], other, ballots)


def test_spending_needs_shares() -> None:
    with pytest.raises(ValueError, match="equal shares"):
        spending(RULES["greedy"].count(TOWN, CountSettings()), {"trees": 1})
