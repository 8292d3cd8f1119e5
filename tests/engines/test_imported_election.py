"""Elections held elsewhere: what is published of them, by known answers, and counted again to the
same.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest

from priorities.engines.canonical import canonical
from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.formats.pb import PbElection
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
from priorities.engines.imported_election import Imported, ballots_of, count_of

POLL = UUID("11111111-1111-4111-8111-111111111111")
PRICED = [
    Option("7", "Benches", 6000),
    Option("12", "Trees", 5000),
    Option("3", "Lights", 4000),
    Option("zebra", cost=1000),
]
PLAIN = [Option(option.id, option.name) for option in PRICED]
KINDS = {
    "approval": approval_ballots(
        PRICED, [["7", "12"], ["12", "7", "3"], ["7"], ["12", "3"], []], budget=10000, unit=100
    ),
    "single": single_ballots(PLAIN, ["12", "12", "7", None]),
    "points": points_ballots(PRICED, [{"7": 2, "12": 3}, {"3": 5}, {}], budget=10000),
    "ranking": ranked_ballots(PLAIN, [["3", "7"], ["3", "12", "7"], ["7", "3"], []]),
}
# The first 16 bytes of SHA-256 over the file's hash (here 00 to 1f) and a ballot's place in the
# file, 8 bytes from 0.
TAGS = [
    "a9d6e500293a88bd38cbe213d07ab71f",
    "6061c4386d7a1788ba52e2e8b2ee6fe6",
    "7365a07b4571dc929c3629031f2b3b81",
    "38050395e56669428204379a5dd12f52",
    "7675097dad40071964d9badf71515d2f",
]


def held(ballots: Ballots, **meta: str) -> Imported:
    return Imported(POLL, PbElection(ballots, meta), bytes(range(32)))


def named(*ids: str) -> Imported:
    return held(approval_ballots([Option(name) for name in ids], [[ids[0]]]))


def marks_in(ballots: Ballots) -> list[list[tuple[str, int]]]:
    return sorted(sorted(marks.items()) for marks in ballots.marks())


def lines_of(ballots: Ballots) -> list[str]:
    return [line.decode() for _, line in held(ballots).lines()]


@pytest.mark.parametrize(
    ("meta", "title"),
    [
        (
            {"instance": " 2024", "description": "Assen Top Idee ", "unit": "Assen"},
            "Assen Top Idee, 2024",
        ),
        ({"description": "Assen Top Idee", "instance": " "}, "Assen Top Idee"),
        ({"instance": "2024"}, "2024"),
        ({}, ""),
    ],
)
def test_the_title_is_what_and_when_in_the_words_of_the_file(
    meta: dict[str, str], title: str
) -> None:
    assert held(KINDS["single"], **meta).title == title


@pytest.mark.parametrize(
    ("meta", "place"),
    [
        (
            {"country": "Poland", "unit": " Warszawa", "subunit": "Wola ", "instance": "2024"},
            "Wola, Warszawa, Poland",
        ),
        ({"country": "Poland", "unit": "Warszawa", "subunit": "Warszawa"}, "Warszawa, Poland"),
        ({"country": "Monaco", "unit": " ", "subunit": "Monaco "}, "Monaco"),
        ({}, ""),
    ],
)
def test_the_place_is_told_from_near_to_far_and_each_name_once(
    meta: dict[str, str], place: str
) -> None:
    assert held(KINDS["single"], **meta).place == place


def test_a_key_is_the_id_of_the_file_where_a_line_can_hold_it() -> None:
    longest = "x" * 60
    ids = ("12", "BO.D16.3/21", "two words", longest, f"{longest}x", "Żoliborz", "a\tb", "last")
    assert named(*ids).keys == {
        "12": "12",
        "BO.D16.3/21": "BO.D16.3/21",
        "two words": "two words",
        longest: longest,
        f"{longest}x": "option-5",
        "Żoliborz": "option-6",
        "a\tb": "option-7",
        "last": "last",
    }


def test_an_id_that_looks_like_a_key_of_ours_is_not_mistaken_for_one() -> None:
    assert named("option-2", "Ł", "option-", "option").keys == {
        "option-2": "option-1",
        "Ł": "option-2",
        "option-": "option-3",
        "option": "option",
    }


@pytest.mark.usefixtures("_clock_of_new_zealand")
def test_the_definition_says_what_was_asked_where_and_of_which_file() -> None:
    imported = held(
        KINDS["single"],
        description="Top Idee",
        instance="2024",
        unit="Assen",
        country="Netherlands",
    )
    frozen = imported.definition(
        opened_at=datetime(2024, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=1))),
        closed_at=datetime(2024, 3, 16, 0, 30, tzinfo=timezone(timedelta(hours=1))),
    )
    definition = {
        "format": "LV1",
        "vote": "11111111-1111-4111-8111-111111111111",
        "title": "Top Idee, 2024",
        "questions": [imported.question()],
        "opened_at": "2024-03-01T00:00:00+00:00",
        "closes_at": "2024-03-15T23:30:00+00:00",
        "imported_from": "Assen, Netherlands",
        "file_sha256": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    }
    assert json.loads(frozen) == definition
    assert frozen == canonical(definition)


def test_a_question_about_money_tells_costs_and_budget() -> None:
    assert held(KINDS["approval"], currency="GBP").question() == {
        "id": "question-1",
        "type": "approval",
        "text": "Which should be funded?",
        "options": ["7", "12", "3", "zebra"],
        "titles": {"7": "Benches", "12": "Trees", "3": "Lights", "zebra": "zebra"},
        "costs": {"7": 6000, "12": 5000, "3": 4000, "zebra": 1000},
        "currency": "GBP",
        "unit": 100,
        "budget": 10000,
    }


def test_a_question_without_money_asks_what_to_choose() -> None:
    assert held(KINDS["ranking"]).question() == {
        "id": "question-1",
        "type": "ranking",
        "text": "Which should be chosen?",
        "options": ["7", "12", "3", "zebra"],
        "titles": {"7": "Benches", "12": "Trees", "3": "Lights", "zebra": "zebra"},
        "costs": {},
        "currency": "",
        "unit": 1,
    }


def test_options_are_told_by_our_keys_and_costs_where_they_have_one_even_none_at_all() -> None:
    options = [Option("Ł", "Łąka", 0), Option("Ś"), Option("c", cost=3)]
    question = held(approval_ballots(options, [], budget=0)).question()
    assert question["options"] == ["option-1", "option-2", "c"]
    assert question["titles"] == {"option-1": "Łąka", "option-2": "Ś", "c": "c"}
    assert (question["costs"], question["budget"]) == ({"option-1": 0, "c": 3}, 0)


@pytest.mark.parametrize(
    ("type_", "choices"),
    [
        ("approval", [["12", "7"], ["12", "3", "7"], ["7"], ["12", "3"], []]),
        ("single", [["12"], ["12"], ["7"], []]),
        ("points", [{"7": 2, "12": 3}, {"3": 5}, {}]),
        ("ranking", [["3", "7"], ["3", "12", "7"], ["7", "3"], []]),
    ],
)
def test_every_ballot_has_a_line_in_the_order_of_tags(type_: str, choices: list[object]) -> None:
    imported = held(KINDS[type_])
    assert imported.question()["type"] == type_
    line = {"g": "imported", "q": "question-1", "v": "11111111-1111-4111-8111-111111111111"}
    drafts = zip(TAGS, choices, strict=False)
    assert list(imported.lines()) == [
        (bytes.fromhex(tag), canonical({**line, "c": choice, "t": tag}))
        for tag, choice in sorted(drafts)
    ]


def test_lines_name_options_by_our_keys() -> None:
    lines = lines_of(approval_ballots([Option("z"), Option("Ł"), Option("a")], [["z", "Ł", "a"]]))
    assert [json.loads(line)["c"] for line in lines] == [["a", "option-2", "z"]]


def test_the_result_of_a_budget_tells_what_was_funded() -> None:
    assert held(KINDS["approval"]).result() == {
        "order": ["12", "7", "3", "zebra"],
        "score": {"7": 3, "12": 3, "3": 2, "zebra": 0},
        "ballots": {"imported": 5},
        "rule": "greedy",
        "funded": ["12", "3"],
        "cost": 9000,
    }


@pytest.mark.parametrize(
    ("type_", "result"),
    [
        (
            "single",
            {
                "order": ["12", "7", "3", "zebra"],
                "score": {"7": 1, "12": 2, "3": 0, "zebra": 0},
                "ballots": {"imported": 4},
            },
        ),
        (
            "ranking",
            {
                "order": ["3", "7", "12", "zebra"],
                "score": {"7": 9, "12": 3, "3": 11, "zebra": 0},
                "ballots": {"imported": 4},
                "rule": "positions",
            },
        ),
    ],
)
def test_the_result_without_a_budget_tells_order_and_score(
    type_: str, result: dict[str, object]
) -> None:
    assert held(KINDS[type_]).result() == result


def test_a_result_names_options_by_our_keys() -> None:
    options = [Option("Ł", cost=2), Option("b", cost=2)]
    result = held(approval_ballots(options, [["Ł"], ["b", "Ł"]], budget=3)).result()
    assert (result["order"], result["funded"]) == (["option-1", "b"], ["option-1"])
    assert result["score"] == {"option-1": 2, "b": 1}


A, B = Option("a", cost=5), Option("b", cost=4)


@pytest.mark.parametrize(
    ("ballots", "rule", "order", "scores"),
    [
        (approval_ballots([A, B], [["a", "b"]], budget=9), "greedy", ("b", "a"), {"a": 1, "b": 1}),
        (approval_ballots([A, B], [["a", "b"]], budget=0), "greedy", ("b", "a"), {"a": 1, "b": 1}),
        (approval_ballots([A, B], [["a", "b"]]), "approval", ("b", "a"), {"a": 1, "b": 1}),
        (
            approval_ballots([A, Option("b")], [["a", "b"]], budget=9),
            "approval",
            ("a", "b"),
            {"a": 1, "b": 1},
        ),
        (
            points_ballots([A, B], [{"a": 3}, {"b": 1}, {"b": 1}], budget=9),
            "greedy",
            ("b", "a"),
            {"a": 1, "b": 2},
        ),
        (
            points_ballots([A, B], [{"a": 3}, {"b": 1}, {"b": 1}]),
            "points",
            ("a", "b"),
            {"a": 3, "b": 2},
        ),
        (
            points_ballots([Option("b"), Option("a")], [{"a": 1, "b": 1}]),
            "points",
            ("a", "b"),
            {"a": 1, "b": 1},
        ),
        (
            single_ballots([Option("b"), Option("a")], ["a", "b", None]),
            "single",
            ("a", "b"),
            {"a": 1, "b": 1},
        ),
        (ranked_ballots([A, B], [["b", "a"], ["b"]]), "positions", ("b", "a"), {"a": 1, "b": 4}),
        (
            ranked_ballots([Option("c"), Option("a"), Option("b")], [["b"]]),
            "positions",
            ("b", "a", "c"),
            {"a": 0, "b": 3, "c": 0},
        ),
    ],
)
def test_the_plainest_rule_counts(
    ballots: Ballots, rule: str, order: tuple[str, ...], scores: dict[str, int]
) -> None:
    count = count_of(ballots)
    assert (count.rule, count.order, count.scores) == (rule, order, scores)


@pytest.mark.parametrize("type_", KINDS)
def test_what_is_published_counts_again_to_the_same(type_: str) -> None:
    ballots, imported = KINDS[type_], held(KINDS[type_])
    again = ballots_of(imported.question(), iter(lines_of(ballots)))
    assert (again.kind, again.turnout, again.blanks) == (ballots.kind, ballots.turnout, 1)
    assert (again.budget, again.unit) == (ballots.budget, ballots.unit)
    assert [(option.id, option.cost) for option in again.options] == [
        (each.id, each.cost) for each in ballots.options
    ]
    assert [option.name for option in again.options] == ["Benches", "Trees", "Lights", "zebra"]
    assert marks_in(again) == marks_in(ballots)
    assert count_of(again).as_json() == count_of(ballots).as_json()


@pytest.mark.parametrize(
    ("tabulate", "choice"),
    [
        (approval_ballots, ["7"]),
        (single_ballots, "7"),
        (points_ballots, {"7": 1}),
        (ranked_ballots, ["7"]),
    ],
)
def test_the_money_is_read_again_whatever_the_ballots(
    tabulate: Callable[..., Ballots], choice: object
) -> None:
    ballots = tabulate(PRICED, [choice], budget=9000, unit=10)
    again = ballots_of(held(ballots).question(), iter(lines_of(ballots)))
    assert (again.budget, again.unit, again.costs.tolist()) == (9000, 10, [6000, 5000, 4000, 1000])


QUESTION_AGAIN = {
    "type": "single",
    "options": ["a", "b"],
    "titles": {"a": "A", "b": "B"},
    "costs": {"b": 4},
    "unit": 1,
}
LINES = ('{"c":["b"]}', '{"c":[]}')


def test_a_question_may_have_options_without_costs_and_no_budget() -> None:
    again = ballots_of(QUESTION_AGAIN, iter(LINES))
    assert again.options == (Option("a", "A"), Option("b", "B", 4))
    assert (again.kind, again.budget, again.unit, again.marks()) == (
        Kind.SINGLE,
        None,
        1,
        [{"b": 1}, {}],
    )


@pytest.mark.parametrize("fault", [{"titles": ["A", "B"]}, {"costs": None}, {"options": "ab"}])
def test_a_question_of_another_form_is_refused(fault: Mapping[str, object]) -> None:
    with pytest.raises(TypeError, match=r"^The question is not one of an imported election\.$"):
        ballots_of(QUESTION_AGAIN | fault, iter(LINES))


@pytest.mark.parametrize("field", QUESTION_AGAIN)
def test_a_question_that_lacks_something_is_refused(field: str) -> None:
    with pytest.raises(KeyError, match=field):
        ballots_of(
            {name: value for name, value in QUESTION_AGAIN.items() if name != field}, iter(LINES)
        )


@pytest.mark.parametrize(
    ("line", "words"),
    [("{", "Expecting property name"), ('{"c":["c"]}', "for an option that does not exist")],
)
def test_a_line_that_was_not_written_here_is_refused(line: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ballots_of(QUESTION_AGAIN, iter([line]))
