"""No sentence escapes translation: every page, refused form, file and e-mail, as every role, in a
language that nobody speaks.
"""

import csv
import re
from html import unescape
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.management import call_command
from django.test import Client

from participation.models import Council, Role, User
from priorities.models import Option
from tests import pseudo

MOST_PAGES = 120
PHONE = 360  # pixels
HREF = re.compile(r'(?:href|hx-get)="([^"#]+)')
FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>', re.IGNORECASE)
ACTION = re.compile(r'action="([^"]*)"')
NOT_WALKED = ("/admin/", "/static/", "/components/", "/look-round/", "/accounts/logout/")

pytestmark = pytest.mark.xdist_group("every sentence")  # or each worker would make its own council


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration council, while the language that nobody speaks is spoken."""
    folder = tmp_path_factory.mktemp("nobody-speaks")
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        pseudo.spoken(folder / "locale"),
    ):
        patch.setattr(configured, "KEY_STORE_DIRS", [folder / "keys", folder / "second"])
        call_command("make_demo", ballots=40, stdout=StringIO())
        yield [folder / "keys", folder / "second"]
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def council(demonstration, db, settings):
    settings.KEY_STORE_DIRS = demonstration
    settings.DEMO = True


def _client(role):
    client = Client(raise_request_exception=True)
    if role:
        user = User.objects.filter(memberships__role=role, is_active=True).order_by("pk").first()
        client.force_login(user, backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def _kind(path):
    """Pages of one kind differ in their numbers and names only; two of a kind are enough."""
    parts = path.strip("/").split("/")
    return (len(parts), *parts[:2], *parts[3:])


def _walk(client, language):
    """Every kind of page that links lead to, and what answers an empty form on each of them."""
    waiting, met, kinds, visited = [f"/{language}/"], set(), {}, 0
    while waiting and visited < MOST_PAGES:
        address = waiting.pop(0)
        path = urlsplit(address).path
        kinds[_kind(path)] = kinds.get(_kind(path), 0) + 1
        if kinds[_kind(path)] > 2:
            continue
        visited += 1
        response = client.get(address, follow=True)
        yield address, response
        if not response["Content-Type"].startswith("text/html"):
            continue
        html = response.content.decode()
        yield from _refused_forms(client, path, html, kinds)
        for href in HREF.findall(html):
            there = urlsplit(urljoin(path, unescape(href)))
            bare = there.path.removeprefix(f"/{language}")
            is_ours = not there.netloc and there.path.startswith(f"/{language}/")
            if is_ours and there.path not in met and not bare.startswith(NOT_WALKED):
                met.add(there.path)
                waiting.append(f"{there.path}?{there.query}" if there.query else there.path)


def _refused_forms(client, path, html, kinds):
    for form in FORM.findall(html):
        found = ACTION.search(form)
        action = urljoin(path, unescape(found[1])) if found and found[1] else path
        kind = ("form", *_kind(urlsplit(action).path))
        if kind in kinds or any(part in action for part in NOT_WALKED):
            continue
        kinds[kind] = 1
        yield f"POST {action}", client.post(action, {}, follow=True)


def _escapes(response, written):
    """What escaped translation in an answer of any type."""
    kind = response["Content-Type"].partition(";")[0]
    if kind == "text/html":
        return pseudo.escapes_of_page(response.content.decode(), written)
    if kind == "text/csv":
        body = b"".join(response) if response.streaming else response.content
        heading = next(csv.reader(StringIO(body.decode("utf-8-sig"))), [])
        titles = set(Option.objects.values_list("title_en", flat=True))  # what officers wrote
        return [rest for name in heading if name not in titles and (rest := pseudo.escaped(name))]
    return []


@pytest.mark.parametrize("role", [None, *Role])
def test_no_sentence_of_a_page_escapes_translation(council, role):
    escapes, written = {}, set()
    for address, response in _walk(_client(role), pseudo.LEFT_TO_RIGHT):
        assert response.status_code < 500, address
        for text in _escapes(response, written):
            escapes.setdefault(text, address)
    listed = "\n".join(f"{address}: {text[:150]}" for text, address in escapes.items())
    assert not escapes, f"{len(escapes)} escaped:\n{listed}"


def test_no_sentence_of_an_email_escapes_translation(council):
    client = _client(None)
    known = User.objects.filter(memberships__role=Role.RESIDENT).first()
    for address in (known.email, "somebody-new@example.org"):
        client.post(f"/{pseudo.LEFT_TO_RIGHT}/accounts/login/", {"email": address})
        client.post(f"/{pseudo.LEFT_TO_RIGHT}/accounts/password/reset/", {"email": address})
    assert mail.outbox
    asked = Council.objects.get(host=None)  # that of no host answers at every other
    names = re.compile(f"{re.escape(asked.name)}|testserver")
    letters = [text for letter in mail.outbox for text in (letter.subject, letter.body)]
    texts = [names.sub("", text) for text in letters]
    assert [
        rest for text in texts for line in text.splitlines() if (rest := pseudo.escaped(line))
    ] == []


@pytest.mark.parametrize("language", [pseudo.LEFT_TO_RIGHT, pseudo.RIGHT_TO_LEFT])
def test_pages_hold_longer_text_in_either_direction_on_a_small_phone(council, browser, language):
    pages = {
        urlsplit(address).path: answer.content.decode()
        for role in (None, Role.RESIDENT, Role.OFFICER, Role.COMMISSIONER)
        for address, answer in _walk(_client(role), language)
        if not address.startswith("POST") and answer["Content-Type"].startswith("text/html")
    }
    assert len(pages) > MOST_PAGES / 4
    is_right_to_left = language == pseudo.RIGHT_TO_LEFT
    assert all(('dir="rtl"' in html) == is_right_to_left for html in pages.values())
    too_wide = {}
    phone = browser.new_page(viewport={"width": PHONE, "height": 740})
    phone.route("**/*", lambda route: _from_memory(route, pages))
    for path in pages:
        phone.goto(f"http://{language}.test{path}")
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > PHONE:
            too_wide[path] = width
    phone.close()
    assert not too_wide


def _from_memory(route, pages):
    """A page as it was answered, and what it looks like from where that is built."""
    path = urlsplit(route.request.url).path
    built = configured.BASE_DIR / "static" / path.removeprefix("/static/")
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
    elif path.startswith("/static/build/") and built.exists():
        route.fulfill(path=built)
    else:
        route.abort()
