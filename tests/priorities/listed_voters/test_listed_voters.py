"""Voting by a place on a register: found by details, without an account, as one elector."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from participation.electors.actions import identify_at_desk, register_elector
from participation.electors.queries import (
    eligibility_key,
    is_genuine,
    voters_in,
)
from participation.models import Binding, Council, Elector, RegisterEntry, Role
from participation.voter_registers.actions.keeping import delete_register
from priorities.ballots.actions.casting import BallotRefused, cast_ballot
from priorities.models import Poll, Result, SealedBallot
from priorities.polls.queries.opening import problems_with_draft
from tests import make
from tests.priorities.ballots.test_voting_pages import hidden, text, url

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
IS_POSTGRESQL = django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
ROSA = "Quillfeather,NB1 1AA,27/3/1980"
JONES = "Jones,NB1 1AA,4/5/1950"
NOT_FOUND = "We could not find you with these details."
PAUSED = "Too many details from here were wrong."


def a_round(**facts):
    return make.a_round(make.a_sector(make.a_council(**facts)), at=timezone.now())


def a_poll(*people, proofs_asked=({"register"},), **facts):
    """An open poll of a council that has a register with these people."""
    round_ = a_round()
    make.make_eligibility_key(council=round_.council)
    make.a_register(round_.council, *people, **facts)
    return make.an_open_poll(round_, at=timezone.now(), proofs_asked=list(proofs_asked))


@pytest.fixture
def poll():
    return a_poll(ROSA, JONES)


@pytest.fixture
def council(poll):
    return poll.round.council


def details(surname="Quillfeather", postcode="nb11aa", born="27 3 1980", **more):
    day, month, year = born.split()
    return {
        "listed-surname": surname,
        "listed-postcode": postcode,
        "listed-born_on_day": day,
        "listed-born_on_month": month,
        "listed-born_on_year": year,
        **more,
    }


def choose(client, poll, option="option-1"):
    return client.post(url("check_choices", poll), {QUESTION: [option]})


def show(client, poll, told=None, option="option-1"):
    """From the choices to the answer to somebody's details."""
    ballot = hidden(choose(client, poll, option), "ballot")
    return client.post(url("prove_register", poll), {"ballot": ballot, **(told or details())})


def cast(client, poll, checked):
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    return client.post(url("cast_ballot", poll), sent)


def manifest_of(poll):
    return json.loads(Result.objects.get(poll=poll).manifest)


# --- The way in -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_from_the_choices_to_the_receipt_without_an_account(poll, client):
    asked = choose(client, poll)
    assert "With your place on the council's register" in text(asked)
    assert "Bench" in text(asked)
    checked = show(client, poll)
    assert "Check your vote" in text(checked)
    assert "Bench" in text(checked)
    assert "You have voted" in text(cast(client, poll, checked))
    (voter,) = voters_in(poll.council_id)
    assert (voter.proofs, voter.method, voter.poll) == ({"register"}, "register", None)
    assert is_genuine(eligibility_key(poll.council_id), voter)
    start = text(client.get(url("vote", poll)))
    assert "We hold a ballot of yours." in start
    client.post("/code/leave/")
    assert "We hold a ballot of yours." not in text(client.get(url("vote", poll)))


@pytest.mark.usefixtures("council")
def test_who_comes_again_has_the_same_ballot(poll):
    for option in ("option-1", "option-2"):
        client = Client()
        cast(client, poll, show(client, poll, details("QUILL-FEATHER", " NB1 1aa "), option))
    assert Elector.objects.count() == SealedBallot.objects.count() == 1


@pytest.mark.usefixtures("council")
def test_the_next_at_the_same_computer_is_themselves(poll, client):
    cast(client, poll, show(client, poll))
    cast(client, poll, show(client, poll, details("Jones", born="4 5 1950")))
    assert SealedBallot.objects.count() == 2


def test_the_next_at_the_same_computer_is_not_who_entered_a_code(client):
    poll = a_poll(ROSA, proofs_asked=[{"code"}, {"register"}])
    from tests.priorities.voting_codes.test_codes import codes_of, vote

    (code, *_) = codes_of(make.a_batch(poll))
    vote(client, poll, "option-1", code)
    ballot = hidden(choose(client, poll), "ballot")
    checked = client.post(url("prove_register", poll), {"ballot": ballot, **details()})
    cast(client, poll, checked)
    assert SealedBallot.objects.count() == 2
    assert sorted(voter.method for voter in voters_in(poll.council_id)) == ["code", "register"]


