"""Feeds of services: fetched page by page from a stub server, within limits, and never from a
machine that is not public.
"""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices import fetching
from coopservices.fetching import Allowance, FetchRefused, fetched, is_public, problem_with_address
from participation.data_imports import actions
from participation.data_imports.actions import (
    ImportRefused,
    confirm_data,
    forget_data,
    read_data,
    send_data,
    take_data,
)
from participation.models import DataImport, Role, Service
from tests import make

PAGES = 3


def services(page: int) -> list[dict]:
    return [
        {"id": f"s-{page}-{n}", "name": f"Lunch club {page}.{n}", "status": "active"}
        for n in range(2)
    ]


def page_of(number: int, **facts) -> bytes:
    told = {"total_items": 2 * PAGES, "total_pages": PAGES, "page_number": number}
    return json.dumps({**told, "contents": services(number), **facts}).encode()


class Feed(BaseHTTPRequestHandler):
    """A feed of three pages, or whatever `server.answers` says of a page's number."""

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        number = int(query["page"][0])
        self.server.asked.append((self.path, self.headers["Host"]))
        answer = self.server.answers.get(number, page_of(number))
        if callable(answer):
            answer(self)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def feed(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    server.answers, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.FEED_HOSTS_WITHOUT_TLS = ["127.0.0.1"]
    server.address = f"http://127.0.0.1:{server.server_address[1]}/services"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def ten_pages_are_the_most(monkeypatch):
    monkeypatch.setattr(actions, "MOST_PAGES", 10)


@pytest.fixture
def council(db):
    return make.a_council(host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def sector(council):
    return make.a_sector(council)


def sent(officer, sector, address, **facts) -> DataImport:
    return send_data(
        by=officer,
        council=sector.council,
        at=timezone.now(),
        address=address,
        **{"kind": "services", "sector": sector, "source": "ORUK", "licence": "ogl-3", **facts},
    )


def read(officer, sector, feed, query="") -> DataImport:
    found = sent(officer, sector, feed.address + query)
    read_data(key=found.pk, at=timezone.now())
    return DataImport.objects.get(pk=found.pk)


# --- A feed that is as it should be ---------------------------------------------------------------


def test_all_pages_are_fetched_and_shown_before_any_counts(officer, sector, feed):
    found = read(officer, sector, feed, "?page=7&taxonomy=food")
    assert (found.state, found.new, found.rows, found.notes) == ("read", 6, 6, [])
    paths = [path for path, _host in feed.asked]
    assert paths == [f"/services?taxonomy=food&page={n}" for n in (1, 2, 3)]
    assert not Service.objects.exists()

    confirm_data(by=officer, found=found, at=timezone.now())
    take_data(key=found.pk, at=timezone.now())
    assert Service.objects.filter(scheme="ORUK").count() == 6
    assert len(feed.asked) == PAGES, "what was shown is what is taken"
    assert read(officer, sector, feed).changes_nothing


def test_how_far_it_is_stands_on_the_page(officer, sector, feed, client):
    seen = []

    real = actions.fetched

    def fetch(address, allowance):
        if "page=2" in address:
            seen.append(DataImport.objects.get().rows)
        return real(address, allowance)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "fetched", fetch)
        read(officer, sector, feed)
    assert seen == [2]
    waiting = sent(officer, sector, feed.address)
    DataImport.objects.filter(pk=waiting.pk).update(rows=4)
    client.force_login(officer)
    page = client.get(reverse("data_import", args=[waiting.pk])).content.decode()
    assert "4 services were fetched so far." in page


def test_an_officer_gives_an_address_on_the_page(officer, sector, feed, client):
    client.force_login(officer)
    facts = {"kind": "services", "sector": sector.pk, "source": "Us", "licence": "own"}
    page = reverse("send_data")
    neither = client.post(page, facts)
    assert neither.status_code == 422
    assert "Choose a file, or give the address of a feed." in neither.content.decode()
    private = client.post(page, {**facts, "address": "http://intranet.example/services"})
    assert private.status_code == 422
    assert "must begin with https" in private.content.decode()
    done = client.post(page, {**facts, "address": feed.address})
    assert done.status_code == 302
    assert DataImport.objects.get().address == feed.address


# --- What is wrong with one -----------------------------------------------------------------------


def redirect(asking):
    asking.send_response(302)
    asking.send_header("Location", "/services?page=9")
    asking.end_headers()


def fail(asking):
    asking.send_response(503)
    asking.end_headers()


def hang_up(asking):
    asking.connection.close()


def drip(asking):
    asking.send_response(200)
    asking.end_headers()
    for _ in range(50):
        asking.wfile.write(b" ")
        asking.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({2: redirect}, "leads on to another"),
        ({2: fail}, "answered with an error (503)"),
        ({1: hang_up}, "did not answer as it should"),
        ({2: b"<html>"}, "ends too early, or is damaged"),
        ({2: page_of(2, contents=[])}, "no Open Referral UK file"),
        ({2: page_of(1)}, "asked for page 2 and gave another"),
        ({1: page_of(1, total_pages="all")}, "does not tell how many there are"),
        ({3: page_of(3, contents=[{"id": "x"}])}, "There is no name."),
        ({n: page_of(n, total_pages=999) for n in range(12)}, "more at this address than we take"),
    ],
)
def test_a_feed_that_is_not_whole_is_refused_in_words(officer, sector, feed, answers, words):
    feed.answers = answers
    found = read(officer, sector, feed)
    assert found.is_faulty
    assert words in found.faults[0][1]
    assert not Service.objects.exists()


