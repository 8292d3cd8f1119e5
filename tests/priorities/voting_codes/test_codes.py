"""Codes: ordered, made, entered and redeemed once; void, replaced, paused and forgotten."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from coopservices.models import AuditEntry
from participation.models import Elector, Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.booth import HeldCode
from priorities.engines.voting_codes import CodeUnreadable, printed, read_code
from priorities.models import (
    CodeBatch,
    ElectorAtClosing,
    Poll,
    Redemption,
    SealedBallot,
    VotingCode,
)
from priorities.results.queries.results import result_of
from priorities.voting_codes.actions.codes import (
    CodesRefused,
    CodeTooEarly,
    CodeUnknown,
    forget_codes,
    make_codes,
    order_codes,
    redeem_code,
    replace_code,
    void_code,
)
from priorities.voting_codes.queries import codes_key_name, holder_of, letters
from tests import make
from tests.priorities.ballots.test_voting_pages import CODE, hidden, text, url

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
ENTER = "/code/"
IS_POSTGRESQL = django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@pytest.fixture
def poll():
    return make.an_open_poll(proofs_asked=[{"code"}])


def codes_of(batch):
    found = letters(batch, 1, batch.letters)
    return [code for letter in found for _serial, code in letter.codes]


def redeem(poll, typed, at=None):
    return redeem_code(council=poll.round.council, typed=typed, at=at or timezone.now())


def vote(client, poll, option, code):
    """From the letter to the receipt."""
    client.post(ENTER, {"code": code})
    checked = client.post(url("check_choices", poll), {QUESTION: [option]})
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    return client.post(url("cast_ballot", poll), sent)


# --- Ordering and making --------------------------------------------------------------------------


def test_a_batch_is_made_by_a_worker_and_leaves_its_entry(poll, audited):
    officer = make.a_person(poll.round.council, Role.OFFICER)
    batch = order_codes(
        by=officer, poll=poll, name=" Letters ", letters=2, codes_each=3, at=timezone.now()
    )
    assert (batch.made, batch.is_made) == (0, False)
    make.settle()
    batch.refresh_from_db()
    assert (batch.made, batch.size, batch.is_made) == (6, 6, True)
    assert len(set(codes_of(batch))) == 6
    assert [letter.number for letter in letters(batch, 1, 2)] == [1, 2]
    assert [len(letter.codes) for letter in letters(batch, 2, 2)] == [3]
    (entry,) = audited().filter(act="codes_ordered")
    assert (entry.actor_id, json.loads(entry.details)) == (officer.pk, {"codes": 6})


def test_making_goes_on_where_it_stopped_and_twice_changes_nothing(poll, monkeypatch):
    monkeypatch.setattr("priorities.voting_codes.actions.codes._AT_ONCE", 4)
    batch = make.a_batch(poll, 10)
    before = list(VotingCode.objects.values_list("serial", "code_hash"))
    assert [serial for serial, _hash in before] == list(range(1, 11))
    make_codes(batch=batch.pk)
    tasks.tend_codes_left_behind()
    assert list(VotingCode.objects.values_list("serial", "code_hash")) == before


def test_what_a_dead_worker_left_behind_is_made(poll):
    batch = make.a_batch(poll, 5)
    VotingCode.objects.filter(serial__gt=2).delete()
    CodeBatch.objects.update(made=2)
    tasks.tend_codes_left_behind()
    batch.refresh_from_db()
    assert batch.is_made
    assert VotingCode.objects.count() == 5


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"letters": 0}, "letters"),
        ({"letters": 100_001}, "letters"),
        ({"letters": 50_000, "codes_each": 3}, "letters"),
        ({"letters": 1, "codes_each": 11}, "codes_each"),
        ({"letters": 1, "words": "a" * 1501}, "words"),
    ],
)
def test_an_order_that_cannot_be_is_refused(poll, facts, about):
    officer = make.a_person(poll.round.council, Role.OFFICER)
    with pytest.raises(CodesRefused) as refused:
        order_codes(by=officer, poll=poll, name="Letters", at=timezone.now(), **facts)
    assert refused.value.about == about
    assert not CodeBatch.objects.exists()


def test_a_poll_that_asks_for_no_code_has_none():
    with pytest.raises(CodesRefused, match="does not ask for a code"):
        make.a_batch(make.an_open_poll())


def test_a_poll_of_wards_wants_a_ward_of_its_own():
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    here, there = make.a_ward(round_.council), make.a_ward(round_.council, "Hilltop")
    round_.areas.add(here)
    poll = make.an_open_poll(round_, proofs_asked=[{"code"}])
    for area in (None, there):
        with pytest.raises(CodesRefused, match="choose one of them"):
            make.a_batch(poll, area=area)
    (code,) = codes_of(make.a_batch(poll, 1, area=here))
    redeem(poll, code)
    assert Elector.objects.get(proofs="code").area == here


@pytest.mark.parametrize("role", Role)
def test_only_whoever_runs_polls_orders_voids_and_replaces(poll, role):
    batch, person = make.a_batch(poll), make.a_person(poll.round.council, role)
    acts = [
        lambda: order_codes(by=person, poll=poll, name="x", letters=1, at=timezone.now()),
        lambda: void_code(by=person, batch=batch, serial=1, at=timezone.now()),
        lambda: replace_code(by=person, batch=batch, serial=1, at=timezone.now()),
    ]
    for act in acts:
        if role is Role.OFFICER:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()


# --- Redeeming ------------------------------------------------------------------------------------


def test_a_code_leads_to_one_elector_with_what_its_batch_says(poll):
    poll = make.an_open_poll(proofs_asked=[{"code"}], constituencies=["users", "staff"])
    batch = make.a_batch(poll, constituency="staff")
    first, second, _third = codes_of(batch)
    assert redeem(poll, first).used_on is None
    assert redeem(poll, first).used_on == timezone.localdate()
    elector = Elector.objects.get(proofs="code")
    assert (elector.method, elector.constituency, elector.poll) == ("code", "staff", poll.pk)
    redeem(poll, second)
    assert Elector.objects.filter(proofs="code").count() == 2
    assert Redemption.objects.count() == 2


def test_an_order_says_whose_codes_they_are_where_these_are_counted_apart(client, poll):
    apart = make.an_open_poll(
        poll.round, proofs_asked=[{"code"}], constituencies=["users", "staff"]
    )
    for whose in ("", "residents"):
        with pytest.raises(CodesRefused, match="choose whose codes"):
            make.a_batch(apart, constituency=whose)
    with pytest.raises(CodesRefused, match="counts all people together"):
        make.a_batch(poll, constituency="staff")

    client.force_login(make.a_person(poll.round.council, Role.OFFICER))
    order = {"name": "Wards", "letters": "2", "codes_each": "1"}
    assert 'name="constituency"' not in client.get(url("order_codes", poll)).text
    assert client.post(url("order_codes", apart), order).status_code == 422
    page = client.post(url("order_codes", apart), {**order, "constituency": "staff"})
    assert "Front-line staff" in client.get(page.url).text
    assert CodeBatch.objects.get().constituency == "staff"


def test_codes_of_no_constituency_are_refused_in_words_and_the_officer_is_warned(client):
    poll = make.an_open_poll(proofs_asked=[{"code"}], constituencies=["users", "staff"])
    batch = make.a_batch(poll, constituency="staff")
    CodeBatch.objects.update(constituency="")  # as if the draft had been changed since
    CodeBatch.objects.filter(pk=batch.pk).update(made=0)
    VotingCode.objects.all().delete()
    make_codes(batch=batch.pk)
    batch.refresh_from_db()
    (code, *_others) = codes_of(batch)
    client.post(ENTER, {"code": printed(code)})
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-1"]})
    assert "This vote is for people who use services" in checked.text
    assert "This vote is for people who use services" in client.get(url("vote", poll)).text
    assert not SealedBallot.objects.exists()
    client.force_login(make.a_person(poll.round.council, Role.OFFICER))
    assert "Cannot vote" in client.get(url("voting_codes", poll)).text
    assert (
        "Nobody can vote with these codes"
        in client.get(reverse("code_batch", args=[poll.pk, batch.pk])).text
    )


@pytest.mark.parametrize(
    "spoil",
    [str.lower, lambda c: c.replace("-", " "), lambda c: f"  {c.replace('-', '')}  "],
)
def test_typing_forgives(poll, spoil):
    (code, *_others) = codes_of(make.a_batch(poll))
    assert redeem(poll, spoil(printed(code))).code.serial == 1


def test_o_and_zero_i_l_and_one_are_the_same():
    assert read_code("oO0i-Il1L-abcd") == "00011111ABCD"
    for typed in ("ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKMU", ""):
        with pytest.raises(CodeUnreadable):
            read_code(typed)


def test_void_replaced_elsewhere_and_unknown_codes_are_told_alike_for_the_same_work(poll):
    batch = make.a_batch(poll, 4)
    void, lost, _fine, _other = codes_of(batch)
    officer = make.a_person(poll.round.council, Role.OFFICER)
    void_code(by=officer, batch=batch, serial=1, at=timezone.now())
    replace_code(by=officer, batch=batch, serial=2, at=timezone.now())
    council = make.a_council()
    elsewhere = make.an_open_poll(
        make.a_round(make.a_sector(council), at=timezone.now()), proofs_asked=[{"code"}]
    )
    theirs = codes_of(make.a_batch(elsewhere))[0]
    told = set()
    for code in (void, lost, theirs, "0000-0000-0000"):
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            pytest.raises(CodeUnknown) as refused,
        ):
            redeem(poll, code)
        told.add((str(refused.value), len(asked)))
    assert len(told) == 1


def test_a_replaced_code_is_the_same_vote_and_ends_the_old_ones_session(poll, client):
    batch = make.a_batch(poll, 1)
    (old,) = codes_of(batch)
    thief, owner = Client(), client
    assert CODE.search(text(vote(thief, poll, "option-1", old)))
    officer = make.a_person(poll.round.council, Role.OFFICER)
    replace_code(by=officer, batch=batch, serial=1, at=timezone.now())
    (new,) = codes_of(batch)
    assert new != old
    assert CODE.search(text(vote(owner, poll, "option-2", new)))
    assert SealedBallot.objects.count() == 1
    again = thief.post(url("cast_ballot", poll), {"ballot": json.dumps({"q": {QUESTION: []}})})
    assert "Show that you may vote" in text(again)
    assert thief.post(ENTER, {"code": old}).status_code == 422


def test_a_void_code_ends_its_session_and_works_again_only_as_another(poll, client):
    batch = make.a_batch(poll, 1)
    (code,) = codes_of(batch)
    client.post(ENTER, {"code": code})
    officer = make.a_person(poll.round.council, Role.OFFICER)
    void_code(by=officer, batch=batch, serial=1, at=timezone.now())
    assert codes_of(batch) == []
    answer = client.post(url("cast_ballot", poll), {"ballot": json.dumps({"q": {QUESTION: []}})})
    assert "Show that you may vote" in text(answer)
    replace_code(by=officer, batch=batch, serial=1, at=timezone.now())
    (other,) = codes_of(batch)
    assert other != code
    redeem(poll, other)


def test_a_code_works_only_while_its_poll_is_open(poll):
    (code, *_others) = codes_of(make.a_batch(poll))
    with pytest.raises(CodeUnknown):
        redeem(poll, code, at=poll.closes_at)
    draft = make.draft_poll(
        by=poll.opened_by,
        round=poll.round,
        title="Next",
        question="Which?",
        options=["A", "B"],
        most_choices=1,
        proofs_asked=[{"code"}],
        closes_at=timezone.now() + timedelta(days=3),
        at=timezone.now(),
    )
    (early, *_others) = codes_of(make.a_batch(draft))
    with pytest.raises(CodeTooEarly):
        redeem(poll, early)
    assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    "moved",
    [
        lambda one, _two: VotingCode.objects.filter(pk=one.pk).update(serial=99),
        lambda _one, _two: CodeBatch.objects.update(constituency="staff"),
        lambda _one, _two: CodeBatch.objects.update(is_test=True),
        lambda one, two: (
            VotingCode.objects.filter(pk=one.pk).update(code_hash=None),
            VotingCode.objects.filter(pk=two.pk).update(code_hash=one.code_hash),
        ),
    ],
    ids=["serial", "constituency", "made a test", "another's hash"],
)
def test_whoever_can_only_write_to_the_database_gains_no_code(poll, moved):
    batch = make.a_batch(poll)
    (code, *_others) = codes_of(batch)
    redeem(poll, code)
    moved(*batch.codes.order_by("serial")[:2])
    with pytest.raises(CodeUnknown):
        redeem(poll, code)
    assert Elector.objects.filter(proofs="code").count() == 1


def test_an_elector_of_a_code_votes_in_no_other_poll(poll):
    (code, *_others) = codes_of(make.a_batch(poll))
    other = make.an_open_poll(poll.round, proofs_asked=[{"code"}])
    held = redeem(poll, code).code
    holder = holder_of(HeldCode(str(poll.pk), 0.0, held.pk, 0), poll.pk, poll.round.council_id)
    with pytest.raises(PermissionDenied):
        cast_ballot(voter=holder.voter, poll=other, choices={QUESTION: ["option-1"]})
    assert not SealedBallot.objects.exists()


@pytest.mark.skipif(not IS_POSTGRESQL, reason="Many writers at once need PostgreSQL.")
@pytest.mark.django_db(transaction=True)
def test_sixteen_who_enter_one_code_at_once_are_one_elector():
    poll = make.an_open_poll(proofs_asked=[{"code"}])
    (code, *_others) = codes_of(make.a_batch(poll))
    start = Barrier(16)

    def enter():
        start.wait(timeout=30)
        try:
            return redeem(poll, code).used_on
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        days = list(pool.map(lambda _n: enter(), range(16), timeout=120))
    assert days.count(None) == 1
    assert Redemption.objects.count() == 1
    assert Elector.objects.filter(proofs="code").count() == 1


# --- The way through ------------------------------------------------------------------------------


def test_from_the_letter_to_the_receipt_without_an_account(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    entered = client.post(ENTER, {"code": printed(code).lower()})
    assert entered.headers["Location"] == url("choose", poll)
    done = vote(client, poll, "option-2", code)
    assert CODE.search(text(done))
    assert "We hold Which of these should come first? Lights" in text(done)
    assert "no-store" in done.headers["Cache-Control"]
    assert set(client.session.keys()) == {"voting_code", "_session_expiry"}
    left = client.post(reverse("leave_booth"))
    assert left.headers["Location"] == "/"
    assert "voting_code" not in client.session


def test_coming_back_says_on_which_day_the_code_was_used_and_votes_again(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    vote(Client(), poll, "option-1", code)
    Redemption.objects.update(on=timezone.localdate() - timedelta(days=2))
    back = client.post(ENTER, {"code": code})
    day = timezone.localdate() - timedelta(days=2)
    assert f"Your code was used on {day.day} {day:%B}" in text(back)
    assert poll.round.council.contact_email in text(back)
    vote(client, poll, "option-2", code)
    assert SealedBallot.objects.count() == 1


def test_a_choice_made_before_the_code_is_kept_and_never_in_the_session(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    asked = client.post(url("check_choices", poll), {QUESTION: ["option-2"]})
    assert "Show that you may vote" in text(asked)
    wrong = client.post(
        url("prove_code", poll), {"ballot": hidden(asked, "ballot"), "code": "0000-0000-0000"}
    )
    assert wrong.status_code == 422
    assert "option" not in str(dict(client.session))
    checked = client.post(
        url("prove_code", poll), {"ballot": hidden(wrong, "ballot"), "code": code}
    )
    assert "Lights" in text(checked)
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    assert CODE.search(text(client.post(url("cast_ballot", poll), sent)))
    assert "option" not in str(dict(client.session))


def test_two_tabs_are_one_ballot(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    client.post(ENTER, {"code": code})
    tabs = [
        client.post(url("check_choices", poll), {QUESTION: [option]})
        for option in ("option-1", "option-2")
    ]
    for tab in tabs:
        sent = {name: hidden(tab, name) for name in ("ballot", "receipt_secret")}
        assert CODE.search(text(client.post(url("cast_ballot", poll), sent)))
    assert SealedBallot.objects.count() == 1


def test_address_and_postcode_are_asked_for_in_the_booth_with_the_choices_kept(client, mailoutbox):
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    make.a_postcode(make.a_ward(round_.council), "NB1 1AA")
    poll = make.an_open_poll(round_, proofs_asked=[{"email", "postcode"}])
    asked = client.post(url("check_choices", poll), {QUESTION: ["option-2"]})
    ballot = hidden(asked, "ballot")
    refused = client.post(url("prove_address", poll), {"ballot": ballot, "email": "nobody"})
    assert refused.status_code == 422
    sent = client.post(url("prove_address", poll), {"ballot": ballot, "email": "Ann@example.org"})
    assert "Check your email" in text(sent)
    code = re.search(r"^[A-Z0-9]{4}-?[A-Z0-9]{4}$", mailoutbox[0].body, re.MULTILINE)[0]
    wrong = client.post(
        url("prove_emailed_code", poll), {"ballot": hidden(sent, "ballot"), "emailed_code": "x"}
    )
    assert wrong.status_code == 422
    place = client.post(
        url("prove_emailed_code", poll), {"ballot": hidden(wrong, "ballot"), "emailed_code": code}
    )
    assert "Your postcode" in text(place)
    nowhere = client.post(
        url("prove_postcode", poll), {"ballot": hidden(place, "ballot"), "postcode": "ZZ9 9ZZ"}
    )
    assert nowhere.status_code == 422
    checked = client.post(
        url("prove_postcode", poll), {"ballot": hidden(nowhere, "ballot"), "postcode": "nb11aa"}
    )
    assert "Check your vote" in text(checked)
    assert "Lights" in text(checked)
    assert "option" not in str(dict(client.session))
    form = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    assert CODE.search(text(client.post(url("cast_ballot", poll), form)))


def test_a_test_code_goes_all_the_way_and_stores_nothing(poll, client):
    (code,) = codes_of(make.a_batch(poll, 1, is_test=True))
    assert client.post(ENTER, {"code": code}).status_code == 302
    checked = client.post(url("check_choices", poll), {QUESTION: ["option-1"]})
    assert "You entered a test code" in text(checked)
    sent = {name: hidden(checked, name) for name in ("ballot", "receipt_secret")}
    assert "nothing was stored" in text(client.post(url("cast_ballot", poll), sent))
    assert not SealedBallot.objects.exists()
    assert not Redemption.objects.exists()
    assert not Elector.objects.exists()


def test_what_a_cast_by_code_asks_of_the_database(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    vote(client, poll, "option-1", code)
    body = {"ballot": json.dumps({"q": {QUESTION: ["option-2"]}})}
    with CaptureQueriesContext(connection) as asked:
        client.post(url("cast_ballot", poll), body)
    kinds = [query["sql"].split()[0] for query in asked if "SAVEPOINT" not in query["sql"]]
    # the council, the session, the code, its elector, and the ballot: nothing of an account
    assert len(kinds) <= 5, [query["sql"][:90] for query in asked]


def test_the_result_says_how_many_came_by_code(client):
    poll = make.an_open_poll(proofs_asked=[{"code"}, {"email"}], smallest_group=2)
    for code in codes_of(make.a_batch(poll, 4)):
        vote(Client(), poll, "option-1", code)
    for _ in range(3):
        voter = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=voter, poll=poll, choices={QUESTION: ["option-2"]})
    make.close_early(poll, reason="For the test", at=timezone.now())
    tasks.count_poll(str(poll.pk))
    told = result_of(Poll.objects.get(pk=poll.pk)).questions[0].ballots_by_group
    assert told == {"code": 4, "email": 3}


# --- Guessing -------------------------------------------------------------------------------------


def test_five_wrong_codes_pause_a_session_and_nobody_else(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    for _ in range(5):
        assert client.post(ENTER, {"code": "0000-0000-0000"}).status_code == 422
    paused = client.post(ENTER, {"code": code})
    assert paused.status_code == 429
    assert "Wait ten minutes" in text(paused)
    assert not Redemption.objects.exists()
    neighbour = Client()
    assert neighbour.post(ENTER, {"code": code}).status_code == 302


def test_thirty_from_a_network_pause_it_and_a_right_code_works_from_elsewhere(poll):
    (code, *_others) = codes_of(make.a_batch(poll))
    for n in range(30):
        Client().post(ENTER, {"code": f"0000-0000-{n:04}"})
    assert Client().post(ENTER, {"code": code}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(ENTER, {"code": code}).status_code == 302


def test_what_cannot_be_a_code_is_no_wrong_try(poll, client):
    (code, *_others) = codes_of(make.a_batch(poll))
    for _ in range(9):
        assert client.post(ENTER, {"code": "ABCD"}).status_code == 422
    assert client.post(ENTER, {"code": code}).status_code == 302


# --- The end --------------------------------------------------------------------------------------


def test_when_voting_has_ended_codes_and_their_key_are_gone_and_their_numbers_stay(poll, client):
    batch = make.a_batch(poll, 4)
    one, two, *_others = codes_of(batch)
    vote(client, poll, "option-1", one)
    redeem(poll, two)
    void_code(by=poll.opened_by, batch=batch, serial=4, at=timezone.now())
    forget_codes(poll=poll)
    assert VotingCode.objects.count() == 4, "it is open"
    other = make.an_open_poll(poll.round, proofs_asked=[{"code"}])
    redeem(other, codes_of(make.a_batch(other))[0])
    make.close_early(poll, reason="For the test", at=timezone.now())
    make.settle()
    batch.refresh_from_db()
    assert (batch.used, batch.void) == (2, 1)
    assert VotingCode.objects.filter(batch=batch).count() == 0
    copies = keystore.copies(codes_key_name(poll.pk))
    assert all(copy.is_destroyed and not copy.path.exists() for copy in copies)
    tasks.forget_codes(str(poll.pk))
    batch.refresh_from_db()
    assert (batch.used, batch.void) == (2, 1)
    with pytest.raises(CodeUnknown):
        redeem(poll, one)
    assert ElectorAtClosing.objects.filter(poll=poll).count() == 2, "none of the other poll"


def test_whoever_came_with_a_code_and_casts_too_late_is_told_that_voting_has_closed(poll, client):
    """Their code is forgotten by then, so they are nobody; they are not asked for it again."""
    vote(client, poll, "option-1", codes_of(make.a_batch(poll))[0])
    make.close_early(poll, reason="For the test.", at=timezone.now())
    forget_codes(poll=poll)
    late = {"ballot": json.dumps({"q": {QUESTION: ["option-2"]}})}
    for answer in (
        client.post(url("cast_ballot", poll), late),
        client.post(url("withdraw_ballot", poll)),
        client.get(url("withdraw_ballot", poll)),
        client.post(url("prove_code", poll), {**late, "code": ""}),
    ):
        assert answer.status_code == 409
        assert "Voting has closed" in text(answer)


def test_without_the_key_nobody_is_told_that_a_code_is_wrong(poll, client, settings):
    (code, *_others) = codes_of(make.a_batch(poll))
    path = settings.KEY_STORE_DIRS[0] / f"{codes_key_name(poll.pk)}.key"
    path.rename(path.with_suffix(".away"))
    assert client.post(ENTER, {"code": code}).status_code == 503
    assert client.get("/readyz").status_code == 503
    path.with_suffix(".away").rename(path)
    assert client.post(ENTER, {"code": code}).status_code == 302


def test_a_plain_code_is_in_no_table_session_cache_or_log(poll, client, caplog):
    (code, *_others) = codes_of(make.a_batch(poll))
    vote(client, poll, "option-1", code)
    client.post(ENTER, {"code": "0000-0000-0000"})
    spellings = [code, printed(code), code.lower(), printed(code).lower()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(
                [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor]
            )
            assert not any(each in rows for each in spellings), table
    kept = repr(dict(client.session)) + caplog.text + repr(vars(caches["local"]))
    backend = caches["default"]
    if hasattr(backend, "_cache") and hasattr(backend._cache, "get_client"):
        redis = backend._cache.get_client(None)
        kept += repr(
            [(key, redis.get(key)) for key in redis.keys("*") if redis.type(key) == b"string"]
        )
    assert not any(each in kept for each in spellings)
    assert not any(
        each in repr(AuditEntry.objects.values_list("details", flat=True)) for each in spellings
    )
