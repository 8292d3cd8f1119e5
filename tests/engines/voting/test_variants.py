"""Variants of rules: every setting reaches the count, contradictions are not frozen, and the papers
say what is left.
"""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coopservices.sentences import Wording
from priorities.engines.counting.count import Chosen
from priorities.engines.counting.explain import explain
from priorities.engines.counting.rules import rule_named
from priorities.engines.tally import counted_by, settings_of, tabulated
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable, read_question
from priorities.engines.voting.ballot_paper import BallotPaper, PaperFaulty
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    QuestionRules,
    Variant,
    problem_with_variant,
)
from priorities.engines.voting.paper_order import paper_order
from priorities.engines.worked_examples import worked_example

COSTS = {"a": 60_00, "b": 50_00, "c": 30_00, "d": 10_00}
IDS = tuple(COSTS)


def question(type_: str = "budget", rule: str = "greedy", **facts: Any) -> QuestionRules:
    points = {"points": 10} if type_ == "budget-points" else {}
    variant = facts.pop("variant", {})
    plain = {"options": IDS, "tie_order": IDS, "budget": 100_00, "costs": COSTS, "unit": 100}
    return QuestionRules(
        id="q", type=type_, rule=rule, variant=Variant(**variant), **plain | points | facts
    )


def basket(*names: str) -> dict[str, int]:
    return {name: COSTS[name] for name in names}


# Votes: a 4, b 3, c 3, d 1; points: a 4, b 9, c 3, d 5.
BASKETS = [basket("a"), basket("a", "c"), basket("a", "c"), basket("a"), *[basket("b")] * 3]
BASKETS[3] = basket("a", "c", "d")
POINTS = [{"a": 1, "b": 3}] * 3 + [{"a": 1, "c": 1}, {"c": 2, "d": 5}]


@pytest.mark.parametrize(
    ("facts", "winners"),
    [
        ({}, ["a", "c", "d"]),
        ({"rule": "greedy-no-skip"}, ["a"]),
        ({"rule": "greedy-no-skip", "variant": {"reserve_percent": 80}}, ["a", "b"]),
        ({"rule": "greedy-no-skip", "variant": {"reserve_percent": 81}}, ["a"]),
        ({"variant": {"threshold": 3}}, ["a", "c"]),
        ({"variant": {"exclusive": (("a", "c"),)}}, ["a", "d"]),
        ({"variant": {"satisfaction": "cardinality"}}, ["c", "d", "a"]),
        ({"rule": "greedy-no-skip", "variant": {"satisfaction": "cardinality"}}, ["c", "d", "a"]),
    ],
)
def test_baskets_are_counted_by_the_variants_of_cities(
    facts: dict[str, Any], winners: list[str]
) -> None:
    assert list(counted_by(question(**facts), BASKETS).winners) == winners


@pytest.mark.parametrize(
    ("variant", "winners", "score"),
    [
        ({}, ["a", "c", "d"], 4),
        ({"satisfaction": "points"}, ["d", "b", "c"], 9),
        ({"satisfaction": "points", "undivided": True}, ["b", "d", "c"], 9),
        ({"satisfaction": "points", "undivided": True, "threshold": 5}, ["b", "d"], 9),
        ({"satisfaction": "points", "exclusive": (("b", "d"),)}, ["d", "c", "a"], 9),
    ],
)
def test_points_on_what_costs_money_are_counted(
    variant: dict[str, Any], winners: list[str], score: int
) -> None:
    count = counted_by(question("budget-points", variant=variant), POINTS)
    assert list(count.winners) == winners
    assert max(count.scores.values()) == score


def test_the_first_share_is_cut_to_whole_pounds() -> None:
    costs = {"a": 33_33, "b": 50_00, "c": 30_00, "d": 10_00}
    three = [{"a": 33_33}, {}, {}]
    for is_cut, winners in ((False, ["a"]), (True, [])):
        rules = question(
            rule="equal-shares",
            completion="none",
            costs=costs,
            variant={"integral_start": is_cut},
        )
        assert list(counted_by(rules, three).winners) == winners


