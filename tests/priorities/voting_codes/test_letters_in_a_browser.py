"""Having letters posted, in a real browser: on a telephone and a large screen, with and without
JavaScript, from the page of a batch until they are at the printer, or stopped.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from participation.models import Role
from priorities.models import Posting
from priorities.voting_codes.actions.codes import void_code
from tests import make
from tests.notify import a_notify
from tests.priorities.voting_codes.test_letters_in_the_post import FILE, at

pytestmark = pytest.mark.django_db(transaction=True)

WAYS = [
    pytest.param({"viewport": {"width": 360, "height": 740}}, id="telephone"),
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="large screen"),
    pytest.param(
        {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}, id="no script"
    ),
]


@pytest.fixture
def notify(settings):
    settings.GOVUK_NOTIFY_POSTS_LETTERS = True
    with a_notify(settings) as server:
        yield server


@pytest.fixture
def batch():
    return make.a_batch(make.an_open_poll(proofs_asked=[{"code"}]), 3)


@pytest.fixture(params=WAYS)
def page(request, browser, live_server, client, batch):
    """A browser in which an officer is signed in."""
    client.force_login(make.a_person(batch.council, Role.OFFICER))
    page = browser.new_page(base_url=live_server.url, **request.param)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    yield page
    page.close()


@pytest.fixture
def look(request, page, axe):
    """`look()` holds the page against axe's rules, which need a script, and to its width."""
    has_script = request.node.callspec.params["page"].get("java_script_enabled", True)

    def look():
        if has_script:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    return look


def test_letters_are_checked_posted_and_told_of(page, look, batch, notify):
    page.goto(at("code_batch", batch))
    look()
    page.get_by_role("link", name="Post these letters").click()
    look()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the file")
    look()
    addresses = page.get_by_label("Addresses of all letters")
    addresses.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": FILE})
    page.get_by_label("First class").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check before")
    expect(page.get_by_text("Ann Ames")).to_be_visible()
    look()
    page.get_by_role("button", name="Post 3 letters").click()
    expect(page.get_by_text("to GOV.UK Notify one by one")).to_be_visible()
    expect(page.get_by_text("0 of 3 posted")).to_be_visible()
    look()

    posting = Posting.objects.get()
    notify.refuses = {f"{batch.pk}/2/0/{posting.pk}"}
    make.settle()
    page.goto(at("code_batch", batch))
    expect(page.get_by_text("2 of 3 posted")).to_be_visible()
    expect(page.get_by_text("Letter 2: GOV.UK Notify says")).to_be_visible()
    look()
    assert [each[2] for each in notify.letters] == ["first", "first"]


def test_what_waits_is_stopped(page, look, batch, notify):
    by = make.a_person(batch.council, Role.OFFICER)
    void_code(by=by, batch=batch, serial=3, at=timezone.now())
    posting = make.a_posting(batch)
    Posting.objects.update(confirmed_at=timezone.now(), away_since=timezone.now())
    page.goto(at("code_batch", batch))
    expect(page.get_by_text("has taken no letters since")).to_be_visible()
    look()
    page.get_by_role("link", name="Stop posting").click()
    expect(page.get_by_text("2 letters have not been handed over yet")).to_be_visible()
    look()
    page.get_by_role("button", name="Stop posting").click()
    expect(page.get_by_text("2 letters will not be posted")).to_be_visible()
    look()
    assert not posting.posted_letters.exists()
