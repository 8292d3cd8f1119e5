"""The combined tally: constituencies counted apart and together, by hand, by an independent count,
and whatever becomes of small groups.
"""

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from priorities.engines.sealing.publication import (
    OpenedBallot,
    Origin,
    decides,
    lines,
    merge_small_groups,
)
from priorities.engines.tally import NotCountable, QuestionTally, counted_by, tally
from priorities.engines.voting.ballot_paper import BallotPaper, QuestionRules
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Choice
from priorities.engines.voting.combining import (
    COMBINING_RULES,
    EQUAL_WEIGHT,
    NO_MAJORITY_AGAINST,
    ONE_POOL,
    problem_with_combining,
)

POLL = UUID("11111111-1111-4111-8111-111111111111")
LOT = ("c", "b", "a")
APPROVAL = QuestionRules("q", "approval", ("a", "b", "c"), max=3, tie_order=LOT)
POINTS = QuestionRules("q", "points", ("a", "b", "c"), budget=10, tie_order=LOT)
SINGLE = QuestionRules("q", "single", ("a", "b", "c"), tie_order=LOT)


def ranking(rule: str, seats: int = 1, options: str = "abc") -> QuestionRules:
    return QuestionRules(
        "q", "ranking", tuple(options), rule=rule, seats=seats, tie_order=tuple(options[::-1])
    )


def told(
    rules: QuestionRules, combining: str, **piles: Sequence[Choice] | Sequence[str]
) -> QuestionTally:
    """The tally of these choices by constituency; a ranking may be written as its letters."""
    ballots = [
        OpenedBallot(
            f"{constituency}:email", bytes(16), {"q": list(c) if isinstance(c, str) else c}
        )
        for constituency, choices in piles.items()
        for c in choices
    ]
    groups = {ballot.group for ballot in ballots}
    return tally(BallotPaper(POLL, (rules,)), ballots, groups, combining)["q"]


# --- By hand --------------------------------------------------------------------------------------


def test_in_one_pool_each_is_told_beside_what_all_chose() -> None:
    assert told(APPROVAL, ONE_POOL, residents=["a", "a", "ab"], staff=["b", "bc"]) == {
        "order": ["b", "a", "c"],
        "score": {"a": 3, "b": 3, "c": 1},
        "ballots": {"residents:email": 3, "staff:email": 2},
        "constituencies": {
            "residents": {
                "order": ["a", "b", "c"],
                "score": {"a": 3, "b": 1, "c": 0},
                "ballots": {"residents:email": 3},
            },
            "staff": {
                "order": ["b", "c", "a"],
                "score": {"a": 0, "b": 2, "c": 1},
                "ballots": {"staff:email": 2},
            },
        },
    }


def test_with_the_same_weight_two_outvote_four_of_five() -> None:
    piles = {"residents": ["a", "a", "a", "a", "b"], "staff": ["b", "b"]}
    assert told(APPROVAL, ONE_POOL, **piles)["order"] == ["a", "b", "c"]
    weighed = told(APPROVAL, EQUAL_WEIGHT, **piles)
    assert weighed["order"] == ["b", "a", "c"]
    assert weighed["score"] == {"a": "2/5", "b": "3/5", "c": 0}
    assert (weighed["winners"], weighed["blank"]) == (["b"], 0)
    single = told(SINGLE, EQUAL_WEIGHT, **piles)
    assert (single["score"], single["winners"]) == (weighed["score"], ["b"])


def test_a_blank_ballot_weighs_in_its_constituency() -> None:
    weighed = told(APPROVAL, EQUAL_WEIGHT, residents=["a", ""], staff=["b"])
    assert weighed["score"] == {"a": "1/4", "b": "1/2", "c": 0}
    assert weighed["blank"] == 1


