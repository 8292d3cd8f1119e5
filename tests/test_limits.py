"""Limits on guessing are not forgotten under a flood nor while Redis is away, and no stranger uses
up what somebody else may try.
"""

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError

from coopservices.cache import PatientRedisCache, RedisAndLimits
from coopservices.limits import LimitsInDatabase, forget_limits
from coopservices.models import KeptLimit
from tests import make

pytestmark = pytest.mark.django_db

FLOOD = 10_000


@pytest.fixture(autouse=True)
def council():
    return make.a_council()


def flood(kept_in):
    for n in range(FLOOD):
        kept_in.set(f"other-{n}", [0.0], 600)


def ask_for_a_code(email, *, at="192.0.2.1"):
    """Ask as somebody new each time, as whoever guesses would, from this address."""
    return Client(REMOTE_ADDR=at).post(reverse("account_login"), {"email": email})


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


# --- Kept in the database -------------------------------------------------------------------------


def test_limits_are_in_the_database_and_nothing_else_is(mailoutbox):
    cache.set("a-page", 1, 60)
    assert not KeptLimit.objects.exists()
    ask_for_a_code("rosa@example.org")
    kept = "".join(f"{each.pk}{each.held}" for each in KeptLimit.objects.all())
    assert kept
    assert "rosa" not in kept
    assert "192.0.2.1" not in kept


def test_limits_hold_while_redis_is_refused_and_in_every_process(mailoutbox, settings):
    refused = {"BACKEND": "coopservices.cache.RedisAndLimits", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": refused}
    try:
        for _ in range(5):
            ask_for_a_code("rosa@example.org")
        assert len(mailoutbox) == 3
        caches["default"].memory.clear()  # as another process, which remembers nothing of it
        assert ask_for_a_code("rosa@example.org").status_code == 422
        assert isinstance(caches["default"], RedisAndLimits)
    finally:
        PatientRedisCache.away_until = 0.0


def test_ten_thousand_other_addresses_make_nothing_forgotten(mailoutbox):
    for _ in range(3):
        ask_for_a_code("rosa@example.org")
    until = timezone.now() + timedelta(hours=1)
    KeptLimit.objects.bulk_create(
        [KeptLimit(key_hash=f"{n:064}", held=[0.0], until=until) for n in range(FLOOD)],
        batch_size=500,
    )
    assert ask_for_a_code("rosa@example.org").status_code == 422
    assert len(mailoutbox) == 3


def test_what_has_run_out_is_deleted_and_nothing_else(now):
    limits = LimitsInDatabase("", {})
    limits.set("old", [1.0], 0)
    limits.set("new", [1.0], 600)
    assert forget_limits(before=timezone.now()) == 1
    assert limits.get("new") == [1.0]
    assert limits.get("old", []) == []


def test_of_several_who_add_one_succeeds():
    limits = LimitsInDatabase("", {})
    assert limits.add("lock", True, 10)
    assert not limits.add("lock", True, 10)
    limits.clear()
    assert not limits.add("lock", True, 10)
    assert limits.delete("lock")
    assert not limits.delete("lock")
    assert limits.add("lock", True, 0)
    assert limits.add("lock", True, 10)  # the first has run out


# --- Strangers' tries -----------------------------------------------------------------------------


def test_strangers_who_ask_for_codes_lock_nobody_out(mailoutbox):
    for network in range(20):
        for _ in range(4):
            ask_for_a_code("rosa@example.org", at=f"198.51.100.{network}")
    flooded = len(mailoutbox)
    assert flooded <= 20 + 30  # the first of each network, and thirty more
    assert ask_for_a_code("rosa@example.org", at="203.0.113.7").status_code == 302
    assert len(mailoutbox) == flooded + 1


def sign_in(person, password, at):
    return Client(REMOTE_ADDR=at).post(
        reverse("sign_in_with_password"), {"login": person.email, "password": password}
    )


def test_strangers_who_guess_a_password_lock_nobody_out():
    rosa = make.confirmed(make.a_person(password="a-warm-meal-at-noon"))
    for _ in range(6):
        refused = sign_in(rosa, "wrong-wrong-wrong", "198.51.100.1")
    assert "Too many failed login attempts" in refused.content.decode()
    stranger = sign_in(rosa, "a-warm-meal-at-noon", "198.51.100.1")
    assert stranger.status_code == 200
    assert sign_in(rosa, "a-warm-meal-at-noon", "203.0.113.7").status_code == 302
