"""Definitions: what governs a poll is frozen in full and read again the same, and nothing is read
in part.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from coopservices.sentences import Wording
from priorities.engines.canonical import canonical
from priorities.engines.voting.asked_questions import Answer, AskedQuestion, Choosable
from priorities.engines.voting.ballot_paper import BallotPaper, Choice, PaperFaulty, QuestionRules
from priorities.engines.voting.definition import (
    LARGEST,
    Definition,
    questions_of,
    read_definition,
)


def said(answers: list[Answer]) -> list[tuple[str, ...]]:
    """Each question with what was chosen in it, in English."""
    return [(str(answer.question), *map(str, answer.chosen)) for answer in answers]


POLL = UUID("11111111-1111-4111-8111-111111111111")
PARK = AskedQuestion(
    id="park",
    type="approval",
    text=Wording("What does the park need?"),
    options=(
        Choosable("path", Wording("A path"), Wording("From the gate to the lake")),
        Choosable("lake", Wording("Lake")),
        Choosable("b", Wording("Bench")),
    ),
    most=2,
)
MONEY = AskedQuestion(
    id="money",
    type="points",
    text=Wording("Where should the money go?"),
    options=(
        Choosable("care", Wording("Care at home")),
        Choosable("roads", Wording("Roads"), Wording("Potholes first")),
    ),
    most=1,
    budget=2000,
)
DEFINITION = Definition(
    poll=POLL,
    title=Wording("Our park"),
    questions=(PARK, MONEY),
    opened_at=datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
    closes_at=datetime(2026, 11, 14, 22, 30, tzinfo=UTC),
    proofs_asked=(frozenset({"code"}), frozenset({"email", "postcode"})),
    areas={"E05000001": "Riverside", "E05000002": "Hill"},
    smallest_group=10,
    challenge_days=14,
    mode="content",
    lot=bytes(range(16)),
)
FROZEN = {
    "format": "LV1",
    "vote": "11111111-1111-4111-8111-111111111111",
    "title": "Our park",
    "questions": [
        {
            "id": "park",
            "type": "approval",
            "text": "What does the park need?",
            "options": ["path", "lake", "b"],
            "titles": {"path": "A path", "lake": "Lake", "b": "Bench"},
            "max": 2,
            "tie_order": ["lake", "b", "path"],
        },
        {
            "id": "money",
            "type": "points",
            "text": "Where should the money go?",
            "options": ["care", "roads"],
            "titles": {"care": "Care at home", "roads": "Roads"},
            "max": 1,
            "tie_order": ["roads", "care"],
            "budget": 2000,
        },
    ],
    "descriptions": {
        "park": {"path": "From the gate to the lake", "lake": "", "b": ""},
        "money": {"care": "", "roads": "Potholes first"},
    },
    "opened_at": "2026-11-01T09:00:00+00:00",
    "closes_at": "2026-11-14T22:30:00+00:00",
    "proofs": [["code"], ["email", "postcode"]],
    "areas": {"E05000001": "Riverside", "E05000002": "Hill"},
    "breakdowns": ["proofs"],
    "combining_rule": "one-pool",
    "paper_rule": "none",
    "smallest_group": 10,
    "challenge_days": 14,
    "mode": "content",
    "lot": "000102030405060708090a0b0c0d0e0f",
}
CANNOT_BE_READ = r"^The definition of a poll cannot be read\.$"
INCOMPLETE = r"^The definition of a poll is incomplete\.$"


def frozen_with(**changes: object) -> bytes:
    return canonical(FROZEN | changes)


def question_with(**changes: object) -> bytes:
    """A definition of one question in the least words that may be published, and what is changed of
    them.
    """
    least = {"id": "park", "type": "approval", "options": ["path", "lake", "b"]}
    return frozen_with(questions=[least | changes], descriptions={})


def read_question(frozen: bytes) -> AskedQuestion:
    (question,) = read_definition(frozen)[0].questions
    return question


def test_what_governs_a_poll_is_frozen_in_full() -> None:
    assert json.loads(DEFINITION.frozen()) == FROZEN
    assert DEFINITION.frozen() == canonical(FROZEN)


def test_what_was_frozen_is_read_again_the_same_with_its_ballot_paper() -> None:
    park = QuestionRules(
        "park", "approval", ("path", "lake", "b"), max=2, tie_order=("lake", "b", "path")
    )
    money = QuestionRules(
        "money", "points", ("care", "roads"), max=1, budget=2000, tie_order=("roads", "care")
    )
    paper = BallotPaper(POLL, (park, money))
    assert read_definition(DEFINITION.frozen()) == (DEFINITION, paper)
    assert read_definition(DEFINITION.frozen().decode()) == (DEFINITION, paper)


@pytest.mark.usefixtures("_clock_of_new_zealand")
def test_times_are_frozen_in_utc() -> None:
    summer = timezone(timedelta(hours=1))
    local = replace(
        DEFINITION,
        opened_at=datetime(2026, 11, 1, 10, 0, tzinfo=summer),
        closes_at=datetime(2026, 11, 14, 23, 30, tzinfo=summer),
    )
    assert local.frozen() == canonical(FROZEN)


def test_ties_are_drawn_from_the_lot() -> None:
    other = replace(DEFINITION, lot=b"\1" * 16)
    drawn = [question["tie_order"] for question in questions_of(other.frozen())]
    assert drawn == [["b", "path", "lake"], ["care", "roads"]]


def test_questions_are_told_exactly_as_they_were_frozen() -> None:
    assert questions_of(DEFINITION.frozen()) == FROZEN["questions"]
    assert questions_of('{"questions":[{"anything":1}]}') == [{"anything": 1}]


def test_ids_stand_for_the_words_that_a_question_lacks_and_all_may_be_chosen() -> None:
    assert read_question(question_with()) == AskedQuestion(
        id="park",
        type="approval",
        text=Wording("park"),
        options=(
            Choosable("path", Wording("path"), Wording("")),
            Choosable("lake", Wording("lake"), Wording("")),
            Choosable("b", Wording("b"), Wording("")),
        ),
        most=3,
        budget=None,
    )


def test_an_option_without_title_or_description_stands_beside_others_with_them() -> None:
    question = {
        "id": "park",
        "type": "approval",
        "options": ["path", "lake"],
        "titles": {"lake": "Lake"},
    }
    frozen = frozen_with(questions=[question], descriptions={"park": {"path": "To the lake"}})
    assert read_question(frozen).options == (
        Choosable("path", Wording("path"), Wording("To the lake")),
        Choosable("lake", Wording("Lake")),
    )


def test_a_definition_that_contradicts_itself_is_refused_in_the_words_of_the_ballot_paper() -> None:
    with pytest.raises(PaperFaulty, match=r"^Question park has bounds that nobody can keep\.$"):
        read_definition(question_with(max=4))


@pytest.mark.parametrize(
    "field",
    [
        "vote",
        "questions",
        "title",
        "descriptions",
        "opened_at",
        "closes_at",
        "proofs",
        "areas",
        "smallest_group",
        "challenge_days",
        "mode",
        "lot",
    ],
)
def test_a_definition_that_lacks_something_is_refused(field: str) -> None:
    rest = {name: value for name, value in FROZEN.items() if name != field}
    with pytest.raises(PaperFaulty, match=INCOMPLETE):
        read_definition(canonical(rest))


@pytest.mark.parametrize(
    "fault",
    [
        {"opened_at": "soon"},
        {"closes_at": 20261114},
        {"lot": "0g"},
        {"lot": None},
        {"descriptions": None},
        {"descriptions": ["path"]},
        {"descriptions": {"park": "a path"}},
    ],
)
def test_a_definition_with_something_of_another_form_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(PaperFaulty, match=INCOMPLETE):
        read_definition(frozen_with(**fault))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"park"', "7", b"\xff", '{"vote":1,"vote":1}', '{"level":1.5}']
)
def test_what_is_no_definition_cannot_be_read(text: bytes | str) -> None:
    for read in (read_definition, questions_of):
        with pytest.raises(PaperFaulty, match=CANNOT_BE_READ):
            read(text)


def test_a_definition_may_be_as_large_as_the_limit_and_no_larger() -> None:
    assert LARGEST == 1_048_576
    assert read_definition(DEFINITION.frozen().ljust(LARGEST))[0] == DEFINITION
    with pytest.raises(PaperFaulty, match=CANNOT_BE_READ):
        read_definition(DEFINITION.frozen().ljust(LARGEST + 1))


def test_a_definition_may_be_five_levels_deep_and_no_deeper() -> None:
    assert questions_of('{"questions":[[[[]]]]}') == [[[[]]]]
    with pytest.raises(PaperFaulty, match=CANNOT_BE_READ):
        questions_of('{"questions":[[[[[]]]]]}')


def test_a_receipt_finds_the_vote_only_where_content_is_published() -> None:
    assert replace(DEFINITION, mode="content").code_shows_vote
    assert not replace(DEFINITION, mode="inclusion").code_shows_vote


@pytest.mark.parametrize(
    ("type_", "choice", "chosen"),
    [
        ("approval", ["b", "path"], ("A path", "Bench")),
        ("approval", ["lake", "b", "path"], ("A path", "Lake", "Bench")),
        ("approval", [], ()),
        ("single", ["lake"], ("Lake",)),
        ("single", [], ()),
        ("ranking", ["b", "path"], ("1. Bench", "2. A path")),
        ("ranking", [], ()),
        ("points", {"b": 1, "path": 1234567}, ("Bench: 1", "A path: 1,234,567")),
        ("budget", {"lake": 1000}, ("Lake: 1,000",)),
        ("points", {}, ()),
    ],
)
def test_a_choice_is_told_in_the_words_of_the_ballot_paper(
    type_: str, choice: Choice, chosen: tuple[str, ...]
) -> None:
    definition = replace(DEFINITION, questions=(replace(PARK, type=type_),))
    assert said(definition.answers({"park": choice})) == [("What does the park need?", *chosen)]


@pytest.mark.parametrize(
    ("choices", "answers"),
    [
        ({}, []),
        ({"money": {"roads": 7}}, [(str(MONEY.text), "Roads: 7")]),
        (
            {"money": {"care": 2}, "park": ["lake"], "gone": ["lake"]},
            [(str(PARK.text), "Lake"), (str(MONEY.text), "Care at home: 2")],
        ),
    ],
)
def test_answers_stand_in_the_order_of_the_questions(
    choices: Mapping[str, Any], answers: list[tuple[str, ...]]
) -> None:
    assert said(DEFINITION.answers(choices)) == answers


def test_both_languages_are_frozen_side_by_side_and_only_where_there_are_words() -> None:
    park = replace(
        PARK,
        text=Wording("What does the park need?", "Beth sydd ei angen ar y parc?"),
        options=(
            Choosable("path", Wording("A path", "Llwybr"), Wording("To the lake", "At y llyn")),
            Choosable("lake", Wording("Lake")),
        ),
    )
    both = replace(DEFINITION, title=Wording("Our park", "Ein parc"), questions=(park, MONEY))
    fields = json.loads(both.frozen())
    assert fields["title_cy"] == "Ein parc"
    assert fields["questions"][0]["text_cy"] == "Beth sydd ei angen ar y parc?"
    assert fields["questions"][0]["titles_cy"] == {"path": "Llwybr"}
    assert fields["descriptions_cy"] == {"park": {"path": "At y llyn"}}
    assert not {"text_cy", "titles_cy"} & fields["questions"][1].keys()
    assert read_definition(both.frozen())[0] == both


def test_constituencies_are_frozen_and_read_again_with_their_combining_rule() -> None:
    combined = replace(
        DEFINITION, constituencies=("residents", "staff"), combining_rule="equal-weight"
    )
    assert json.loads(combined.frozen()) == FROZEN | {
        "breakdowns": ["constituencies", "proofs"],
        "constituencies": ["residents", "staff"],
        "combining_rule": "equal-weight",
    }
    assert read_definition(combined.frozen())[0] == combined


@pytest.mark.parametrize(
    "changes",
    [
        {"constituencies": ["staff", "residents"]},
        {"constituencies": ["staff", "staff"]},
        {"constituencies": ["whales"]},
        {"combining_rule": "equal-weight"},
        {"combining_rule": "by-weight", "constituencies": ["residents", "staff"]},
        {"combining_rule": "no-majority-against", "constituencies": ["residents", "staff"]},
    ],
)
def test_what_cannot_be_combined_is_not_opened(changes: Mapping[str, Any]) -> None:
    with pytest.raises(PaperFaulty):
        read_definition(frozen_with(**changes))


def test_voters_read_whose_votes_count_and_how() -> None:
    assert DEFINITION.how_combined == []
    one = replace(DEFINITION, constituencies=("staff",))
    assert [str(each) for each in one.how_combined] == ["This vote is for front-line staff."]
    two = replace(DEFINITION, constituencies=("residents", "staff"), combining_rule="equal-weight")
    assert [str(each) for each in two.how_combined] == [
        "This vote is for residents and front-line staff.",
        "The ballots of each are counted apart, and then all of them make one result.",
        "Each of these weighs the same, however many of them vote: what an option is given in each "
        "is divided by the ballots there, and the mean of that decides.",
        "If fewer than 10 of one of these vote, their ballots are counted together with those of "
        "the largest of the others, as one.",
    ]
