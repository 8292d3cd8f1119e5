"""What every answer carries, and what no answer and no log line ever does."""

import json
import logging
import re
from datetime import datetime, timedelta

import pytest
import structlog
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from coopservices.celery import app
from coopservices.keystore import KeyUnavailable
from coopservices.logs import logging_configuration
from coopservices.urls import urlpatterns as coopservices_urls
from participation.electors.actions import make_eligibility_key
from tests import make

EMAIL, BALLOT = "rosa.marsden@example.org", "the-warm-meal-option"


def _refuse(request):
    raise PermissionDenied


def _break(request):
    try:
        int(request.POST.get("choice", "nothing"))
    except ValueError as cause:
        row = f"({request.POST.get('email')}, {request.POST.get('choice')})"
        raise IntegrityError(f"Failing row contains {row}.") from cause


def _lose_key(request):
    raise KeyUnavailable("A copy of a key is missing.")


def _lose_database(request):
    raise OperationalError("server closed the connection unexpectedly")


class SessionStore(SessionBase):
    """Sessions in a database that is away."""

    def load(self):
        raise OperationalError("server closed the connection unexpectedly")


def _answer_ok(request):
    return HttpResponse("ok")


urlpatterns = [
    path("refuse/", _refuse),
    path("break/", _break),
    path("lose-key/", _lose_key),
    path("lose-database/", _lose_database),
    path("only-post/", require_POST(_answer_ok)),
    *coopservices_urls,
]


pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _council_of_these_pages():
    make_eligibility_key(council=make.a_council())