def test_points_are_weighed_by_what_a_ballot_gives() -> None:
    weighed = told(POINTS, EQUAL_WEIGHT, residents=[{"a": 8, "b": 2}, {"a": 10}], staff=[{"b": 10}])
    assert weighed["score"] == {"a": "9/2", "b": "11/2", "c": 0}
    assert weighed["winners"] == ["b"]


def test_rankings_are_weighed_where_places_are_added_up_and_equals_go_by_lot() -> None:
    piles = {"residents": ["abc", "abc", "abc"], "staff": ["cba"]}
    assert told(ranking("borda"), ONE_POOL, **piles)["winners"] == ["a"]
    weighed = told(ranking("borda", seats=2), EQUAL_WEIGHT, **piles)
    assert weighed["score"] == {"a": 1, "b": 1, "c": 1}
    assert (weighed["order"], weighed["winners"]) == (["c", "b", "a"], ["c", "b"])
    by_place = told(ranking("positions"), EQUAL_WEIGHT, **piles | {"staff": ["cb"]})
    assert by_place["score"] == {"a": "3/2", "b": 2, "c": 2}
    assert by_place["winners"] == ["c"]


def test_what_a_majority_of_one_is_against_cannot_win() -> None:
    piles = {"residents": ["ab"] * 4 + ["a"] * 3, "staff": ["b", "b", "ab"]}
    assert told(APPROVAL, ONE_POOL, **piles)["order"] == ["a", "b", "c"]
    combined = told(APPROVAL, NO_MAJORITY_AGAINST, **piles)
    assert (combined["winners"], combined["opposed"]) == (["b"], ["c", "a"])
    assert (combined["order"], combined["score"]) == (["b", "c", "a"], {"b": 7})
    apart = combined["constituencies"]
    assert apart["residents"]["against"] == {"a": 0, "b": 3, "c": 7}
    assert apart["staff"]["against"] == {"a": 2, "b": 0, "c": 3}
    assert apart["staff"]["score"] == {"a": 1, "b": 3, "c": 0}


def test_half_is_no_majority_and_a_blank_ballot_is_against_nothing() -> None:
    half = told(APPROVAL, NO_MAJORITY_AGAINST, residents=["abc", "abc"], staff=["bc", "abc"])
    assert "opposed" not in half
    blank = told(APPROVAL, NO_MAJORITY_AGAINST, residents=["abc"], staff=["bc", "bc", "", ""])
    assert "opposed" not in blank
    assert blank["constituencies"]["staff"]["against"] == {"a": 2, "b": 0, "c": 0}


def test_where_a_majority_of_one_is_against_each_nothing_wins() -> None:
    combined = told(APPROVAL, NO_MAJORITY_AGAINST, residents=["a", "a"], staff=["b", "b"])
    assert (combined["winners"], combined["order"]) == ([], ["c", "b", "a"])
    assert (combined["opposed"], combined["score"]) == (["c", "b", "a"], {})


def test_rankings_go_on_as_if_it_had_not_been_there() -> None:
    piles = {"residents": ["abc"] * 5, "staff": ["bca"] * 3}
    assert told(ranking("irv"), ONE_POOL, **piles)["winners"] == ["a"]
    combined = told(ranking("irv"), NO_MAJORITY_AGAINST, **piles)
    assert (combined["winners"], combined["opposed"]) == (["b"], ["c", "a"])
    assert (combined["order"], combined["score"]) == (["b", "c", "a"], {"b": 8})
    two = told(ranking("stv", seats=2), NO_MAJORITY_AGAINST, **piles)
    assert two["winners"] == ["b"], "fewer are chosen where fewer are left"


@pytest.mark.parametrize(
    ("options", "choice", "against"),
    [
        ("abc", "abc", "c"),
        ("abc", "ab", "c"),
        ("abc", "a", ""),
        ("abc", "", ""),
        ("abcd", "abcd", "cd"),
        ("abcd", "dc", "ab"),
        ("abcd", "d", ""),
        ("ab", "a", "b"),
    ],
)
def test_a_ranking_is_against_its_lower_half(options: str, choice: str, against: str) -> None:
    opposition = BALLOT_TYPES["ranking"].opposition
    assert opposition is not None
    assert set(opposition.on(ranking("irv", options=options), list(choice))) == set(against)


