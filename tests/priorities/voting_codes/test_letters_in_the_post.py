"""Letters with codes that GOV.UK Notify posts, against a server that stands for it: each once, to
its address, which nobody can read meanwhile and nobody has afterwards.
"""

import io
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from coopservices import keystore
from coopservices.models import AuditEntry
from participation.models import Council, Role
from priorities import tasks
from priorities.engines.sealed_addresses import AddressDamaged, open_address, seal_address
from priorities.engines.voting_codes import printed
from priorities.models import CodeBatch, Poll, PostedLetter, Posting
from priorities.voting_codes.actions import posting as actions
from priorities.voting_codes.actions.codes import (
    CodesRefused,
    forget_codes,
    replace_code,
    void_code,
)
from priorities.voting_codes.actions.posting import (
    ask_after_letters,
    confirm_posting,
    forget_letters_not_posted,
    post_next_letter,
    prepare_posting,
    stop_posting,
    stop_postings,
)
from priorities.voting_codes.queries import codes_key_name, letters, postings_left_behind
from tests import make
from tests.notify import a_notify
from tests.participation.memberships.test_asked_again import long_ago
from tests.priorities.ballots.test_voting_pages import text

pytestmark = pytest.mark.django_db

ADDRESSES = [
    ("Ann Ames", "1 High Street", "M33 6RX"),
    ("Bob Barr", "2 High Street", "M33 6RX"),
    ("Cy Clay", "3 High Street", "M33 6RX"),
]
FACTS = {
    "first": 1,
    "last": 3,
    "language": "en",
    "is_large": False,
    "postage": "second",
    "at": datetime(2026, 11, 2, tzinfo=UTC),
}
FILE = "\r\n".join(",".join(address) for address in ADDRESSES).encode()


@pytest.fixture(autouse=True)
def notify(settings):
    settings.GOVUK_NOTIFY_POSTS_LETTERS = True
    with a_notify(settings) as server:
        yield server


@pytest.fixture
def poll():
    return make.an_open_poll(proofs_asked=[{"code"}])


@pytest.fixture
def batch(poll):
    return make.a_batch(poll, 3)


@pytest.fixture
def officer(poll, client):
    person = make.a_person(poll.round.council, Role.OFFICER)
    client.force_login(person)
    return person


def prepared(batch, by=None, *, addresses=ADDRESSES, **facts):
    return make.a_posting(batch, by, addresses=addresses, **facts)


def confirmed(batch, **facts):
    by = make.a_person(batch.council, Role.OFFICER)
    posting = prepared(batch, by, **facts)
    confirm_posting(by=by, posting=posting, at=timezone.now())
    return posting


def words_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def at(name, batch, *more):
    return reverse(name, args=[batch.poll_id, batch.pk, *more])


def sent(**more):
    form = {"first": "1", "last": "3", "postage": "second", "language": "en", **more}
    return {"addresses": SimpleUploadedFile("a.csv", FILE), **form}


def left(posting):
    """What is left of each letter: its number, whether an address is, and why it was refused."""
    rows = posting.posted_letters.values_list("number", "sealed_address", "refused")
    return [(number, bool(sealed), refused) for number, sealed, refused in rows]


def later(**by):
    return timezone.now() + timedelta(**by)


# --- Posted ---------------------------------------------------------------------------------------


def test_each_letter_is_posted_once_to_its_address_with_its_code(batch, notify):
    posting = confirmed(batch)
    make.settle()
    tasks.tend_letters_in_the_post()
    tasks.post_letters(str(posting.pk))
    assert [reference for reference, _pdf, _class in notify.letters] == [
        f"{batch.pk}/{number}/0/{posting.pk}" for number in (1, 2, 3)
    ]
    for (_reference, pdf, postage), address, letter in zip(
        notify.letters, ADDRESSES, letters(batch, 1, 3), strict=True
    ):
        told = words_of(pdf)
        assert all(line in told for line in address)
        ((_serial, code),) = letter.codes
        assert printed(code) in told
        assert postage == "second"
        others = {line for other in ADDRESSES if other != address for line in other[:2]}
        assert not any(line in told for line in others)
    assert left(posting) == [(1, False, ""), (2, False, ""), (3, False, "")]


