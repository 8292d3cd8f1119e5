"""Challenging a provisional result, with an account or with the code of a vote: the result waits
until the council has answered in public.
"""

from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from coopservices.keystore import CopyOutOfReach, KeyUnavailable
from participation.models import Role
from priorities.ballots.actions.casting import cast_ballot
from priorities.challenges.actions import (
    ChallengeRefused,
    CodeUnknown,
    answer_challenge,
    check_challenge,
    make_challenge,
    withdraw_challenge,
)
from priorities.engines.voting_codes import expired_code, printed
from priorities.models import Challenge, ExpiredCode, Poll, VotingCode
from priorities.polls.actions.drafting import QUESTION_KEY
from priorities.polls.queries.keys import poll_key
from priorities.results.actions.certifying import (
    CertifyRefused,
    certify_due_polls,
    certify_poll,
)
from priorities.results.actions.counting import count_poll
from priorities.voting_codes.actions.codes import forget_codes, void_code
from priorities.voting_codes.queries import codes_key_name, voter_of_code
from tests import make
from tests.priorities.voting_codes.test_codes import codes_of, redeem

pytestmark = pytest.mark.django_db

REASON = "My neighbour and I both found no vote by our codes."


@pytest.fixture
def poll():
    return make.a_counted_poll(["option-1"])


@pytest.fixture
def resident(poll):
    return make.a_person(poll.round.council, Role.RESIDENT)


@dataclass(frozen=True)
class Vote:
    """The one vote of a counted poll, and its code."""

    poll: Poll
    code: str


@pytest.fixture
def vote():
    poll = make.an_open_poll()
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    held = cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    return Vote(Poll.objects.get(pk=poll.pk), held.code)


def challenged(poll, by, reason=REASON, at=None):
    return make_challenge(by=by, poll=poll, reason=reason, at=at or timezone.now())


def answered(challenge, by, answer="We counted again."):
    return answer_challenge(by=by, challenge=challenge, answer=answer, at=timezone.now())


def when_due():
    return timezone.now() + timedelta(days=3, minutes=1)


def test_a_result_is_not_certified_while_a_challenge_is_open(poll, resident):
    challenge = challenged(poll, resident)
    assert certify_due_polls(at=when_due()) == 0
    with pytest.raises(CertifyRefused, match="challenged"):
        certify_poll(by=poll.opened_by, poll=poll, at=when_due())
    answered(challenge, poll.opened_by)
    assert certify_due_polls(at=when_due()) == 1


def test_it_waits_for_each_of_several(poll, resident):
    other = make.a_person(poll.round.council, Role.CARER)
    first, second = challenged(poll, resident), challenged(poll, other)
    answered(first, poll.opened_by)
    assert certify_due_polls(at=when_due()) == 0
    withdraw_challenge(by=other, challenge=second, at=timezone.now())
    assert certify_due_polls(at=when_due()) == 1


def test_one_account_has_one_open_challenge_and_three_in_all(poll, resident):
    for _ in range(3):
        challenge = challenged(poll, resident)
        with pytest.raises(ChallengeRefused, match="already"):
            challenged(poll, resident)
        withdraw_challenge(by=resident, challenge=challenge, at=timezone.now())
    with pytest.raises(ChallengeRefused, match="3 times"):
        challenged(poll, resident)
    assert Challenge.objects.count() == 3


def test_the_database_keeps_one_open_challenge_per_account(poll, resident):
    facts = {"poll": poll, "made_by": resident, "reason": REASON, "made_at": timezone.now()}
    Challenge.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.create(**facts)


def test_only_while_the_window_is_open(poll, resident):
    with pytest.raises(ChallengeRefused, match="over"):
        challenged(poll, resident, at=when_due())
    certify_due_polls(at=when_due())
    with pytest.raises(ChallengeRefused, match="over"):
        challenged(poll, resident)


def test_not_before_there_is_a_result(resident):
    with pytest.raises(ChallengeRefused, match="no result yet"):
        challenged(make.an_open_poll(), resident)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 2001])
def test_it_has_a_reason_that_can_be_read(poll, resident, reason):
    with pytest.raises(ChallengeRefused, match="what is wrong"):
        challenged(poll, resident, reason)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_officers_answer_and_check(poll, resident, role):
    challenge, person = challenged(poll, resident), make.a_person(poll.round.council, role)
    with pytest.raises(PermissionDenied):
        answered(challenge, person)
    with pytest.raises(PermissionDenied):
        check_challenge(by=person, challenge=challenge, names_nobody=True, at=timezone.now())