def test_ward_and_constituency_are_those_of_the_register(client):
    poll = a_poll("Smith,NB1 1AA,1/1/1950")
    ward = make.a_ward(poll.round.council)
    make.a_postcode(ward)
    make.a_register(poll.round.council, ROSA, constituency="staff")
    show(client, poll)
    (voter,) = voters_in(poll.council_id)
    assert (voter.area_code, voter.constituency) == (ward.code, "staff")
    assert is_genuine(eligibility_key(poll.council_id), voter)


def test_who_is_on_several_is_of_the_last_constituency(poll, client):
    make.a_register(poll.round.council, ROSA, constituency="residents")
    make.a_register(poll.round.council, ROSA, constituency="staff")
    make.a_register(poll.round.council, ROSA)
    show(client, poll)
    assert [voter.constituency for voter in voters_in(poll.council_id)] == ["staff"]


def test_a_register_of_numbers_asks_for_a_number(client):
    poll = a_poll("Quillfeather,NB1 1AA,0042", kind="reference")
    asked = text(choose(client, poll))
    assert "Reference number" in asked
    assert "Date of birth" not in asked
    told = {"listed-surname": "Quillfeather", "listed-postcode": "NB1 1AA", "listed-number": "42"}
    assert "Check your vote" in text(show(client, poll, told))


def test_registers_of_both_kinds_ask_for_one_of_the_two(poll, client, council):
    make.a_register(council, "Smith,NB1 1AA,0042", kind="reference")
    assert "Check your vote" in text(show(client, poll))
    told = {"listed-surname": "Smith", "listed-postcode": "NB1 1AA"}
    neither = show(Client(), poll, told)
    assert neither.status_code == 422
    assert "or your reference number" in text(neither)
    assert "Check your vote" in text(show(Client(), poll, told | {"listed-number": "42"}))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (details(surname=""), "Enter surname"),
        (details(surname="--"), "Enter surname"),
        (details(postcode=""), "Enter postcode"),
        (details(born="31 2 1980"), "Enter a real date"),
        ({**details(), "listed-born_on_year": ""}, "Enter"),
    ],
)
@pytest.mark.usefixtures("council")
def test_what_is_missing_is_asked_for_and_is_no_try(poll, client, told, words):
    for _time in range(6):
        answer = show(client, poll, told)
        assert answer.status_code == 422
        assert words in text(answer)
        assert "Bench" in text(answer)
    assert "Check your vote" in text(show(client, poll))


# --- Refusals, and guessing -----------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_every_failure_has_the_same_answer(poll, client):
    wrong = [
        details(surname="Nobody"),
        details(postcode="NB1 1AB"),
        details(born="28 3 1980"),
    ]
    answers = []
    for told in wrong:
        client = Client()
        answer = show(client, poll, told)
        assert answer.status_code == 422
        answers.append(_without_what_was_typed(answer, told))
    RegisterEntry.objects.update(mac=bytes(32))
    answers.append(_without_what_was_typed(show(Client(), poll), details()))
    assert len(set(answers)) == 1
    assert NOT_FOUND in answers[0]
    assert not Elector.objects.exists()


def _without_what_was_typed(answer, told):
    import re

    page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', "", answer.text)
    for value in told.values():
        page = page.replace(f'value="{value}"', "")
    return page


@pytest.mark.usefixtures("council")
def test_after_five_wrong_ones_a_browser_waits_a_day_and_a_neighbour_does_not(poll, client):
    for n in range(5):
        assert NOT_FOUND in text(show(client, poll, details(surname=f"Guess {n}")))
    paused = show(client, poll)
    assert paused.status_code == 429
    assert PAUSED in text(paused)
    assert "Bench" in text(paused)
    assert "Check your vote" in text(show(Client(), poll))


@pytest.mark.usefixtures("council")
def test_one_name_is_guessed_at_from_one_network_five_times_a_day(poll):
    for day in range(1, 6):
        assert NOT_FOUND in text(show(Client(), poll, details(born=f"{day} 1 1980")))
    assert PAUSED in text(show(Client(), poll))
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert "Check your vote" in text(show(elsewhere, poll))
    assert "Check your vote" in text(show(Client(), poll, details("Jones", born="4 5 1950")))