# --- What can be combined -------------------------------------------------------------------------

ALLOWED = {
    EQUAL_WEIGHT: {"approval", "single", "points", "borda", "positions"},
    NO_MAJORITY_AGAINST: {
        "approval", "irv", "stv", "borda", "positions", "copeland", "schulze", "minimax",
    },
}  # fmt: skip
WAYS = [(kind.code, way.rule) for kind in BALLOT_TYPES.values() for way in kind.counted_by]


@pytest.mark.parametrize(("kind", "rule"), WAYS)
@pytest.mark.parametrize("combining", COMBINING_RULES)
def test_each_way_of_counting_is_combined_or_refused_in_words(
    kind: str, rule: str, combining: str
) -> None:
    rules = QuestionRules("q", kind, ("a", "b"), max=2, rule=rule, tie_order=("a", "b"))
    problem = problem_with_combining(combining, rules)
    assert (not problem) == (combining == ONE_POOL or rule in ALLOWED[combining])


def test_a_question_that_cannot_be_combined_is_not_counted() -> None:
    with pytest.raises(NotCountable, match=r"^Question q cannot be combined\.$"):
        told(SINGLE, NO_MAJORITY_AGAINST, residents=["a"], staff=["b"])


def test_approval_tells_who_is_against_only_where_all_may_be_chosen() -> None:
    few = QuestionRules("q", "approval", ("a", "b", "c"), max=2, tie_order=LOT)
    assert "as many as there are options" in str(problem_with_combining(NO_MAJORITY_AGAINST, few))
    assert not problem_with_combining(NO_MAJORITY_AGAINST, APPROVAL)
    assert problem_with_combining("whatever", APPROVAL)


# --- By properties --------------------------------------------------------------------------------

COUNTED = [
    (APPROVAL, rule) for rule in (ONE_POOL, EQUAL_WEIGHT, NO_MAJORITY_AGAINST)
] + [
    (ranking("irv"), NO_MAJORITY_AGAINST),
    (ranking("borda", 2), EQUAL_WEIGHT),
    (ranking("stv", 2), NO_MAJORITY_AGAINST),
    (ranking("schulze"), NO_MAJORITY_AGAINST),
]  # fmt: skip
ASKED, ALL = [frozenset({"email"})], ("residents", "users", "staff")
origins = st.builds(
    Origin,
    proofs=st.sampled_from([frozenset({"email"}), frozenset({"email", "postcode"}), frozenset()]),
    constituency=st.sampled_from(["", *ALL]),
    channel=st.sampled_from(["web", "paper"]),
)
letters = st.permutations("abc").flatmap(
    lambda order: st.integers(0, 3).map(lambda length: order[:length])
)
boxes = st.lists(st.tuples(origins, letters), max_size=25)


def published(
    rules: QuestionRules, combining: str, box: Sequence[tuple[Origin, list[str]]], k: int
) -> tuple[list[OpenedBallot], frozenset[str], QuestionTally]:
    """The ballots of a box in their groups, those groups that count, and the tally."""
    sizes = Counter(origin for origin, _ in box)
    names = merge_small_groups(sizes, k, asked=ASKED, constituencies=ALL)
    ballots = [
        OpenedBallot(
            names[origin],
            place.to_bytes(16),
            {"q": sorted(choice) if rules.type == "approval" else list(choice)},
        )
        for place, (origin, choice) in enumerate(box)
    ]
    counted = frozenset(
        name for each, name in names.items() if decides(each, asked=ASKED, constituencies=ALL)
    )
    return ballots, counted, tally(BallotPaper(POLL, (rules,)), ballots, counted, combining)["q"]


