"""A care worker's proposal that names somebody is pointed out, published, reported, hidden and
appealed; and somebody takes their own data and goes: in a real browser, on a phone and a laptop.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import newest_code

GATHERING = "/rounds/surgeries/"
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
TITLE = "Answer the telephone at lunch"


@pytest.fixture
def axe(axe_in_both):
    """Every page state is held against axe's rules in both languages."""
    return axe_in_both


@pytest.fixture
def person(new_page, sign_in):
    """`person("officer")` opens a browser of their own and signs them in."""

    def open_as(role, viewport=LAPTOP, **options):
        page = new_page(viewport=viewport, **options)
        sign_in(page, role)
        return page

    return open_as


def press(page, name):
    """Press the first button or link of this name that is seen; the next page is there then."""
    named = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    with page.expect_navigation():
        named.first.click()


def fits(page):
    """Nothing of the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]


def test_a_care_worker_is_moderated_and_appeals(person, axe):
    author = person("staff", PHONE)
    address = publish(author, axe)
    report(person("resident"), axe, address)
    hide(person("moderator"), axe)

    author.goto(address)
    expect(author.get_by_text("A moderator has hidden this")).to_be_visible()
    expect(author.get_by_text("It names somebody who did not ask for it.")).to_be_visible()
    axe(author)
    press(author, "Ask another moderator to look again")
    author.locator("[name=words]").fill("She agreed to be named.")
    axe(author)
    press(author, re.compile("Send|Ask"))
    expect(author.get_by_text("Another moderator will look at it.")).to_be_visible()
    fits(author)


def publish(page, axe):
    """Write it, see what is pointed out, go past it, change it; returns its address."""
    page.goto(f"{GATHERING}propose/")
    page.get_by_role("button", name=re.compile("Start|Go on")).click()
    words = {
        "title": TITLE,
        "problem": "Mrs Jones in room 12 waits until two before anybody answers.",
        "idea": "Let one of us answer at lunch.",
    }
    while not page.get_by_role("button", name="Publish").is_visible():
        for name, text in words.items():
            if page.locator(f"[name={name}]").count():
                page.locator(f"[name={name}]").fill(text)
        fits(page)
        press(page, "Save and continue")
    expect(page.get_by_text("This may name a person.")).to_be_visible()
    fits(page)
    axe(page)
    page.wait_for_timeout(1000)  # a person reads what they publish
    press(page, "Publish")
    expect(page.get_by_role("heading", name="Your proposal is published")).to_be_visible()
    press(page, "Read your proposal")
    address = page.url
    press(page, "Change it")
    page.locator("[name=idea]").fill("Let two of us answer at lunch.")
    axe(page)
    page.wait_for_timeout(1000)
    press(page, "Publish the change")
    expect(page.get_by_text("This may name a person.")).to_be_visible()
    press(page, "Publish the change")
    press(page, "see what it said before")
    expect(page.locator("ins")).to_contain_text("two")
    fits(page)
    axe(page)
    return address


def report(page, axe, address):
    """A reader says what is wrong."""
    page.goto(address)
    press(page, "Report this proposal")
    page.get_by_role("radio").first.check()
    axe(page)
    page.wait_for_timeout(2000)
    press(page, "Send the report")
    expect(page.get_by_text("A moderator will look at it.")).to_be_visible()


def hide(page, axe):
    """A moderator finds it among what waits, and hides it."""
    page.goto("/moderation/")
    axe(page)
    press(page, TITLE)
    page.locator("[name=hides][value=yes]").check()
    page.locator("[name=reason]").first.check()
    page.locator("[name=words]").fill("It names somebody who did not ask for it.")
    axe(page)
    press(page, re.compile("Decide|Save"))
    expect(page.get_by_text("Decided.")).to_be_visible()


def test_somebody_takes_their_data_and_goes(no_js_page, platform):
    """Without a script."""
    page, email = no_js_page, "leaving@example.org"
    began = time.time() - 1
    page.goto("/accounts/login/")
    page.locator("main input[type=email]").fill(email)
    press(page, "Email me a code")
    page.locator("input[name=code]").fill(newest_code(platform.var / "mail", email, after=began))
    page.locator("main form button").first.click()
    page.goto("/your-details/data/")
    expect(page.get_by_text(email).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("JSON")).click()
    assert email in download.value.path().read_text()
    press(page, "Delete your account")
    page.locator("[name=proposals][value=keep]").check()
    page.locator("[name=is_certain]").check()
    press(page, re.compile("Delete"))
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