def test_too_much_is_not_taken_in(officer, sector, feed, monkeypatch):
    monkeypatch.setattr(actions, "MOST_BYTES", len(page_of(1)) + 10)
    found = read(officer, sector, feed)
    assert "more at this address than we take in" in found.faults[0][1]
    assert len(feed.asked) == 2


def test_a_host_that_drips_is_left(feed):
    feed.answers = {1: drip}
    began = time.monotonic()
    with pytest.raises(FetchRefused, match="too long"):
        fetched(f"{feed.address}?page=1", Allowance(most_bytes=10_000, seconds=0.5))
    assert time.monotonic() - began < 3


def test_what_was_not_taken_is_forgotten_even_if_nothing_came(officer, sector, feed):
    feed.answers = {1: fail}
    found = read(officer, sector, feed)
    assert bytes(found.content) == b""
    forget_data(at=timezone.now() + actions.KEPT_FOR)
    assert not DataImport.objects.exists()


@pytest.mark.parametrize("kind", ["wards", "postcodes"])
def test_only_services_come_as_a_feed(officer, sector, kind):
    with pytest.raises(ImportRefused):
        sent(officer, sector, "https://feed.example/", kind=kind, valid_from=timezone.localdate())


# --- Where we do not go ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://feed.example/services",
        "ftp://feed.example/services",
        "file:///etc/passwd",
        "https://",
        "https://us:word@feed.example/services",
        "https://feed.example:6379/services",
        "https://feed.example:99999/",
        "https://[::1/services",
    ],
)
def test_an_address_that_is_none_of_a_feed_is_refused(address):
    assert problem_with_address(address)


def test_the_usual_kind_of_address_is_none_of_these():
    assert not problem_with_address("https://feed.example/services?per_page=50")
    assert not problem_with_address("https://feed.example:443/services")


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "0.0.0.0",  # an address, not where anything listens
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_a_machine_that_is_not_public_is_never_asked(number, monkeypatch):
    assert not is_public(number)
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    looked_up = [(family, socket.SOCK_STREAM, 6, "", (number, 443))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: looked_up)
    with pytest.raises(FetchRefused, match="not a public address"):
        fetched("https://feed.example/services", Allowance(most_bytes=10, seconds=5))


def test_a_name_of_which_one_number_is_private_is_not_asked(monkeypatch):
    looked_up = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443))
        for number in ("8.8.8.8", "127.0.0.1")
    ]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: looked_up)
    with pytest.raises(FetchRefused, match="not a public address"):
        fetched("https://feed.example/", Allowance(most_bytes=10, seconds=5))


@pytest.mark.parametrize("number", ["8.8.8.8", "151.101.1.140", "2606:4700::1111"])
def test_a_public_machine_may_be_asked(number):
    assert is_public(number)


def test_it_connects_to_what_was_looked_up_and_shows_the_name_that_was_given(monkeypatch):
    pools = []

    class Pool(fetching.HTTPSConnectionPool):
        def __init__(self, host, port, **facts):
            pools.append((host, port, facts["server_hostname"], facts["assert_hostname"]))
            super().__init__("127.0.0.1", 9, **facts)

    looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: looked_up)
    monkeypatch.setattr(fetching, "HTTPSConnectionPool", Pool)
    with pytest.raises(FetchRefused, match="did not answer"):
        fetched("https://feed.example/", Allowance(most_bytes=10, seconds=5))
    assert pools == [("8.8.8.8", 443, "feed.example", "feed.example")]


def test_loopback_without_tls_is_for_tests_alone(settings):
    assert settings.FEED_HOSTS_WITHOUT_TLS == []
    assert problem_with_address("http://127.0.0.1:8000/services")