def test_an_officer_does_not_answer_their_own(poll):
    challenge = challenged(poll, poll.opened_by)
    with pytest.raises(PermissionDenied):
        answered(challenge, poll.opened_by)
    answered(challenge, make.a_person(poll.round.council, Role.OFFICER))


def test_an_answer_says_something_and_stands(poll, resident):
    challenge = challenged(poll, resident)
    with pytest.raises(ChallengeRefused, match="what you found"):
        answered(challenge, poll.opened_by, " ")
    answered(challenge, poll.opened_by)
    with pytest.raises(PermissionDenied):
        answered(challenge, poll.opened_by, "Something else.")
    with pytest.raises(PermissionDenied):
        withdraw_challenge(by=resident, challenge=challenge, at=timezone.now())


def test_nobody_withdraws_what_another_made(poll, resident):
    challenge = challenged(poll, resident)
    with pytest.raises(PermissionDenied):
        withdraw_challenge(by=poll.opened_by, challenge=challenge, at=timezone.now())


def test_what_staff_do_is_audited_and_what_voters_do_is_not(poll, resident, audited):
    challenge = challenged(poll, resident)
    check_challenge(by=poll.opened_by, challenge=challenge, names_nobody=True, at=timezone.now())
    answered(challenge, poll.opened_by)
    acts = [entry.act for entry in audited()]
    assert acts[-2:] == ["challenge_checked", "challenge_answered"]
    assert not [entry for entry in audited() if entry.actor_id == resident.pk]


# --- With the code of a vote ----------------------------------------------------------------------


def test_with_the_code_of_a_counted_vote_nobody_needs_an_account(vote):
    now = timezone.now()
    challenge = make_challenge(by=None, poll=vote.poll, reason=REASON, code=vote.code, at=now)
    assert challenge.made_by is None
    assert certify_due_polls(at=when_due()) == 0
    with pytest.raises(ChallengeRefused, match="already"):
        make_challenge(by=None, poll=vote.poll, reason=REASON, code=vote.code.lower(), at=now)
    with pytest.raises(PermissionDenied):
        withdraw_challenge(by=vote.poll.opened_by, challenge=challenge, at=now)
    withdraw_challenge(by=vote.poll.opened_by, challenge=challenge, code=vote.code, at=now)
    assert certify_due_polls(at=when_due()) == 1


def test_what_is_kept_of_the_code_leads_to_no_line(vote):
    challenge = make_challenge(
        by=None, poll=vote.poll, reason=REASON, code=vote.code, at=timezone.now()
    )
    tags = {bytes(line.tag) for line in vote.poll.result.lines.all()}
    assert len(bytes(challenge.mark)) == 32
    assert not any(bytes(challenge.mark).startswith(tag) for tag in tags)


@pytest.mark.parametrize("wrong", ["", "nonsense", "0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47R"])
def test_any_other_code_is_refused(vote, wrong):
    with pytest.raises(ChallengeRefused):
        make_challenge(by=None, poll=vote.poll, reason=REASON, code=wrong, at=timezone.now())


# --- With the code of a letter --------------------------------------------------------------------


@dataclass(frozen=True)
class Letters:
    """A counted poll with codes: one that was used, one that was not, one that is void, and one of
    a test batch.
    """

    poll: Poll
    used: str
    unused: str
    void: str
    test: str


@pytest.fixture
def posted():
    poll = make.an_open_poll(proofs_asked=[{"code"}])
    batch, trial = make.a_batch(poll), make.a_batch(poll, 1, is_test=True)
    used, unused, void = codes_of(batch)
    redeemed = redeem(poll, used)
    voter = voter_of_code(redeemed.code, poll.council_id)
    cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    void_code(by=poll.opened_by, batch=batch, serial=3, at=timezone.now())
    (test,) = codes_of(trial)
    make.close_early(poll, reason="Enough.", at=timezone.now())
    make.settle()
    return Letters(Poll.objects.get(pk=poll.pk), used, unused, void, test)


def challenged_by_code(poll, code, at=None):
    return make_challenge(by=None, poll=poll, reason=REASON, code=code, at=at or timezone.now())


