"""What a counted poll's published ballots tell beyond its manifest: how the other rules would have
come out and why, who paid for what, and where the ballots came from.
"""

from fractions import Fraction

import pytest
from django.utils import timezone

from priorities.ballots.actions.casting import cast_ballot
from priorities.models import AnalysedResult, Option, Poll
from priorities.polls.actions.drafting import QUESTION_KEY
from priorities.results.actions.analysing import analyse_result
from priorities.results.actions.counting import count_poll
from priorities.results.queries.analyses import analysis_of, not_analysed_in
from priorities.results.queries.receipts import find_by_receipt
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db

COSTS = {"Bench": 30_000_00, "Lights": 20_000_00, "Trees": 15_000_00}
BUDGET = {"method": "budget", "rule": "equal-shares", "budget": 50_000_00, "completion": "none"}


def a_round():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


def a_budget_poll(*piles, **facts):
    """A counted poll about money: each pile is a number of voters and the titles they chose."""
    round_ = a_round()
    proposals = {
        title: make.a_proposal(round_, title=title, cost_pence=cost)
        for title, cost in COSTS.items()
    }
    costs = {f"proposal-{each.pk}": each.cost_pence for each in proposals.values()}
    keys = {title: f"proposal-{each.pk}" for title, each in proposals.items()}
    ballots = [
        {keys[title]: costs[keys[title]] for title in titles}
        for voters, titles in piles
        for _ in range(voters)
    ]
    options = list(proposals.values())
    poll = make.a_counted_poll(*ballots, round_=round_, options=options, **BUDGET | facts)
    return Poll.objects.select_related("result").get(pk=poll.pk)


def analysed(poll):
    analyse_result(poll=Poll.objects.select_related("result").get(pk=poll.pk))
    return analysis_of(poll).questions[QUESTION_KEY]


def titles(poll, keys):
    named = {option.key: option.title for option in Option.objects.filter(question__poll=poll)}
    return [str(named[key]) for key in keys]


def test_each_rule_of_the_type_is_counted_the_frozen_one_first():
    poll = a_budget_poll((12, ["Bench"]), (11, ["Lights", "Trees"]), (2, ["Trees"]))
    own, *others = analysed(poll).rules
    assert own.rule == "equal-shares"
    assert own.winners == result_of(poll).questions[0].winners
    assert {each.rule for each in others} == {"greedy", "greedy-no-skip", "phragmen"}
    assert own.difference == ()
    greedy = next(each for each in others if each.rule == "greedy")
    assert set(greedy.winners) != set(own.winners)
    assert any("Only under" in str(line) for line in greedy.difference)


def test_who_paid_is_told_by_groups_of_supporters():
    poll = a_budget_poll((12, ["Bench"]), (11, ["Lights", "Trees"]), (2, ["Trees"]))
    payments = analysed(poll).payments
    assert payments.share == Fraction(50_000_00, 25)
    [trees] = payments.purchases
    assert titles(poll, [trees.option]) == ["Trees"]
    assert (trees.supporters, trees.in_full) == (13, 13)
    assert trees.payment == Fraction(15_000_00, 13)


def test_supporters_who_are_few_are_merged():
    poll = a_budget_poll(
        (12, ["Bench", "Trees"]), (9, ["Trees"]), (9, ["Lights"]), smallest_group=10
    )
    for bought in analysed(poll).payments.purchases:
        assert bought.supporters is None or bought.supporters >= 10
        assert bought.in_full is None or bought.in_full >= 10


def test_types_with_one_rule_have_nothing_to_set_beside_it():
    poll = make.a_counted_poll(*[["option-1"]] * 12)
    assert analysed(poll).rules == ()


def test_it_is_worked_out_once_and_for_no_small_poll():
    poll, few = make.a_counted_poll(*[["option-1"]] * 12), make.a_counted_poll(["option-1"])
    assert not_analysed_in(few.round) == []
    assert not_analysed_in(poll.round) == [poll]
    for _ in range(2):
        analyse_result(poll=Poll.objects.get(pk=poll.pk))
    assert AnalysedResult.objects.count() == 1
    assert not_analysed_in(poll.round) == []


