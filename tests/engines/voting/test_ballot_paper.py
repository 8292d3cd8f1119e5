"""Ballot papers: choices that fit take one form, and all others are refused in plain words."""

import json
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.voting.ballot_paper import (
    BallotPaper,
    ChoiceRefused,
    PaperFaulty,
    QuestionRules,
    check_choices,
)
from priorities.engines.voting.submission import LARGEST_BODY, read_submission

DATA = Path(__file__).parents[2] / "data"
VECTORS = json.loads((DATA / "ballots/lv1_vectors.json").read_text())
MALFORMED = json.loads((DATA / "bad_inputs/ballot_payloads.json").read_text())["cases"]
POLL = UUID(VECTORS["vote"])
OPTIONS = tuple("ABCDEFG")
TYPES: tuple[str, ...] = ("single", "approval", "points", "budget", "ranking")
# As points, 1 and 3 or 1 and 1 are honest choices; as ranks they are a gap and a tie.
RANKS_ONLY = {"rank gap", "rank tie when ties forbidden"}


def paper_with(first: str, **limits: Any) -> BallotPaper:
    if first in {"points", "budget"}:
        limits.setdefault("budget", 100)
    rules = QuestionRules(id="Q1", type=first, options=OPTIONS, **limits)
    other = QuestionRules(id="Q2", type="approval", options=("OPT_OF_Q2",))
    return BallotPaper(poll=POLL, questions=(rules, other))


def refusal(paper: BallotPaper, choice: object) -> ChoiceRefused:
    with pytest.raises(ChoiceRefused) as refused:
        check_choices(paper, {"Q1": choice})
    assert refused.value.question_id == "Q1"
    return refused.value


def body_of(case: dict[str, Any]) -> str:
    if "gen" in case:
        symbol, times = case["gen"].split("*")
        return str(symbol) * int(times)
    return case["raw"] if "raw" in case else json.dumps(case["body"])


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: case["n"])
def test_every_malformed_ballot_is_refused(case: dict[str, Any], type_: str) -> None:
    paper = paper_with(type_, max=1 if type_ == "single" else 3)
    if case["n"] in RANKS_ONLY and type_ in {"points", "budget"}:
        assert read_submission(paper, body_of(case)).choices["Q1"] == case["body"]["q"]["Q1"]
        return
    with pytest.raises(ChoiceRefused) as refused:
        read_submission(paper, body_of(case))
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("type_", "raw", "normal"),
    [
        ("single", ["B"], ["B"]),
        ("single", (), []),
        ("approval", ["C", "A", "B"], ["A", "B", "C"]),
        ("approval", [], []),
        ("ranking", ["C", "A", "B"], ["C", "A", "B"]),
        ("ranking", [], []),
        ("points", {"B": 40, "A": 60}, {"A": 60, "B": 40}),
        ("points", {"A": 0, "B": 1, "C": 0}, {"B": 1}),
        ("points", {}, {}),
        ("budget", {"A": 100}, {"A": 100}),
        ("budget", {"A": 0}, {}),
    ],
)
def test_choices_that_fit_are_put_in_one_form(type_: str, raw: object, normal: object) -> None:
    choices = check_choices(paper_with(type_), {"Q1": raw, "Q2": ["OPT_OF_Q2"]})
    assert choices == {"Q1": normal, "Q2": ["OPT_OF_Q2"]}


@pytest.mark.parametrize("known", VECTORS["ballots"], ids=lambda known: known["elector"][-1])
def test_known_ballots_fit_the_published_manifest(known: dict[str, Any]) -> None:
    paper = BallotPaper.from_definition(json.loads(VECTORS["manifest"]))
    assert paper.poll == POLL
    assert paper.questions[1].tie_order == ("roads", "library", "youth")
    assert check_choices(paper, known["choices"]) == known["choices"]


@pytest.mark.parametrize(("type_", "abstention"), [("approval", []), ("points", {})])
def test_a_question_left_out_abstains(type_: str, abstention: object) -> None:
    choices = check_choices(paper_with(type_), {"Q2": []})
    assert choices == {"Q1": abstention, "Q2": []}


@pytest.mark.parametrize("raw", [{}, [], None, "Q1", 7, [("Q1", ["A"])]])
def test_a_ballot_without_answers_is_refused(raw: object) -> None:
    with pytest.raises(ChoiceRefused) as refused:
        check_choices(paper_with("approval"), raw)
    assert refused.value.question_id is None


