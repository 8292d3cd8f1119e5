"""A dead or frozen broker or cache delays work and never fails a page; real workers deliver what
waits.
"""

import contextlib
import os
import shutil
import signal
import socket
import time

import pytest

from coopservices.cache import PatientRedisCache
from tests import make
from tests.running import a_platform, a_redis, free_port, send

pytestmark = pytest.mark.xdist_group("broker")  # one platform for all of these


@contextlib.contextmanager
def a_port_that_never_answers():
    """The kernel takes connections for a socket that listens; nobody reads what they say."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as server:
        yield server.getsockname()[1]


@pytest.fixture(params=["dead", "frozen"])
def redis_away(request):
    """The address of a Redis that is not there, or that takes a connection and never answers."""
    if request.param == "dead":
        yield f"redis://127.0.0.1:{free_port()}/0"
    else:
        with a_port_that_never_answers() as port:
            yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(autouse=True)
def _redis_is_asked_anew():
    PatientRedisCache.away_until = 0.0
    yield
    PatientRedisCache.away_until = 0.0


@pytest.fixture
def seconds():
    """Seconds since the test began to look."""
    began = time.perf_counter()
    return lambda: time.perf_counter() - began


# --- The cache ------------------------------------------------------------------------------------


def test_a_cache_without_redis_remembers_for_itself_and_waits_once(redis_away, seconds):
    cache = PatientRedisCache(redis_away, {})
    cache.clear()
    cache.set("colour", "#12436D", 30)
    assert cache.get("colour") == "#12436D"
    assert cache.get_many(["colour"]) == {"colour": "#12436D"}
    assert cache.get("nothing", "default") == "default"
    assert cache.add("guesses", 1, 30) is True
    assert cache.add("guesses", 1, 30) is False, "a limit on guesses holds without Redis too"
    assert cache.incr("guesses") == 2
    assert cache.has_key("guesses")
    assert cache.touch("guesses", 60)
    assert cache.get_or_set("towns", lambda: ["Sale"], 30) == ["Sale"]
    assert cache.set_many({"a": 1, "b": 2}) == []
    assert cache.delete("colour")
    cache.delete_many(["a", "b"])
    assert cache.get("a") is None
    assert seconds() < 2.5


@pytest.mark.django_db
def test_signing_in_works_without_redis(client, settings, mailoutbox, redis_away, seconds):
    make.a_council()
    person = make.a_person()
    make.confirmed(person)
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "coopservices.cache.PatientRedisCache", "LOCATION": redis_away}
    }
    response = client.post("/accounts/login/", {"email": person.email})
    assert response.status_code == 302
    assert [message.to for message in mailoutbox] == [[person.email]]
    assert seconds() < 3.5


# --- The nudge and the delivery -------------------------------------------------------------------


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A migrated platform of our own, of which each test starts the processes it needs."""
    database_url = os.environ.get("DATABASE_URL", "")
    with a_platform(
        tmp_path_factory.mktemp("platform"),
        database_url=database_url,
        DJANGO_SETTINGS_MODULE="tests.subscriber_settings",
    ) as platform:
        yield platform


@pytest.fixture(autouse=True)
def _nothing_left_running(request):
    yield
    if "platform" in request.fixturenames:
        platform = request.getfixturevalue("platform")
        platform.stop()
        platform.environment.pop("REDIS_URL", None)
        (platform.var / "heard").unlink(missing_ok=True)
        platform.python("from coopservices.models import Event; Event.objects.all().delete()")


def record(platform, *subjects, name="tests.happened"):
    """Record events in a process that ends at once; the seconds that each kept its page."""
    return float(
        platform.python(f"from tests.subscriber import record; record({name!r}, *{subjects!r})")
    )


def heard(platform):
    file = platform.var / "heard"
    return file.read_text().split() if file.exists() else []


def waiting(platform):
    return int(platform.python("from coopservices.outbox import events; print(events.waiting())"))


def until(condition, *, within):
    """Ask ten times a second until it holds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} seconds"
        time.sleep(0.1)


def test_a_page_never_waits_for_a_broker_that_is_away_and_its_event_waits_instead(
    platform, redis_away
):
    platform.environment["REDIS_URL"] = redis_away
    assert record(platform, "one", "two") < 1
    assert waiting(platform) == 2


def test_a_worker_whose_broker_is_away_marks_nothing_and_gives_up_in_time(
    platform, redis_away, seconds
):
    platform.environment["REDIS_URL"] = redis_away
    record(platform, "one")
    code = """
import time
from django.utils import timezone
from coopservices.outbox import events
began = time.perf_counter()
try:
    events.deliver(at=timezone.now())
except Exception as problem:
    print(type(problem).__name__, time.perf_counter() - began, events.waiting())
"""
    kind, took, waiting_still = platform.python(code).split()
    assert kind == "OperationalError"
    assert float(took) < 15, "SQLite's writers wait 20 seconds for one another"
    assert waiting_still == "1"


def test_many_threads_and_a_forked_child_are_one_thread_each_and_a_few_messages(platform):
    code = """
import os, threading
from coopservices.outbox import nudge
from coopservices.outbox.nudge import deliverer
from django.conf import settings

def nudge_from_many_threads():
    threads = [threading.Thread(target=lambda: [deliverer() for _ in range(50)]) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    nudge._finish()
    print([thread.name for thread in threading.enumerate()].count("nudge"), flush=True)

nudge_from_many_threads()
child = os.fork()
if child == 0:
    nudge_from_many_threads()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(len(os.listdir(settings.VAR_DIR / "broker" / "queue")))
"""
    parent, child, messages = (int(number) for number in platform.python(code).split())
    for message in (platform.var / "broker" / "queue").iterdir():
        message.unlink()
    assert (parent, child) == (1, 1)
    assert 2 <= messages <= 10


def test_a_real_worker_with_the_file_based_broker_hears_of_an_event(platform):
    platform.start_worker()
    record(platform, "one", "two", "two")
    until(lambda: {"one", "two"} <= set(heard(platform)), within=60)
    until(lambda: waiting(platform) == 0, within=5)


needs_redis_server = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="needs redis-server to start one"
)


@needs_redis_server
def test_a_real_worker_with_redis_hears_of_an_event(platform, tmp_path):
    with a_redis(tmp_path) as (address, _):
        platform.environment["REDIS_URL"] = address
        platform.start_worker()
        record(platform, "one")
        until(lambda: heard(platform) == ["one"], within=60)
        assert waiting(platform) == 0


@needs_redis_server
def test_what_happened_while_redis_was_frozen_is_told_once_it_answers_again(platform, tmp_path):
    with a_redis(tmp_path) as (address, process):
        platform.environment["REDIS_URL"] = address
        send(process, signal.SIGSTOP)
        assert record(platform, "while-frozen") < 1
        assert waiting(platform) == 1
        send(process, signal.SIGCONT)
        platform.start_worker()
        platform.start_beat()
        until(lambda: "while-frozen" in heard(platform), within=60)