@pytest.fixture
def visitor():
    """A browser that, like a real one, is shown the page for an error instead of the exception."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def logged(caplog):
    """The lines that production would write."""
    formatter = logging_configuration(as_json=True)["formatters"]["structured"].copy()
    render = formatter.pop("()")(**formatter)
    caplog.set_level(logging.DEBUG)
    return lambda: [json.loads(render.format(record)) for record in caplog.records]


PAGES = {
    "/healthz": 200,
    "/readyz": 200,
    "/accounts/login/": 200,
    "/nowhere/": 404,
    "/refuse/": 403,
    "/break/": 500,
    "/lose-key/": 503,
    "/static/nothing.css": 404,
    "/only-post/": 405,
}


@pytest.mark.parametrize(("address", "status"), PAGES.items())
def test_every_answer_has_the_headers(visitor, address, status):
    response = visitor.get(address)
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    assert {"default-src 'none'", "script-src 'self'"} <= set(policy.split("; "))
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "http:", "https:", "*"} & set(
        policy.replace(";", " ").split()
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert len(response.headers["X-Request-ID"]) == 32


def test_the_way_to_https_has_the_headers_too(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/accounts/login/")
    assert response.headers["Location"].startswith("https://")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


def test_cookies_are_the_sessions_and_the_forms_alone_and_no_script_reads_them(mailoutbox):
    visitor, person = Client(), make.confirmed(make.a_person())
    visitor.get("/accounts/login/")
    visitor.post("/accounts/login/", {"email": person.email})
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mailoutbox[0].body, re.MULTILINE)
    assert (
        visitor.post("/accounts/login/code/confirm/", {"code": code[0]}).headers["Location"] == "/"
    )
    visitor.get("/your-details/")
    assert set(visitor.cookies) == {"sessionid", "csrftoken"}
    for cookie in visitor.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")


WORDS = {
    "/nowhere/": "Page not found",
    "/refuse/": "You cannot do this here",
    "/break/": "Sorry, something went wrong",
    "/lose-key/": "Back soon",
    "/lose-database/": "Back soon",
}


@pytest.mark.parametrize(("address", "words"), WORDS.items())
def test_when_something_is_wrong_a_page_of_ours_says_so(visitor, address, words):
    page = visitor.get(address).content.decode()
    assert words in page.partition("<h1")[2].partition("</h1>")[0]
    assert "build/app" in page
    assert 'lang="en-gb"' in page


def test_a_host_that_is_not_ours_gets_the_page_for_400(visitor):
    response = visitor.get("/accounts/login/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "We could not read that" in response.content.decode()


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(visitor):
    response = visitor.post("/accounts/login/", {"login": EMAIL})
    assert response.status_code == 403
    assert "Go back and try again" in response.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "ANYTHING"])
@pytest.mark.parametrize("address", ["/healthz", "/accounts/login/", "/api/v1/rounds/", "/no/"])
def test_a_method_that_nobody_knows_is_refused(visitor, address, method):
    response = visitor.generic(method, address)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


SIGNED_IN_PAGES = ("/", "/rounds/", "/your-details/", "/nowhere/", "/refuse/")


def test_no_page_of_somebody_signed_in_is_kept_by_a_cache(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(make.a_person())
    for address in SIGNED_IN_PAGES:
        assert "no-store" in client.get(address).headers["Cache-Control"], address
    assert "no-store" in client.post("/your-details/", {}).headers["Cache-Control"]


def test_whoever_leaves_leaves_nothing_in_the_browser(client):
    assert "Clear-Site-Data" not in client.post("/accounts/logout/").headers
    client.force_login(make.a_person())
    assert "Clear-Site-Data" not in client.post("/your-details/", {}).headers
    left = client.post("/accounts/logout/")
    assert left.status_code == 302
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/").headers


def test_where_faults_are_reported_is_said_where_finders_look(client, settings):
    address = "/.well-known/security.txt"
    assert client.get(address).status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@northbrook.example"
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    facts = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert facts["Contact"] == "mailto:security@northbrook.example"
    assert facts["Canonical"] == "http://testserver/.well-known/security.txt"
    expires = datetime.fromisoformat(facts["Expires"])
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


@pytest.mark.parametrize("address", ["/break/", "/lose-database/"])
def test_the_page_for_our_own_fault_asks_the_database_nothing(
    visitor, address, django_assert_num_queries
):
    visitor.get("/healthz")  # the council is remembered from here
    visitor.force_login(make.a_person())
    with django_assert_num_queries(0):
        visitor.get(address)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_that_cannot_be_read_is_no_fault_of_ours(settings, method):
    settings.SESSION_ENGINE = __name__
    visitor = Client(raise_request_exception=False)
    visitor.cookies["sessionid"] = "k" * 32
    assert getattr(visitor, method)("/your-details/").status_code == 503


def test_somebody_who_meets_503_is_told_when_to_come_back(visitor):
    assert visitor.get("/lose-key/").headers["Retry-After"] == "60"


def test_a_log_line_tells_where_it_broke_and_nothing_about_the_person(logged):
    visitor = Client(raise_request_exception=False)
    response = visitor.post(f"/break/?email={EMAIL}", {"email": EMAIL, "choice": BALLOT})
    lines = logged()
    (line,) = [line for line in lines if line["logger"] == "django.request"]
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert [problem["kind"] for problem in line["exception"]] == ["IntegrityError", "ValueError"]
    assert "_break" in line["exception"][0]["through"][-1]
    assert EMAIL not in json.dumps(lines)
    assert BALLOT not in json.dumps(lines)


def test_signing_in_leaves_no_address_in_the_log(logged):
    visitor = Client()
    visitor.post("/accounts/login/", {"email": EMAIL})
    visitor.post("/accounts/login/code/again/")
    visitor.post("/accounts/login/code/confirm/", {"code": EMAIL})
    assert EMAIL not in json.dumps(logged())


def test_a_task_that_fails_leaves_its_words_out_of_the_log(logged):
    @app.task(name="tests.fail")
    def fail():
        raise IntegrityError(f"Key (email)=({EMAIL}) already exists.")

    fail.apply(throw=False)
    app.tasks.unregister("tests.fail")
    (line,) = [line for line in logged() if line["logger"] == "celery.app.trace"]
    assert "IntegrityError" in line["event"]
    assert EMAIL not in json.dumps(line)


def test_a_line_of_ours_is_structured_and_dated(logged):
    structlog.get_logger("coopservices.tests").warning("cache_unreachable", problem="TimeoutError")
    (line,) = logged()
    assert line["event"] == "cache_unreachable"
    assert line["problem"] == "TimeoutError"
    assert line["level"] == "warning"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "offered", ["short", "x" * 65, "line\nbreak-and-more", "<script>alert(1)</script>"]
)
def test_a_request_id_that_could_spoil_a_log_is_not_kept(visitor, offered):
    assert (
        visitor.get("/healthz", headers={"x-request-id": offered}).headers["X-Request-ID"]
        != offered
    )


def test_a_proxys_request_id_is_kept(visitor):
    offered = "f3c1-0f93a7"
    assert (
        visitor.get("/healthz", headers={"x-request-id": offered}).headers["X-Request-ID"]
        == offered
    )
