"""You said, we did; one finding; and answering it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Finding, Verdict
from outcomes.rebuilding.actions import rebuild_round_summary
from participation.models import Role
from priorities.models import Phase
from tests import make

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
ANSWERS = frozenset({Role.COMMISSIONER})


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now())


def shown(client, name, *arguments):
    return " ".join(client.get(reverse(name, args=arguments)).content.decode().split())


def outcome_of(client, round_):
    rebuild_round_summary(round=round_, at=timezone.now())
    return shown(client, "you_said_we_did", round_.slug)


# --- You said, we did -----------------------------------------------------------------------------


def test_a_card_tells_all_of_it(round_, client):
    finding = make.an_answered_finding(
        round_, we_heard="Families want evenings.", people=90, out_of=120
    )
    indicator = make.an_indicator(round_.council, name="Satisfied families")
    commitment = make.a_commitment(
        finding, title="Open evenings", done_at=timezone.now(), indicator=indicator
    )
    commitment.partners.add(make.an_organisation(round_.council, "Neighbours"))
    commitment.updates.create(
        kind="done", text="Every door is open until eight.", posted_at=timezone.now()
    )
    for _ in range(30):
        Verdict.objects.create(commitment=commitment, resident=make.a_person(), kind="worked")
    words = outcome_of(client, round_)
    for told in (
        "Families want evenings.",
        "Chosen by 90 of 120 people who voted",
        "We will",
        "It costs little.",
        "Open evenings",
        commitment.owner.name,
        "with Neighbours",
        "Every door is open until eight.",
        "Most people say it made a difference",
        "about 30 people",
        "Satisfied families",
    ):
        assert told in words, told


def test_silence_is_listed_with_its_age_before_the_answers(round_, client):
    make.an_answered_finding(round_, we_heard="Answered thing.")
    make.a_finding(
        round_, at=timezone.localtime().replace(hour=12) - timedelta(days=30), we_heard="Old thing."
    )
    make.a_finding(round_, at=timezone.now() - timedelta(days=28), we_heard="Thing of today.")
    make.a_finding(round_, at=timezone.now() - timedelta(days=5), we_heard="Young thing.")
    words = outcome_of(client, round_)
    assert "People said 4 things. 1 has an answer. 1 answer is late." in words
    assert words.index("Old thing.") < words.index("Young thing.") < words.index("Answered thing.")
    assert "Heard 30 days ago. The answer is 2 days late" in words
    assert "Today is the last of 28 days to answer" in words
    assert "23 of 28 days left to answer" in words


def test_what_was_left_off_counts_as_answered_with_its_reason_once_voting_is_over(round_, client):
    off = [make.a_proposal(round_) for _ in range(2)]
    poll = make.an_open_poll(round_, left_off=dict.fromkeys(off, "Each home decides."))
    words = outcome_of(client, round_)
    assert "People are still being asked." in words
    assert words.count("Each home decides.") == 2
    make.close_early(poll, reason="Enough.", at=timezone.now())
    words = outcome_of(client, round_)
    assert "People said 2 things. 2 have an answer." in words
    assert "2 of the answers are reasons" in words


def test_what_no_poll_mentions_is_unanswered(round_, client):
    poll = make.an_open_poll(round_)
    silent = make.a_proposal(round_, title="Let people keep their cat")
    assert silent.title in outcome_of(client, round_)
    make.close_early(poll, reason="Enough.", at=timezone.now())
    words = outcome_of(client, round_)
    assert "People said 1 thing. 0 have an answer." in words
    make.a_finding(round_, proposal=silent)
    assert reverse("proposal_detail", args=[silent.pk]) not in outcome_of(client, round_)


def test_while_people_may_still_be_asked_nothing_is_owed(round_, client):
    make.a_proposal(round_)
    assert "nobody has said why" not in outcome_of(client, round_)
    Phase.objects.update(opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now())
    assert "nobody has said why" in outcome_of(client, round_)


def test_a_yes_without_a_promise_is_said(round_, client):
    make.an_answered_finding(round_)
    assert "Nobody has said yet who will do it, and by when." in outcome_of(client, round_)


def test_a_no_promises_nothing(round_, client):
    make.an_answered_finding(round_, answer="cannot", reason="The bus costs too much.")
    words = outcome_of(client, round_)
    assert "We can&#x27;t" in words
    assert "The bus costs too much." in words
    assert "We promise" not in words


@pytest.mark.parametrize(
    ("people", "out_of", "told"),
    [
        (3, 40, "Chosen by 3 of 40 people who voted"),
        (1200, 3400, "Chosen by 1,200 of 3,400 people who voted"),
    ],
)
def test_how_many_said_it_is_told_exactly(people, out_of, told, round_, client):
    make.an_answered_finding(round_, people=people, out_of=out_of)
    assert told in outcome_of(client, round_)


def test_where_too_few_voted_no_number_of_people_is_told(client):
    poll = make.a_counted_poll(*[["option-1"]] * 9)
    make.settle()
    words = outcome_of(client, poll.round)
    assert "Fewer than 10 people voted" in words
    assert "Chosen by" not in words


def test_where_nobody_counted_nobody_is_said_to_have_voted(round_, client):
    make.an_answered_finding(round_)
    assert "who voted" not in outcome_of(client, round_)


def test_numbers_come_from_the_summary_alone(round_, client):
    finding = make.an_answered_finding(round_, people=90, out_of=120)
    assert "who voted" not in shown(client, "you_said_we_did", round_.slug), (
        "nothing is published yet"
    )
    outcome_of(client, round_)
    Finding.objects.filter(pk=finding.pk).update(people=91)
    assert "90 of 120" in shown(client, "you_said_we_did", round_.slug)


def test_before_anything_was_heard(round_, client):
    assert "Nothing to answer yet" in outcome_of(client, round_)


def test_a_round_that_is_not_published_is_nobodys_business(council, client):
    hidden = make.a_round(make.a_sector(council), published_at=None)
    finding = make.an_answered_finding(hidden)
    assert client.get(reverse("you_said_we_did", args=[hidden.slug])).status_code == 404
    assert client.get(reverse("finding_detail", args=[finding.pk])).status_code == 404


def test_another_councils_finding_is_not_found(client, settings):
    settings.ALLOWED_HOSTS = ["one.example"]
    one, other = make.a_council(host="one.example"), make.a_council(host="other.example")
    finding = make.an_answered_finding(make.a_round(make.a_sector(other)))
    there = {"headers": {"host": "one.example"}}
    commissioner = make.a_person(one, Role.COMMISSIONER)
    client.force_login(commissioner)
    for name in ("finding_detail", "answer_finding", "make_commitment"):
        assert client.get(reverse(name, args=[finding.pk]), **there).status_code == 404


def test_what_people_wrote_is_only_words(round_, client):
    finding = make.an_answered_finding(round_, we_heard=HOSTILE, reason=HOSTILE)
    commitment = make.a_commitment(finding, title=HOSTILE)
    commitment.updates.create(kind="progress", text=HOSTILE, posted_at=timezone.now())
    assert HOSTILE not in outcome_of(client, round_)
    assert HOSTILE not in shown(client, "finding_detail", finding.pk)


def test_it_costs_the_same_for_many_findings(round_, client, django_assert_max_num_queries):
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    outcome_of(client, round_)
    for _ in range(2):
        for _ in range(4):
            commitment = make.a_commitment(make.an_answered_finding(round_), done_at=timezone.now())
            commitment.partners.add(
                make.an_organisation(round_.council, f"Partner {commitment.pk}")
            )
            make.a_finding(round_)
        rebuild_round_summary(round=round_, at=timezone.now())
        with django_assert_max_num_queries(12):
            shown(client, "you_said_we_did", round_.slug)
        with django_assert_max_num_queries(12):
            shown(client, "finding_detail", commitment.finding_id)


# --- One finding ----------------------------------------------------------------------------------


def test_a_finding_leads_back_to_where_it_comes_from(client):
    poll = make.a_counted_poll(*[["option-1"]] * 10)
    make.settle()
    finding = Finding.objects.get()
    words = shown(client, "finding_detail", finding.pk)
    assert "Chosen by 10 of 10 people who voted" in words
    assert reverse("poll_result", args=[poll.pk]) in words
    assert reverse("you_said_we_did", args=[poll.round.slug]) in words


@pytest.mark.parametrize("role", [None, *Role])
def test_who_is_offered_to_answer(role, round_, client):
    finding = make.a_finding(round_)
    if role:
        client.force_login(make.a_person(round_.council, role))
    assert (
        reverse("answer_finding", args=[finding.pk]) in shown(client, "finding_detail", finding.pk)
    ) == (role in ANSWERS)


# --- Answering it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_answers(role, round_, client):
    finding = make.a_finding(round_)
    client.force_login(make.a_person(round_.council, role))
    told = {"answer": "will", "reason": "It costs little."}
    response = client.post(reverse("answer_finding", args=[finding.pk]), told)
    assert response.status_code == (302 if role in ANSWERS else 403)
    finding.refresh_from_db()
    assert finding.is_answered == (role in ANSWERS)


def test_a_stranger_is_asked_to_sign_in(round_, client):
    finding = make.a_finding(round_)
    for name in ("answer_finding", "make_commitment"):
        assert client.get(reverse(name, args=[finding.pk])).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"answer": "will", "reason": " "}, "Why?"),
        ({"reason": "It costs little."}, "What is the council&#x27;s answer?"),
        ({"answer": "maybe", "reason": "It costs little."}, "Select a valid choice"),
    ],
)
def test_an_answer_needs_a_reason(told, problem, round_, client):
    finding = make.a_finding(round_)
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    response = client.post(reverse("answer_finding", args=[finding.pk]), told)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert problem in response.content.decode()


@pytest.mark.parametrize("reason", ["", "We wait for the price of the bus."])
def test_that_it_is_not_decided_yet_can_be_said_and_stays_owed(reason, round_, client):
    finding = make.a_finding(round_, at=timezone.now() - timedelta(days=40))
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    told = client.post(
        reverse("answer_finding", args=[finding.pk]),
        {"answer": "not_yet", "reason": reason},
        follow=True,
    )
    words = " ".join(told.content.decode().split())
    assert "It stays owed." in words
    Finding.objects.update(put_off_at=timezone.now() - timedelta(days=3))
    for words in (
        shown(client, "finding_detail", finding.pk),
        outcome_of(client, round_),
        shown(client, "your_tasks"),
    ):
        assert "(3 days ago) the council said that it is not decided yet." in words
        assert "12 days late" in words
        assert reason in words
    assert "People said 1 thing. 0 have an answer." in outcome_of(client, round_)
    client.post(
        reverse("answer_finding", args=[finding.pk]), {"answer": "will", "reason": "We have it."}
    )
    assert "not decided yet" not in shown(client, "finding_detail", finding.pk)


def test_a_promise_is_not_taken_back_by_changing_the_answer(round_, client):
    finding = make.a_commitment(make.an_answered_finding(round_)).finding
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    told = {"answer": "cannot", "reason": "We changed our mind."}
    response = client.post(reverse("answer_finding", args=[finding.pk]), told)
    assert "Something has been promised already." in response.content.decode()


def test_what_was_answered_stands_in_the_form(round_, client):
    finding = make.an_answered_finding(round_)
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    words = shown(client, "answer_finding", finding.pk)
    assert "It costs little." in words
    assert 'value="will" checked' in words