@pytest.mark.usefixtures("council")
def test_thirty_wrong_ones_from_a_network_pause_it(poll):
    for n in range(30):
        show(Client(), poll, details(surname=f"Guess {n}"))
    assert PAUSED in text(show(Client(), poll))
    assert "Check your vote" in text(show(Client(REMOTE_ADDR="192.0.2.9"), poll))


def test_each_way_that_a_page_offers_carries_what_was_chosen(client):
    ways = ({"code"}, {"register"}, {"email", "postcode"})
    page = choose(client, a_poll(ROSA, proofs_asked=ways)).text
    forms = re.findall(r'<form method="post" action="[^"]+/vote/[^"]+".*?</form>', page, re.DOTALL)
    assert len(forms) == len(ways) + 1, "and the way back to the choices"
    assert all(re.search(r'name="ballot"\s+value="[^"]*option-1', each) for each in forms)


def test_a_poll_that_asks_for_no_register_has_no_such_way(client):
    poll = make.an_open_poll(proofs_asked=[{"code"}])
    make.a_register(poll.round.council, ROSA)
    ballot = hidden(choose(client, poll), "ballot")
    answer = client.post(url("prove_register", poll), {"ballot": ballot, **details()})
    assert answer.headers["Location"] == url("choose", poll)
    assert not Elector.objects.exists()


@pytest.mark.usefixtures("council")
def test_when_voting_has_ended_nobody_is_found(poll, client):
    ballot = hidden(choose(client, poll), "ballot")
    make.close_early(poll, reason="Enough.", at=timezone.now())
    answer = client.post(url("prove_register", poll), {"ballot": ballot, **details()})
    assert answer.status_code == 409
    assert "Your vote was not stored" in text(answer)
    assert not Elector.objects.exists()


def test_another_councils_register_is_none_of_ours(client):
    poll = a_poll(JONES)
    Council.objects.update(host="testserver")
    other = make.a_council(host="other.example")
    make.make_eligibility_key(council=other)
    make.a_register(other, ROSA)
    assert NOT_FOUND in text(show(client, poll))


@pytest.mark.usefixtures("council")
def test_nothing_of_anybody_is_kept(poll, client):
    cast(client, poll, show(client, poll))
    from tests.participation.voter_registers.test_voter_registers import assert_no_trace

    assert_no_trace()
    assert set(client.session["listed_voter"]) == {"poll", "until", "row"}


# --- One person, one elector ----------------------------------------------------------------------


def test_an_account_and_a_place_on_the_register_are_one_elector(poll, council, client):
    voter = make.a_voter(council)
    client.force_login(voter)
    asked = choose(client, poll)
    assert f"You are signed in as {voter.email}." in text(asked)
    before = register_elector(by=voter, council=council)
    cast(client, poll, show(client, poll))
    (elector,) = voters_in(council.pk)
    assert elector.elector == before.elector
    assert elector.proofs == {"email", "register"}
    stranger = Client()
    cast(stranger, poll, show(stranger, poll))
    assert Elector.objects.count() == SealedBallot.objects.count() == 1
    again = register_elector(by=voter, council=council)
    assert again.proofs == {"email", "register"}
    elsewhere = Client()
    elsewhere.force_login(voter)
    assert "We hold a ballot of yours." in text(elsewhere.get(url("vote", poll)))
    assert "Check your vote" in text(choose(elsewhere, poll))


def test_somebody_else_at_the_same_account_is_another_elector(council, poll, client):
    client.force_login(make.a_voter(council))
    cast(client, poll, show(client, poll))
    cast(client, poll, show(client, poll, details("Jones", born="4 5 1950")))
    assert Elector.objects.count() == SealedBallot.objects.count() == 2


def test_whom_a_desk_has_seen_is_the_same_elector(council, poll, client):
    person = make.somebody(
        surname="Quillfeather", postcode="NB1 1AA", born_on=make.date(1980, 3, 27)
    )
    desk = make.a_desk(council)
    seen = identify_at_desk(by=desk, council=council, person=person)
    show(client, poll)
    (voter,) = voters_in(council.pk)
    assert voter.elector == seen.elector
    assert voter.proofs == {"desk", "register"}
    assert identify_at_desk(by=desk, council=council, person=person).proofs == voter.proofs