def test_more_than_one_job_holds_are_posted_by_several(poll, notify, monkeypatch):
    monkeypatch.setattr(tasks, "LETTERS_IN_A_JOB", 2)
    batch = make.a_batch(poll, 5)
    addresses = [(f"Home {n}", "High Street", "M33 6RX") for n in range(5)]
    confirmed(batch, addresses=addresses)
    make.settle()
    assert len(notify.letters) == 5


def test_only_a_range_goes_and_a_replaced_code_goes_again_under_another_reference(batch, notify):
    confirmed(batch, first=2, last=2)
    make.settle()
    by = make.a_person(batch.council, Role.OFFICER)
    replace_code(by=by, batch=batch, serial=2, at=timezone.now())
    again = confirmed(batch, first=2, last=2, postage="first")
    make.settle()
    first, second = notify.letters
    assert first[0].startswith(f"{batch.pk}/2/0/")
    assert second[0] == f"{batch.pk}/2/1/{again.pk}"
    assert second[2] == "first"
    ((_n, codes),) = letters(batch, 2, 2)
    assert printed(codes[0][1]) in words_of(second[1])
    assert printed(codes[0][1]) not in words_of(first[1])


def test_letters_in_both_languages_and_in_large_print(batch, notify):
    Council.objects.update(writing=Council.Writing.BOTH)
    confirmed(CodeBatch.objects.get(), first=1, last=1, language="both", is_large=True)
    make.settle()
    ((_reference, pdf, _class),) = notify.letters
    told = words_of(pdf)
    assert "How to vote" in told
    assert "Sut i bleidleisio" in told
    assert told.count("Ann Ames") == 1


def test_a_test_batch_is_posted_and_says_what_it_is(poll, notify):
    batch = make.a_batch(poll, 3, is_test=True)
    confirmed(batch)
    make.settle()
    assert len(notify.letters) == 3
    assert "TEST" in words_of(notify.letters[0][1])


# --- Killed, away, refused ------------------------------------------------------------------------


def test_a_worker_killed_before_it_hands_a_letter_over_leaves_it_to_another(
    batch, notify, monkeypatch
):
    posting = confirmed(batch)

    def killed(**_facts):
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "post_letter", killed)
    with pytest.raises(KeyboardInterrupt):
        post_next_letter(posting=posting.pk, at=timezone.now())
    monkeypatch.undo()
    assert not notify.letters
    assert postings_left_behind(timezone.now()) == []  # a worker may be alive
    assert postings_left_behind(later(minutes=11)) == [posting.pk]
    while post_next_letter(posting=posting.pk, at=later(minutes=11)):
        pass
    assert [each[0].split("/")[1] for each in notify.letters] == ["1", "2", "3"]


def test_a_worker_killed_after_it_was_taken_posts_no_letter_twice(batch, notify, monkeypatch):
    posting = confirmed(batch)

    def killed(*_letter, **_facts):
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "_end", killed)
    with pytest.raises(KeyboardInterrupt):
        post_next_letter(posting=posting.pk, at=timezone.now())
    monkeypatch.undo()
    assert len(notify.letters) == 1
    while post_next_letter(posting=posting.pk, at=later(minutes=11)):
        pass
    assert len(notify.letters) == 3
    assert left(posting) == [(1, False, ""), (2, False, ""), (3, False, "")]


def test_an_answer_that_is_lost_makes_no_second_letter(batch, notify):
    posting = confirmed(batch)
    notify.says_nothing = True
    assert not post_next_letter(posting=posting.pk, at=timezone.now())
    notify.says_nothing = False
    while post_next_letter(posting=posting.pk, at=later(minutes=11)):
        pass
    assert len(notify.letters) == 3


def test_two_workers_never_have_the_same_letter(batch, notify, monkeypatch):
    posting = confirmed(batch)
    hand_over, depth = actions.post_letter, []

    def both(**facts):
        if not depth:
            depth.append(1)
            assert post_next_letter(posting=posting.pk, at=timezone.now())
        return hand_over(**facts)

    monkeypatch.setattr(actions, "post_letter", both)
    assert post_next_letter(posting=posting.pk, at=timezone.now())
    assert [each[0].split("/")[1] for each in notify.letters] == ["2", "1"]