@pytest.mark.parametrize(
    ("type_", "limits", "choice", "words"),
    [
        ("single", {}, ["A", "B"], "no more than 1. You chose 2"),
        ("approval", {"max": 2}, ["A", "B", "C"], "no more than 2. You chose 3"),
        ("approval", {"min": 2}, ["A"], "at least 2, or none to abstain. You chose 1"),
        ("ranking", {"max": 2}, ["A", "B", "C"], "no more than 2. You chose 3"),
        ("points", {"max": 1}, {"A": 1, "B": 1}, "no more than 1. You chose 2"),
        ("points", {}, {"A": 60, "B": 60}, "You gave 120, which is 20 too many"),
        ("budget", {"budget": 5}, {"A": 6}, "can share out 5. You gave 6, which is 1 too"),
        ("points", {}, {"A": -1}, "whole numbers"),
        ("points", {}, {"A": 1.0}, "whole numbers"),
        ("points", {}, {"A": True}, "whole numbers"),
        ("points", {}, {"A": "1"}, "whole numbers"),
        ("points", {}, {"A": 10**5_000}, "whole numbers"),
        ("points", {}, {"Z": 0}, "only from the options"),
        ("points", {}, {1: 1}, "only from the options"),
        ("points", {}, [["A", 1]], "a number to each"),
        ("approval", {}, {"A": 1}, "a list"),
        ("approval", {}, "AB", "a list"),
        ("approval", {}, {"A", "B"}, "a list"),
        ("approval", {}, ["A", "A"], "once only"),
        ("approval", {}, ["a"], "only from the options"),
        ("ranking", {}, ["A", ["B"]], "only from the options"),
        ("ranking", {}, ["A", "B", "A"], "once only"),
        ("ranking", {}, None, "a list"),
    ],
)
def test_a_refusal_says_what_to_do(
    type_: str, limits: dict[str, int], choice: object, words: str
) -> None:
    assert words in str(refusal(paper_with(type_, **limits), choice))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"q": {}}, "No answers reached us. Go back and answer at least one question."),
        ({"q": {"Q3": ["A"]}}, "This ballot answers a question that is not part of this vote."),
        ({"q": {"Q2": {}}}, "This answer should be a list of options."),
        ({"q": {"Q1": []}}, "This answer should give a number to each option."),
        ({"q": {"Q1": {"A": -1}}}, "Use whole numbers, such as 3, and none below zero."),
        ({"q": {"Q2": ["A"]}}, "Choose only from the options of this question."),
        ({"q": {"Q2": ["OPT_OF_Q2", "OPT_OF_Q2"]}}, "Choose each option once only."),
        (
            {"q": {"Q1": {}}, "r": "04"},
            "Your browser made a receipt that we cannot use. Please start again.",
        ),
        ({"q": {"Q1": {}}, "weight": 2}, "This does not look like a ballot. Please start again."),
        ([], "This does not look like a ballot. Please start again."),
    ],
)
def test_a_refusal_is_a_whole_sentence(body: object, words: str) -> None:
    with pytest.raises(ChoiceRefused) as refused:
        read_submission(paper_with("points"), json.dumps(body))
    assert str(refused.value) == words


def test_as_few_as_the_least_and_as_much_as_can_be_sealed_are_taken() -> None:
    assert check_choices(paper_with("approval", min=2), {"Q1": ["A", "B"]})["Q1"] == ["A", "B"]
    most = 2**53 - 1
    assert check_choices(paper_with("points", budget=most), {"Q1": {"A": most}})["Q1"] == {
        "A": most
    }


def test_a_minimum_leaves_everybody_free_to_abstain() -> None:
    assert check_choices(paper_with("approval", min=3), {"Q1": []})["Q1"] == []


