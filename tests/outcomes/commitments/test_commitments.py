"""Commitments: made because of an answer, updated by those who keep them, judged by those who live
with the result.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from coopservices.models import Event
from outcomes.commitments.actions import (
    CommitmentRefused,
    UpdateRefused,
    VerdictRefused,
    give_verdict,
    make_commitment,
    post_update,
)
from outcomes.models import Answer, Commitment, Update, Verdict
from participation.models import Membership, Role
from tests import make

pytestmark = pytest.mark.django_db

PROGRESS, DONE, STOPPED = Update.Kind.PROGRESS, Update.Kind.DONE, Update.Kind.STOPPED


@pytest.fixture
def finding():
    return make.an_answered_finding()


@pytest.fixture
def council(finding):
    return finding.round.council


@pytest.fixture
def commissioner(council):
    return make.a_person(council, Role.COMMISSIONER)


def promised(by, finding, now, **facts):
    told = {
        "title": "Open evenings",
        "owner": facts.get("owner") or make.an_organisation(finding.round.council, "The council"),
        "due_on": now.date() + timedelta(days=30),
        **facts,
    }
    return make_commitment(by=by, finding=finding, at=now, **told)


# --- Making ---------------------------------------------------------------------------------------


def test_a_commitment_has_an_owner_a_date_and_partners(finding, council, commissioner, now):
    partners = [make.an_organisation(council, name) for name in ("Friends", "Nurses")]
    made = promised(commissioner, finding, now, partners=partners, budget_pence=800_000)
    assert (made.owner.name, made.budget_pence, made.made_at) == ("The council", 800_000, now)
    assert set(made.partners.all()) == set(partners)
    assert Event.objects.get(name="outcomes.commitment_made").subject_id == str(made.pk)


def test_what_cannot_be_promised(finding, council, commissioner, now):
    theirs = make.an_organisation(make.a_council(), "Elsewhere")
    ours = make.an_organisation(council, "Here")
    for facts, reason in [
        ({"title": "  "}, "Say what"),
        ({"due_on": now.date() - timedelta(days=1)}, "today or later"),
        ({"owner": theirs}, "council's own"),
        ({"owner": ours, "partners": [theirs]}, "council's own"),
        ({"owner": ours, "partners": [ours]}, "cannot be a partner"),
        ({"owner": ours, "indicator": make.an_indicator(theirs.council)}, "council's own"),
    ]:
        with pytest.raises(CommitmentRefused, match=reason):
            promised(commissioner, finding, now, **{"owner": ours, **facts})
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("answer", [Answer.NOT_YET, Answer.CANNOT])
def test_nothing_is_promised_without_a_yes(answer, finding, commissioner, now):
    finding.answer = answer
    with pytest.raises(PermissionDenied):
        promised(commissioner, finding, now)


# --- Updating -------------------------------------------------------------------------------------


def test_done_is_done(finding, commissioner, now):
    commitment = make.a_commitment(finding)
    post_update(by=commissioner, commitment=commitment, kind=PROGRESS, text="Half way.", at=now)
    post_update(by=commissioner, commitment=commitment, kind=DONE, text="Ready.", at=now)
    commitment.refresh_from_db()
    assert (commitment.done_at, commitment.stopped_at) == (now, None)
    assert [update.kind for update in commitment.updates.all()] == ["progress", "done"]
    with pytest.raises(PermissionDenied):
        post_update(by=commissioner, commitment=commitment, kind=PROGRESS, text="More.", at=now)


def test_only_a_trial_is_stopped(finding, commissioner, now):
    with pytest.raises(UpdateRefused, match="Only a trial"):
        post_update(
            by=commissioner, commitment=make.a_commitment(finding), kind=STOPPED, text="No.", at=now
        )
    trial = make.a_commitment(finding, is_trial=True)
    post_update(by=commissioner, commitment=trial, kind=STOPPED, text="It changed nothing.", at=now)
    trial.refresh_from_db()
    assert trial.is_stopped
    assert not trial.is_overdue(now.date() + timedelta(days=900))


def test_an_update_says_something(finding, commissioner, now):
    with pytest.raises(UpdateRefused, match="Say what was done"):
        post_update(
            by=commissioner, commitment=make.a_commitment(finding), kind=DONE, text=" ", at=now
        )


def test_the_database_refuses_what_no_commitment_can_be(finding, now):
    commitment = Commitment.objects.filter(pk=make.a_commitment(finding).pk)
    for facts, name in [
        ({"stopped_at": now}, "only_a_trial_is_stopped"),
        ({"is_trial": True, "stopped_at": now, "done_at": now}, "done_or_stopped_but_not_both"),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            commitment.update(**facts)


# --- Judging --------------------------------------------------------------------------------------


@pytest.fixture
def done(finding, now):
    return make.a_commitment(finding, done_at=now)


def test_one_verdict_each_and_the_last_one_counts(done, council, now):
    resident = make.a_person(council, Role.RESIDENT)
    give_verdict(by=resident, commitment=done, kind=Verdict.Kind.NOT, at=now)
    give_verdict(by=resident, commitment=done, kind=Verdict.Kind.WORKED, at=now)
    assert list(Verdict.objects.values_list("resident", "kind")) == [(resident.pk, "worked")]
    assert set(
        Event.objects.filter(name="outcomes.verdict_given").values_list("actor_id", flat=True)
    ) == {None}


def test_nothing_is_judged_before_it_is_done(finding, council, now):
    resident = make.a_person(council, Role.RESIDENT)
    for commitment in (
        make.a_commitment(finding),
        make.a_commitment(finding, is_trial=True, stopped_at=now),
    ):
        with pytest.raises(PermissionDenied):
            give_verdict(by=resident, commitment=commitment, kind=Verdict.Kind.WORKED, at=now)


def test_a_verdict_is_one_of_three(done, council, now):
    with pytest.raises(VerdictRefused):
        give_verdict(by=make.a_person(council, Role.CARER), commitment=done, kind="great", at=now)


# --- Who may --------------------------------------------------------------------------------------

MAKE, UPDATE = {Role.COMMISSIONER}, {Role.COMMISSIONER, Role.OFFICER}
JUDGE = {Role.RESIDENT, Role.SERVICE_USER, Role.CARER}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_promise_update_and_judge(role, finding, council, done, now):
    def promise(by):
        promised(by, finding, now, owner=done.owner)

    def update(by):
        post_update(
            by=by, commitment=make.a_commitment(finding), kind=PROGRESS, text="On it.", at=now
        )

    def judge(by):
        give_verdict(by=by, commitment=done, kind=Verdict.Kind.WORKED, at=now)

    for act, roles in ((promise, MAKE), (update, UPDATE), (judge, JUDGE)):
        if role in roles:
            act(make.a_person(council, role))
        else:
            with pytest.raises(PermissionDenied):
                act(make.a_person(council, role))
        with pytest.raises(PermissionDenied):
            act(make.a_person(make.a_council(), role))


def test_a_provider_updates_its_own_promises_and_no_others(finding, council, now):
    own, other = make.a_commitment(finding), make.a_commitment(finding)
    own.partners.add(other.owner)
    provider = make.with_second_factor(make.a_person(council))
    Membership.objects.create(
        user=provider, council=council, role=Role.PROVIDER, organisation=own.owner
    )
    post_update(by=provider, commitment=own, kind=DONE, text="Ready.", at=now)
    with pytest.raises(PermissionDenied):
        post_update(by=provider, commitment=other, kind=PROGRESS, text="Not ours.", at=now)


def test_who_left_updates_nothing(finding, council, now):
    left = make.a_person(council, Role.COMMISSIONER, is_active=False)
    with pytest.raises(PermissionDenied):
        post_update(
            by=left, commitment=make.a_commitment(finding), kind=PROGRESS, text="Hello.", at=now
        )
