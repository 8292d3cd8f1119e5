"""What two people decide together about a poll, with a reason that everybody can read."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coopservices.models import AuditEntry, Event
from participation.models import Role
from priorities.models import JointDecision, LogEntry, Poll
from priorities.results.actions.certifying import (
    CertifyRefused,
    certify_due_polls,
    certify_poll,
)
from priorities.results.actions.joint_decisions import (
    DecisionRefused,
    confirm_decision,
    drop_decision,
    propose_decision,
)
from priorities.results.forms import DecisionForm
from priorities.results.models import WAITS
from tests import make

pytestmark = pytest.mark.django_db

REASON = "A voter told us of a wrong ballot."


@pytest.fixture
def poll():
    return make.a_counted_poll(["option-1"])


@pytest.fixture
def colleague(poll):
    return make.a_person(poll.round.council, Role.OFFICER)


def proposed(poll, kind="pause", reason=REASON, *, by=None):
    by = by or poll.opened_by
    return propose_decision(by=by, poll=poll, kind=kind, reason=reason, at=timezone.now())


def decided(poll, colleague, kind="pause", reason=REASON):
    proposal = proposed(poll, kind, reason)
    return confirm_decision(by=colleague, decision=proposal, at=timezone.now())


def when_due():
    return timezone.now() + timedelta(days=3, minutes=1)


def test_of_what_has_ended_no_end_is_told(poll, client):
    client.force_login(poll.opened_by)
    page = client.get(reverse("decide_jointly", args=[poll.pk]))
    assert "The end of voting, as it stands" not in page.text


def test_a_last_day_is_asked_for_where_people_can_get_longer(poll):
    at = timezone.now()
    assert "last_day" not in DecisionForm(poll=poll, at=at).fields
    assert "last_day" in DecisionForm(poll=make.an_open_poll(), at=at).fields


def test_a_result_that_two_people_put_off_is_not_certified(poll, colleague):
    decided(poll, colleague)
    assert certify_due_polls(at=when_due()) == 0
    poll.refresh_from_db()
    with pytest.raises(CertifyRefused, match="put off"):
        certify_poll(by=poll.opened_by, poll=poll, at=when_due())


def test_one_person_alone_puts_nothing_off(poll):
    decision = proposed(poll)
    with pytest.raises(PermissionDenied):
        confirm_decision(by=poll.opened_by, decision=decision, at=timezone.now())
    assert not Poll.objects.get().is_paused
    assert certify_due_polls(at=when_due()) == 1


def test_the_database_knows_that_it_takes_two(poll):
    proposed(poll)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointDecision.objects.update(confirmed_by=poll.opened_by)


def test_two_people_let_it_become_final_again(poll, colleague):
    decided(poll, colleague)
    poll.refresh_from_db()
    decided(poll, colleague, "resume", "We looked: it was right.")
    assert not Poll.objects.get().is_paused
    assert certify_due_polls(at=when_due()) == 1
    assert [each.reason for each in poll.joint_decisions.all()] == [
        REASON,
        "We looked: it was right.",
    ]


@pytest.mark.parametrize(("kind", "reason"), [("pause", " "), ("resume", REASON)])
def test_what_cannot_be_proposed(poll, kind, reason):
    with pytest.raises(DecisionRefused):
        proposed(poll, kind, reason)


def test_one_proposal_of_a_kind_waits_until_it_is_dropped(poll, colleague):
    first = proposed(poll)
    with pytest.raises(DecisionRefused, match="already"):
        proposed(poll, by=colleague)
    drop_decision(by=colleague, decision=first, at=timezone.now())
    assert proposed(poll, by=colleague).proposed_by == colleague


def test_a_decision_that_holds_is_not_dropped(poll, colleague):
    drop_decision(by=colleague, decision=decided(poll, colleague), at=timezone.now())
    assert JointDecision.objects.get().confirmed_at


def test_nothing_is_decided_while_voting_is_open_or_after_the_end():
    poll = make.an_open_poll()
    for kind in ("pause", "resume", "exclude"):
        with pytest.raises(DecisionRefused, match="between the end of voting"):
            proposed(poll, kind)
    certified = make.a_counted_poll(challenge_days=0)
    certify_due_polls(at=timezone.now())
    certified.refresh_from_db()
    with pytest.raises(PermissionDenied):
        proposed(certified)


@pytest.mark.parametrize("role", Role)
def test_who_may_propose_and_confirm(poll, role, client):
    someone = make.a_person(poll.round.council, role)
    decision = proposed(poll)
    client.force_login(someone)
    page = reverse("decide_jointly", args=[poll.pk])
    may = role is Role.OFFICER
    assert client.get(page).status_code == (200 if may else 403)
    answer = client.post(reverse("confirm_decision", args=[poll.pk, decision.pk]))
    assert answer.status_code == (302 if may else 403)
    assert Poll.objects.get().is_paused == may


def test_from_the_form_to_the_pages_that_everybody_reads(poll, colleague, client):
    page = reverse("decide_jointly", args=[poll.pk])
    client.force_login(poll.opened_by)
    assert page in client.get(reverse("poll_result", args=[poll.pk])).content.decode()
    assert client.post(page, {"kind": "pause", "reason": ""}).status_code == 422
    told = client.post(page, {"kind": "pause", "reason": REASON}, follow=True)
    assert "Confirm, so that it holds" not in told.content.decode()
    client.force_login(colleague)
    assert page in client.get(reverse("your_tasks")).content.decode()
    assert "Confirm, so that it holds" in client.get(page).content.decode()
    client.post(reverse("confirm_decision", args=[poll.pk, JointDecision.objects.get().pk]))
    client.logout()
    for public in ("vote", "poll_result"):
        assert REASON in client.get(reverse(public, args=[poll.pk])).content.decode()


# --- Ending the voting early ----------------------------------------------------------------------


@pytest.fixture
def open_poll():
    return make.an_open_poll()


@pytest.fixture
def other_officer(open_poll):
    return make.a_person(open_poll.round.council, Role.OFFICER)


def test_two_end_the_voting_early_from_the_form_to_the_public_reason(
    open_poll, other_officer, client
):
    client.force_login(open_poll.opened_by)
    page = reverse("decide_jointly", args=[open_poll.pk])
    client.post(page, {"kind": "close", "reason": REASON})
    assert Poll.objects.get().is_open
    decision = JointDecision.objects.get()
    client.force_login(other_officer)
    assert page in client.get(reverse("your_tasks")).text
    client.post(reverse("confirm_decision", args=[open_poll.pk, decision.pk]))
    closed = Poll.objects.get()
    assert (closed.is_closed, closed.closed_by, closed.closed_early_because) == (
        True,
        other_officer,
        REASON,
    )
    assert list(LogEntry.objects.values_list("kind", flat=True)) == ["opened", "closed"]
    assert Event.objects.filter(name="priorities.poll_closed").count() == 1
    acts = AuditEntry.objects.order_by("n").values_list("act", flat=True)
    assert list(acts)[-3:] == ["decision_proposed", "poll_closed", "decision_confirmed"]
    client.logout()
    assert REASON in client.get(reverse("vote", args=[open_poll.pk])).text


def test_what_ended_meanwhile_is_not_ended_again(open_poll, other_officer):
    decision = proposed(open_poll, "close")
    make.close_early(open_poll)
    with pytest.raises(DecisionRefused, match="ended already"):
        confirm_decision(by=other_officer, decision=decision, at=timezone.now())


def test_a_proposal_runs_out_and_can_be_made_again(open_poll, other_officer, client):
    decision = proposed(open_poll, "close")
    after = decision.proposed_at + WAITS
    assert list(JointDecision.objects.waiting(after - timedelta(seconds=1))) == [decision]
    assert not JointDecision.objects.waiting(after).exists()
    with pytest.raises(DecisionRefused, match="run out"):
        confirm_decision(by=other_officer, decision=decision, at=after)
    JointDecision.objects.update(proposed_at=timezone.now() - WAITS)
    client.force_login(other_officer)
    page = client.get(reverse("decide_jointly", args=[open_poll.pk]))
    assert "it has run out" in page.text
    assert "Confirm, so that it holds" not in page.text
    again = proposed(open_poll, "close", by=other_officer)
    assert list(JointDecision.objects.all()) == [again]


def test_what_was_dropped_meanwhile_is_not_confirmed(open_poll, other_officer):
    decision = proposed(open_poll, "close")
    drop_decision(by=open_poll.opened_by, decision=decision, at=timezone.now())
    with pytest.raises(DecisionRefused, match="dropped"):
        confirm_decision(by=other_officer, decision=decision, at=timezone.now())


def test_who_proposed_and_is_no_officer_any_more_counts_no_more(open_poll, other_officer):
    decision = proposed(open_poll, "close")
    open_poll.opened_by.memberships.all().delete()
    with pytest.raises(DecisionRefused, match="no more"):
        confirm_decision(by=other_officer, decision=decision, at=timezone.now())
    assert Poll.objects.get().is_open


def test_the_only_officer_is_told_what_to_do(open_poll, client):
    client.force_login(open_poll.opened_by)
    page = reverse("decide_jointly", args=[open_poll.pk])
    assert "You are the only officer here" in client.get(page).text
    assert reverse("choose_role") in client.get(page).text
    make.a_person(open_poll.round.council, Role.OFFICER)
    assert "You are the only officer here" not in client.get(page).text