def decision(result: Mapping[str, Any]) -> dict[str, Any]:
    """All but how many ballots each group has."""
    plain = {name: value for name, value in result.items() if name != "ballots"}
    apart = plain.pop("constituencies", {})
    return plain | {"apart": {name: decision(theirs) for name, theirs in apart.items()}}


@given(st.sampled_from(COUNTED), boxes, st.integers(1, 6), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_what_groups_tell_changes_the_decision(
    counted: tuple[QuestionRules, str],
    box: list[tuple[Origin, list[str]]],
    k: int,
    luck: random.Random,
) -> None:
    _, _, result = published(*counted, box, k)
    assert published(*counted, luck.sample(box, len(box)), k)[2] == result
    plain = [
        (Origin(ASKED[0] if ASKED[0] <= origin.proofs else frozenset(), origin.constituency), each)
        for origin, each in box
    ]
    assert decision(published(*counted, plain, k)[2]) == decision(result)


@given(st.sampled_from(COUNTED), boxes, st.integers(1, 6))
def test_the_published_lines_alone_count_to_the_same(
    counted: tuple[QuestionRules, str], box: list[tuple[Origin, list[str]]], k: int
) -> None:
    rules, combining = counted
    ballots, groups, result = published(rules, combining, box, k)
    read = [json.loads(line) for line in lines(POLL, ballots)]
    again = [OpenedBallot(line["g"], bytes(16), {line["q"]: line["c"]}) for line in read]
    assert tally(BallotPaper(POLL, (rules,)), again, groups, combining)["q"] == result


@given(boxes, st.integers(1, 6))
def test_the_same_weight_is_the_mean_of_shares_counted_ballot_by_ballot(
    box: list[tuple[Origin, list[str]]], k: int
) -> None:
    ballots, groups, result = published(APPROVAL, EQUAL_WEIGHT, box, k)
    piles: dict[str, list[Any]] = {}
    for ballot in ballots:
        if ballot.group in groups:
            piles.setdefault(ballot.group.split(":")[0], []).append(ballot.choices["q"])
    for option in "abc":
        shares = [Fraction(sum(option in c for c in pile), len(pile)) for pile in piles.values()]
        mean = sum(shares, Fraction()) / max(len(shares), 1)
        assert Fraction(result["score"][option]) == mean
    assert list(result.get("constituencies", {})) == sorted(piles)


@given(boxes, st.integers(2, 4))
def test_with_the_same_weight_it_does_not_matter_how_many_vote_alike_in_one(
    box: list[tuple[Origin, list[str]]], times: int
) -> None:
    voting = {o.constituency for o, _ in box if decides(o, asked=ASKED, constituencies=ALL)}
    assume(len(voting) == len(ALL))
    more = [each for each in box for _ in range(times if each[0].constituency == "staff" else 1)]
    for rules in (APPROVAL, ranking("borda", 2)):
        before = published(rules, EQUAL_WEIGHT, box, 1)[2]
        after = published(rules, EQUAL_WEIGHT, more, 1)[2]
        assert (before["order"], before["score"]) == (after["order"], after["score"])


@given(st.lists(st.permutations("abcd").flatmap(
    lambda order: st.integers(0, 4).map(lambda length: order[:length])), max_size=9))  # fmt: skip
def test_no_constituency_is_against_every_option_of_a_ranking(pile: list[list[str]]) -> None:
    rules = ranking("irv", options="abcd")
    combined = told(rules, NO_MAJORITY_AGAINST, residents=pile)
    assert len(combined.get("opposed", [])) < 4
    assert len(combined["winners"]) == 1 or not pile


@given(st.lists(letters, max_size=12))
def test_what_nobody_is_against_is_counted_as_in_one_pool(pile: list[list[str]]) -> None:
    combined = told(ranking("irv"), NO_MAJORITY_AGAINST, residents=pile)
    assume("opposed" not in combined)
    alone = counted_by(ranking("irv"), pile)
    assert (tuple(combined["order"]), tuple(combined["winners"])) == (alone.order, alone.winners)
