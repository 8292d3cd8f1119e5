"""Helping somebody to vote: one ballot, of which nothing is left but that somebody helped."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices.models import AuditEntry, Event
from participation.electors.queries import voters_in
from participation.models import Elector, Role
from priorities.ballots.queries.held_ballot import held_ballot
from priorities.models import HelpedVote, SealedBallot
from priorities.polls.queries.polls import opened_poll
from tests import make

pytestmark = pytest.mark.django_db

PERSON = {
    "surname": "Ames",
    "postcode": "NB1 1AA",
    "born_on_day": "4",
    "born_on_month": "5",
    "born_on_year": "1950",
    "has_shown": "on",
}
CHOICE = {"question-1": "option-2"}


@pytest.fixture
def poll():
    return make.a_paper_poll()


@pytest.fixture
def helper(client, poll):
    person = make.a_desk(poll.round.council)
    client.force_login(person)
    return person


def begun(client, poll):
    """The addresses of the pages that follow, and the envelope that goes with them."""
    page = client.post(reverse("help_to_vote", args=[poll.pk]), PERSON)
    assert page.status_code == 200
    envelope = re.search(r'name="envelope" value="(\w+)"', page.text)[1]
    (pk,) = HelpedVote.objects.filter(is_over=False).values_list("pk", flat=True)
    names = ("choose_for", "check_choices_for", "cast_helped_ballot")
    return [reverse(name, args=[poll.pk, pk]) for name in names], {"envelope": envelope}


def ballot_in(page):
    field = re.search(r'<input[^>]*name="ballot"[^>]*>', page.text)[0]
    return {"ballot": html.unescape(re.search(r'value="([^"]+)"', field)[1])}


def test_a_vote_is_helped_from_the_desk_to_the_code_on_paper(client, poll, helper):
    (choose, check, cast), envelope = begun(client, poll)
    assert client.post(check, envelope).status_code == 422
    checked = client.post(check, {**envelope, **CHOICE})
    assert "Lights" in checked.text
    ballot = ballot_in(checked)
    assert re.search(r"option-2\"[^>]*checked", client.post(choose, {**envelope, **ballot}).text)

    done = client.post(cast, {**envelope, **ballot})
    (voter,) = voters_in(poll.round.council_id)
    held = held_ballot(voter, opened_poll(poll.pk))
    assert held.choices == {"question-1": ["option-2"]}
    assert held.code in done.text
    assert "Lights" not in done.text  # whoever helps sees the code, and the choice no more
    assert done["Clear-Site-Data"] == '"cache"'
    assert "no-store" in done["Cache-Control"]
    assert reverse("at_desk") in done.text

    for page, sent in ((choose, ballot), (check, CHOICE), (cast, ballot)):
        again = client.post(page, {**envelope, **sent})
        assert (again.status_code, "Lights" in again.text) == (409, False)
        assert "This help is over" in again.text
    assert not set(dict(client.session)) - {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "account_authentication_methods",  # how whoever helps signed in
        "account_authentication_methods_user",
    }


def test_what_is_kept_tells_who_helped_and_on_which_day_and_nothing_else(client, poll, helper):
    (_choose, _check, cast), envelope = begun(client, poll)
    client.post(cast, {**envelope, "ballot": '{"q":{"question-1":["option-2"]}}'})
    entry = AuditEntry.objects.filter(act="vote_helped").get()
    assert (entry.actor_id, entry.subject_id, entry.details) == (helper.pk, str(poll.pk), "")
    local = timezone.localtime(entry.at)
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    (kept,) = HelpedVote.objects.values()
    assert kept.keys() == {"id", "poll_id", "helper_id", "on", "is_over"}
    (voter,) = voters_in(poll.round.council_id)
    for told in (str(voter.elector), voter.elector.hex):
        assert told not in envelope["envelope"]
    assert not Event.objects.filter(subject_id=str(voter.elector)).exists()


def test_the_same_person_has_one_ballot_however_often_they_are_helped(client, poll, helper):
    for option in ("option-1", "option-3"):
        (_choose, _check, cast), envelope = begun(client, poll)
        client.post(cast, {**envelope, "ballot": f'{{"q":{{"question-1":["{option}"]}}}}'})
    (voter,) = voters_in(poll.round.council_id)
    assert held_ballot(voter, opened_poll(poll.pk)).choices == {"question-1": ["option-3"]}
    assert SealedBallot.objects.count() == 1


def test_nobody_else_goes_on_with_a_help_and_no_other_envelope_opens(client, poll, helper):
    (_choose, check, _cast), envelope = begun(client, poll)
    for wrong in ("", "zz", "00" * 40, envelope["envelope"][:-2] + "00"):
        assert client.post(check, {**CHOICE, "envelope": wrong}).status_code == 409
    client.force_login(make.a_desk(poll.round.council))
    assert client.post(check, {**envelope, **CHOICE}).status_code == 404
    client.force_login(make.a_person(poll.round.council, Role.COUNCILLOR))
    assert client.post(reverse("help_to_vote", args=[poll.pk]), PERSON).status_code == 403


def test_somebody_whose_right_to_vote_is_gone_is_told_so_and_nothing_is_cast(client, poll, helper):
    (_choose, check, cast), envelope = begun(client, poll)
    ballot = ballot_in(client.post(check, {**envelope, **CHOICE}))
    Elector.objects.all().delete()
    told = client.post(cast, {**envelope, **ballot})
    assert told.status_code == 409
    assert "We could not find their right to vote." in told.text
    assert not SealedBallot.objects.exists()


def test_a_help_of_another_day_is_over(client, poll, helper):
    (_choose, check, _cast), envelope = begun(client, poll)
    HelpedVote.objects.update(on="2020-01-01")
    assert client.post(check, {**envelope, **CHOICE}).status_code == 409


def test_a_vote_that_asks_for_more_than_a_desk_says_so_and_one_that_ended_too(client):
    poll = make.an_open_poll()
    client.force_login(make.a_desk(poll.round.council))
    page = reverse("help_to_vote", args=[poll.pk])
    assert "not enough for this vote" in client.post(page, PERSON).text
    account = make.a_voter(poll.round.council)
    make.elector_of(account, poll)
    assert client.post(page, {**PERSON, "surname": "B", "email": account.email}).status_code == 200
    make.close_early(poll, reason="It rains.", at=timezone.now())
    assert "Voting has ended." in client.post(page, PERSON).text


def test_what_is_left_is_worked_out_and_the_order_stays(client):
    poll = make.a_paper_poll(method="points", budget=10)
    client.force_login(make.a_desk(poll.round.council))
    page = client.post(reverse("help_to_vote", args=[poll.pk]), PERSON)
    envelope = re.search(r'name="envelope" value="(\w+)"', page.text)[1]
    (pk,) = HelpedVote.objects.values_list("pk", flat=True)
    check = reverse("check_choices_for", args=[poll.pk, pk])
    assert f'formaction="{check}#' in page.text
    marks = {
        "envelope": envelope,
        ":seed": re.search(r'name=":seed" value="([0-9a-f]{16})"', page.text)[1],
        "question-1:option-2": "7",
    }
    worked_out = client.post(check, marks | {":work-out": "on"})
    assert (worked_out.status_code, "Left: 3." in worked_out.text) == (200, True)
    assert f'name="envelope" value="{envelope}"' in worked_out.text
    refused = client.post(check, marks | {"question-1:option-1": "7"})
    assert refused.status_code == 422
    checked = client.post(check, marks)
    changed = client.post(reverse("choose_for", args=[poll.pk, pk]), marks | ballot_in(checked))
    assert "seed" in checked.text
    orders = [re.findall(r'name="question-1:(option-\d)"', each.text) for each in (page, refused)]
    assert orders[0] == orders[1] == re.findall(r'name="question-1:(option-\d)"', changed.text)
    assert not SealedBallot.objects.exists()
