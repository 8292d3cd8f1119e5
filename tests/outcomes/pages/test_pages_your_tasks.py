"""Your tasks: to each person what is theirs to do, the most urgent first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Finding
from participation.models import Membership, Role
from priorities.models import JointDecision, Poll, Turnout
from priorities.results.actions.joint_decisions import propose_decision
from tests import make

pytestmark = pytest.mark.django_db

HAVE_TASKS = {Role.OFFICER, Role.COMMISSIONER, Role.PROVIDER}


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now())


def tasks_of(person, client):
    client.force_login(person)
    return client.get(reverse("your_tasks")).content.decode()


def promise(round_, days, **facts):
    due_on = timezone.localdate() + timedelta(days=days)
    return make.a_commitment(make.an_answered_finding(round_), due_on=due_on, **facts)


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_has_tasks(role, council, client):
    client.force_login(make.a_person(council, role))
    assert client.get(reverse("your_tasks")).status_code == (200 if role in HAVE_TASKS else 403)


def test_a_stranger_is_asked_to_sign_in(council, client):
    assert client.get(reverse("your_tasks")).url.startswith(reverse("account_login"))


def test_nothing_waits(officer, client):
    assert "Nothing is waiting for you" in tasks_of(officer, client)


def test_to_each_their_own(round_, officer, client):
    poll = make.an_open_poll(make.a_round(round_.sector, at=timezone.now()))
    finding = make.a_finding(round_)
    answering, closing = (
        reverse("answer_finding", args=[finding.pk]),
        reverse("decide_jointly", args=[poll.pk]),
    )
    words = tasks_of(officer, client)
    assert closing in words
    assert answering not in words
    words = tasks_of(make.a_person(round_.council, Role.COMMISSIONER), client)
    assert closing not in words
    assert answering in words


# --- Polls ----------------------------------------------------------------------------------------


def a_draft(round_, officer):
    return make.draft_poll(
        by=officer,
        round=round_,
        title="What first?",
        question="Which?",
        options=["One", "Two"],
        most_choices=1,
        closes_at=timezone.now() + timedelta(days=5),
        at=timezone.now(),
    )


def test_a_round_whose_time_to_vote_has_come_needs_a_poll(round_, officer, client):
    assert reverse("draft_poll", args=[round_.slug]) in tasks_of(officer, client)
    draft = a_draft(round_, officer)
    words = tasks_of(officer, client)
    assert reverse("draft_poll", args=[round_.slug]) not in words
    assert reverse("set_up_poll", args=[draft.pk]) in words


def test_a_draft_stays_findable_before_its_phase(council, officer, client):
    later = make.a_round(make.a_sector(council), at=timezone.now(), voting=(5, 9))
    draft = a_draft(later, officer)
    assert reverse("set_up_poll", args=[draft.pk]) in tasks_of(officer, client)


def test_a_draft_to_open_waits_for_the_colleague_and_not_for_who_asked(round_, officer, client):
    draft = a_draft(round_, officer)
    Poll.objects.update(
        needs_two_to_open=True, opening_asked_by=officer, opening_asked_at=timezone.now()
    )
    opening = reverse("open_poll", args=[draft.pk])
    assert opening not in tasks_of(officer, client)
    assert opening in tasks_of(make.a_person(round_.council, Role.OFFICER), client)


@pytest.mark.parametrize(
    ("ballots", "told"), [(25, "25 votes by the end of"), (4, "Too few votes yet to show")]
)
def test_the_turnout_of_a_few_is_not_shown(ballots, told, round_, officer, client):
    poll = make.an_open_poll(round_)
    Turnout.objects.create(poll=poll, on=timezone.localdate() - timedelta(days=1), ballots=ballots)
    assert told in tasks_of(officer, client)


def test_todays_turnout_is_not_shown(round_, officer, client):
    Turnout.objects.create(poll=make.an_open_poll(round_), on=timezone.localdate(), ballots=50)
    assert "Too few votes yet to show" in tasks_of(officer, client)


def test_a_small_step_of_turnout_is_not_shown(round_, officer, client):
    poll = make.an_open_poll(round_)
    for days, ballots in ((3, 20), (2, 23), (1, 24)):
        Turnout.objects.create(
            poll=poll, on=timezone.localdate() - timedelta(days=days), ballots=ballots
        )
    words = tasks_of(officer, client)
    assert "20 votes by the end of" in words
    assert "24 votes" not in words


def test_time_that_is_over_is_seen(round_, officer, client):
    poll = make.an_open_poll(round_)
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert "Time is over" in tasks_of(officer, client)


def test_what_one_officer_proposes_waits_for_another_and_not_for_them(round_, officer, client):
    poll = make.an_open_poll(round_)
    facts = {"kind": JointDecision.Kind.CLOSE, "reason": "A storm", "at": timezone.now()}
    propose_decision(by=officer, poll=poll, **facts)
    colleague = make.a_person(round_.council, Role.OFFICER)
    waits = "Proposals of colleagues to confirm"
    assert waits not in tasks_of(officer, client)
    assert waits in tasks_of(colleague, client)


def test_a_result_is_certified_when_its_time_has_come(round_, officer, client):
    poll = make.a_counted_poll(*[["option-1"]] * 9, round_=round_, challenge_days=3)
    certify = reverse("certify_poll", args=[poll.pk])
    words = tasks_of(officer, client)
    assert "It can be certified from" in words
    assert certify not in words
    days = timedelta(days=4)
    Poll.objects.filter(pk=poll.pk).update(
        opened_at=poll.opened_at - days, closed_at=poll.closed_at - days
    )
    assert certify in tasks_of(officer, client)


# --- Answers and promises -------------------------------------------------------------------------


def test_answers_that_are_owed_say_how_long_is_left(round_, client):
    make.a_finding(
        round_, at=timezone.localtime().replace(hour=12) - timedelta(days=20), we_heard="Younger."
    )
    make.a_finding(
        round_, at=timezone.localtime().replace(hour=12) - timedelta(days=30), we_heard="Older."
    )
    words = tasks_of(make.a_person(round_.council, Role.COMMISSIONER), client)
    assert "8 of 28 days left to answer" in words
    assert "The answer is 2 days late" in words
    assert words.index("Older.") < words.index("Younger.")


def test_a_yes_waits_for_its_promise(round_, client):
    finding = make.an_answered_finding(round_)
    commissioner = make.a_person(round_.council, Role.COMMISSIONER)
    way = reverse("make_commitment", args=[finding.pk])
    assert way in tasks_of(commissioner, client)
    make.a_commitment(finding)
    assert way not in tasks_of(commissioner, client)


def test_promises_are_seen_before_they_are_late(round_, officer, client):
    late, soon, far = promise(round_, -3), promise(round_, 14), promise(round_, 15)
    words = tasks_of(officer, client)
    ways = [reverse("post_update", args=[each.pk]) for each in (late, soon, far)]
    assert words.index(ways[0]) < words.index(ways[1])
    assert [words.count(way) for way in ways] == [1, 1, 0], "each once, and none too early"
    assert ways[2] not in words


def test_a_provider_sees_what_it_owes_itself(round_, client):
    own, others = promise(round_, -3), promise(round_, -3)
    provider = make.a_person(round_.council, Role.PROVIDER)
    Membership.objects.filter(user=provider).update(organisation=own.owner)
    words = tasks_of(provider, client)
    assert reverse("post_update", args=[own.pk]) in words
    assert reverse("post_update", args=[others.pk]) not in words


def test_a_provider_of_no_organisation_owes_nothing(round_, client):
    promise(round_, -3)
    assert "Nothing is waiting for you" in tasks_of(
        make.a_person(round_.council, Role.PROVIDER), client
    )


def test_it_costs_the_same_for_many_tasks(council, round_, client, django_assert_max_num_queries):
    person = make.a_person(council, Role.OFFICER, Role.COMMISSIONER)
    tasks_of(person, client)
    for _ in range(2):
        for _ in range(3):
            poll = make.an_open_poll(make.a_round(round_.sector, at=timezone.now()))
            Turnout.objects.create(
                poll=poll, on=timezone.localdate() - timedelta(days=1), ballots=25
            )
            make.a_finding(round_)
            promise(round_, -3)
        with django_assert_max_num_queries(13):
            client.get(reverse("your_tasks"))
    assert Finding.objects.unanswered().count() == 6
