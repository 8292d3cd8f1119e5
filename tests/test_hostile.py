"""Nonsense in every field, query, address, header and cookie, from everybody: no fault of ours.

A field is one that a form declares or a view asks for by name; an address is one of the URL conf.
"""

import itertools
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as configured
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from coopservices.sealed_texts import seal
from participation.models import Area, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = ("coopservices", "participation", "priorities", "outcomes")
VALUES = [
    *("", "0", "-1", "9" * 30, "1e999", "NaN", "٣", "a" * 5000, "'; DROP TABLE x --", "%s{{7*7}}"),
    *("\0", "a\0b", "\ud800", "\ufffe\u202e😀", "\r\nSet-Cookie: a=b", "<script>alert(1)</script>"),
    *("../../etc/passwd", "//elsewhere.example", '{"a":', "[" * 2000, "{}", '"\\ud800"'),
]
LONG = "k" * 32  # a session's key has so many characters; shorter ones are not looked for
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "TRACE"]
ASKED_FOR = re.compile(r"\b(?:GET|POST|data|query_params)(?:\.get(?:list)?\(|\[)\s*\"(\w+)\"")
HEADERS = [
    *("Accept", "Accept-Language", "Authorization", "Content-Type", "Host", "HX-Current-URL"),
    *("HX-Request", "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer"),
    *("User-Agent", "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"),
]


def _kinds(form):
    return {form, *(kind for child in form.__subclasses__() for kind in _kinds(child))}


def _field_names() -> list[str]:
    """What forms declare and views ask for, and what allauth's forms and Django's pages do."""
    sources = [path.read_text() for floor in FLOORS for path in (HOUSE / floor).rglob("*.py")]
    names = {name for source in sources for name in ASKED_FOR.findall(source)}
    for form in _kinds(forms.Form):
        for name, field in getattr(form, "base_fields", {}).items():
            parts = getattr(field.widget, "widgets_names", [""])
            names |= {f"{name}{part}" for part in parts}
    return sorted({*names, "action", "csrfmiddlewaretoken", "cursor", "login", "next", "o"})


def _leaves(patterns, before=""):
    for pattern in patterns:
        route = before + str(getattr(pattern.pattern, "_route", pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _leaves(pattern.url_patterns, route)


def _addresses(facts) -> list[str]:
    """Each address of the URL conf, once with what is there and once with nonsense."""
    routes = [re.sub(r"\^|\$|\\Z", "", route) for route in _leaves(get_resolver().url_patterns)]
    holes = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)+|\[\\s\\S\]\+|\(.*?\)")
    found = []
    for route, nonsense in zip(routes, itertools.cycle(VALUES), strict=False):
        if not holes.search(route):
            found.append(f"/{route}")
            continue
        found.append("/" + holes.sub(lambda hole: str(facts.get(hole[1] or hole[2], "1")), route))
        found.append("/" + holes.sub(lambda _, said=nonsense: _quoted(said), route))
    return [address.replace("\\", "") for address in found]


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass")[:300])


def _written(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())


@pytest.fixture
def council(settings):
    settings.DEMO = True
    seal("", use="the key of second factors is there")
    return make.a_council(is_demonstration=True, slug="trafford-demonstration")


@pytest.fixture
def facts(council):
    """A council with one of each thing that an address names."""
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    poll = make.a_counted_poll(*[["option-1"]] * 12, round_=round_)
    finding = make.a_finding(round_)
    commitment = make.a_commitment(make.an_answered_finding(round_))
    make.a_service(round_.sector, make.a_ward(council))
    return {
        "poll_id": poll.pk,
        "slug": round_.slug,
        "pk": commitment.pk if finding else 0,
        "key": make.an_indicator(council).key,
        "step": "problem",
        "name": "ballots.csv",
        "app_label": "priorities",
        "object_id": round_.pk,
    }


def _somebody(who, council) -> User | None:
    if who == "nobody":
        return None
    if who == "root":
        return make.with_second_factor(User.objects.create_superuser("root@example.org"))
    person = make.confirmed(make.a_person(council, who))
    if who == Role.PROVIDER:
        person.memberships.update(organisation=Organisation.objects.first())
    person.memberships.update(area=Area.objects.first())
    return person


class Sender:
    """Sends a request as somebody, as bytes that no library has tidied."""

    def __init__(self, person: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        self.faults: list[tuple[str, ...]] = []
        self.sent = 0
        self.person = person
        self.sign_in()

    def sign_in(self) -> None:
        if self.person:
            self.client.force_login(self.person)

    def send(self, method, address, *, query="", body="", **headers):
        answer = self.client.generic(
            method,
            address,
            body,
            content_type="application/x-www-form-urlencoded",
            QUERY_STRING=query,
            headers=headers,
        )
        self.sent += 1
        if answer.status_code >= 500:
            self.faults.append((method, address, query[:80], body[:80], str(headers)[:80]))
        if "logout" in address and method == "POST":
            self.sign_in()


@pytest.mark.parametrize("who", ["nobody", "root", *Role])
def test_nonsense_is_never_a_fault_of_ours(who, council, facts):
    sender, names = Sender(_somebody(who, council)), _field_names()
    values = itertools.cycle(VALUES)
    for address in _addresses(facts):
        value, other = next(values), next(values)
        fields = _written(dict.fromkeys(names, value))
        sender.send("GET", address, query=fields)
        sender.send("POST", address, body=fields)
        if who in ("nobody", Role.OFFICER):
            sender.send("POST", address, body=_written(dict.fromkeys(names, other)))
            for method in METHODS:
                sender.send(method, address)
    assert sender.faults == []
    assert sender.sent > 250


def test_half_a_character_in_json_is_no_fault_of_ours(council):
    officer = make.a_person(council, Role.OFFICER)
    for address in ("/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/reauthenticate/"):
        sender = Sender(officer)
        sender.send("GET", address)
        sender.send("POST", address, body=_written({"credential": '"\\ud800"', "name": "x"}))
        assert sender.faults == []


@pytest.mark.parametrize("path", ["/rounds/", "/admin/login/", "/api/v1/rounds/"])
def test_nonsense_in_a_header_or_a_cookie_is_no_fault_of_ours(path, council):
    sender = Sender(None)
    values = [value for value in VALUES if value.isprintable() or value == "\ud800"]
    cookies = [configured.SESSION_COOKIE_NAME, configured.CSRF_COOKIE_NAME]
    cookies += [configured.LANGUAGE_COOKIE_NAME, "messages"]
    for value in values:
        latin = value.encode("utf-8", "surrogatepass").decode("latin-1")
        for name in HEADERS:
            sender.send("GET", path, **{name: latin})
        for name in cookies:
            sender.send("POST", path, cookie=f"{name}={latin}")
    for name, written in itertools.product(cookies, ['"\\000"', f'"{LONG}\\000"', '"', ";=;"]):
        for method in ("GET", "POST"):
            sender.send(method, path, cookie=f"{name}={written}")
    assert sender.faults == []


def test_the_nonsense_reaches_every_field_and_page(facts):
    known = {"email", "login", "code", "role", "reason", "ballot", "title", "q", "due_on_day"}
    assert known <= set(_field_names()), known - set(_field_names())
    addresses = _addresses(facts)
    assert f"/polls/{facts['poll_id']}/vote/cast/" in addresses
    assert f"/rounds/{facts['slug']}/" in addresses
    assert not [address for address in addresses if re.search(r"[<>()\[\]]", address)]
    assert len(addresses) > 120