def test_rankings_are_counted_by_each_rule_that_fills_as_many_places():
    ballots = [["option-1", "option-2"]] * 6 + [["option-2", "option-3"]] * 6
    facts = {"method": "ranking", "rule": "borda", "most_choices": 3}
    one = analysed(make.a_counted_poll(*ballots, seats=1, **facts))
    assert {"irv", "borda"} <= {each.rule for each in one.rules}
    assert "stv" not in {each.rule for each in one.rules}
    two = analysed(make.a_counted_poll(*ballots, seats=2, **facts))
    assert "irv" not in {each.rule for each in two.rules}
    assert all(len(each.winners) == 2 for each in two.rules)


def test_in_mode_inclusion_the_choices_are_read_from_their_own_lines():
    facts = {"method": "ranking", "rule": "borda", "seats": 1, "receipt_mode": "inclusion"}
    [own, *_others] = analysed(make.a_counted_poll(*[["option-1"]] * 12, **facts)).rules
    assert str(own.explanation[0]) == "12 people voted."


# --- Where the ballots came from ------------------------------------------------------------------


def test_ballots_by_ward_merge_what_is_small_before_it_is_kept():
    round_ = a_round()
    wards = [make.a_ward(round_.council, name) for name in ("Riverside", "Hillside", "Marsh")]
    poll = make.an_open_poll(round_)
    for ward, voters in zip(wards, (20, 12, 3), strict=True):
        for _ in range(voters):
            voter = make.elector_of(make.a_voter(round_.council, area=ward), poll)
            cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    result = count_poll(poll=closed, at=timezone.now())
    [by_ward] = result_of(Poll.objects.get(pk=poll.pk)).breakdowns
    codes = [ward.code for ward in wards]
    assert [(each.members, each.ballots) for each in by_ward.counts] == [
        ((codes[0],), 20),
        ((codes[1], codes[2]), 15),
    ]
    assert by_ward.names == {ward.code: ward.name for ward in wards}
    assert "3" not in {str(each["ballots"]) for each in result.breakdowns[0]["counts"]}


def test_programs_read_the_names_of_wards_in_the_language_of_the_address(client):
    round_ = make.a_round(make.a_sector(make.a_council(host="testserver")), at=timezone.now())
    english, welsh = "Riverside", {"Riverside": "Glan yr Afon"}
    wards = [
        make.a_ward(round_.council, name, name_cy=welsh.get(name, "")) for name in (english, "Hill")
    ]
    poll = make.an_open_poll(round_)
    for ward in wards:
        for _ in range(12):
            voter = make.elector_of(make.a_voter(round_.council, area=ward), poll)
            cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    for address, name in (
        (f"/api/v1/polls/{poll.pk}/", english),
        (f"/cy/api/v1/polls/{poll.pk}/", "Glan yr Afon"),
    ):
        [told] = client.get(address).json()["result"]["breakdowns"]
        assert told["names"] == {wards[0].code: name, wards[1].code: "Hill"}


def test_where_nobody_gave_a_postcode_no_ward_is_told():
    assert result_of(make.a_counted_poll(*[["option-1"]] * 12)).breakdowns == ()


# --- What a vote did ------------------------------------------------------------------------------


def a_receipt(poll_facts, choice, others=12):
    poll = make.an_open_poll(**poll_facts)
    for _ in range(others):
        voter = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: choice})
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    held = cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: choice})
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    return Poll.objects.get(pk=poll.pk), held.code


def test_a_code_finds_what_its_vote_did():
    poll, code = a_receipt({}, ["option-1", "option-2"])
    [line] = find_by_receipt(poll, code)
    assert str(line.did[0]) == "All of your 2 came in the first 2."


def test_where_too_few_voted_it_tells_no_number():
    poll, code = a_receipt({}, ["option-1"], others=2)
    [line] = find_by_receipt(poll, code)
    assert [str(each) for each in line.did] == ["Of what you marked, “Bench” was chosen."]