def test_a_desk_finds_whom_a_register_of_numbers_has_shown(client):
    poll = a_poll(JONES)
    council = poll.round.council
    from tests.participation.voter_registers.test_voter_registers import begun, checked, take

    officer = make.a_person(council, Role.OFFICER)
    register = begun(officer, council, kind="reference")
    heading = "Surname,Postcode,Date of birth,Reference"
    take(officer, checked(officer, register, ROSA + ",42", heading=heading))
    told = {"listed-surname": "Quillfeather", "listed-postcode": "NB1 1AA", "listed-number": "42"}
    assert "Check your vote" in text(show(client, poll, told))
    person = make.somebody(
        surname="Quillfeather", postcode="NB1 1AA", born_on=make.date(1980, 3, 27)
    )
    identify_at_desk(by=make.a_desk(council), council=council, person=person)
    assert [voter.proofs for voter in voters_in(council.pk)] == [{"desk", "register"}]


def test_the_ward_of_a_register_holds_against_what_an_account_says(client):
    poll = a_poll(JONES)
    council = poll.round.council
    ward = make.a_ward(council)
    make.a_postcode(ward)
    make.a_register(council, ROSA, constituency="staff")
    voter = make.a_voter(council, area=make.a_ward(council, "Hilltop"))
    client.force_login(voter)
    show(client, poll)
    found = register_elector(by=voter, council=council)
    assert (found.area_code, found.constituency) == (ward.code, "staff")


def test_an_elector_that_we_did_not_write_is_refused(poll, council, client):
    show(client, poll)
    Elector.objects.update(constituency="staff")
    answer = show(Client(), poll)
    assert answer.status_code == 409
    assert "We could not find your right to vote." in text(answer)


def at_once(jobs):
    start = threading.Barrier(len(jobs))

    def run(job):
        start.wait(timeout=30)
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs, timeout=300))


@pytest.mark.skipif(not IS_POSTGRESQL, reason="Many writers at once need PostgreSQL.")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_the_same_elector():
    poll = a_poll(ROSA)

    def one():
        client = Client()
        return cast(client, poll, show(client, poll)).status_code

    for _round in range(5):
        assert set(at_once([one] * 8)) == {200}
        assert Elector.objects.count() == SealedBallot.objects.count() == 1
        SealedBallot.objects.all().delete()
        Binding.objects.all().delete()
        Elector.objects.all().delete()


@pytest.mark.skipif(not IS_POSTGRESQL, reason="Many writers at once need PostgreSQL.")
@pytest.mark.django_db(transaction=True)
def test_a_desk_an_account_and_a_stranger_at_once_have_one_ballot():
    poll = a_poll(ROSA)
    council = poll.round.council
    desk = make.a_desk(council)
    person = make.somebody(
        surname="Quillfeather", postcode="NB1 1AA", born_on=make.date(1980, 3, 27)
    )

    def by_account():
        client = Client()
        client.force_login(voters.pop())
        return cast(client, poll, show(client, poll)).status_code

    def stranger():
        client = Client()
        return cast(client, poll, show(client, poll)).status_code

    def at_desk():
        identify_at_desk(by=desk, council=council, person=person)
        return 200

    for _round in range(5):
        voters = [make.a_voter(council) for _ in range(3)]
        for voter in voters:
            register_elector(by=voter, council=council)
        jobs = [by_account] * 3 + [stranger] * 3 + [at_desk] * 2
        assert set(at_once(jobs)) == {200}
        assert SealedBallot.objects.count() == 1
        SealedBallot.objects.all().delete()
        Binding.objects.all().delete()
        Elector.objects.all().delete()


# --- A register that changes while people vote ----------------------------------------------------