@pytest.mark.parametrize("status", [429, 500, 403])
def test_notify_away_or_at_its_limit_waits_and_then_all_goes(
    client, officer, batch, notify, status
):
    notify.status = status
    posting = confirmed(batch)
    make.settle()
    assert not notify.letters
    assert len(notify.asked) == 1  # and not once a letter
    assert "has taken no letters since" in text(client.get(at("code_batch", batch)))
    notify.status = 201
    while post_next_letter(posting=posting.pk, at=timezone.now()):
        pass
    assert "has taken no letters since" not in text(client.get(at("code_batch", batch)))
    assert len(notify.letters) == 2  # the one that was tried waits until its claim runs out
    assert postings_left_behind(later(minutes=11)) == [posting.pk]
    assert post_next_letter(posting=posting.pk, at=later(minutes=11))
    assert len(notify.letters) == 3


def test_a_letter_refused_for_good_says_so_by_its_number_and_others_go(
    client, officer, batch, notify
):
    posting = confirmed(batch)
    notify.refuses = {f"{batch.pk}/2/0/{posting.pk}"}
    make.settle()
    assert [each[0].split("/")[1] for each in notify.letters] == ["1", "3"]
    page = text(client.get(at("code_batch", batch)))
    assert "2 of 3 posted" in page
    assert "Letter 2: GOV.UK Notify says: Letter content is not a valid PDF" in page
    assert [each for each in left(posting) if each[1]] == []
    make.settle()
    tasks.tend_letters_in_the_post()
    assert len(notify.letters) == 2


def test_what_notify_finds_unfit_later_says_so_and_is_asked_no_more(client, officer, batch, notify):
    posting = confirmed(batch)
    make.settle()
    notify.becomes = {"1": "validation-failed", "2": "pending-virus-check"}
    ask_after_letters(at=timezone.now())
    assert posting.posted_letters.refused().count() == 0  # not before it has looked into them
    ask_after_letters(at=later(minutes=6))
    assert left(posting) == [(1, False, "validation-failed"), (2, False, ""), (3, False, "")]
    page = text(client.get(at("code_batch", batch)))
    assert "2 of 3 posted" in page
    assert "Letter 1: GOV.UK Notify cannot print it" in page
    assert posting.posted_letters.exclude(notify_id="").get().number == 2
    notify.becomes = {"2": "accepted"}
    ask_after_letters(at=later(minutes=6))
    assert not posting.posted_letters.exclude(notify_id="").exists()


def test_notify_away_is_asked_another_time(batch, notify):
    posting = confirmed(batch)
    make.settle()
    notify.status = 500
    ask_after_letters(at=later(minutes=6))
    assert posting.posted_letters.exclude(notify_id="").count() == 3


# --- What does not go -----------------------------------------------------------------------------


def test_nothing_goes_before_it_is_confirmed_and_it_is_forgotten_in_an_hour(batch, notify):
    posting = prepared(batch)
    make.settle()
    tasks.tend_letters_in_the_post()
    assert not post_next_letter(posting=posting.pk, at=timezone.now())
    assert not notify.letters
    forget_letters_not_posted(at=later(minutes=59))
    assert PostedLetter.objects.count() == 3
    forget_letters_not_posted(at=later(minutes=61))
    assert not Posting.objects.exists()
    assert CodeBatch.objects.get().addresses_hash is None  # a wrong file binds nothing


def test_nothing_is_posted_of_a_void_code(batch, notify):
    by = make.a_person(batch.council, Role.OFFICER)
    void_code(by=by, batch=batch, serial=1, at=timezone.now())
    posting = confirmed(batch)
    void_code(by=by, batch=batch, serial=3, at=timezone.now())
    make.settle()
    assert [each[0].split("/")[1] for each in notify.letters] == ["2"]
    assert left(posting) == [(2, False, ""), (3, False, "void")]
    for serial in (1, 2, 3):
        void_code(by=by, batch=batch, serial=serial, at=timezone.now())
    with pytest.raises(CodesRefused, match="has a code that works"):
        prepared(batch)


