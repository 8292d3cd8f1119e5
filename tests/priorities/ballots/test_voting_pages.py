"""The pages of a vote, from the start page to the receipt, without JavaScript."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.models import Membership, Role
from priorities import tasks
from priorities.engines.sealing.receipts import encode
from priorities.models import Poll, SealedBallot, Turnout
from priorities.polls.actions.keys import destroy_poll_key
from priorities.polls.queries.keys import poll_key_name
from priorities.polls.queries.polls import opened_poll
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
NONE = {f"{QUESTION}:": "on"}  # "I choose none of these", ticked
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}\b")
PAYLOADS = json.loads(
    (Path(__file__).parents[2] / "data/bad_inputs/ballot_payloads.json").read_text()
)["cases"]


@pytest.fixture
def poll():
    return make.an_open_poll()


@pytest.fixture
def voter(poll, client):
    voter = make.a_voter(poll.round.council)
    client.force_login(voter)
    return voter


def url(name, poll):
    return reverse(name, args=[poll.pk])


def hidden(response, name):
    field = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    return field[1].replace("&quot;", '"')


def walk(client, poll, *options):
    """Choose, check and cast as a browser would; return the last page."""
    marks = {QUESTION: options} if options else NONE
    checked = client.post(url("check_choices", poll), marks)
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    return client.post(url("cast_ballot", poll), sent)


def close(poll):
    make.close_early(poll, reason="For the test", at=timezone.now())
    tasks.count_poll(str(poll.pk))


def text(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


# --- The way through ------------------------------------------------------------------------------


def test_the_way_from_the_start_page_to_the_receipt(client, poll, voter):
    start = client.get(url("vote", poll))
    assert url("choose", poll) in start.content.decode()
    paper = client.get(url("choose", poll))
    assert "Choose up to 2" in text(paper)
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-2"]})
    assert "Lights" in text(checked)
    assert "Bench" not in text(checked)
    assert not SealedBallot.objects.exists()
    done = walk(client, poll, "option-2")
    code = CODE.search(text(done))[0]
    assert "We hold Which of these should come first? Lights" in text(done)
    close(poll)
    found = client.post(url("check_receipt", poll), {"code": code.lower().replace("-", " ")})
    assert "Your vote was counted." in text(found)
    assert "Lights" in text(found)
    assert "Line in the published file" not in text(found), "too few voted for a file"


def test_the_browsers_secret_becomes_the_code(client, poll, voter):
    ballot = json.dumps({"q": {QUESTION: ["option-1"]}})
    done = client.post(
        url("cast_ballot", poll), {"ballot": ballot, "receipt_secret": bytes(range(16)).hex()}
    )
    assert encode(bytes(range(16))) in text(done)


def test_sending_the_form_twice_gives_the_same_code(client, poll, voter):
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-1"]})
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    once, twice = (
        CODE.search(text(client.post(url("cast_ballot", poll), sent)))[0] for _ in range(2)
    )
    assert once == twice
    assert SealedBallot.objects.count() == 1


def test_two_checks_have_two_secrets(client, poll, voter):
    secrets = {
        hidden(client.post(url("check_choices", poll), NONE), "receipt_secret") for _ in range(3)
    }
    assert len(secrets) == 3


def test_changing_goes_back_with_the_choices_on_the_paper(client, poll, voter):
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-1", "option-3"]})
    paper = client.post(url("choose", poll), {"ballot": hidden(checked, "ballot")}).content.decode()
    assert sorted(re.findall(r'value="(option-\d)" checked', paper)) == ["option-1", "option-3"]


@pytest.mark.parametrize("ballot", ["", "{", '{"q": {"question-1": ["option-99"]}}', "\0"])
def test_changing_with_a_broken_ballot_starts_afresh(client, poll, voter, ballot):
    assert "checked" not in client.post(url("choose", poll), {"ballot": ballot}).content.decode()


def test_who_says_that_they_choose_none_casts_a_blank_ballot(client, poll, voter):
    checked = client.post(url("check_choices", poll), NONE)
    assert "Your ballot counts as a blank one" in text(checked)
    paper = client.post(url("choose", poll), {"ballot": hidden(checked, "ballot")}).content.decode()
    assert re.findall(r'name="question-1:"\s+value="on" checked', paper)
    assert CODE.search(text(walk(client, poll)))


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({}, "If you want none of them, tick “I choose none of these”."),
        ({QUESTION: ["option-1"], **NONE}, "Undo one of them."),
    ],
)
def test_an_untouched_paper_asks_whether_none_is_meant(client, poll, voter, marks, words):
    refused = client.post(url("check_choices", poll), marks)
    assert refused.status_code == 422
    assert words in text(refused)
    paper = refused.content.decode()
    assert 'href="#id_question-1_0"' in paper
    assert 'id="id_question-1_0"' in paper
    assert paper.count(" checked") == len(marks)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["option-1", "option-2", "option-3"], "Choose no more than 2. You chose 3."),
        (["option-9"], "Choose only from the options of this question."),
    ],
)
def test_what_does_not_fit_comes_back_with_its_error(client, poll, voter, chosen, words):
    response = client.post(url("check_choices", poll), {QUESTION: chosen})
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    assert words in text(response)


def test_taking_a_vote_back(client, poll, voter):
    walk(client, poll, "option-1")
    assert "Delete my vote" in text(client.get(url("withdraw_ballot", poll)))
    assert SealedBallot.objects.exists()
    client.post(url("withdraw_ballot", poll))
    assert not SealedBallot.objects.exists()


HELD = "We hold a ballot of yours. You can change it until"


def test_the_start_page_says_whether_a_ballot_is_held_and_to_nobody_else(client, poll, voter):
    start, take_back = url("vote", poll), url("withdraw_ballot", poll)
    assert HELD not in text(client.get(start))
    walk(client, poll, "option-1")
    told = client.get(start)
    assert HELD in text(told)
    assert take_back in told.content.decode()
    client.force_login(make.a_voter(poll.round.council))
    assert HELD not in text(client.get(start))
    client.logout()
    assert HELD not in text(client.get(start))
    client.force_login(voter)
    client.post(take_back)
    assert HELD not in text(client.get(start))
    walk(client, poll, "option-1")
    close(poll)
    assert HELD not in text(client.get(start))


def test_a_ballot_in_one_vote_is_not_said_to_be_held_in_another(client, poll, voter):
    walk(client, poll, "option-1")
    other = make.an_open_poll(poll.round)
    assert HELD not in text(client.get(url("vote", other)))


def test_without_the_key_the_start_page_says_nothing_of_a_ballot(client, poll, voter, settings):
    walk(client, poll, "option-1")
    (settings.KEY_STORE_DIRS[1] / f"{poll_key_name(poll.pk)}.key").unlink()
    start = client.get(url("vote", poll))
    assert start.status_code == 200
    assert HELD not in text(start)


def test_getting_a_page_that_only_takes_a_form_goes_to_the_paper(client, poll, voter):
    for name in ("check_choices", "cast_ballot"):
        assert client.get(url(name, poll)).headers["Location"] == url("choose", poll)


# --- Who gets in ----------------------------------------------------------------------------------


def test_a_stranger_reads_the_start_page_and_the_paper_and_signs_in_for_what_is_theirs(
    client, poll
):
    start = client.get(url("vote", poll))
    assert url("choose", poll) in start.content.decode()
    assert client.get(url("choose", poll)).status_code == 200
    for name in ("withdraw_ballot", "your_ballot", "prove_postcode"):
        response = client.get(url(name, poll))
        assert response.status_code == 302
        assert reverse("account_login") in response.headers["Location"]


def test_somebody_without_a_role_that_votes_is_told_so(client, poll):
    client.force_login(make.confirmed(make.a_person(poll.round.council, Role.COUNCILLOR)))
    start = text(client.get(url("vote", poll)))
    assert "Your role is another one." in start
    assert "Start" not in start.split("How your vote")[0].split("You cannot vote")[1]
    assert client.post(url("check_choices", poll), NONE).status_code == 403
    assert (
        client.post(url("cast_ballot", poll), {"ballot": '{"q":{"question-1":[]}}'}).status_code
        == 403
    )


def test_somebody_whose_postcode_is_missing_is_told_what_to_do(client):
    poll = make.an_open_poll(proofs_asked=[{"email", "postcode"}])
    client.force_login(make.a_voter(poll.round.council))
    assert "one of these: your postcode" in text(client.get(url("vote", poll)))
    response = client.post(url("cast_ballot", poll), {"ballot": '{"q":{"question-1":[]}}'})
    assert response.status_code == 409
    assert "Tell us your postcode" in text(response)


def test_another_councils_poll_and_a_draft_are_not_found(client, poll, voter):
    make.a_council(host="other.example")
    Poll.objects.filter(pk=poll.pk).update()
    draft = Poll.objects.create(round=poll.round, title_en="Draft", closes_at=timezone.now())
    here = poll.round.council
    here.host = "testserver"
    here.save()
    for name in ("vote", "choose", "check_receipt"):
        assert client.get(url(name, poll)).status_code == 200
        assert client.get(url(name, draft)).status_code == 404
        assert client.get(url(name, poll), headers={"host": "localhost"}).status_code == 404


# --- When -----------------------------------------------------------------------------------------


def test_after_the_end_nothing_is_stored_and_the_page_says_so(client, poll, voter):
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-1"]})
    Poll.objects.update(closes_at=timezone.now())
    response = client.post(url("cast_ballot", poll), {"ballot": hidden(checked, "ballot")})
    assert response.status_code == 409
    assert "Voting has closed. Nothing was stored." in text(response)
    assert "The time to vote is over." in text(client.get(url("vote", poll)))


def test_without_the_key_there_are_plain_words_and_503(client, poll, voter, settings):
    (settings.KEY_STORE_DIRS[1] / f"{poll_key_name(poll.pk)}.key").unlink()
    response = walk(client, poll, "option-1")
    assert response.status_code == 503
    assert "vote" in text(response)
    assert not SealedBallot.objects.exists()


# --- What is never told ---------------------------------------------------------------------------


def test_no_page_with_a_choice_is_kept_by_anybody(client, poll, voter):
    pages = [
        client.get(url("choose", poll)),
        client.post(url("check_choices", poll), {QUESTION: ["option-1"]}),
        walk(client, poll, "option-1"),
        client.post(url("check_receipt", poll), {"code": encode(bytes(16))}),
        client.get(url("your_ballot", poll)),
    ]
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)


def test_once_the_key_is_destroyed_it_says_that_voting_has_closed(client, poll, voter):
    close(poll)
    Poll.objects.filter(pk=poll.pk).update(state=Poll.State.CERTIFIED)
    destroy_poll_key(poll=poll)
    cast = client.post(url("cast_ballot", poll), {"ballot": '{"q":{"question-1":[]}}'})
    withdrawn = client.post(url("withdraw_ballot", poll))
    for response in (cast, withdrawn):
        assert response.status_code == 409
        assert "Voting has closed." in text(response)


@pytest.mark.parametrize(
    "facts", [{"state": "closed"}, {"closes_at": timezone.now()}], ids=["early", "in time"]
)
def test_there_is_no_paper_once_voting_is_over(client, poll, voter, facts):
    Poll.objects.filter(pk=poll.pk).update(**facts)
    assert client.get(url("choose", poll)).headers["Location"] == url("vote", poll)


def test_a_vote_leaves_no_trace_in_the_session(client, poll, voter):
    before = dict(client.session)
    assert "You had no vote here" in text(client.post(url("withdraw_ballot", poll)))
    walk(client, poll, "option-1")
    assert "Your vote is taken back" in text(client.post(url("withdraw_ballot", poll)))
    assert dict(client.session) == before


def test_while_voting_is_open_no_code_is_looked_at(client, poll, voter):
    real = CODE.search(text(walk(client, poll, "option-1")))[0]
    answers = {
        text(client.post(url("check_receipt", poll), {"code": code}))
        for code in (real, encode(bytes(16)), "nonsense", "")
    }
    assert len(answers) == 1
    assert "sealed until voting ends" in answers.pop()


@pytest.mark.parametrize("days", [0, 1])
def test_turnout_shows_days_that_are_over_and_nothing_under_ten(client, poll, days):
    today = timezone.localdate()
    for ago, ballots in ((days + 3, 9), (days + 2, 25), (days + 1, 30), (days, 41)):
        Turnout.objects.create(poll=poll, on=today - timedelta(days=ago), ballots=ballots)
    shown = client.get(url("vote", poll)).content.decode()
    assert "Turnout so far" in shown
    assert re.findall(r"numeric\">(\d+)<", shown) == (["25"] if days == 0 else ["25", "41"])


def test_turnout_is_counted_from_the_ballots(client, poll, voter):
    for _ in range(3):
        walk(client, poll, "option-1")
    make.settle()
    assert list(Turnout.objects.values_list("on", "ballots")) == [(timezone.localdate(), 1)]


# --- Receipts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "Enter the code that you were given"),
        ("0KY2-9D01", "A code has 28 letters and numbers. This one has 8: some are missing."),
        ("0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47S", "This code is not right."),
        ("UUUU-9D01-C4CE-99PN-8XGM-FPD5-F47R", "is never part of a code"),
    ],
)
def test_a_mistyped_code_is_helped(client, poll, voter, code, words):
    close(poll)
    response = client.post(url("check_receipt", poll), {"code": code})
    assert response.status_code == 422
    assert words in text(response)


def test_an_old_code_finds_nothing_and_says_why(client, poll, voter):
    old, new = (
        CODE.search(text(walk(client, poll, option)))[0] for option in ("option-1", "option-2")
    )
    close(poll)
    assert "only your last code works" in text(
        client.post(url("check_receipt", poll), {"code": old})
    )
    assert "Lights" in text(client.post(url("check_receipt", poll), {"code": new}))


def test_a_code_that_proves_inclusion_shows_no_choice(client):
    poll = make.an_open_poll(receipt_mode=Poll.ReceiptMode.INCLUSION)
    client.force_login(make.a_voter(poll.round.council))
    code = CODE.search(text(walk(client, poll, "option-2")))[0]
    close(poll)
    found = text(client.post(url("check_receipt", poll), {"code": code}))
    assert "This code does not show what was chosen." in found
    assert "Lights" not in found


def test_a_voter_is_shown_their_own_ballot_between_closing_and_certifying(client, poll, voter):
    walk(client, poll, "option-2")
    assert "Lights" not in text(client.get(url("your_ballot", poll)))
    close(poll)
    assert "Lights" in text(client.get(url("your_ballot", poll)))
    client.force_login(make.a_voter(poll.round.council))
    assert "No ballot is stored" in text(client.get(url("your_ballot", poll)))


@pytest.mark.parametrize("field", ["ciphertext", "nonce"])
def test_a_stored_ballot_that_was_altered_is_said_to_be_so_with_an_alarm(
    client, poll, voter, field, caplog
):
    walk(client, poll, "option-2")
    close(poll)
    altered = bytearray(getattr(SealedBallot.objects.get(), field))
    altered[3] ^= 1
    SealedBallot.objects.update(**{field: bytes(altered)})
    page = client.get(url("your_ballot", poll))
    assert page.status_code == 409
    assert "it cannot be opened" in text(page)
    assert poll.round.council.contact_email in text(page)
    assert "Lights" not in text(page)
    (alarm,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert alarm.msg == {
        **alarm.msg,
        "event": "held_ballot_does_not_open",
        "poll": str(poll.pk),
    }
    assert str(voter.pk) not in alarm.msg.values()
    assert voter.email not in str(alarm.msg)


# --- What does not belong in a ballot -------------------------------------------------------------


def named_as_ours(body):
    """A malformed ballot of the collection, about our own question and options."""
    names = {"Q1": QUESTION, "A": "option-1", "B": "option-2", "C": "option-3"}
    return re.sub(r'"(Q1|A|B|C)"', lambda found: f'"{names[found[1]]}"', body)


def body_of(case):
    if "gen" in case:
        symbol, _, times = case["gen"].partition("*")
        return symbol * int(times)
    return named_as_ours(case.get("raw") or json.dumps(case["body"]))


@pytest.mark.parametrize("case", PAYLOADS, ids=[case["n"] for case in PAYLOADS])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_malformed_ballot_is_refused_and_nothing_is_stored(client, poll, voter, case, as_json):
    body = body_of(case)
    sent = (
        {"data": body, "content_type": "application/json"}
        if as_json
        else {"data": {"ballot": body}}
    )
    response = client.post(url("cast_ballot", poll), **sent)
    assert 400 <= response.status_code < 500
    assert not SealedBallot.objects.exists()


# --- Speed ----------------------------------------------------------------------------------------


def questions(asked):
    return [
        query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


def test_a_cast_asks_the_database_five_times(client, poll, voter):
    """Session, account, roles with the elector, the ballot with its lock, and the event."""
    walk(client, poll, "option-1")
    for _ in range(20):
        client.force_login(make.a_voter(poll.round.council))
        walk(client, poll, "option-1")
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-2"]})
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url("cast_ballot", poll), sent).status_code == 200
    assert len(questions(asked)) <= 5


@pytest.mark.parametrize(
    "name", ["vote", "choose", "check_receipt", "your_ballot", "withdraw_ballot"]
)
def test_pages_ask_the_database_a_dozen_times_at_most(
    client, poll, voter, name, django_assert_max_num_queries
):
    opened_poll(poll.pk)
    Membership.objects.create(user=voter, council=poll.round.council, role=Role.OFFICER)
    make.with_second_factor(voter)
    with django_assert_max_num_queries(12):
        client.get(url(name, poll))


def test_a_page_brought_back_by_the_browser_leads_to_what_is_so_now(client, poll, voter):
    cast = walk(client, poll, "option-1")
    withdrawn = client.post(url("withdraw_ballot", poll))
    for page in (cast, withdrawn):
        assert "no-store" in page.headers["Cache-Control"]
        assert f'data-as-of-now="{url("vote", poll)}"' in page.content.decode()