@pytest.mark.parametrize("which", ["used", "unused"])
def test_whoever_holds_a_letter_of_the_poll_can_challenge(posted, which):
    code, now = getattr(posted, which), timezone.now()
    assert not VotingCode.objects.exists(), "the codes are forgotten"
    challenge = challenged_by_code(posted.poll, f" {printed(code).lower()} ")
    assert challenge.made_by is None
    assert certify_due_polls(at=when_due()) == 0
    with pytest.raises(ChallengeRefused, match="already"):
        challenged_by_code(posted.poll, code)
    other = posted.unused if which == "used" else posted.used
    with pytest.raises(PermissionDenied):
        withdraw_challenge(by=posted.poll.opened_by, challenge=challenge, code=other, at=now)
    withdraw_challenge(by=posted.poll.opened_by, challenge=challenge, code=code, at=now)
    assert certify_due_polls(at=when_due()) == 1


def test_a_void_code_a_test_code_and_one_of_another_poll_challenge_nothing(posted):
    other = make.an_open_poll(posted.poll.round, proofs_asked=[{"code"}])
    (elsewhere, *_others) = codes_of(make.a_batch(other))
    for code in (posted.void, posted.test, elsewhere, "0000-0000-0000"):
        with pytest.raises(CodeUnknown):
            challenged_by_code(posted.poll, code)
    for unreadable in ("4F7K", "4F7K-9Q2M-XW3T-9Q2M", "4F7K-9Q2U-XW3T"):
        with pytest.raises(ChallengeRefused, match=r"12 letters|never part"):
            challenged_by_code(posted.poll, unreadable)
    assert not Challenge.objects.exists()


def test_a_code_challenges_from_the_result_on_whether_or_not_a_worker_has_forgotten_it():
    poll = make.an_open_poll(proofs_asked=[{"code"}])
    code = codes_of(make.a_batch(poll))[0]
    with pytest.raises(ChallengeRefused, match="no result yet"):
        challenged_by_code(poll, code)
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    counted = Poll.objects.get(pk=poll.pk)
    assert VotingCode.objects.exists()
    challenge = challenged_by_code(counted, code)
    forget_codes(poll=counted)
    withdraw_challenge(by=poll.opened_by, challenge=challenge, code=code, at=timezone.now())


def test_what_is_kept_of_a_letter_tells_nothing_and_dies_with_the_poll_key(posted):
    kept = [bytes(row.mark) for row in ExpiredCode.objects.order_by("pk")]
    assert len(kept) == 2
    assert {field.name for field in ExpiredCode._meta.concrete_fields} == {"mark", "poll"}
    challenge = challenged_by_code(posted.poll, posted.used)
    assert bytes(challenge.mark) in kept
    key = poll_key(posted.poll.pk, bytes(posted.poll.key_check))
    assert bytes(challenge.mark) == expired_code(key, posted.poll.pk, posted.used)
    answered(challenge, posted.poll.opened_by)
    assert certify_due_polls(at=when_due()) == 1
    assert not ExpiredCode.objects.exists()
    with pytest.raises(KeyUnavailable):
        poll_key(posted.poll.pk, bytes(posted.poll.key_check))
    with pytest.raises(ChallengeRefused, match="over"):
        challenged_by_code(Poll.objects.get(pk=posted.poll.pk), posted.used)
    with pytest.raises(PermissionDenied):
        withdraw_challenge(
            by=posted.poll.opened_by, challenge=challenge, code=posted.used, at=timezone.now()
        )


def test_forgetting_codes_dies_anywhere_and_a_holder_is_still_known(monkeypatch):
    poll = make.an_open_poll(proofs_asked=[{"code"}])
    code = codes_of(make.a_batch(poll))[0]
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    counted = Poll.objects.get(pk=poll.pk)
    first, second = keystore.copies(codes_key_name(poll.pk))

    def die(self):
        raise CopyOutOfReach

    with monkeypatch.context() as patched:
        patched.setattr(type(second), "destroy", die)
        with pytest.raises(CopyOutOfReach):
            forget_codes(poll=counted)
    first.destroy()  # as far as it came
    assert VotingCode.objects.count() == 3, "they were not deleted"
    forget_codes(poll=counted)
    assert not VotingCode.objects.exists()
    challenged_by_code(counted, code)