def test_who_is_gone_keeps_the_ballot_and_cannot_change_it(poll, council, client):
    voter = make.a_voter(council)
    client.force_login(voter)
    cast(client, poll, show(client, poll))
    register = RegisterEntry.objects.first().version.register
    make.a_newer(register, JONES)
    assert NOT_FOUND in text(show(Client(), poll))
    asked = choose(client, poll)
    assert "This vote is for people on the council's register." in unescape(text(asked))
    with pytest.raises(BallotRefused, match="on the council's register"):
        cast_ballot(voter=make.elector_of(voter, poll), poll=poll, choices={QUESTION: ["option-2"]})
    make.close_early(poll, reason="Enough.", at=timezone.now())
    make.settle()
    assert manifest_of(poll)["result"] == {QUESTION: {"winners": ["option-1"]}}


def test_who_is_on_the_newer_one_too_stays_in_the_booth_no_longer(poll, council, client):
    checked = show(client, poll)
    register = RegisterEntry.objects.first().version.register
    make.a_newer(register, ROSA, JONES)
    assert "Show that you may vote" in text(cast(client, poll, checked))
    assert "You have voted" in text(cast(client, poll, show(client, poll)))
    assert Elector.objects.count() == 1


def test_a_register_that_is_deleted_finds_nobody(poll, council, client):
    register = RegisterEntry.objects.first().version.register
    officer = make.a_person(council, Role.OFFICER)
    delete_register(by=officer, register=register, at=timezone.now())
    answer = choose(client, poll)
    assert answer.status_code == 409
    assert "This vote is for people on the council's register." in unescape(text(answer))


# --- Setting a poll up ----------------------------------------------------------------------------


def steps_of(draft):
    return dict(problems_with_draft(draft, timezone.now()))


def test_a_register_is_offered_once_one_is_in_force(client):
    draft = make.a_draft(a_round())
    client.force_login(make.a_person(draft.round.council, Role.OFFICER))
    step = url_of(draft)
    assert "People on a register of yours" not in text(client.get(step))
    make.make_eligibility_key(council=draft.round.council)
    make.a_register(draft.round.council, ROSA)
    assert "People on a register of yours" in text(client.get(step))
    client.post(step, {"proofs": ["code", "register"]})
    draft.refresh_from_db()
    assert draft.proofs_asked == "code|register"
    assert not draft.is_opinion


def url_of(draft):
    return f"/polls/{draft.pk}/set-up/voters/"


def test_a_poll_does_not_open_without_the_register_that_it_needs():
    draft = make.a_draft(a_round(), proofs_asked=[{"register"}])
    council = draft.round.council
    assert "no register in force" in steps_of(draft)["voters"]
    make.make_eligibility_key(council=council)
    make.a_register(council, ROSA, constituency="residents")
    assert not steps_of(draft)
    draft.constituencies = "residents|staff"
    assert not steps_of(draft)
    draft.constituencies = "staff"
    assert "Nobody on the registers" in steps_of(draft)["constituencies"]
    draft.constituencies, draft.paper_rule = "", Poll.PaperRule.PAPERS
    assert not steps_of(draft)
    make.a_register(council, "Smith,NB1 1AA,42", kind="reference")
    assert "vote at a desk too" in steps_of(draft)["paper"]


# --- Counting -------------------------------------------------------------------------------------


def test_every_result_counts_its_ballots_by_what_was_shown(client):
    from tests.priorities.voting_codes.test_codes import codes_of, vote

    people = [f"Person{n},NB1 1AA,1/1/1950" for n in range(12)]
    poll = a_poll(*people, proofs_asked=[{"email"}, {"code"}, {"register"}])
    council = poll.round.council
    codes = codes_of(make.a_batch(poll, 11))
    for n in range(12):
        one = Client()
        told = details(f"Person{n}", born="1 1 1950")
        cast(one, poll, show(one, poll, told))
    for code in codes:
        vote(Client(), poll, "option-2", code)
    for _n in range(10):
        voter = make.a_voter(council)
        elector = make.elector_of(voter, poll)
        cast_ballot(voter=elector, poll=poll, choices={QUESTION: ["option-3"]})
    make.close_early(poll, reason="Enough.", at=timezone.now())
    make.settle()
    counted = manifest_of(poll)
    assert counted["counted_groups"] == ["code", "email", "register"]
    assert counted["result"][QUESTION]["ballots"] == {"code": 11, "email": 10, "register": 12}
    shown = unescape(text(client.get(f"/polls/{poll.pk}/result/")))
    assert "Their place on the council's list" in shown
    told = client.get(f"/api/v1/polls/{poll.pk}/").json()
    assert "'register'" in str(told)
