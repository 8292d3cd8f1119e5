"""Types of ballot: marks on paper become the one choice that is sealed, and choices are counted."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from coopservices.sentences import Wording
from priorities.engines.canonical import canonical
from priorities.engines.counting.rules import RULES
from priorities.engines.sealing.publication import OpenedBallot
from priorities.engines.tally import NotCountable, tally
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable, read_question
from priorities.engines.voting.ballot_paper import BallotPaper, PaperFaulty
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    BallotType,
    ChoiceRefused,
    QuestionRules,
    Variant,
    input_name,
    settled,
)

OPTIONS = ("a", "b", "c", "d")
LOT = ("d", "c", "b", "a")
COSTS = {"a": 30_000_00, "b": 20_000_00, "c": 15_000_50, "d": 60_000_00}
TYPES = list(BALLOT_TYPES.values())
PLAIN: dict[str, dict[str, Any]] = {
    "approval": {"max": 3},
    "single": {},
    "points": {"budget": 10},
    "ranking": {"seats": 1},
    "budget": {"budget": 50_000_00, "costs": COSTS, "unit": 100},
    "budget-points": {
        "budget": 50_000_00,
        "costs": COSTS,
        "unit": 100,
        "points": 10,
        "variant": Variant(satisfaction="points"),
    },
}
CHOICES = {
    "approval": st.lists(st.sampled_from(OPTIONS), max_size=3, unique=True),
    "single": st.lists(st.sampled_from(OPTIONS), max_size=1),
    "points": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 2)),
    "ranking": st.lists(st.sampled_from(OPTIONS), unique=True),
    "budget-points": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 2)),
    "budget": st.sampled_from([(), ("a",), ("a", "b"), ("b", "c"), ("a", "c")]).map(
        lambda names: {name: COSTS[name] for name in names}
    ),
}


def question(type_: str, **facts: Any) -> QuestionRules:
    told = {"options": OPTIONS, "tie_order": LOT, **PLAIN[type_], **facts}
    return QuestionRules(id="q", type=type_, **told)


def sent(kind: BallotType, marks: dict[str, str]) -> QueryDict:
    """The fields that a browser sends for a paper with these marks: boxes share a name."""
    posted = QueryDict(mutable=True)
    for option, text in marks.items():
        if "options" in kind.template:
            posted.appendlist("q", option)
        else:
            posted[input_name("q", option)] = text
    return posted


def counted(rules: QuestionRules, *choices: object) -> dict[str, Any]:
    kind = BALLOT_TYPES[rules.type]
    sealed = [OpenedBallot("g", bytes(16), {"q": kind.check(rules, choice)}) for choice in choices]
    told = tally(BallotPaper(UUID(int=1), (rules,)), sealed, ["g"])["q"]
    assert canonical(told), "a result stands in a manifest"
    return dict(told)


# --- On paper -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", BALLOT_TYPES)
@given(st.data())
def test_a_choice_comes_back_from_the_paper_as_it_was(code: str, data: st.DataObject) -> None:
    kind, rules = BALLOT_TYPES[code], question(code)
    choice = kind.check(rules, data.draw(CHOICES[code]))
    read = kind.read(rules, sent(kind, dict(kind.marks(choice))))
    assert kind.check(rules, kind.choice(rules, read)) == choice
    assert len(kind.words(rules, dict.fromkeys(OPTIONS, Wording("Title")), choice)) == len(choice)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
def test_an_empty_paper_abstains(kind: BallotType) -> None:
    rules = question(kind.code)
    read = kind.read(rules, QueryDict("other=1"))
    assert (
        kind.check(rules, kind.choice(rules, read))
        == kind.abstention()
        == type(kind.abstention())()
    )


@pytest.mark.parametrize(
    ("code", "posted", "refusal"),
    [
        ("approval", "q=a&q=b&q=c&q=d", "Choose no more than 3. You chose 4."),
        ("approval", "q=z", "Choose only from the options of this question."),
        ("single", "q=a&q=b", "Choose no more than 1. You chose 2."),
        ("points", "q:a=6&q:b=5", "You can share out 10. You gave 11, which is 1 too many."),
        ("points", "q:a=-1", "Use whole numbers, such as 3, and none below zero."),
        ("points", "q:a=1.5", "Use whole numbers, such as 3, and none below zero."),
        ("points", "q:a=%D9%A3", "Use whole numbers, such as 3, and none below zero."),
        ("points", f"q:a={'9' * 5000}", "Use whole numbers, such as 3, and none below zero."),
        ("ranking", "q:a=first", "Use whole numbers for places, such as 1 and 2."),
        ("ranking", "q:a=0", "Use whole numbers for places, such as 1 and 2."),
        (
            "ranking",
            "q:a=2&q:b=1&q:c=2",
            "Give each place to one option only. You gave place 2 to 2.",
        ),
        (
            "budget",
            "q=a&q=b&q=c",
            "You can spend £50,000. What you chose costs £65,000.50, which is £15,000.50 too much.",
        ),
        ("budget", "q=z", "Choose only from the options of this question."),
    ],
)
def test_a_paper_that_does_not_fit_is_refused_in_words(
    code: str, posted: str, refusal: str
) -> None:
    kind, rules = BALLOT_TYPES[code], question(code)
    with pytest.raises(ChoiceRefused) as refused:
        kind.check(rules, kind.choice(rules, kind.read(rules, QueryDict(posted))))
    assert str(refused.value) == refusal


def test_a_place_that_nobody_got_is_passed_over() -> None:
    kind, rules = BALLOT_TYPES["ranking"], question("ranking")
    read = kind.read(rules, QueryDict("q:c=4&q:a= 2 "))
    assert kind.choice(rules, read) == ["a", "c"]


def test_an_option_is_bought_at_its_cost_and_at_no_other() -> None:
    kind, rules = BALLOT_TYPES["budget"], question("budget")
    assert kind.check(rules, {"b": 20_000_00, "a": 30_000_00}) == {"a": 30_000_00, "b": 20_000_00}
    with pytest.raises(ChoiceRefused, match="exactly what it costs"):
        kind.check(rules, {"b": 10_000_00})


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("approval", {}, "Choose up to 3."),
        ("approval", {"max": 1}, "Choose one."),
        ("single", {}, "Choose one."),
        ("points", {"budget": 1000}, "Share out up to 1,000 points."),
        ("ranking", {}, "You can leave options out."),
        ("ranking", {"max": 2}, "up to 2."),
        ("budget", {}, "Together it may cost up to £50,000."),
    ],
)
def test_a_voter_is_told_what_to_do(code: str, facts: dict[str, Any], words: str) -> None:
    assert words in str(BALLOT_TYPES[code].instruction(question(code, **facts)))


@pytest.mark.parametrize(
    ("code", "choice", "words"),
    [
        ("ranking", ["c", "a"], ("1. Bench", "2. Path")),
        ("budget", {"b": 20_000_00, "c": 15_000_50}, ("Lake: £20,000", "Bench: £15,000.50")),
        ("points", {"c": 7, "a": 1234}, ("Bench: 7", "Path: 1,234")),
    ],
)
def test_a_choice_is_told_in_words(code: str, choice: Any, words: tuple[str, ...]) -> None:
    titles = dict(zip("abcd", map(Wording, ("Path", "Lake", "Bench", "Hall")), strict=True))
    told = BALLOT_TYPES[code].words(question(code), titles, choice)
    assert tuple(map(str, told)) == words


# --- What is frozen -------------------------------------------------------------------------------


def asked(type_: str, **facts: Any) -> AskedQuestion:
    options = tuple(Choosable(name, Wording(name.upper()), cost=COSTS[name]) for name in OPTIONS)
    return AskedQuestion("q", type_, Wording("Which?"), options, most=4, **facts)


@pytest.mark.parametrize(
    ("facts", "frozen"),
    [
        ({"type_": "approval", "rule": "approval"}, {}),
        ({"type_": "single", "rule": "single"}, {}),
        ({"type_": "points", "budget": 10, "rule": "points"}, {"budget": 10}),
        ({"type_": "ranking", "seats": 2, "rule": "stv"}, {"seats": 2, "rule": "stv"}),
        ({"type_": "ranking", "seats": 1}, {"seats": 1, "rule": "irv"}),
        (
            {"type_": "budget", "budget": 9, "rule": "equal-shares", "completion": "add1"},
            {
                "budget": 9,
                "rule": "equal-shares",
                "completion": "add1",
                "costs": COSTS,
                "currency": "GBP",
                "unit": 100,
            },
        ),
    ],
)
def test_a_question_is_frozen_with_what_its_type_needs_alone(
    facts: dict[str, Any], frozen: dict[str, Any]
) -> None:
    written = asked(**facts).written(bytes(16))
    always = {"id", "type", "text", "options", "titles", "max", "tie_order"}
    assert {name: written[name] for name in written if name not in always} == frozen
    assert read_question(written, {}).written(bytes(16)) == written


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        ("approval", {"rule": "irv"}, "has a rule that does not count its type"),
        ("budget", {"completion": "wish"}, "has a rule that does not count its type"),
        ("budget", {"rule": "greedy", "completion": "add1"}, "has a rule that does not count"),
        ("budget", {"costs": {"a": 1}}, "has costs that miss its options"),
        ("ranking", {"seats": 0}, "has more or fewer places than can be won"),
        ("ranking", {"seats": 4}, "has more or fewer places than can be won"),
    ],
)
def test_a_question_that_contradicts_itself_is_not_opened(
    code: str, fault: dict[str, Any], words: str
) -> None:
    with pytest.raises(PaperFaulty, match=words):
        BallotPaper(UUID(int=1), (question(code, **fault),))


# --- In the count ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
def test_every_rule_of_a_type_is_there_and_counts_it(kind: BallotType) -> None:
    assert BALLOT_TYPES[kind.code] is kind
    for way in kind.counted_by:
        rules = settled(kind, question(kind.code, rule=way.rule, variant=Variant("")))
        if kind.code == "ranking":
            rules = question("ranking", rule=way.rule, seats=way.least_seats)
        told = counted(rules, kind.abstention())
        assert sorted(told["order"]) == sorted(told["score"]) == list(OPTIONS)
        assert way.title == RULES[way.rule].title
        assert ("winners" in told) == kind.has_several_rules


@pytest.mark.parametrize("code", BALLOT_TYPES)
@given(st.data())
def test_the_order_of_ballots_decides_nothing(code: str, data: st.DataObject) -> None:
    ballots = data.draw(st.lists(CHOICES[code], max_size=8))
    shuffled = data.draw(st.permutations(ballots))
    assert counted(question(code), *ballots) == counted(question(code), *shuffled)


def test_the_last_goes_out_until_one_has_a_majority() -> None:
    told = counted(question("ranking"), *[["a", "b"]] * 4, *[["b", "c"]] * 3, *[["c", "b"]] * 2, [])
    assert told == {
        "order": ["b", "a", "c", "d"],
        "score": {"a": 4, "b": 5, "c": 2, "d": 0},
        "ballots": {"g": 10},
        "rule": "irv",
        "winners": ["b"],
        "blank": 1,
    }


def test_a_score_that_is_not_whole_is_a_fraction_as_text() -> None:
    told = counted(question("ranking", rule="borda"), ["a"], ["a", "b", "c", "d"])
    assert told["score"] == {"a": 6, "b": 3, "c": 2, "d": 1}
    told = counted(question("ranking", rule="borda"), ["a", "b"], ["b"])
    assert told["score"] == {"a": 4, "b": 5, "c": "3/2", "d": "3/2"}
    assert told["order"] == ["b", "a", "d", "c"], "equals by the lot"


def test_seats_are_filled_in_proportion() -> None:
    ballots = [["a", "b"]] * 7 + [["c", "d"]] * 5
    told = counted(question("ranking", rule="stv", seats=2), *ballots)
    assert told["winners"] == ["a", "c"]
    assert counted(question("ranking", rule="positions", seats=2), *ballots)["winners"] == [
        "a",
        "b",
    ]


def basket(*names: str) -> dict[str, int]:
    return {name: COSTS[name] for name in names}


def test_money_goes_to_what_most_chose_while_it_lasts() -> None:
    ballots = [basket("a", "b")] * 3 + [basket("c")] * 2
    told = counted(question("budget", rule="greedy"), *ballots)
    assert told["winners"] == ["b", "a"]
    assert (told["cost"], told["score"]["a"], told["score"]["c"]) == (50_000_00, 3, 2)


def test_shares_are_equal_so_a_minority_gets_something_too() -> None:
    ballots = [basket("a", "b")] * 6 + [basket("c")] * 4
    plain, raised = (
        counted(question("budget", rule="equal-shares", completion=how), *ballots)
        for how in ("none", "add1")
    )
    assert (plain["winners"], plain["cost"]) == (["b", "c"], 35_000_50)
    assert raised["winners"] == ["b", "c"], (
        "at the share that pays for more, it would cost too much"
    )
    greedy = counted(question("budget", rule="greedy"), *ballots)
    assert greedy["winners"] == ["b", "a"]


@pytest.mark.parametrize(
    ("completion", "winners"), [("none", ["c"]), ("greedy", ["c", "a"]), ("add1", ["c", "a"])]
)
def test_a_completion_goes_on_while_there_is_money_left(
    completion: str, winners: list[str]
) -> None:
    rules = question("budget", rule="equal-shares", completion=completion)
    told = counted(rules, *[basket("a")] * 5, *[basket("c")] * 5)
    assert (told["winners"], told["rule"]) == (winners, "equal-shares")


@given(st.lists(CHOICES["budget"], max_size=10), st.sampled_from(list(permutations("abcd"))))
def test_no_rule_spends_more_than_there_is(ballots: list[Any], lot: tuple[str, ...]) -> None:
    for way in BALLOT_TYPES["budget"].counted_by:
        for completion in way.completions or [""]:
            rules = question("budget", rule=way.rule, completion=completion, tie_order=lot)
            told = counted(rules, *ballots)
            assert told["cost"] == sum(COSTS[name] for name in told["winners"]) <= 50_000_00


def test_money_without_prices_can_be_shared_out_but_not_counted() -> None:
    rules = question("budget", costs={}, unit=1, budget=10)
    assert BALLOT_TYPES["budget"].check(rules, {"a": 4}) == {"a": 4}
    with pytest.raises(NotCountable):
        counted(rules, {"a": 4})
