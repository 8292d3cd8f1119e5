"""What happens is news once, and each follower is told once: of the whole chain, of nothing that
nobody may see, and never who voted or who wrote what without a name.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coopservices.models import Event
from outcomes.commitments.actions import give_verdict, make_commitment, post_update
from outcomes.findings.actions import answer_finding
from outcomes.models import (
    Answer,
    Finding,
    Follow,
    Letter,
    NewsItem,
    Notification,
    Subscriber,
    Update,
    Verdict,
)
from outcomes.notifications.actions.telling import (
    news_of_ends,
    news_of_figures,
    news_of_proposal,
    news_of_round,
    tell_followers,
)
from outcomes.notifications.models import HEARD_BY, Code
from outcomes.notifications.queries.news import facts_of, told_of
from outcomes.notifications.words import _TOLD, HEARS, KINDS
from outcomes.tasks import tell_what_was_lost
from participation.models import Role
from priorities.models import Proposal
from priorities.proposals.actions import publish_proposal
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now(), proposing=(-9, -1))


def codes_told_to(follow):
    told = Notification.objects.filter(subscriber=follow.subscriber).order_by("pk")
    return [each.item.code for each in told]


def words_of(follow):
    keys = Notification.objects.filter(subscriber=follow.subscriber).values_list("item", flat=True)
    return told_of(facts_of(keys, at=timezone.now()).values())


def test_every_kind_of_news_has_hearers_and_words():
    assert set(HEARD_BY) == set(_TOLD) == set(Code)
    assert {topic for topics in HEARD_BY.values() for topic in topics} == set(KINDS) == set(HEARS)


# --- The whole chain ------------------------------------------------------------------------------


def test_an_author_hears_what_becomes_of_their_idea_at_every_step(council, round_):
    at = timezone.now() - timedelta(days=2)
    author = make.a_person(council, Role.RESIDENT)
    draft = make.a_proposal(round_, author, title="Open evenings", published_on=None)
    proposal = publish_proposal(by=author, proposal=draft, at=at)
    make.settle()
    own = Follow.objects.get()
    assert (own.subscriber.user, own.proposal) == (author, proposal)
    assert codes_told_to(own) == [], "They know that they have published it."

    keys = f"proposal-{proposal.pk}"
    others = [make.a_proposal(round_, title=title) for title in ("A dentist", "A minibus")]
    poll = make.a_counted_poll(*[[keys]] * 10, round_=round_, options=[proposal, *others])
    make.settle()
    assert codes_told_to(own) == ["on_ballot", "proposal_voted"]

    finding = Finding.objects.get(proposal=proposal)
    commissioner = make.a_person(council, Role.COMMISSIONER)
    at = timezone.now()
    answer_finding(by=commissioner, finding=finding, answer=Answer.WILL, reason="Yes.", at=at)
    promise = make_commitment(
        by=commissioner,
        finding=finding,
        title="Open until eight",
        owner=make.an_organisation(council),
        due_on=at.date() + timedelta(days=9),
        at=at,
    )
    for kind, text in (("progress", "Rotas are drawn up."), ("done", "Doors are open.")):
        post_update(by=commissioner, commitment=promise, kind=Update.Kind(kind), text=text, at=at)
    promise.refresh_from_db()
    for _ in range(9):
        resident = make.a_person(council, Role.RESIDENT)
        give_verdict(by=resident, commitment=promise, kind=Verdict.Kind.WORKED, at=at)
        make.settle()
    assert codes_told_to(own) == [
        "on_ballot",
        "proposal_voted",
        "finding_answered",
        "commitment_made",
        "update_posted",
        "update_posted",
        "verdict_published",
    ]
    words = {each.what: each for each in words_of(own)}
    assert words["People have voted on it"].note == "First of 3, with 10 votes."
    assert words["The council's answer"].about == str(proposal.title)
    assert words["The council's answer"].note == "We will."
    assert words["The council's answer"].said == "Yes."
    assert words["What people say came of it"].note == "Most people say it made a difference."
    assert poll.title_en not in words["A promise"].note


def test_followers_of_a_round_hear_of_its_vote_and_its_result(council, round_):
    follow = make.a_follow(council, round=round_)
    poll = make.a_counted_poll(*[["option-1"]] * 10, round_=round_)
    make.settle()
    assert codes_told_to(follow) == ["poll_opened", "result_published"]
    (result,) = (each for each in words_of(follow) if each.page[0] == "poll_result")
    assert result.note == "“Bench” came first: 10 of 10 voters chose it."
    assert result.page == ("poll_result", poll.pk)


def test_followers_of_places_hear_of_proposals_there(council, round_):
    area, other = make.a_ward(council), make.a_ward(council, "Hilltop")
    service = make.a_service(round_.sector)
    follows = [
        make.a_follow(council, **topic)
        for topic in ({"area": area}, {"service": service}, {"area": other})
    ]
    at = timezone.now()
    proposal = make.a_proposal(round_, at=at, area=area, service=service)
    news_of_proposal(proposal_id=proposal.pk, at=at)
    tell_followers(at=at)
    assert [codes_told_to(each) for each in follows] == [["proposal_published"]] * 2 + [[]]


def test_new_rounds_are_told_to_whoever_follows_them_or_a_place_they_are_about(council, round_):
    area = make.a_ward(council)
    follows = [make.a_follow(council), make.a_follow(council, area=area)]
    round_.areas.add(area)
    at = timezone.now()
    round_.published_at = at
    round_.save()
    news_of_round(round_id=round_.pk)
    tell_followers(at=at)
    assert [codes_told_to(each) for each in follows] == [["round_published"]] * 2


def test_what_was_left_off_is_told_with_the_reason(council, round_):
    proposal = make.a_proposal(round_, title="A minibus")
    follow = make.a_follow(council, proposal=proposal)
    make.an_open_poll(round_, left_off={proposal: "It has been bought."})
    make.settle()
    (told,) = words_of(follow)
    assert (told.what, told.said) == ("It was left off the ballot", "It has been bought.")


def test_new_figures_are_told_to_followers_of_the_measure_and_of_ideas_that_led_to_it(council):
    at = timezone.now()
    indicator = make.an_indicator(council)
    release = make.a_release(council, indicator, at=at)
    promise = make.a_commitment(
        make.an_answered_finding(make.a_round(indicator.sector)), indicator=indicator
    )
    measure = make.a_follow(council, indicator=indicator)
    idea = make.a_follow(council, proposal=promise.finding.proposal)
    news_of_figures(release_id=release.pk)
    tell_followers(at=at)
    assert codes_told_to(measure) == codes_told_to(idea) == ["figures_published"]


# --- Once -----------------------------------------------------------------------------------------


def test_told_again_and_by_two_ways_each_hears_once(council, round_):
    area = make.a_ward(council)
    follow = make.a_follow(council, area=area)
    make.a_follow(council, email=follow.subscriber.email, round=round_)
    at = timezone.now()
    proposal = make.a_proposal(round_, at=at, area=area)
    for _ in range(2):
        news_of_proposal(proposal_id=proposal.pk, at=at)
        tell_followers(at=at)
    NewsItem.objects.update(told_at=None)  # as if a worker had died before it said that it had told
    tell_followers(at=at)
    assert codes_told_to(follow) == ["proposal_published"]


def test_the_database_tells_nobody_twice(council, round_):
    follow = make.a_follow(council, round=round_)
    make.an_open_poll(round_)
    make.settle()
    told = Notification.objects.get(subscriber=follow.subscriber)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(
            subscriber=follow.subscriber, item=told.item, told_at=timezone.now()
        )


def test_a_job_that_died_with_its_worker_is_done_again(council, round_):
    follow = make.a_follow(council, round=round_)
    make.an_open_poll(round_)
    Event.objects.update(delivered_at=timezone.now())  # handed over, and lost
    assert codes_told_to(follow) == []
    tell_what_was_lost()
    tell_what_was_lost()
    assert codes_told_to(follow) == ["poll_opened"]


def test_what_happened_before_somebody_followed_is_not_news_to_them(council, round_):
    make.an_open_poll(round_)
    make.a_follow(council, round=round_, at=timezone.now() + timedelta(minutes=1))
    make.settle()
    assert not Notification.objects.exists()


def test_who_has_not_confirmed_hears_nothing(council, round_):
    make.a_follow(council, round=round_)
    Follow.objects.update(confirmed_at=None)
    make.an_open_poll(round_)
    make.settle()
    assert not Notification.objects.exists()


def test_another_answer_is_news_again(council, round_):
    finding = make.a_finding(round_)
    follow = make.a_follow(council, proposal=finding.proposal)
    by = make.a_person(council, Role.COMMISSIONER)
    for answer in (Answer.NOT_YET, Answer.CANNOT, Answer.CANNOT, Answer.WILL):
        answer_finding(by=by, finding=finding, answer=answer, reason="So.", at=timezone.now())
        make.settle()
    assert codes_told_to(follow) == ["finding_answered"] * 3


# --- What may not be told -------------------------------------------------------------------------


def test_staff_who_are_not_named_are_told_of_with_the_day_alone(council, round_):
    follow = make.a_follow(council, round=round_)
    author = make.a_person(council, Role.STAFF, name="Dani Kowalski")
    at = datetime(2026, 11, 2, 17, 43, tzinfo=ZoneInfo("Europe/London"))
    proposal = make.a_proposal(
        round_, author, at=at, author_role=Role.STAFF, published_on=at.date()
    )
    news_of_proposal(proposal_id=proposal.pk, at=at)
    tell_followers(at=at)
    Follow.objects.update(followed_at=at - timedelta(days=1))
    assert codes_told_to(follow) == [], "The hour could tell who it was."

    item = NewsItem.objects.get()
    assert timezone.localtime(item.happened_at).isoformat() == "2026-11-03T08:00:00+00:00"
    tell_followers(at=item.due_at)
    (told,) = words_of(follow)
    assert told.note == "A member of front-line staff"
    assert "Kowalski" not in repr(told)


def test_what_is_hidden_meanwhile_is_not_told(council, round_):
    at = timezone.now()
    follow = make.a_follow(council, round=round_)
    proposal = make.a_proposal(round_, at=at)
    news_of_proposal(proposal_id=proposal.pk, at=at)
    tell_followers(at=at)
    assert len(words_of(follow)) == 1
    Proposal.objects.update(hidden_at=at)
    assert words_of(follow) == []


def test_no_news_holds_who_voted(council, round_):
    make.a_follow(council, round=round_)
    make.a_counted_poll(*[["option-1"]] * 10, round_=round_)
    make.settle()
    assert not NewsItem.objects.filter(code__contains="cast").exists()
    voters = {"ballot_cast", "ballot_withdrawn"}
    assert not {code for code in Code if code in voters}


def test_followers_at_another_council_hear_nothing(council, round_):
    elsewhere = make.a_follow(make.a_council(host="else.example"))
    round_.published_at = timezone.now()
    round_.save()
    news_of_round(round_id=round_.pk)
    tell_followers(at=timezone.now())
    assert codes_told_to(elsewhere) == []


# --- Reminders ------------------------------------------------------------------------------------


def test_a_reminder_goes_to_who_asked_at_once_two_days_before_the_end(council, round_):
    poll = make.an_open_poll(round_)
    asked = make.a_follow(council, poll=poll, frequency="weekly")
    other = make.a_follow(council, round=round_, frequency="weekly")
    early = poll.closes_at - timedelta(days=2, seconds=1)
    news_of_ends(at=early)
    assert not NewsItem.objects.filter(code=Code.POLL_CLOSES_SOON).exists()
    at = early + timedelta(seconds=1)
    for _ in range(2):
        news_of_ends(at=at)
        tell_followers(at=at)
    told = Notification.objects.filter(item__code=Code.POLL_CLOSES_SOON)
    assert {each.subscriber: each.is_reminder for each in told} == {
        asked.subscriber: True,
        other.subscriber: False,
    }


def test_nobody_is_reminded_of_a_poll_that_is_over(council, round_):
    poll = make.an_open_poll(round_)
    make.a_follow(council, poll=poll)
    make.close_early(poll, reason="Enough.", at=timezone.now())
    news_of_ends(at=poll.closes_at - timedelta(hours=1))
    assert not NewsItem.objects.filter(code=Code.POLL_CLOSES_SOON).exists()


def test_close_to_the_end_no_reminder_is_promised(client, council, round_):
    poll = make.an_open_poll(round_, closes_at=timezone.now() + timedelta(hours=47))
    client.force_login(make.a_person(council, Role.RESIDENT))
    address = reverse("follow", args=["poll", poll.pk])
    assert "too late for a reminder" in client.post(address).content.decode()
    assert not Subscriber.objects.exists()


# --- The list -------------------------------------------------------------------------------------


def test_the_list_shows_what_is_new_until_it_is_read(client, council, round_):
    person = make.a_person(council, Role.RESIDENT)
    make.a_follow(council, person, round=round_, frequency="never")
    make.a_counted_poll(*[["option-1"]] * 10, round_=round_)
    make.settle()
    assert not Letter.objects.exists(), "Who wants none gets none."
    client.force_login(person)
    answer = client.get(reverse("news"))
    assert answer.context["unread"] == 2
    assert answer.context["news"][0][0].what == "The result of the vote"
    assert client.get(reverse("news")).context["unread"] == 2, "Looking marks nothing."
    client.post(reverse("mark_news_read"))
    assert client.get(reverse("news")).context["unread"] == 0


def test_the_list_asks_as_often_for_many_as_for_few(
    client, council, round_, django_assert_max_num_queries
):
    person = make.a_person(council, Role.RESIDENT)
    follow = make.a_follow(council, person, round=round_)
    at = timezone.now()
    for _ in range(30):
        news_of_proposal(proposal_id=make.a_proposal(round_, at=at).pk, at=at)
    tell_followers(at=at)
    client.force_login(person)
    with django_assert_max_num_queries(16):
        answer = client.get(reverse("news"))
    assert len(answer.context["news"]) == 25
    assert len(client.get(reverse("news"), {"page": "2"}).context["news"]) == 5
    assert len(codes_told_to(follow)) == 30


def test_nobody_sees_or_reads_anothers_list(client, council, round_):
    make.a_follow(council, make.a_person(council, Role.RESIDENT), round=round_)
    make.an_open_poll(round_)
    make.settle()
    client.force_login(make.a_person(council, Role.OFFICER))
    assert client.get(reverse("news")).context["news"] == []
    client.post(reverse("mark_news_read"))
    assert Notification.objects.unread().count() == 1
