"""Broken ballots: two people may leave them out, blind and with a public reason, and only them."""

import json
from hashlib import sha256
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import ElectorAtClosing, ExcludedBallot, Poll, Result, SealedBallot
from priorities.results.actions.counting import count_poll
from priorities.results.actions.joint_decisions import (
    DecisionRefused,
    confirm_decision,
    propose_decision,
)
from priorities.results.queries.opened_ballots import CountStopped
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db

REASON = "A row in the database that no voter made."


@pytest.fixture
def poll():
    """A poll that closed with three ballots."""
    poll = make.an_open_poll(smallest_group=1)
    for option in ("option-1", "option-1", "option-2"):
        elector = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=elector, poll=poll, choices={"question-1": [option]})
    return make.close_early(poll, reason="A storm", at=timezone.now())


@pytest.fixture
def colleague(poll):
    return make.a_person(poll.round.council, Role.OFFICER)


def throw_in_garbage(poll):
    row = {name: uuid4().bytes * 2 for name in ("pseudonym", "receipt_index")}
    SealedBallot.objects.create(poll=poll, nonce=bytes(12), ciphertext=bytes(272), **row)


def tear_one(poll):
    whole = SealedBallot.objects.exclude(ciphertext=bytes(272)).first()
    SealedBallot.objects.filter(pk=whole.pk).update(ciphertext=bytes(272))


def forget_one_elector(poll):
    for elector in ElectorAtClosing.objects.all():
        ElectorAtClosing.objects.filter(pk=elector.pk).delete()
        return


def forge_one_elector(poll):
    first = ElectorAtClosing.objects.first()
    ElectorAtClosing.objects.filter(pk=first.pk).update(proofs="code")


def stopped(poll):
    with pytest.raises(CountStopped):
        count_poll(poll=poll, at=timezone.now())
    return Poll.objects.get(pk=poll.pk)


def proposed(poll):
    by = poll.opened_by
    return propose_decision(by=by, poll=poll, kind="exclude", reason=REASON, at=timezone.now())


@pytest.mark.parametrize(
    ("spoil", "ballots"),
    [(throw_in_garbage, 3), (tear_one, 2), (forget_one_elector, 2), (forge_one_elector, 2)],
)
def test_two_people_leave_out_what_is_broken_and_the_rest_is_counted(
    poll, colleague, spoil, ballots
):
    spoil(poll)
    decision = proposed(stopped(poll))
    stopped(poll)
    confirm_decision(by=colleague, decision=decision, at=timezone.now())
    result = count_poll(poll=poll, at=timezone.now())
    told = json.loads(result.manifest)
    assert told["ballots"] == ballots
    assert told["excluded"] == [{"ballots": 1, "reason": REASON}]
    assert Poll.objects.get().stop == ""


def test_what_breaks_afterwards_stops_the_count_again(poll, colleague):
    throw_in_garbage(poll)
    decision = proposed(stopped(poll))
    confirm_decision(by=colleague, decision=decision, at=timezone.now())
    tear_one(poll)
    stopped(poll)
    later = confirm_decision(by=colleague, decision=proposed(poll), at=timezone.now())
    assert later.excluded.count() == 1
    count_poll(poll=poll, at=timezone.now())
    assert [each.ballots for each in result_of(poll).excluded] == [1, 1]


def test_a_ballot_that_takes_the_place_of_an_excluded_one_is_another(poll, colleague):
    throw_in_garbage(poll)
    confirm_decision(by=colleague, decision=proposed(stopped(poll)), at=timezone.now())
    garbage = SealedBallot.objects.get(ciphertext=bytes(272))
    voted = SealedBallot.objects.exclude(pk=garbage.pk).first()
    place = garbage.pk
    SealedBallot.objects.filter(pk__in=[garbage.pk, voted.pk]).delete()
    voted.pk, voted.ciphertext = place, bytes(272)
    voted.save(force_insert=True)
    stopped(poll)


def test_a_ballot_that_is_whole_again_is_counted(poll, colleague):
    row = ElectorAtClosing.objects.first()
    forge_one_elector(poll)
    confirm_decision(by=colleague, decision=proposed(stopped(poll)), at=timezone.now())
    ElectorAtClosing.objects.filter(pk=row.pk).update(proofs=row.proofs)
    told = json.loads(count_poll(poll=poll, at=timezone.now()).manifest)
    assert told["ballots"] == 3
    assert "excluded" not in told


def test_what_was_proposed_is_what_is_confirmed(poll, colleague):
    throw_in_garbage(poll)
    decision = proposed(stopped(poll))
    throw_in_garbage(poll)
    with pytest.raises(DecisionRefused, match="Other ballots are broken"):
        confirm_decision(by=colleague, decision=decision, at=timezone.now())
    stopped(poll)


def test_no_whole_ballot_is_left_out(poll):
    with pytest.raises(DecisionRefused, match="No ballot keeps"):
        proposed(poll)
    Poll.objects.update(stop=Poll.Stop.SEAL, stopped_at=timezone.now())
    with pytest.raises(DecisionRefused, match="No ballot keeps"):
        proposed(poll)
    assert not ExcludedBallot.objects.exists()


def test_what_is_kept_of_an_excluded_ballot_does_not_tell_what_it_says(poll):
    forge_one_elector(poll)
    proposed(stopped(poll))
    row = ExcludedBallot.objects.get()
    fields = {field.name for field in ExcludedBallot._meta.fields}
    assert fields == {"id", "decision", "fingerprint", "stop"}
    assert bytes(row.fingerprint) in {each.fingerprint for each in SealedBallot.objects.all()}
    assert len(bytes(row.fingerprint)) == sha256().digest_size


def test_from_the_officers_page_to_the_result(poll, colleague, client):
    throw_in_garbage(poll)
    poll = stopped(poll)
    page = reverse("decide_jointly", args=[poll.pk])
    client.force_login(poll.opened_by)
    assert page in client.get(reverse("vote", args=[poll.pk])).content.decode()
    client.post(page, {"kind": "exclude", "reason": REASON})
    client.force_login(colleague)
    assert "1 ballot: A sealed ballot cannot be opened." in client.get(page).content.decode()
    decision = poll.joint_decisions.get()
    client.post(reverse("confirm_decision", args=[poll.pk, decision.pk]))
    tasks.count_polls_left_behind()
    make.settle()
    assert Result.objects.exists()
    client.logout()
    assert REASON in client.get(reverse("poll_result", args=[poll.pk])).content.decode()
    facts = client.get(f"/api/v1/polls/{poll.pk}/").json()
    assert facts["result"]["excluded"] == [{"ballots": 1, "reason": REASON}]
