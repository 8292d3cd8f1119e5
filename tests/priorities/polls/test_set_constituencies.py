"""Choosing whose ballots a draft counts apart, and the rule that combines them: the action, its
form, and what is frozen.
"""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities.models import Poll, Question
from priorities.poll_set_up.forms import ConstituenciesForm
from priorities.polls.actions.combining import ConstituenciesRefused, set_constituencies
from priorities.polls.actions.opening import OpenRefused, open_poll
from priorities.polls.queries.polls import opened_poll
from tests import make
from tests.make import draft_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.a_person(make.a_council(), Role.OFFICER)


def a_draft(officer, **facts):
    at = timezone.now()
    council = officer.memberships.get().council
    make.make_eligibility_key(council=council)
    return draft_poll(
        by=officer,
        round=make.a_round(make.a_sector(council), at=at),
        at=at,
        **{
            "title": "First?",
            "question": "What first?",
            "options": ["Bench", "Lights", "Trees"],
            "most_choices": 3,
            "closes_at": at + timezone.timedelta(days=5),
            **facts,
        },
    )


def chosen(officer, poll, *constituencies, rule="one-pool"):
    return set_constituencies(
        by=officer,
        poll=poll,
        constituencies=constituencies,
        combining_rule=rule,
        at=timezone.now(),
    )


def test_what_was_chosen_is_kept_in_the_order_of_the_table_and_audited(officer, audited):
    poll = chosen(officer, a_draft(officer), "staff", "residents", rule="equal-weight")
    poll.refresh_from_db()
    assert (poll.constituencies, poll.combining_rule) == ("residents|staff", "equal-weight")
    entry = audited().about(poll).last()
    assert (entry.act, entry.actor_id) == ("draft_changed", officer.pk)
    poll = chosen(officer, poll)
    assert (poll.constituencies, poll.combining_rule) == ("", "one-pool")


