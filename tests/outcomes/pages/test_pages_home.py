"""The first page: calm for strangers, near things first, and never only the wins."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Verdict
from outcomes.rebuilding.actions import rebuild_round_summary
from participation.models import Membership, Role
from tests import make

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>{{ 7 }}"


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def sector(council):
    return make.a_sector(council)


def home(client):
    return " ".join(client.get(reverse("home")).content.decode().split())


def current_round(sector, **facts):
    return make.a_round(sector, at=timezone.now(), **facts)


def done(round_, *, verdicts=(), **facts):
    """A promise of this round that was kept yesterday, with so many verdicts of each kind."""
    finding = make.an_answered_finding(round_)
    commitment = make.a_commitment(finding, done_at=timezone.now() - timedelta(days=1), **facts)
    for kind, people in verdicts:
        for _ in range(people):
            Verdict.objects.create(commitment=commitment, resident=make.a_person(), kind=kind)
    rebuild_round_summary(round=round_, at=timezone.now())
    return commitment


# --- What is open ---------------------------------------------------------------------------------


def test_a_new_council_has_a_first_page(council, client):
    words = home(client)
    assert "Nothing is open just now" in words
    assert "What is still owed" not in words
    assert "What changed because people spoke" not in words


def test_somebody_without_an_account_is_led_to_the_act(sector, client):
    proposing = current_round(
        sector, proposing=(-1, 5), voting=(6, 9), question="What about benches?"
    )
    poll = make.an_open_poll(current_round(sector, question="What about trees?"))
    words = home(client)
    assert reverse("start_proposal", args=[proposing.slug]) in words
    assert reverse("vote", args=[poll.pk]) in words
    assert words.index("What about trees?") < words.index("What about benches?"), (
        "a vote ends sooner than a talk"
    )


def test_a_fresh_result_stays_for_a_while(sector, client):
    poll = make.a_counted_poll(*[["option-1"]] * 9, round_=current_round(sector))
    assert reverse("poll_result", args=[poll.pk]) in home(client)


def test_nothing_unpublished_is_told(sector, client):
    hidden = current_round(sector, published_at=None, question="Nobody knows")
    make.a_commitment(
        make.an_answered_finding(hidden), title="Secret promise", done_at=timezone.now()
    )
    make.a_finding(hidden, we_heard="Secret finding")
    words = home(client)
    assert "Nobody knows" not in words
    assert "Secret" not in words


def test_what_is_about_my_ward_comes_first(council, sector, client):
    here, there = make.a_ward(council, "Riverside"), make.a_ward(council, "Hilltop")
    mine, theirs = (
        current_round(sector, question="Ours?"),
        current_round(sector, question="Theirs?"),
    )
    mine.areas.add(here)
    theirs.areas.add(there)
    make.an_open_poll(theirs)
    make.an_open_poll(mine)
    resident = make.a_person(council, Role.RESIDENT)
    Membership.objects.filter(user=resident).update(area=here)
    assert home(client).index("Theirs?") < home(client).index("Ours?"), (
        "the newest first for strangers"
    )
    client.force_login(resident)
    words = home(client)
    assert words.index("Ours?") < words.index("Theirs?")
    assert words.count("In your ward.") == 1


# --- What came of it ------------------------------------------------------------------------------


def test_what_changed_says_what_residents_say(sector, client):
    done(current_round(sector), title="Open evenings", verdicts=[("worked", 40), ("not", 10)])
    words = home(client)
    assert "Open evenings" in words
    assert "Most people say it made a difference." in words
    assert "About 50 people answered" in words


def test_of_what_nobody_was_asked_yet_no_verdict_is_said(sector, client):
    round_ = current_round(sector)
    commitment = make.a_commitment(make.an_answered_finding(round_), done_at=timezone.now())
    words = home(client)
    assert commitment.title in words
    assert "<strong>.</strong>" not in words


def test_a_few_verdicts_stay_hidden(sector, client):
    done(current_round(sector), verdicts=[("worked", 3), ("not", 2)])
    words = home(client)
    assert "Too few people have answered to say." in words
    assert "people answered" not in words


def test_a_stopped_trial_is_a_result_too(sector, client):
    commitment = make.a_commitment(
        make.an_answered_finding(current_round(sector)),
        is_trial=True,
        stopped_at=timezone.now(),
        title="A night line",
    )
    commitment.updates.create(kind="stopped", text="Nobody rang it.", posted_at=timezone.now())
    words = home(client)
    assert "A night line" in words
    assert "Nobody rang it." in words


def test_what_is_owed_stands_beside_what_is_done(sector, client):
    now = timezone.now()
    round_ = current_round(sector)
    done(round_)
    make.a_commitment(
        make.an_answered_finding(round_),
        title="Late thing",
        due_on=timezone.localdate(now) - timedelta(days=12),
    )
    noon = timezone.localtime(now).replace(hour=12)  # so that summer time moves no day
    make.a_finding(round_, at=noon - timedelta(days=40), we_heard="Nobody answers this.")
    make.a_finding(round_, at=noon - timedelta(days=3), we_heard="Somebody may answer this.")
    words = home(client)
    assert "Of 2 promises, 1 is done, 0 are on time and 1 is overdue." in words
    assert "due 12 days ago" in words
    assert "Heard 40 days ago. The answer is 12 days late" in words
    assert "Heard 3 days ago. 25 of 28 days left to answer" in words


def test_what_people_wrote_is_only_words(sector, client):
    round_ = current_round(sector, question=HOSTILE)
    make.an_open_poll(round_)
    done(round_, title=HOSTILE)
    make.a_finding(round_, at=timezone.now(), we_heard=HOSTILE)
    assert "<script>alert" not in home(client)


def test_it_costs_the_same_for_many_rounds(council, sector, client, django_assert_max_num_queries):
    resident = make.a_person(council, Role.RESIDENT)
    Membership.objects.filter(user=resident).update(area=make.a_ward(council))
    client.force_login(resident)
    home(client)  # from here on the process remembers which council answers
    for _ in range(2):
        for _ in range(3):
            round_ = current_round(sector)
            make.an_open_poll(round_)
            done(round_)
            make.a_commitment(
                make.an_answered_finding(round_), due_on=timezone.localdate() - timedelta(days=2)
            )
            make.a_finding(round_)
        with django_assert_max_num_queries(13):
            home(client)
