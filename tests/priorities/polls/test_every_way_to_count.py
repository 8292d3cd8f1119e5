"""Every type of ballot by every rule, completion and variant: drafted, set, opened, cast, closed
and counted, and the manifest says how.
"""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from participation.models import Role
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.counting.rules import rule_named
from priorities.engines.tally import settings_of, tabulated
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.models import Option, Poll
from priorities.polls.actions.counting_settings import set_counting, set_option_order
from priorities.polls.actions.drafting import QUESTION_KEY, DraftRefused
from priorities.polls.actions.opening import open_poll
from priorities.polls.forms import CountingForm, OptionOrderForm, RuleForm
from priorities.polls.queries.polls import asked_question, definition_of, opened_poll
from priorities.results.actions.counting import count_poll
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db

PRICES = (30_000_00, 20_000_00, 15_000_50, 6_000_00)
NEEDED = {
    "approval": {"most_choices": 2},
    "single": {},
    "points": {"budget": 10},
    "ranking": {},
    "budget": {"budget": 50_000_00},
    "budget-points": {"budget": 50_000_00, "points": 10},
}
# Choices of five people, by the places of the options.
WANTED = [(0, 1), (0, 1), (1, 0), (2,), (3, 2)]
VARIANTS = {
    "satisfaction": [{"satisfaction": "cost"}, {"satisfaction": "cardinality"}],
    "integral_start": [{"integral_start": True}],
    "threshold": [{"threshold": 2}],
    "exclusive": [{"exclusive": [(0, 1)]}, {"exclusive": [(0, 2), (1, 3)]}],
    "reserve_percent": [{"reserve_percent": 50}, {"reserve_percent": 99}],
    "undivided": [{"undivided": True, "satisfaction": "points"}],
}


def ways():
    """Each type, rule and completion, plain and in each variant that makes a difference to it."""
    for kind in BALLOT_TYPES.values():
        for way in kind.counted_by:
            for completion in way.completions or [""]:
                variants = [each for name in sorted(way.takes) for each in VARIANTS[name]]
                for variant in [{}, *variants]:
                    told = ",".join(f"{name}={value}" for name, value in variant.items())
                    yield pytest.param(
                        (kind.code, way, completion, variant),
                        id=f"{kind.code}-{way.rule}-{completion}-{told}",
                    )


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


@pytest.fixture
def officer(round_):
    make.make_eligibility_key(council=round_.council)
    return make.a_person(round_.council, Role.OFFICER)


@pytest.fixture
def draft(round_, officer):
    """Drafts a poll of a type."""
    proposals = [make.a_proposal(round_, cost_pence=price) for price in PRICES]

    def drafted(method, **facts):
        return make.draft_poll(
            by=officer,
            round=round_,
            title="What first?",
            question="Which first?",
            options=proposals,
            method=method,
            closes_at=timezone.now() + timedelta(days=5),
            at=timezone.now(),
            **NEEDED[method] | {"seats": 1} | facts,
        )

    return drafted


def keys_of(poll):
    return list(
        Option.objects.filter(question__poll=poll)
        .order_by("position")
        .values_list("key", flat=True)
    )


def choice(method, keys, places):
    names = [keys[place] for place in places]
    match method:
        case "single":
            return names[:1]
        case "budget":
            return {keys[place]: PRICES[place] for place in places}
        case "points" | "budget-points":
            return {name: 6 - 2 * place for place, name in enumerate(names)}
        case _:
            return names


