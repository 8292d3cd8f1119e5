"""Sessions read in our own SQL hold what Django's hold, and no more."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from coopservices.sessions import SessionStore
from tests import make

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


@pytest.fixture
def goes_away():
    """From the first statement on that names a table, the database is away."""

    def go(table, problem=OperationalError):
        def run(execute, sql, parameters, many, context):
            if table in sql and (table != "django_session" or sql.startswith("UPDATE")):
                raise problem("server closed the connection unexpectedly")
            return execute(sql, parameters, many, context)

        return connection.execute_wrapper(run)

    return go


def test_a_database_that_went_away_is_no_session_that_somebody_deleted(goes_away):
    store = SessionStore(kept(draft="Longer visits"))
    store["draft"] = "A warm meal"
    with goes_away("django_session"), pytest.raises(OperationalError):
        store.save()


def test_a_session_that_was_deleted_meanwhile_still_is_one():
    store = SessionStore(kept(draft="Longer visits"))
    store["draft"] = "A warm meal"
    Session.objects.all().delete()
    with pytest.raises(db.UpdateError):
        store.save()


@pytest.mark.parametrize("problem", [OperationalError, InterfaceError])
@pytest.mark.parametrize("table", ["django_session", "participation_council"])
def test_before_and_after_a_page_it_is_503_and_no_bad_request(client, goes_away, table, problem):
    """What was sent may have been done: whoever is told so sends it again, and it holds once."""
    person = make.a_person(make.a_council(), "resident")
    client.force_login(person)
    client.raise_request_exception = False
    with goes_away(table, problem):
        answer = client.post(reverse("your_details"), {"first_name": "Ada", "surname": "Price"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