def test_what_is_left_of_equal_shares_is_spent_by_votes_and_told_in_votes() -> None:
    rules = question(
        "budget-points",
        rule="equal-shares",
        completion="greedy",
        variant={"satisfaction": "points"},
    )
    choices = [{"a": 10}, {"b": 10}, {"c": 10}]
    way = BALLOT_TYPES["budget-points"].counted("equal-shares")
    assert way is not None
    ballots = tabulated(rules, choices)
    count = rule_named("equal-shares", ballots).count(ballots, settings_of(rules, way))
    assert count.winners == ("c", "a")
    told = " ".join(str(line) for line in explain(count, ballots))
    assert "a was funded with 1 vote: it costs £60, which left £10." in told


CHOSEN = {
    "budget": st.sampled_from([(), "a", "b", "ac", "bc", "cd", "acd", "bcd"]).map(
        lambda names: basket(*names)
    ),
    "budget-points": st.dictionaries(st.sampled_from(IDS), st.integers(1, 2), max_size=4),
}


@st.composite
def varied(draw: st.DrawFn) -> tuple[QuestionRules, list[dict[str, int]]]:
    """A question by any rule that shares out money, varied at will, with ballots."""
    kind = BALLOT_TYPES[draw(st.sampled_from(["budget", "budget-points"]))]
    way = draw(st.sampled_from(kind.counted_by))
    drawn = {
        "satisfaction": draw(st.sampled_from(list(way.satisfactions) or ["cost"])),
        "integral_start": draw(st.booleans()),
        "threshold": draw(st.integers(0, 4)),
        "exclusive": draw(st.sampled_from([(), (("a", "c"),), (("a", "b"), ("c", "d"))])),
        "reserve_percent": draw(st.none() | st.integers(1, 99)),
        "undivided": draw(st.booleans()),
    }
    variant = {name: drawn[name] for name in drawn if name in way.takes}
    completion = draw(st.sampled_from(list(way.completions) or [""]))
    rules = question(
        kind.code,
        rule=way.rule,
        completion=completion,
        variant=variant,
        tie_order=tuple(draw(st.permutations(IDS))),
    )
    assume(problem_with_variant(rules, way) is None)
    return rules, draw(st.lists(CHOSEN[kind.code], max_size=6))


@given(varied())
def test_no_variant_breaks_what_it_promises(
    case: tuple[QuestionRules, list[dict[str, int]]],
) -> None:
    rules, choices = case
    count, variant = counted_by(rules, choices), rules.variant
    assert count.cost == sum(COSTS[name] for name in count.winners)
    reserve = sum(step.from_reserve for step in count.steps if isinstance(step, Chosen))
    assert count.cost - reserve <= 100_00
    assert not reserve or variant.reserve_percent
    assert all(count.scores[name] >= variant.threshold for name in count.winners)
    for group in variant.exclusive:
        assert len(set(group) & set(count.winners)) <= 1
    assert counted_by(rules, choices[::-1]).winners == count.winners
    way = BALLOT_TYPES[rules.type].counted(rules.rule)
    assert way is not None
    ballots = tabulated(rules, choices)
    assert all(str(line) for line in explain(count, ballots)), "every step has its words"


@given(varied())
def test_what_is_frozen_is_read_back(case: tuple[QuestionRules, list[dict[str, int]]]) -> None:
    rules, _ = case
    asked = AskedQuestion(
        "q",
        rules.type,
        Wording("Which?"),
        tuple(Choosable(name, Wording(name.upper()), cost=COSTS[name]) for name in IDS),
        most=4,
        budget=rules.budget,
        rule=rules.rule,
        completion=rules.completion,
        points=rules.points,
        variant=rules.variant,
    )
    written = asked.written(bytes(16))
    assert read_question(written, {}).written(bytes(16)) == written
    paper = BallotPaper.from_definition({"vote": str(UUID(int=1)), "questions": [written]})
    told = paper.questions[0].variant
    assert told.written() == rules.variant.written()
    assert set(told.written()) <= set(Variant.__dataclass_fields__)
    assert all(str(words) for words in asked.variant_told)


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"rule": "phragmen", "variant": {"threshold": 1}}, "threshold"),
        ({"rule": "greedy", "variant": {"reserve_percent": 50}}, "reserve_percent"),
        ({"rule": "greedy", "variant": {"integral_start": True}}, "integral_start"),
        ({"rule": "greedy", "variant": {"satisfaction": "points"}}, "satisfaction"),
        ({"rule": "greedy", "variant": {"exclusive": (("a",),)}}, "exclusive"),
        ({"rule": "greedy", "variant": {"exclusive": (("a", "a"),)}}, "exclusive"),
        ({"rule": "greedy", "variant": {"exclusive": (("a", "z"),)}}, "exclusive"),
        ({"type_": "budget", "points": 5}, "points"),
        ({"type_": "budget-points", "points": None}, "points"),
        ({"type_": "budget-points", "points": 0}, "points"),
        ({"type_": "budget-points", "variant": {"undivided": True}}, "undivided"),
    ],
)
def test_a_variant_that_contradicts_itself_is_not_opened(facts: dict[str, Any], about: str) -> None:
    with pytest.raises(PaperFaulty, match=about):
        BallotPaper(UUID(int=1), (question(**facts),))