@given(st.lists(st.sampled_from(OPTIONS), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_ticking_does_not_matter(chosen: list[str], luck: random.Random) -> None:
    ticked = luck.sample(chosen, len(chosen))
    paper = paper_with("approval")
    assert check_choices(paper, {"Q1": ticked}) == check_choices(paper, {"Q1": chosen})


@given(st.lists(st.sampled_from(OPTIONS), unique=True))
def test_a_ranking_keeps_its_order(ranked: list[str]) -> None:
    assert check_choices(paper_with("ranking"), {"Q1": ranked})["Q1"] == ranked


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([*OPTIONS, "Z", ""]),
    lambda members: (
        st.lists(members, max_size=4)
        | st.dictionaries(st.sampled_from([*OPTIONS, "Z"]), members, max_size=4)
    ),
)


@given(json_values, st.sampled_from(TYPES))
def test_whatever_comes_is_refused_or_fits_for_good(choice: object, type_: str) -> None:
    paper = paper_with(type_)
    try:
        accepted = check_choices(paper, {"Q1": choice})
    except ChoiceRefused:
        refusal(paper, choice)
    else:
        assert check_choices(paper, accepted) == accepted


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"type": "guess"}, "q has no known type."),
        ({"type": None}, "q has no known type."),
        ({"options": ()}, "q has no options, or one twice."),
        ({"options": (), "tie_order": (), "max": 0}, "q has no options, or one twice."),
        ({"options": ("a", "a")}, "q has no options, or one twice."),
        ({"options": ("a", "")}, "q has an id that is not plain ASCII text."),
        ({"options": ("a", "\u00e9")}, "q has an id that is not plain ASCII text."),
        ({"options": ("a", "b\0")}, "q has an id that is not plain ASCII text."),
        ({"id": ""}, " has an id that is not plain ASCII text."),
        ({"id": 7}, "7 has an id that is not plain ASCII text."),
        ({"tie_order": ("a",)}, "q has a tie order that misses its options."),
        ({"tie_order": ("a", "a")}, "q has a tie order that misses its options."),
        ({"tie_order": ("a", "b", "c")}, "q has a tie order that misses its options."),
        ({"max": 3}, "q has bounds that nobody can keep."),
        ({"min": -1}, "q has bounds that nobody can keep."),
        ({"min": 2, "max": 1}, "q has bounds that nobody can keep."),
        ({"min": 2, "type": "single"}, "q has bounds that nobody can keep."),
        ({"budget": 10}, "q has a budget it cannot use, or lacks one."),
        ({"type": "points"}, "q has a budget it cannot use, or lacks one."),
        ({"type": "points", "budget": 0}, "q has a budget that cannot be shared out."),
        ({"type": "points", "budget": -1}, "q has a budget that cannot be shared out."),
        ({"type": "budget", "budget": 2**53}, "q has a budget that cannot be shared out."),
    ],
)
def test_a_faulty_definition_is_refused(fault: dict[str, object], words: str) -> None:
    question = {"id": "q", "type": "approval", "options": ("a", "b"), "tie_order": ("b", "a")}
    sound = {"vote": str(POLL), "questions": [question]}
    assert BallotPaper.from_definition(sound).questions[0].options == ("a", "b")
    with pytest.raises(PaperFaulty) as refused:
        BallotPaper.from_definition(sound | {"questions": [question | fault]})
    assert str(refused.value) == f"Question {words}"


@pytest.mark.parametrize(
    "limits", [{"min": 2, "max": 2}, {"budget": 1}, {"budget": 2**53 - 1}, {"min": 0, "max": 0}]
)
def test_limits_may_be_as_narrow_and_as_wide_as_they_make_sense(limits: dict[str, int]) -> None:
    rules = QuestionRules(
        id="q", type="points" if "budget" in limits else "approval", options=("a", "b"), **limits
    )
    assert (rules.least, rules.most) == (limits.get("min", 0), limits.get("max", 2))


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"vote": str(POLL)},
        {"vote": str(POLL), "questions": [{"id": "q"}]},
        {"vote": str(POLL), "questions": ["q"]},
        {"vote": "7", "questions": [{"id": "q", "type": "single", "options": ["a"]}]},
        {
            "vote": str(POLL),
            "questions": [{"id": "q", "type": "approval", "options": ["a"], "max": "2"}],
        },
    ],
)
def test_an_incomplete_definition_is_refused(definition: dict[str, object]) -> None:
    with pytest.raises(PaperFaulty, match=r"^The definition of a poll is incomplete\.$"):
        BallotPaper.from_definition(definition)


@pytest.mark.parametrize("times", [0, 2])
def test_a_poll_asks_something_and_each_question_once(times: int) -> None:
    question = {"id": "q", "type": "single", "options": ["a"]}
    with pytest.raises(PaperFaulty, match=r"^A poll has no questions, or two with one id\.$"):
        BallotPaper.from_definition({"vote": str(POLL), "questions": [question] * times})


def test_a_submission_may_bring_the_receipt_secret_of_the_browser() -> None:
    paper = paper_with("approval")
    body = json.dumps({"q": {"Q1": ["B", "A"]}, "r": "04fc24b4016118e4a6d5476147d9a579"})
    submission = read_submission(paper, body.encode())
    assert submission.choices == {"Q1": ["A", "B"], "Q2": []}
    assert submission.secret == bytes.fromhex("04fc24b4016118e4a6d5476147d9a579")
    assert read_submission(paper, '{"q":{"Q1":[]}}').secret is None


@pytest.mark.parametrize("secret", ["", "04", "0" * 31, "0" * 33, "G" * 32, "A" * 32, 7, None, []])
def test_a_receipt_secret_of_another_form_is_refused(secret: object) -> None:
    with pytest.raises(ChoiceRefused, match="receipt"):
        read_submission(paper_with("approval"), json.dumps({"q": {"Q1": []}, "r": secret}))


def test_a_body_may_be_as_large_as_the_limit_and_no_larger() -> None:
    body = '{"q":{"Q1":["A"]}}'
    paper = paper_with("approval")
    assert read_submission(paper, body.ljust(LARGEST_BODY)).choices["Q1"] == ["A"]
    with pytest.raises(
        ChoiceRefused, match=r"^Your ballot did not reach us whole\. Please try again\.$"
    ):
        read_submission(paper, body.ljust(LARGEST_BODY + 1))