@pytest.mark.parametrize(
    ("constituencies", "rule", "about"),
    [
        (["residents", "whales"], "one-pool", "constituencies"),
        ([], "equal-weight", "constituencies"),
        (["staff"], "no-majority-against", "constituencies"),
        (["residents", "staff"], "by-weight", "combining_rule"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(officer, constituencies, rule, about):
    poll = a_draft(officer)
    with pytest.raises(ConstituenciesRefused) as refusal:
        chosen(officer, poll, *constituencies, rule=rule)
    assert refusal.value.about == about
    assert Poll.objects.get().constituencies == ""


@pytest.mark.parametrize(
    ("facts", "rule", "words"),
    [
        ({"most_choices": 2}, "no-majority-against", "as many as there are options"),
        ({"method": "single"}, "no-majority-against", "says nothing against an option"),
        ({"method": "ranking", "seats": 1}, "equal-weight", "does not add up"),
        ({"method": "points", "budget": 10}, "no-majority-against", "says nothing against"),
    ],
)
def test_a_question_that_cannot_be_combined_so_is_refused_in_words(officer, facts, rule, words):
    poll = a_draft(officer, **facts)
    with pytest.raises(ConstituenciesRefused, match=words) as refusal:
        chosen(officer, poll, "residents", "users", rule=rule)
    assert refusal.value.about == "combining_rule"


def test_only_who_runs_polls_changes_a_draft_and_nobody_what_is_open(officer):
    poll = a_draft(officer)
    for stranger in (
        make.a_person(poll.round.council, Role.RESIDENT),
        make.a_person(make.a_council(), Role.OFFICER),
    ):
        with pytest.raises(PermissionDenied):
            chosen(stranger, poll, "staff")
    open_poll(by=officer, poll=poll, lot=bytes(32), at=timezone.now())
    with pytest.raises(PermissionDenied):
        chosen(officer, poll, "staff")


def test_the_database_keeps_a_combining_rule_from_a_poll_of_one_pool(officer):
    poll = a_draft(officer)
    with pytest.raises(IntegrityError, match="what_is_combined"), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(combining_rule="equal-weight")


def test_a_question_that_changed_since_cannot_be_opened(officer):
    poll = chosen(officer, a_draft(officer), "residents", "users", rule="no-majority-against")
    Question.objects.update(most_choices=2)
    with pytest.raises(OpenRefused, match="as many as there are options"):
        open_poll(by=officer, poll=poll, lot=bytes(32), at=timezone.now())


def test_what_was_chosen_is_frozen_and_a_poll_of_one_pool_freezes_what_it_always_did():
    facts = {"constituencies": ["residents", "staff"], "combining_rule": "equal-weight"}
    poll = make.an_open_poll(**facts)
    frozen = json.loads(poll.definition)
    assert frozen["constituencies"] == ["residents", "staff"]
    assert frozen["combining_rule"] == "equal-weight"
    assert frozen["breakdowns"] == ["constituencies", "proofs"]
    assert opened_poll(poll.pk).definition.constituencies == ("residents", "staff")
    plain = json.loads(make.an_open_poll().definition)
    assert "constituencies" not in plain
    assert (plain["combining_rule"], plain["breakdowns"]) == ("one-pool", ["proofs"])


# --- Pages ----------------------------------------------------------------------------------------


def test_the_form_shows_what_is_chosen_and_says_a_refusal_at_its_field(officer):
    poll = chosen(officer, a_draft(officer), "users", "staff", rule="equal-weight")
    form = ConstituenciesForm(poll=poll)
    assert form["constituencies"].value() == ("users", "staff")
    assert form["combining_rule"].value() == "equal-weight"
    assert "the mean of that decides" in str(form)
    sent = {"constituencies": ["users"], "combining_rule": "equal-weight"}
    form = ConstituenciesForm(sent, poll=poll)
    assert form.is_valid()
    with pytest.raises(ConstituenciesRefused) as refusal:
        set_constituencies(by=officer, poll=poll, at=timezone.now(), **form.cleaned_data)
    form.refuse(refusal.value)
    assert "at least two" in str(form.errors.as_data()["constituencies"])


def test_an_officer_chooses_on_a_page_of_the_draft(client, officer):
    poll = a_draft(officer)
    client.force_login(officer)
    check = reverse("open_poll", args=[poll.pk])
    choose = reverse("set_up_step", args=[poll.pk, "constituencies"])
    assert choose in client.get(check).content.decode()
    sent = {"constituencies": ["users"], "combining_rule": "equal-weight"}
    refused = client.post(choose, sent)
    assert refused.status_code == 422
    assert "Choose at least two" in refused.content.decode()
    saved = client.post(choose, sent | {"constituencies": ["users", "staff"]}, follow=True)
    assert saved.status_code == 200
    assert "Each of these weighs the same" in client.get(check).content.decode()
    assert Poll.objects.get().constituencies == "users|staff"


def test_the_officer_and_the_voter_read_whose_votes_count_and_how(client, officer):
    poll = chosen(officer, a_draft(officer), "residents", "staff", rule="no-majority-against")
    client.force_login(officer)
    read = client.get(reverse("open_poll", args=[poll.pk])).content.decode()
    open_poll(by=officer, poll=poll, lot=bytes(32), at=timezone.now())
    client.force_login(make.a_voter(poll.round.council, Role.STAFF))
    vote = client.get(reverse("vote", args=[poll.pk])).content.decode()
    for page in (read, vote):
        assert "This vote is for residents and front-line staff." in page
        assert "it cannot win" in page
        assert "A ballot that chooses others and not an option is against it." in page
        assert "If fewer than 10 of one of these vote" in page
    assert "Your ballot will be counted among: front-line staff." in " ".join(vote.split())


def test_who_is_of_no_constituency_of_the_poll_is_told_so_and_cannot_vote(client):
    poll = make.an_open_poll(constituencies=["residents"])
    client.force_login(make.a_voter(poll.round.council, Role.CARER))
    page = client.get(reverse("vote", args=[poll.pk])).content.decode()
    assert "Here you are counted among people who use services" in page
    assert "counted among:" not in page


def test_a_poll_of_one_pool_says_nothing_of_it(client):
    poll = make.an_open_poll()
    client.force_login(make.a_voter(poll.round.council))
    page = client.get(reverse("vote", args=[poll.pk])).content.decode()
    assert "This vote is for" not in page
    assert "counted among" not in page
