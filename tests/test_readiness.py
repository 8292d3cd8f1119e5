"""Alive and ready: 200 when people can vote, 503 when they cannot, "degraded" when only Redis is
away.
"""

import socket

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from coopservices.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_port():
    """A port of this machine at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(autouse=True)
def _no_redis(settings):
    settings.REDIS_URL = ""


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
    settings.KEY_STORE_DIRS = [tmp_path / "keys", in_the_way / "keys"]
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["keys"] == "failed"


def test_without_redis_people_can_still_vote(client, settings, closed_port):
    settings.REDIS_URL = f"redis://127.0.0.1:{closed_port}/0"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["redis"] == "failed"
