"""Limits on guessing are not forgotten while somebody floods the cache that keeps them."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from coopservices.cache import PatientRedisCache
from tests import make

pytestmark = pytest.mark.django_db

FLOOD = 10_000


@pytest.fixture(autouse=True)
def council():
    return make.a_council()


def flood(kept_in):
    for n in range(FLOOD):
        kept_in.set(f"other-{n}", [0.0], 600)


def ask_for_a_code(email):
    """Ask as somebody new each time, as whoever guesses would."""
    Client().post(reverse("account_login"), {"email": email})


def test_codes_for_one_address_stay_few(mailoutbox):
    for _ in range(5):
        ask_for_a_code("rosa@example.org")
    assert len(mailoutbox) == 3
    flood(cache)
    ask_for_a_code("rosa@example.org")
    assert len(mailoutbox) == 3


def test_codes_that_one_machine_asks_for_stay_few(mailoutbox):
    for n in range(25):
        ask_for_a_code(f"person-{n}@example.org")
    assert len(mailoutbox) == 20
    flood(cache)
    ask_for_a_code("another@example.org")
    assert len(mailoutbox) == 20


def test_the_admin_has_no_door_of_its_own():
    root = make.a_person(is_staff=True, is_superuser=True, password="long-and-well-known")
    for _ in range(3):
        tried = {"username": root.email, "password": "long-and-well-known"}
        answer = Client().post(reverse("admin:login"), tried)
        assert answer.headers["Location"].startswith(reverse("account_login"))
        assert "sessionid" not in answer.cookies


def test_while_redis_is_away_limits_are_kept_as_long():
    away = PatientRedisCache("redis://127.0.0.1:1/0", {})
    try:
        away.leave_alone(RedisError())
        away.set("limit", [1.0], 600)
        flood(away)
        assert away.get("limit") == [1.0]
    finally:
        PatientRedisCache.away_until = 0.0
        away.memory.clear()
