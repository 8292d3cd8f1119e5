"""The little work that a form asks for while far too much is sent, in a real browser: it is done,
the form waits for it and goes through; without a script its reader is told to wait, and that works.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from coopservices import watching
from coopservices.watching import PACES, Sender, is_worked, note
from participation.models import Role
from priorities.models import Report
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

SHORTEST = 2100  # ms that a person needs at least
HOLD_THE_WORK = """
const digest = crypto.subtle.digest.bind(crypto.subtle);
const released = new Promise((release) => { window.release = release; });
crypto.subtle.digest = async (...told) => { await released; return digest(...told); };
"""


@pytest.fixture
def form(browser, live_server, client):
    """`form()` is the page that reports a proposal, while far too much is reported elsewhere."""
    council = make.a_council()
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    address = reverse("report_proposal", args=[make.a_proposal(round_).pk])
    client.force_login(make.a_person(council, Role.RESIDENT))
    flood = Sender("report", council.pk, "198.51.100.9", timezone.now())
    for _ in range(PACES["report"].council + 1):
        note(flood)
    pages = []

    def opened(**options):
        page = browser.new_page(viewport={"width": 360, "height": 740}, **options)
        pages.append(page)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        if options.get("java_script_enabled", True):
            page.add_init_script(HOLD_THE_WORK)
        page.goto(f"{live_server.url}{address}")
        page.get_by_role("radio").first.check()
        page.locator("[name=words]").fill("She is named.")
        return page

    yield opened
    for page in pages:
        page.close()


def send(page):
    page.get_by_role("button", name="Send the report").click()


def test_a_form_waits_until_the_work_is_done_and_goes_through(form, axe):
    page, sent = form(), []
    page.on("request", lambda each: sent.append(each) if each.method == "POST" else None)
    expect(
        page.get_by_text("Your browser does a little work before it sends this.")
    ).to_be_visible()
    axe(page)
    page.wait_for_timeout(SHORTEST)
    send(page)
    send(page)
    assert not sent, "the work is not done yet"
    page.evaluate("window.release()")
    expect(page.get_by_text("A moderator will look at it.")).to_be_visible(timeout=30_000)
    (posted,) = sent
    told = posted.post_data_json
    assert is_worked(told["began"], told["worked"])
    assert Report.objects.count() == 1


def test_without_a_script_its_reader_is_told_to_wait_and_that_works(form, monkeypatch):
    monkeypatch.setattr(watching, "WAIT", timedelta(seconds=6))
    page = form(java_script_enabled=False)
    expect(page.get_by_text("If it cannot, wait 6 seconds before you send it.")).to_be_visible()
    page.wait_for_timeout(SHORTEST)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("wait 6 seconds, and send it again")
    assert page.locator("[name=words]").input_value() == "She is named."
    assert not Report.objects.exists()
    page.wait_for_timeout(4000)
    send(page)
    expect(page.get_by_text("A moderator will look at it.")).to_be_visible()
    assert Report.objects.count() == 1