def test_after_voting_has_ended_nothing_goes_and_no_address_is_left(poll, batch, notify):
    posting = confirmed(batch)
    assert not post_next_letter(posting=posting.pk, at=poll.closes_at)
    assert postings_left_behind(poll.closes_at) == []
    make.close_early(poll, at=timezone.now())
    assert not post_next_letter(posting=posting.pk, at=timezone.now())
    forget_codes(poll=Poll.objects.get(pk=poll.pk))
    assert not notify.letters
    assert not PostedLetter.objects.waiting().exists()
    with pytest.raises(PermissionDenied):
        prepared(CodeBatch.objects.get())


def test_addresses_that_come_as_voting_ends_are_forgotten_too(poll, batch):
    confirmed(batch)
    make.close_early(poll, at=timezone.now())
    forget_letters_not_posted(at=timezone.now())
    assert not PostedLetter.objects.waiting().exists()


def test_what_is_stopped_goes_no_more_and_its_addresses_are_gone(batch, notify, audited):
    posting = confirmed(batch)
    assert post_next_letter(posting=posting.pk, at=timezone.now())
    by = make.a_person(batch.council, Role.OFFICER)
    stop_posting(by=by, posting=posting, at=timezone.now())
    stop_posting(by=by, posting=posting, at=timezone.now())
    make.settle()
    assert not post_next_letter(posting=posting.pk, at=timezone.now())
    assert len(notify.letters) == 1
    assert left(posting) == [(1, False, "")]
    (entry,) = audited().filter(act="posting_stopped")
    assert json.loads(entry.details) == {"first": 1, "last": 3, "letters": 2}


def test_a_letter_in_a_workers_hands_is_counted_when_the_rest_is_stopped(
    batch, notify, monkeypatch
):
    posting = confirmed(batch)
    by, hand_over = make.a_person(batch.council, Role.OFFICER), actions.post_letter

    def meanwhile(**facts):
        stop_posting(by=by, posting=posting, at=timezone.now())
        return hand_over(**facts)

    monkeypatch.setattr(actions, "post_letter", meanwhile)
    post_next_letter(posting=posting.pk, at=timezone.now())
    assert left(posting) == [(1, False, "")]


def test_what_a_dead_worker_held_of_a_stopped_posting_is_forgotten(batch, notify):
    posting = confirmed(batch)
    notify.status = 500
    post_next_letter(posting=posting.pk, at=timezone.now())
    stop_posting(by=make.a_person(batch.council, Role.OFFICER), posting=posting, at=timezone.now())
    assert left(posting) == [(1, True, "")]
    forget_letters_not_posted(at=timezone.now())
    assert left(posting) == [(1, True, "")]
    notify.status = 201
    assert not post_next_letter(posting=posting.pk, at=later(minutes=11))
    assert not notify.letters
    forget_letters_not_posted(at=later(minutes=11))
    assert left(posting) == []


def test_after_a_restore_nothing_that_may_have_been_posted_goes_again(batch, notify):
    posting = confirmed(batch)
    ahead = later(seconds=1)
    (words,) = stop_postings(backed_up_at=ahead, at=ahead)
    assert words.startswith("1 posting of letters is stopped")
    make.settle()
    assert not notify.letters
    assert left(posting) == []
    assert list(stop_postings(backed_up_at=ahead, at=ahead)) == []


# --- Addresses ------------------------------------------------------------------------------------


def test_an_address_cannot_be_read_in_the_database_nor_moved_to_another_letter(poll, batch):
    posting = prepared(batch)
    one, two, _three = posting.posted_letters.all()
    kept = bytes(one.sealed_address)
    assert not any(part.encode() in kept for part in ("Ann", "High", "M33"))
    assert b"Ann" not in str(vars(posting)).encode()
    key = keystore.read(codes_key_name(poll.pk))
    assert open_address(key, posting=posting.pk, number=1, sealed=kept) == ADDRESSES[0]
    for wrong in (
        {"key": bytes(32)},
        {"number": 2},
        {"posting": poll.pk},
        {"sealed": bytes(two.sealed_address)},
        {"sealed": kept[:5]},
    ):
        facts = {"key": key, "posting": posting.pk, "number": 1, "sealed": kept, **wrong}
        with pytest.raises(AddressDamaged):
            open_address(facts.pop("key"), **facts)


