"""Programs that fill in forms are told from people, nobody is locked out by strangers, and nothing
that was written is lost.
"""

import itertools
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coopservices import watching
from coopservices.models import KeptLimit
from coopservices.watching import PACES, WAIT, WINDOW, Sender, is_worked, network_hash, note
from participation.models import Role
from priorities.models import Proposal, Report
from priorities.proposals.actions import MOST_A_DAY, MOST_AN_HOUR
from tests import make

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now(), proposing=(-9, 9))


@pytest.fixture
def proposal(round_):
    return make.a_proposal(round_)


@pytest.fixture
def reader(council, client):
    reader = make.a_person(council, Role.RESIDENT)
    client.force_login(reader)
    return reader


def report(client, proposal, *, shown=None, **fields):
    """Send a report; without a stamp of its own, in a form that was shown a minute ago."""
    told = {"reason": "person", "words": "That is my manager.", **fields}
    stamped = {"began": shown} if shown is not None else make.stamped("report")
    return client.post(reverse("report_proposal", args=[proposal.pk]), {**stamped, **told})


def flood(act, council, *, times, address=HERE, at=None):
    for _ in range(times):
        note(Sender(act, council.pk, address, at or timezone.now()))


def stamp_in(answer):
    return re.search(r'name="began"\s+value="([^"]+)"', answer.content.decode())[1]


def solved(stamp):
    return next(str(n) for n in itertools.count() if is_worked(stamp, str(n)))


# --- In a quiet hour ------------------------------------------------------------------------------


def test_a_person_sends_a_report(client, reader, proposal):
    assert report(client, proposal).status_code == 302
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"website": "https://spam.example"}, "A field that nobody sees"),
        ({"shown": ""}, "That was very quick"),
        ({"shown": "forged:stamp"}, "That was very quick"),
        ({"shown": watching.new_stamp("sign-in", timezone.now())}, "That was very quick"),
    ],
)
def test_what_no_person_sends_is_refused_and_stays_in_the_form(
    client, reader, proposal, fields, words
):
    answer = report(client, proposal, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "That is my manager." in page
    assert "spam.example" not in page
    assert not Report.objects.exists()


def test_a_second_press_a_little_later_is_taken(client, reader, proposal):
    answer = report(client, proposal, shown="")
    stamp = stamp_in(answer)
    assert report(client, proposal, shown=stamp).status_code == 422, "at once"
    shown_at = timezone.now() - timedelta(seconds=3)
    assert report(client, proposal, shown=watching.new_stamp("report", shown_at)).status_code == 302


def test_no_network_is_kept_by_its_address(council):
    at = timezone.now()
    assert network_hash("192.0.2.7", at) == network_hash("192.0.2.200", at)
    assert network_hash("192.0.2.7", at) != network_hash("192.0.3.7", at)
    assert network_hash("2001:db8:1:2::1", at) == network_hash("2001:db8:1:9::2", at)
    assert network_hash("2001:db8:1::1", at) != network_hash("2001:db8:2::1", at)
    assert network_hash("192.0.2.7", at) != network_hash("192.0.2.7", at + timedelta(days=1))
    flood("report", council, times=2)
    assert max(KeptLimit.objects.values_list("until", flat=True)) <= at + 2 * WINDOW + WINDOW


# --- Forty proposals in four seconds --------------------------------------------------------------


def published(client, round_, n):
    """Start, write and publish one as fast as a program can; the last answer."""
    client.post(reverse("start_proposal", args=[round_.slug]))
    draft = Proposal.objects.get(published_on=None)
    words = {"problem": f"Problem {n}", "title": f"Title {n}"}
    client.post(reverse("write_proposal", args=[draft.pk, "problem"]), words)
    client.post(reverse("write_proposal", args=[draft.pk, "idea"]), {"idea": f"Idea {n}"})
    address = reverse("publish_proposal", args=[draft.pk])
    return client.post(address, make.stamped("propose"), follow=True)


def test_forty_proposals_at_once_are_refused_and_the_draft_is_kept(client, reader, round_):
    answers = [published(client, round_, n) for n in range(40)]
    assert Proposal.objects.published().count() == MOST_AN_HOUR
    assert answers[-1].status_code == 422
    assert "within an hour" in answers[MOST_AN_HOUR].content.decode()
    draft = Proposal.objects.get(published_on=None)
    assert (draft.title, draft.idea) == ("Title 39", "Idea 39")


def test_an_account_may_go_on_later(client, reader, round_):
    earlier = timezone.now() - timedelta(hours=2)
    facts = {"author": reader, "saved_at": earlier, "published_on": timezone.localdate()}
    for n in range(MOST_A_DAY - 1):
        make.a_proposal(round_, title=f"Earlier {n}", **facts)
    assert published(client, round_, 1).status_code == 200
    assert "proposals today" in published(client, round_, 2).content.decode()
    others = Client()
    others.force_login(make.a_person(round_.council, Role.RESIDENT))
    Proposal.objects.filter(published_on=None).delete()
    assert published(others, round_, 3).status_code == 200, "another account is not held"


# --- Under a flood --------------------------------------------------------------------------------


@pytest.fixture
def flooded(council):
    flood("report", council, times=PACES["report"].council + 1, address=ELSEWHERE)


def test_a_flood_asks_for_work_and_ends_by_itself(council):
    at = timezone.now()
    sender = Sender("report", council.pk, HERE, at)
    flood("report", council, times=PACES["report"].council, address=ELSEWHERE, at=at)
    assert not sender.is_pressed
    flood("report", council, times=1, address=ELSEWHERE, at=at)
    assert sender.is_pressed
    assert not Sender("sign-in", council.pk, HERE, at).is_pressed
    assert not Sender("report", council.pk + 1, HERE, at).is_pressed
    assert Sender("report", council.pk, HERE, at + WINDOW).is_pressed
    assert not Sender("report", council.pk, HERE, at + 2 * WINDOW).is_pressed


def test_one_network_that_floods_is_asked_alone(council):
    flood("report", council, times=PACES["report"].network + 1, address=ELSEWHERE)
    at = timezone.now()
    assert Sender("report", council.pk, ELSEWHERE, at).is_pressed
    assert not Sender("report", council.pk, HERE, at).is_pressed


def test_work_lets_somebody_through_once(client, reader, proposal, flooded):
    page = client.get(reverse("report_proposal", args=[proposal.pk]))
    assert "build/work.js" in page.content.decode()
    stamp = watching.new_stamp("report", timezone.now() - timedelta(seconds=4))
    refused = report(client, proposal, shown=stamp)
    assert "wait 40 seconds" in refused.content.decode()
    assert "That is my manager." in refused.content.decode()
    worked = solved(stamp)
    assert report(client, proposal, shown=stamp, worked=worked).status_code == 302
    again = report(client, proposal, shown=stamp, worked=worked)
    assert again.status_code == 422
    assert stamp_in(again) != stamp


def test_whoever_has_no_javascript_waits(client, reader, proposal, flooded):
    stamp = watching.new_stamp("report", timezone.now() - WAIT - timedelta(seconds=1))
    assert report(client, proposal, shown=stamp).status_code == 302


def test_strangers_lock_nobody_out_of_signing_in(council, mailoutbox):
    flood("sign-in", council, times=PACES["sign-in"].council + 1, address=ELSEWHERE)
    address, email = reverse("account_login"), "rosa@example.org"
    at_once = Client().post(address, {"email": email})
    assert at_once.status_code == 422
    assert email in at_once.content.decode()
    assert not mailoutbox
    Client().post(address, {"email": email, **make.stamped("sign-in")})
    assert len(mailoutbox) == 1
