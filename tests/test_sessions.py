"""Sessions read in our own SQL hold what Django's hold, and no more."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from coopservices.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(**held) -> str:
    store = db.SessionStore()
    store.update(held)
    store.create()
    return store.session_key


def test_a_session_that_django_wrote_is_read_in_one_query(django_assert_num_queries):
    key = kept(draft="Longer visits", tries=3)
    store = SessionStore(key)
    with django_assert_num_queries(1):
        assert dict(store.items()) == {"draft": "Longer visits", "tries": 3}
    assert store.session_key == key


def test_what_we_write_is_what_django_reads():
    store = SessionStore()
    store["draft"] = "A warm meal"
    store.save()
    assert db.SessionStore(store.session_key)["draft"] == "A warm meal"


def test_an_unknown_session_is_empty_and_gives_up_its_key():
    store = SessionStore("k" * 32)
    assert dict(store.items()) == {}
    assert store.session_key is None


def test_a_session_that_ran_out_a_second_ago_is_empty_and_one_with_a_minute_left_is_not():
    key = kept(draft="Longer visits")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(minutes=1))
    assert SessionStore(key)["draft"] == "Longer visits"
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(key).get("draft") is None


def test_a_session_whose_signature_does_not_hold_is_empty():
    key = kept(draft="Longer visits")
    Session.objects.filter(pk=key).update(session_data="forged")
    assert SessionStore(key).get("draft") is None