@pytest.mark.parametrize("page", ["make", "withdraw"])
def test_who_guesses_codes_is_held_up_and_nobody_elses_code_is(client, posted, page):
    make_page = reverse("make_challenge", args=[posted.poll.pk])
    made = challenged_by_code(posted.poll, posted.unused)
    withdraw_page = reverse("withdraw_challenge", args=[posted.poll.pk, made.pk])
    address = make_page if page == "make" else withdraw_page
    for n in range(5):
        assert client.post(address, guess(n)).status_code == 422
    right = {"reason": REASON, "code": posted.used if page == "make" else posted.unused}
    answer = client.post(address, right)
    assert answer.status_code == 429
    assert "Too many codes from here" in answer.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").post(address, right).status_code == 302


def test_a_network_is_held_up_after_thirty(client, posted):
    address = reverse("make_challenge", args=[posted.poll.pk])
    for n in range(30):
        Client().post(address, guess(n))
    right = {"reason": REASON, "code": posted.used}
    assert Client().post(address, right).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post(address, right).status_code == 302


def guess(n):
    return {"reason": REASON, "code": f"0000-0000-{n:04}"}


# --- On the pages ---------------------------------------------------------------------------------


def test_from_the_result_to_a_challenge_to_its_answer(client, poll, resident):
    make.settle()
    result = reverse("poll_result", args=[poll.pk])
    page = reverse("challenges", args=[poll.pk])
    form = reverse("make_challenge", args=[poll.pk])
    assert page in client.get(result).content.decode()

    client.force_login(resident)
    assert client.post(form, {"reason": " "}).status_code == 422
    assert client.post(form, {"reason": REASON}).status_code == 302
    assert "has been challenged" in client.get(result).content.decode()
    assert REASON in client.get(page).content.decode()  # their own

    client.logout()
    assert REASON not in client.get(page).content.decode()
    client.force_login(poll.opened_by)
    assert REASON in client.get(page).content.decode()
    assert "challenge" in client.get(reverse("your_tasks")).content.decode()
    challenge = Challenge.objects.get()
    client.post(reverse("check_challenge", args=[poll.pk, challenge.pk]), {"names_nobody": "yes"})
    answer = reverse("answer_challenge", args=[poll.pk, challenge.pk])
    assert client.post(answer, {"answer": " "}).status_code == 422
    assert client.post(answer, {"answer": "We looked again."}).status_code == 302

    client.logout()
    read = client.get(page).content.decode()
    assert REASON in read
    assert "We looked again." in read
    assert resident.email not in read
    assert "has been challenged" not in client.get(result).content.decode()


def test_a_reason_that_names_somebody_is_kept_back(client, poll, resident):
    challenge = challenged(poll, resident)
    check_challenge(by=poll.opened_by, challenge=challenge, names_nobody=False, at=timezone.now())
    answered(challenge, poll.opened_by)
    read = client.get(reverse("challenges", args=[poll.pk])).content.decode()
    assert REASON not in read
    assert "it tells who somebody is" in read


def test_with_a_code_on_the_pages(client, vote):
    form = reverse("make_challenge", args=[vote.poll.pk])
    wrong = {"reason": REASON, "code": "0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47R"}
    assert client.post(form, wrong).status_code == 422
    answer = client.post(form, {"reason": REASON, "code": vote.code})
    assert answer.status_code == 302
    assert "no-store" in client.get(form)["Cache-Control"]
    withdraw = reverse("withdraw_challenge", args=[vote.poll.pk, Challenge.objects.get().pk])
    assert client.post(withdraw, {"code": wrong["code"]}).status_code == 422
    assert client.post(withdraw, {"code": vote.code}).status_code == 302
    assert "It was withdrawn" in client.get(answer["Location"]).content.decode()


# --- At the same time -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_challenge_and_a_certification_at_once_never_both_hold():
    for _ in range(5):
        poll = make.a_counted_poll(["option-1"], challenge_days=0)
        resident = make.a_person(poll.round.council, Role.RESIDENT)
        Poll.objects.filter(pk=poll.pk).update(challenge_days=1)
        poll.refresh_from_db()
        last = poll.challenges_end_at

        def challenge(poll=poll, resident=resident, last=last):
            try:
                challenged(poll, resident, at=last - timedelta(seconds=1))
            except ChallengeRefused:
                pass
            finally:
                connection.close()

        def certify(last=last):
            try:
                certify_due_polls(at=last)
            finally:
                connection.close()

        threads = [Thread(target=challenge), Thread(target=certify)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        poll.refresh_from_db()
        assert poll.is_certified != poll.is_challenged