@pytest.mark.parametrize("counted_so", ways())
def test_every_way_is_drafted_opened_cast_and_counted(draft, officer, counted_so):
    method, way, completion, variant = counted_so
    several = BALLOT_TYPES[method].has_several_rules
    seats = {"seats": way.least_seats, "rule": way.rule} if method == "ranking" else {}
    poll = draft(method, **seats)
    Poll.objects.filter(pk=poll.pk).update(smallest_group=1)
    keys = keys_of(poll)
    told = dict(variant)
    if "exclusive" in told:
        told["exclusive"] = [tuple(keys[each] for each in group) for group in told["exclusive"]]
    set_counting(
        by=officer,
        question=poll.questions.get(),
        rule=way.rule,
        completion=completion,
        at=timezone.now(),
        **told,
    )
    poll = open_poll(by=officer, poll=poll, lot=bytes(32), at=timezone.now())
    for places in WANTED:
        voter = make.elector_of(make.a_voter(poll.round.council), poll)
        choices = {QUESTION_KEY: choice(method, keys, places)}
        cast_ballot(voter=voter, poll=poll, choices=choices)
    closed = make.close_early(poll, reason="For the test.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())

    (frozen,) = json.loads(closed.result.manifest)["questions"]
    (result,) = json.loads(closed.result.manifest)["result"].values()
    worth = next(iter(way.satisfactions), "cost")
    expected = {"satisfaction": worth} | told
    if expected["satisfaction"] == "cost":
        del expected["satisfaction"]
    if "exclusive" in expected:
        expected["exclusive"] = sorted(sorted(group) for group in expected["exclusive"])
    assert {name: frozen[name] for name in VARIANTS if name in frozen} == expected
    assert frozen.get("completion", "") == completion
    assert (frozen.get("rule"), result.get("rule")) == (
        (way.rule, way.rule) if several else (None,) * 2
    )

    # The rule itself, counted with all settings, makes the same.
    (rules,) = opened_poll(poll.pk).paper.questions
    ballots = tabulated(rules, [choice(method, keys, places) for places in WANTED])
    count = rule_named(way.rule, ballots).count(ballots, settings_of(rules, way))
    assert result["order"] == list(count.order)
    assert result.get("winners", list(count.winners)) == list(count.winners)
    (shown,) = result_of(closed).questions
    assert shown.unit == way.unit_of(rules.variant)
    assert shown.variant == rules.variant
    for name in ("integral_start", "threshold", "satisfaction"):
        if name in told and name in count.settings:
            assert count.settings[name] == told[name], "the setting reached the rule"


@pytest.mark.parametrize(
    ("rule", "facts", "unused"),
    [
        ("phragmen", {"threshold": 3}, "threshold"),
        ("phragmen", {"satisfaction": "cardinality"}, "satisfaction"),
        ("phragmen", {"completion": "add1"}, "completion"),
        ("equal-shares", {"threshold": 3}, "threshold"),
        ("equal-shares", {"reserve_percent": 50}, "reserve_percent"),
        ("equal-shares", {"satisfaction": "points"}, "satisfaction"),
        ("equal-shares", {"completion": "wish"}, "completion"),
        ("greedy", {"integral_start": True}, "integral_start"),
        ("greedy", {"reserve_percent": 50}, "reserve_percent"),
        ("greedy", {"undivided": True}, "undivided"),
        ("greedy-no-skip", {"reserve_percent": 0}, "reserve_percent"),
        ("greedy-no-skip", {"reserve_percent": 100}, "reserve_percent"),
        ("greedy", {"threshold": -1}, "threshold"),
        ("greedy", {"exclusive": [("nobody", "none")]}, "exclusive"),
        ("greedy", {"exclusive": [("proposal",)]}, "exclusive"),
        ("irv", {}, "rule"),
    ],
)
def test_what_a_rule_does_not_use_is_refused(draft, officer, rule, facts, unused):
    question = draft("budget").questions.get()
    with pytest.raises(DraftRefused) as refused:
        set_counting(by=officer, question=question, rule=rule, at=timezone.now(), **facts)
    assert refused.value.about == unused
    question.refresh_from_db()
    assert (question.rule, question.threshold) == ("equal-shares", 0)


def test_points_are_undivided_only_where_points_count(draft, officer):
    question = draft("budget-points").questions.get()
    with pytest.raises(DraftRefused) as refused:
        set_counting(
            by=officer,
            question=question,
            rule="greedy",
            satisfaction="cost",
            undivided=True,
            at=timezone.now(),
        )
    assert refused.value.about == "undivided"


def test_only_who_runs_polls_sets_it_and_only_on_a_draft(draft, officer, round_):
    poll = draft("budget")
    question = poll.questions.get()
    resident = make.a_person(round_.council, Role.RESIDENT)
    with pytest.raises(PermissionDenied):
        set_counting(by=resident, question=question, at=timezone.now())
    with pytest.raises(PermissionDenied):
        set_option_order(by=resident, poll=poll, option_order="fixed", at=timezone.now())
    open_poll(by=officer, poll=poll, at=timezone.now())
    with pytest.raises(PermissionDenied):
        set_counting(by=officer, question=question, at=timezone.now())
    with pytest.raises(PermissionDenied):
        set_option_order(by=officer, poll=poll, option_order="fixed", at=timezone.now())


def test_the_order_of_options_is_frozen(draft, officer):
    poll = draft("single")
    with pytest.raises(DraftRefused):
        set_option_order(by=officer, poll=poll, option_order="by-luck", at=timezone.now())
    assert definition_of(poll, lot=bytes(32), at=timezone.now()).has_random_order
    set_option_order(by=officer, poll=poll, option_order="fixed", at=timezone.now())
    opened = open_poll(by=officer, poll=poll, at=timezone.now())
    assert "option_order" not in json.loads(opened.definition)
    assert not opened_poll(poll.pk).definition.has_random_order


# --- The forms ------------------------------------------------------------------------------------


def asked(poll):
    question = poll.questions.get()
    return question, asked_question(question, question.options.all())


def test_the_rules_say_what_they_reward_with_an_example_of_the_drafts_own(draft):
    _, question = asked(draft("budget"))
    form = RuleForm(question=question)
    assert [code for code, _ in form.fields["rule"].choices] == [
        "equal-shares",
        "greedy",
        "greedy-no-skip",
        "phragmen",
    ]
    hint = form.fields["rule"].widget.hints["greedy"]
    assert "a majority that agrees" in hint
    assert str(question.options[0].title) in hint
    assert form["rule"].value() == "equal-shares"


def test_only_what_makes_a_difference_is_asked_and_goes_into_the_draft(draft, officer):
    poll = draft("budget", rule="greedy-no-skip")
    row, question = asked(poll)
    keys = keys_of(poll)
    empty = CountingForm(question=question)
    assert list(empty.fields)[:3] == ["satisfaction", "threshold", "reserve_percent"]
    assert "completion" not in empty.fields
    sent = {"satisfaction": "cost", "threshold": "2", "reserve_percent": "80"}
    sent |= {"group_0": "1", "group_2": "1"}
    form = CountingForm(sent, question=question)
    assert form.is_valid(), form.errors
    set_counting(by=officer, question=row, at=timezone.now(), **form.facts)
    _, again = asked(poll)
    assert again.variant.exclusive == ((keys[0], keys[2]),)
    assert (again.variant.threshold, again.variant.reserve_percent) == (2, 80)
    told = [str(words) for words in again.variant_told]
    assert "What has fewer than 2 votes is not funded." in told
    assert any("covers 80 per cent of its cost" in words for words in told)
    back = CountingForm(question=again)
    assert back["group_0"].value() == back["group_2"].value() == "1"
    assert back["reserve_percent"].value() == 80


def test_a_rule_that_asks_for_nothing_has_no_form(draft):
    _, question = asked(draft("budget", rule="phragmen"))
    assert not CountingForm(question=question).is_needed
    _, question = asked(draft("budget"))
    form = CountingForm({"completion": "add1", "satisfaction": "cardinality"}, question=question)
    assert form.is_valid(), form.errors
    assert form.facts == {
        "rule": "equal-shares",
        "completion": "add1",
        "satisfaction": "cardinality",
        "integral_start": False,
        "exclusive": [],
    }
    assert OptionOrderForm({"option_order": "fixed"}).is_valid()
    assert not OptionOrderForm({"option_order": "best"}).is_valid()