def test_the_form_of_a_sealed_address_is_pinned():
    sealed = seal_address(
        bytes(range(32)),
        posting=UUID(int=7),
        number=3,
        address=("Ann", "1 High St", "M33 6RX"),
        nonce=bytes(12),
    )
    assert sealed.hex() == (
        "000000000000000000000000ee154c2fdf6eb20860654fa4d6e60e1cfa25409bd3caf460a50ba3410a3c62a0ad"
        "e193e0ed"
    )


def test_an_address_that_somebody_swapped_is_said_before_anything_goes(batch, officer, client):
    posting = prepared(batch, officer)
    one, two, _three = posting.posted_letters.all()
    PostedLetter.objects.filter(pk=one.pk).update(sealed_address=two.sealed_address)
    page = at("confirm_code_posting", batch, posting.pk)
    for answer in (client.get(page, follow=True), client.post(page, follow=True)):
        assert "Its address was changed in the database." in answer.text
    assert Posting.objects.get().confirmed_at is None


def test_an_address_that_somebody_swapped_in_the_database_is_posted_nowhere(batch, notify):
    posting = confirmed(batch)
    one, two, _three = posting.posted_letters.all()
    PostedLetter.objects.filter(pk=one.pk).update(sealed_address=two.sealed_address)
    make.settle()
    assert [each[0].split("/")[1] for each in notify.letters] == ["2", "3"]
    assert left(posting)[0] == (1, False, "damaged")


@pytest.mark.parametrize(
    ("addresses", "problem"),
    [
        (ADDRESSES[:2], "2 addresses, and the batch has 3"),
        ([*ADDRESSES[:2], ("Cy", "3 High Street", "Sale")], "Address 3 .*Sale.*UK postcode"),
        ([("Ann", "M33 6RX"), *ADDRESSES[1:]], "Address 1 .* at least 3 lines"),
    ],
)
def test_a_list_that_cannot_be_posted_to_is_refused_in_words(batch, addresses, problem):
    with pytest.raises(CodesRefused, match=problem) as refused:
        prepared(batch, addresses=addresses)
    assert refused.value.about == "addresses"
    assert not Posting.objects.exists()


def test_a_letter_with_no_postcode_keeps_no_other_from_the_post(batch):
    wanting = [*ADDRESSES[:2], ("Cy", "3 High Street", "Sale")]
    assert prepared(batch, addresses=wanting, last=2).letters == 2


def test_the_list_is_that_of_the_batch_whether_printed_or_posted(batch, client, officer):
    swapped = ADDRESSES[::-1]
    early = prepared(batch, addresses=swapped)
    confirmed(batch)
    with pytest.raises(CodesRefused, match="Use the same file"):
        prepared(batch, addresses=swapped)
    with pytest.raises(CodesRefused, match="Use the same file"):
        confirm_posting(by=officer, posting=early, at=timezone.now())
    form = {"kind": "letters", "language": "en", "first": 1, "last": 2}
    wrong = SimpleUploadedFile("a.csv", b"\r\n".join(FILE.splitlines()[::-1]))
    refused = client.post(at("print_codes", batch), {**form, "addresses": wrong})
    assert "Use the same file" in text(refused)
    right = SimpleUploadedFile("a.csv", FILE)
    assert client.post(at("print_codes", batch), {**form, "addresses": right}).status_code == 200


def test_a_letter_of_too_many_pages_is_refused(batch):
    batch.words_en = "Aa\n" * 400
    with pytest.raises(CodesRefused, match="more than 10 pages"):
        prepared(batch, is_large=True)


def test_codes_that_cannot_vote_are_not_posted():
    poll = make.an_open_poll(proofs_asked=[{"code"}], constituencies=["users", "staff"])
    batch = make.a_batch(poll, constituency="staff")
    batch.constituency = ""
    with pytest.raises(CodesRefused, match="Nobody can vote with these codes"):
        prepared(batch)


