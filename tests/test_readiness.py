"""Alive and ready: 200 when people can vote, 503 when they cannot, "degraded" when only Redis is
away.
"""

import socket

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from coopservices.models import Event
from priorities.models import Poll
from priorities.polls.queries.keys import poll_key_name
from priorities.results.actions.certifying import certify_poll
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_port():
    """A port of this machine at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(autouse=True)
def _no_redis(settings):
    settings.REDIS_URL = ""


def keys_of(client):
    """What is told of the keys, in one word; the machine serves if it is "ok"."""
    response = client.get("/readyz")
    found = response.json()["checks"]["keys"]
    assert response.status_code == (200 if found == "ok" else 503)
    return found


def test_a_machine_that_can_serve_is_ready_and_leaves_no_trace_of_having_been_asked(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "keys": "ok"},
    }
    assert "no-store" in response.headers["Cache-Control"]
    assert not Event.objects.exists()


def test_being_alive_asks_the_database_nothing(client, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_database_that_takes_no_write_is_not_ready(client):
    client.get("/healthz")

    def refuse_writes(execute, sql, *rest):
        if sql.startswith("INSERT"):
            raise DatabaseError("cannot execute INSERT in a read-only transaction")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse_writes):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed"
    assert "read-only" not in response.content.decode()


def test_a_migration_not_yet_applied_is_not_ready(client):
    (last,) = MigrationLoader(connection).graph.leaf_nodes("coopservices")
    MigrationRecorder(connection).record_unapplied(*last)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "migrations": "failed", "keys": "ok"}


def test_a_key_store_that_cannot_be_written_is_not_ready(client, settings, tmp_path):
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("not a folder")
    settings.KEY_STORE_DIRS = [tmp_path / "keys", in_the_way]
    assert keys_of(client) == "failed"


def test_a_key_store_that_was_never_made_is_not_ready_and_asking_makes_none(
    client, settings, tmp_path
):
    settings.KEY_STORE_DIRS = [tmp_path / "new" / "keys", tmp_path / "new" / "second"]
    assert keys_of(client) == "failed"
    assert not (tmp_path / "new").exists()


def test_a_lost_folder_is_missed_and_not_made_again(client, settings, tmp_path):
    make.an_open_poll()
    assert keys_of(client) == "ok"
    for folder in settings.KEY_STORE_DIRS:
        away = folder.rename(tmp_path / "away")
        assert keys_of(client) == "failed"
        assert not folder.exists()
        folder.mkdir(mode=0o700)  # as an unmounted disk leaves it
        assert keys_of(client) == "failed"
        folder.rmdir()
        away.rename(folder)
        assert keys_of(client) == "ok"


@pytest.mark.parametrize("kept", ["poll-*", "council-*-electors", "council-*-signing"])
@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("harm", ["missing", "cut short", "another key"])
def test_each_key_in_use_is_read_and_compared(client, settings, kept, copy, harm):
    make.an_open_poll()
    (place,) = settings.KEY_STORE_DIRS[copy].glob(f"{kept}.key")
    if harm == "missing":
        place.unlink()
    else:
        place.write_bytes(bytes(32 if harm == "another key" else 31))
    assert keys_of(client) == "failed"


def test_an_equal_but_other_key_is_found_out(client, settings):
    poll = make.an_open_poll()
    for folder in settings.KEY_STORE_DIRS:
        (folder / f"{poll_key_name(poll.pk)}.key").write_bytes(bytes(32))
    assert keys_of(client) == "failed"


def test_the_key_of_a_certified_poll_is_not_missed(client):
    poll = make.a_counted_poll(["option-1"], challenge_days=0)
    certify_poll(by=poll.opened_by, poll=Poll.objects.get(), at=timezone.now())
    assert keys_of(client) == "ok"


def test_without_redis_people_can_still_vote(client, settings, closed_port):
    settings.REDIS_URL = f"redis://127.0.0.1:{closed_port}/0"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["redis"] == "failed"
