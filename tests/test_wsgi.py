"""What our WSGI application answers to a stranger's bytes: our page, and never a fault of ours."""

import io
import json

import pytest
from django.conf import settings as configured
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from django.urls import get_resolver

from coopservices.wsgi import application
from tests import make

pytestmark = pytest.mark.django_db

NOT_OURS = [
    *("hex", "rot13", "base64", "zlib", "bz2", "uu", "quopri", "idna", "punycode", "undefined"),
    *("unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "latin-1", "nothing", "\xff", ""),
]
TYPES = [
    *(f"application/x-www-form-urlencoded; charset={charset}" for charset in NOT_OURS[:-1]),
    *(f"multipart/form-data; boundary=x; charset={charset}" for charset in NOT_OURS[:-1]),
    "text/plain; charset*=nothing''utf-8",
    "text/plain; charset*=hex''zz",
]
PAGES = [
    "/",
    "/rounds/",
    "/accounts/login/",
    "/look-round/",
    "/nowhere/",
    "/healthz",
    "/api/v1/rounds/",
]


@pytest.fixture(autouse=True)
def _one_connection():
    """The application closes its connection after each request; the test's own is kept."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(autouse=True)
def council():
    return make.a_council()


def ask(method, path, *, query="", body=b"", **environ):
    """The status, the headers and the body that our application answers to a server."""
    answered = {}

    def start_response(status, headers):
        answered.update(status=int(status[:3]), headers=dict(headers))

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **environ,
    }
    response = application(environ, start_response)
    content = b"".join(response)
    response.close()
    return answered["status"], answered["headers"], content.decode()


def is_refused_by_our_page(answer):
    status, headers, content = answer
    assert status == 400
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(headers["X-Request-ID"]) == 32
    if headers["Content-Type"] == "application/json":
        return "detail" in json.loads(content)
    return "We could not read that" in content


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_that_we_do_not_read_is_refused_on_every_page(kind):
    for path in PAGES:
        for method in ("GET", "POST"):
            answer = ask(method, path, query="q=a", body=b"role=officer", CONTENT_TYPE=kind)
            assert is_refused_by_our_page(answer), (method, path)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "nonsense",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        'application/x-www-form-urlencoded;charset="utf8"',
        "application/json; charset=utf-8",
    ],
)
def test_what_a_browser_says_is_read(kind):
    assert ask("GET", "/rounds/", CONTENT_TYPE=kind)[0] == 200


def test_a_refusal_is_a_line_in_the_log(caplog):
    ask("POST", "/", CONTENT_TYPE="text/plain; charset=hex")
    (line,) = [record.msg for record in caplog.records if "request_refused" in str(record.msg)]
    assert (line["status"], line["why"]) == (400, "type")


def form(**fields):
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    return {"body": body, "CONTENT_TYPE": "application/x-www-form-urlencoded"}


MULTIPART = "multipart/form-data; boundary=x"
PARTS = b'--x\r\nContent-Disposition: form-data; name="role"\r\n\r\no\0\r\n--x--\r\n'
NULS = {
    "session": ("GET", "/", {"HTTP_COOKIE": 'sessionid="kkkkkkkk\\000"'}),
    "session of a page that is not there": (
        "GET",
        "/no/",
        {"HTTP_COOKIE": 'sessionid="\\000kkkkkkkk"'},
    ),
    "form token": ("POST", "/accounts/login/", {"HTTP_COOKIE": 'csrftoken="\\000"'}),
    "query": ("GET", "/look-round/", {"query": "role=%00"}),
    "query, raw": ("GET", "/rounds/", {"query": "q=\0"}),
    "field": ("POST", "/look-round/", form(role="%00")),
    "field of another page": ("POST", "/accounts/login/", form(login="a%00b")),
    "name of a field": ("POST", "/look-round/", form(**{"%00": "officer"})),
    "part": (
        "POST",
        "/look-round/",
        {"body": PARTS, "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    ),
    "address": ("GET", f"/polls/{'0' * 8}-0000-0000-0000-{'0' * 12}/published/a\0b", {}),
    "API": ("GET", "/api/v1/rounds/", {"query": "q=%00"}),
}


@pytest.mark.parametrize(("method", "path", "sent"), NULS.values(), ids=NULS)
def test_a_nul_comes_no_further(method, path, sent):
    with override_settings(DEMO=True):
        assert is_refused_by_our_page(ask(method, path, **sent))


# --- How much ------------------------------------------------------------------------------------


class Untouched:
    """A body of which nobody may read a byte."""

    def read(self, *_):
        raise AssertionError("It was read.")

    readline = read


FORM = "application/x-www-form-urlencoded"
MOST = 256 * 1024
SENT = {
    "one byte more": ("POST", {"CONTENT_LENGTH": str(MOST + 1)}, 413),
    "60 MB": ("POST", {"CONTENT_LENGTH": str(60 << 20), "CONTENT_TYPE": MULTIPART}, 413),
    "much to a page that is read": ("GET", {"CONTENT_LENGTH": str(MOST + 1)}, 413),
    "a length of many digits": ("POST", {"CONTENT_LENGTH": "9" * 5000}, 413),
    "a length of no number": ("POST", {"CONTENT_LENGTH": "1_0"}, 400),
    "a length below nothing": ("POST", {"CONTENT_LENGTH": "-1"}, 400),
    "chunks": ("POST", {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
}


@pytest.mark.parametrize(("method", "said", "status"), SENT.values(), ids=SENT)
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/admin/login/", "/api/v1/rounds/"])
def test_what_is_too_much_or_of_no_length_is_refused_unread(path, method, said, status):
    untouched = {"wsgi.input": Untouched(), "CONTENT_TYPE": FORM}
    answered, headers, content = ask(method, path, **{**untouched, **said})
    assert answered == status
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ("detail" in json.loads(content)) if "api" in path else ("<h1" in content)


def test_what_fits_exactly_is_taken():
    body = b"role=" + b"x" * (MOST - 5)
    assert ask("POST", "/look-round/", body=body, CONTENT_TYPE=FORM)[0] in (403, 404)


def a_file(size):
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
    return {"body": head + b"x" * size + b"\r\n--x--\r\n", "CONTENT_TYPE": MULTIPART}


@pytest.mark.parametrize("path", ["/look-round/", "/accounts/login/", "/admin/login/"])
@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_a_file_is_refused_where_none_belongs(path, size, monkeypatch, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE, settings.FILE_UPLOAD_TEMP_DIR = 0, str(tmp_path)
    opened = []
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", lambda *_: opened.append(1))
    assert is_refused_by_our_page(ask("POST", path, **a_file(size)))
    assert opened == []


def test_a_page_that_takes_files_takes_them(settings):
    settings.PAGES_THAT_TAKE_FILES = {"look_round": 400_000}
    assert ask("POST", "/look-round/", **a_file(300_000))[0] in (403, 404)
    assert ask("POST", "/look-round/", **a_file(400_000))[0] == 413


def test_the_pages_that_take_files_are_there():
    names = {leaf.name for leaf in _leaves(get_resolver().url_patterns)}
    assert set(configured.PAGES_THAT_TAKE_FILES) <= names


def _leaves(patterns):
    for pattern in patterns:
        yield from _leaves(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