# --- Who, and the pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_whoever_runs_polls_has_letters_posted(batch, role, settings):
    person, posting = make.a_person(batch.council, role), prepared(batch)
    acts = [
        lambda: prepare_posting(by=person, batch=batch, addresses=ADDRESSES, **FACTS),
        lambda: confirm_posting(by=person, posting=posting, at=timezone.now()),
        lambda: stop_posting(by=person, posting=posting, at=timezone.now()),
    ]
    for act in acts:
        if role is Role.OFFICER:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    settings.GOVUK_NOTIFY_POSTS_LETTERS = False
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_from_the_page_of_a_batch_to_letters_in_the_post(batch, client, officer, audited, notify):
    assert "Post these letters" in text(client.get(at("code_batch", batch)))
    checking = client.post(at("post_codes", batch), sent(first="2", last="3"))
    posting = Posting.objects.get()
    assert checking.url == at("confirm_code_posting", batch, posting.pk)
    check = text(client.get(checking.url))
    assert "2, numbered from 2 to 3" in check
    assert "Bob Barr 2 High Street M33 6RX" in check
    assert "Second class" in check
    assert "cannot be called back" in check
    assert not audited().exists()
    done = client.post(checking.url, follow=True)
    assert "to GOV.UK Notify one by one" in text(done)
    assert "0 of 2 posted" in text(done)
    (entry,) = audited().filter(act="letters_posted")
    details = {"letters": 2, "first": 2, "last": 3, "postage": "second"}
    assert (entry.actor_id, json.loads(entry.details)) == (officer.pk, details)
    make.settle()
    assert "2 of 2 posted" in text(client.get(at("code_batch", batch)))
    assert client.post(checking.url).status_code == 302  # again changes nothing
    make.settle()
    assert len(notify.letters) == 2
    assert AuditEntry.objects.filter(act="letters_posted", subject_id=str(batch.pk)).count() == 1

    again = client.post(at("post_codes", batch), sent(), follow=True)
    assert "2 of these letters were posted before" in text(again)


def test_nothing_is_left_of_what_an_officer_does_not_confirm(batch, client, officer, notify):
    client.post(at("post_codes", batch), sent())
    posting = Posting.objects.get()
    client.post(at("stop_code_posting", batch, posting.pk))
    assert not Posting.objects.exists()
    assert client.get(at("confirm_code_posting", batch, posting.pk)).status_code == 404


def test_posting_is_stopped_after_a_page_that_asks(batch, client, officer, notify):
    posting = confirmed(batch)
    page = at("stop_code_posting", batch, posting.pk)
    assert page in client.get(at("code_batch", batch)).text
    assert "3 letters have not been handed over yet" in text(client.get(page))
    assert Posting.objects.get().stopped_at is None
    done = text(client.post(page, follow=True))
    assert "0 of 3 posted" in done
    assert "3 letters will not be posted" in done
    assert page not in client.get(at("code_batch", batch)).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"addresses": ""}, "Choose the file with the addresses."),
        ({"last": "4"}, "This batch has the letters 1 to 3."),
        ({"postage": "third"}, "third"),
        ({"addresses": SimpleUploadedFile("a.csv", b"Ann,1 High Street,Sale")}, "1 addresses"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(batch, client, officer, form, words):
    answer = client.post(at("post_codes", batch), sent(**form))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Posting.objects.exists()


def test_where_the_operator_posts_none_no_page_offers_it(batch, client, officer, settings):
    posting = prepared(batch)
    settings.GOVUK_NOTIFY_POSTS_LETTERS = False
    assert "Post these letters" not in text(client.get(at("code_batch", batch)))
    for page in (
        at("post_codes", batch),
        at("confirm_code_posting", batch, posting.pk),
        at("stop_code_posting", batch, posting.pk),
    ):
        assert client.get(page).status_code == 403
        assert client.post(page).status_code == 403


def test_whoever_confirms_shows_once_more_who_they_are(batch, client, officer):
    posting = prepared(batch)
    long_ago(client)
    answer = client.post(at("confirm_code_posting", batch, posting.pk))
    assert "reauthenticate" in answer.url
    assert Posting.objects.get().confirmed_at is None


def test_the_page_asks_as_much_for_many_postings_as_for_few(
    batch, client, officer, django_assert_max_num_queries, notify
):
    confirmed(batch)
    make.settle()
    client.get(at("code_batch", batch))
    with CaptureQueriesContext(connection) as few:
        client.get(at("code_batch", batch))
    for _ in range(3):
        confirmed(batch)
    with django_assert_max_num_queries(len(few)):
        client.get(at("code_batch", batch))
