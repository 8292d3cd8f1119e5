"""Codes that anybody may try in a demonstration, and that are nowhere else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.demonstration.actions import NotADemonstration
from participation.models import Role
from priorities.demonstration.actions import order_demo_codes
from priorities.demonstration.queries import MOST_SHOWN, demo_codes
from priorities.models import CodeBatch, Redemption
from tests import make
from tests.priorities.voting_codes.test_codes import codes_of, redeem, vote

pytestmark = pytest.mark.django_db

PAGE = "/look-round/codes/"


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    return make.a_council(is_demonstration=True, slug="trafford-demonstration")


@pytest.fixture
def poll(demo):
    round_ = make.a_round(make.a_sector(demo), at=timezone.now())
    return make.an_open_poll(round_, proofs_asked=[{"email"}, {"code"}])


def ordered(poll, letters=3):
    officer = make.a_person(poll.round.council, Role.OFFICER)
    return order_demo_codes(
        by=officer, poll=poll, name="To try", letters=letters, at=timezone.now()
    )


def shown(poll):
    return demo_codes(poll.round.council, timezone.now())


def test_from_the_front_door_to_the_result(client, demo, poll):
    ordered(poll)
    assert reverse("codes_to_try") in client.get(reverse("look_round")).content.decode()
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    code = shown(poll)[0].printed
    assert f'href="{reverse("enter_voting_code")}#{code}"' in page.content.decode()
    assert "We hold" in vote(client, poll, "option-1", code).content.decode()
    make.close_early(poll, reason="To see it.", at=timezone.now())
    make.settle()
    assert client.get(reverse("poll_result", args=[poll.pk])).status_code == 200
    assert "has ended" in client.get(PAGE).content.decode()


def test_what_somebody_tried_comes_last_and_says_so(poll, client):
    ordered(poll, MOST_SHOWN + 1)
    (first, *others) = shown(poll)
    redeem(poll, first.printed)
    assert first.printed not in {code.printed for code in shown(poll)}
    for code in others:
        redeem(poll, code.printed)
    assert [code.is_used for code in shown(poll)] == [False] + [True] * (MOST_SHOWN - 1)
    assert "Your vote replaces theirs" in client.get(PAGE).content.decode()


def test_codes_that_an_officer_ordered_are_not_shown(poll, client):
    batch = make.a_batch(poll)
    assert shown(poll) == []
    assert not any(code in client.get(PAGE).content.decode() for code in codes_of(batch))


def test_nothing_of_it_is_there_where_demo_is_not_set(poll, client, settings):
    ordered(poll)
    settings.DEMO = False
    assert shown(poll) == []
    assert client.get(PAGE).status_code == 404


def test_a_real_council_has_none_and_orders_none(client, settings):
    settings.DEMO = True
    real = make.an_open_poll(proofs_asked=[{"code"}])
    with pytest.raises(NotADemonstration):
        ordered(real)
    assert not CodeBatch.objects.exists()
    batch = make.a_batch(real)
    CodeBatch.objects.filter(pk=batch.pk).update(is_demonstration=True)
    assert shown(real) == []
    assert client.get(PAGE).status_code == 404


def test_looking_at_them_uses_none_and_costs_the_same(poll, client, django_assert_max_num_queries):
    ordered(poll, 20)
    with django_assert_max_num_queries(1):
        assert len(shown(poll)) == MOST_SHOWN
    client.get(PAGE)
    assert not Redemption.objects.exists()
