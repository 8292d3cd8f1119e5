"""What a code shows and how long a result may be challenged: set on a draft, frozen as it opens."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities.models import Poll
from priorities.polls.actions.combining import set_constituencies
from priorities.polls.actions.drafting import DraftRefused
from priorities.polls.actions.opening import open_poll
from priorities.polls.actions.receipt_settings import set_receipts
from priorities.polls.queries.polls import opened_poll
from tests import make

pytestmark = pytest.mark.django_db

INCLUSION = Poll.ReceiptMode.INCLUSION


@pytest.fixture
def draft():
    return make.a_draft(make.a_round(make.a_sector(make.a_council()), at=timezone.now()))


@pytest.fixture
def officer(draft):
    return make.a_person(draft.round.council, Role.OFFICER)


def test_it_is_frozen_when_the_poll_opens(draft, officer):
    at = timezone.now()
    told = {"receipt_mode": INCLUSION, "challenge_days": 7}
    poll = open_poll(by=officer, poll=set_receipts(by=officer, poll=draft, **told, at=at), at=at)
    frozen = opened_poll(poll.pk).definition
    assert (frozen.mode, frozen.challenge_days) == ("inclusion", 7)
    with pytest.raises(PermissionDenied):
        set_receipts(by=officer, poll=poll, receipt_mode="content", challenge_days=3, at=at)


def test_the_codes_of_a_poll_of_staff_show_no_vote_unless_an_officer_said_so(draft, officer):
    def chosen(*constituencies):
        at = timezone.now()
        return set_constituencies(by=officer, poll=draft, constituencies=constituencies, at=at)

    assert chosen("staff").receipt_mode == INCLUSION
    assert chosen("staff", "residents").receipt_mode == Poll.ReceiptMode.CONTENT
    told = {"receipt_mode": Poll.ReceiptMode.CONTENT, "challenge_days": 3}
    set_receipts(by=officer, poll=draft, **told, at=timezone.now())
    assert chosen("staff").receipt_mode == Poll.ReceiptMode.CONTENT


@pytest.mark.parametrize(
    ("told", "about"),
    [
        ({"receipt_mode": "names"}, "receipt_mode"),
        ({"challenge_days": 15}, "challenge_days"),
        ({"challenge_days": -1}, "challenge_days"),
    ],
)
def test_what_there_is_not_is_refused(draft, officer, told, about):
    facts = {"receipt_mode": INCLUSION, "challenge_days": 3} | told
    with pytest.raises(DraftRefused) as refusal:
        set_receipts(by=officer, poll=draft, **facts, at=timezone.now())
    assert refusal.value.about == about


def test_only_those_who_run_polls_may(draft):
    at = timezone.now()
    told = {"receipt_mode": INCLUSION, "challenge_days": 3}
    for role in set(Role) - {Role.OFFICER}:
        with pytest.raises(PermissionDenied):
            set_receipts(by=make.a_person(draft.round.council, role), poll=draft, **told, at=at)


def test_the_way_from_the_draft_to_its_form_and_back(client, draft, officer):
    client.force_login(officer)
    address = reverse("set_up_step", args=[draft.pk, "receipts"])
    assert address in client.get(reverse("set_up_poll", args=[draft.pk])).text
    assert 'value="3"' in client.get(address).text
    wrong = client.post(address, {"receipt_mode": INCLUSION, "challenge_days": "15"})
    assert wrong.status_code == 422
    sent = {"receipt_mode": INCLUSION, "challenge_days": "0"}
    assert "Saved." in client.post(address, sent, follow=True).text
    draft.refresh_from_db()
    assert (draft.receipt_mode, draft.challenge_days) == (INCLUSION, 0)