# --- On paper -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "marks", "words"),
    [
        ("approval", {}, "0 of 3 chosen."),
        ("approval", dict.fromkeys("abcd", "on"), "4 of 3 chosen: 1 too many."),
        ("ranking", {"a": "1", "b": "2"}, "2 of 4 have a place."),
        ("points", {"a": "4", "b": "x", "c": " "}, "Points given: 4 of 10. Left: 6."),
        ("points", {"a": "14"}, "Points given: 14 of 10. Too many: 4."),
        ("budget-points", {"a": "3"}, "Points given: 3 of 10. Left: 7."),
        ("budget", {"a": "on"}, "Left: £40. You have spent £60 of £100."),
        ("budget", dict.fromkeys("ab", "on"), "Too much: £10. You have spent £110 of £100."),
        ("budget", {"z": "on"}, "Left: £100. You have spent £0 of £100."),
    ],
)
def test_a_paper_says_what_is_left(type_: str, marks: dict[str, str], words: str) -> None:
    facts = {"approval": {"max": 3}, "points": {"budget": 10}}.get(type_, {})
    total = BALLOT_TYPES[type_].total
    assert total is not None
    assert str(total(question(type_, rule="", **facts), marks).words) == words


def test_each_seed_has_its_order_and_each_order_its_turn() -> None:
    orders = {tuple(paper_order("abc", bytes([seed]) * 8, "q")) for seed in range(100)}
    assert len(orders) == 6
    assert paper_order("abc", bytes(8), "q") == paper_order("cab", bytes(8), "q")
    assert any(
        paper_order("abc", bytes([seed]) * 8, "q") != paper_order("abc", bytes([seed]) * 8, "r")
        for seed in range(9)
    )


# --- Examples -------------------------------------------------------------------------------------


def asked(type_: str, *options: Choosable, **facts: Any) -> AskedQuestion:
    told = {"budget": 100_00 if "budget" in type_ else 10, "most": min(3, len(options))}
    if type_ == "budget-points":
        told["points"] = 10
    if type_ == "ranking":
        told["seats"] = 1
    return AskedQuestion("q", type_, Wording("Which?"), options, **told | facts)


PRICED = [Choosable(name, Wording(f"Title {name}"), cost=COSTS[name]) for name in IDS]


@pytest.mark.parametrize("kind", BALLOT_TYPES.values(), ids=lambda kind: kind.code)
@pytest.mark.parametrize("options", [PRICED, PRICED[:2], PRICED[::-1]], ids=["4", "2", "turned"])
def test_every_rule_has_an_example_of_the_drafts_own_options(
    kind: Any, options: list[Choosable]
) -> None:
    for way in kind.counted_by:
        if way.least_seats >= len(options):
            continue
        told = str(worked_example(asked(kind.code, *options), way))
        assert "Title " in told
        assert told.startswith("Say ")


def test_three_rules_choose_three_options_on_the_same_ballots() -> None:
    ranked = asked("ranking", *PRICED)
    chosen = {
        rule: str(worked_example(ranked, BALLOT_TYPES["ranking"].counted(rule)))
        for rule in ("irv", "borda")
    }
    assert "“Title c” reached the 5 votes needed" in chosen["irv"]
    assert "“Title b” was chosen" in chosen["borda"]
    assert "“Title a” was chosen with 4 votes." in str(worked_example(asked("single", *PRICED)))


def test_an_example_is_none_where_there_is_too_little_to_count() -> None:
    assert (
        worked_example(asked("budget", Choosable("a", Wording("A")), Choosable("b", Wording("B"))))
        is None
    )
    assert worked_example(asked("approval", Choosable("a", Wording("A")))) is None
    assert (
        worked_example(asked("ranking", *PRICED[:2]), BALLOT_TYPES["ranking"].counted("stv"))
        is None
    )
