"""A poll set up from nothing in a real browser, rehearsed and opened, by an officer on a laptop and
on a phone; and somebody invited, who takes the role in one press.

These tests run after the walk, whose vote is over by then.
"""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

ROUND = "/rounds/care-homes/"
LINK = re.compile(r"https?://\S+(/invitation/\S+/)")
MAIL_SECONDS = 30


@pytest.fixture
def officer(new_page, sign_in):
    """`officer(width)` opens a browser of an officer's own, which counts the pages it loads."""

    def open_as(width):
        page = new_page(viewport={"width": width, "height": 800})
        sign_in(page, "officer")
        page.loads = 0
        page.on("load", lambda _page: setattr(page, "loads", page.loads + 1))
        return page

    return open_as


def press(page, axe, name):
    """Press a button or link, once axe has found nothing wrong with where we are."""
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_poll_is_set_up_from_nothing_rehearsed_and_opened(officer, axe_in_both, width):
    page, axe = officer(width), axe_in_both
    page.goto(f"{ROUND}poll/")
    page.get_by_label("With nothing").check()
    press(page, axe, "Save and continue")

    press(page, axe, "Its name, and words for voters")
    page.get_by_label("Title", exact=True).fill(f"How should the garden fund be spent, {width}?")
    press(page, axe, "Save and continue")

    press(page, axe, "The question, and how it is answered")
    page.get_by_label("Question", exact=True).fill("Which should come first?")
    page.locator("input[name=method][value=ranking]").check()
    press(page, axe, "Save and continue")
    page.get_by_label("How many will be chosen?").fill("1")
    press(page, axe, "Save and continue")

    press(page, axe, "What people can choose")
    for words in ("Benches in the shade", "Raised beds", "A path for wheelchairs"):
        press(page, _not_again, "Write an option")
        page.get_by_label("What can be chosen").fill(words)
        press(page, axe, "Save")
    press(page, axe, "Back to all steps")

    press(page, axe, "How it is counted")
    press(page, axe, "Save and continue")

    press(page, axe, "What is left off the ballot, and why")
    for box in page.locator("main textarea, main input[type=text]").all():
        box.fill("It is asked in the vote on homes.")
    press(page, axe, "Save and continue")

    press(page, axe, "Who can vote, and what they show")
    page.locator("input[name=proofs][value=email]").check()
    press(page, axe, "Save and continue")

    press(page, axe, "Until when people can vote")
    last = datetime.now(tz=UTC) + timedelta(days=3)
    for part, value in (("day", last.day), ("month", last.month), ("year", last.year)):
        page.locator(f"[name=last_day_{part}]").fill(str(value))
    press(page, axe, "Save and continue")
    expect(page.get_by_text("Every step is done.")).to_be_visible()

    press(page, axe, re.compile("Rehearse the count"))
    press(page, axe, "Count made-up ballots")
    expect(page.get_by_text("Benches in the shade").first).to_be_visible()
    press(page, axe, "Back to all steps")

    press(page, axe, re.compile("Check everything and open"))
    press(page, axe, "Open the vote")
    expect(page.get_by_text("Which should come first?").first).to_be_visible()
    assert page.loads <= 40, "an officer's patience"


def _not_again(_page):
    """This page was held against axe's rules a moment ago."""


def test_whoever_is_invited_takes_the_role_in_one_press(officer, new_page, platform, axe_in_both):
    page, axe = officer(1280), axe_in_both
    page.goto("/people/")
    press(page, axe, "Invite people")
    page.get_by_label("Front-line staff").check()
    press(page, axe, "Continue")
    page.get_by_label("Email addresses").fill("new.carer@demo.example")
    press(page, axe, "Send the invitations")
    expect(page.get_by_text("1 person is invited.")).to_be_visible()

    newcomer = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    newcomer.goto(_link(platform.var / "mail"))
    with newcomer.expect_navigation():
        newcomer.get_by_role("button", name="Accept").click()
    expect(newcomer.get_by_text("The role is yours.")).to_be_visible()
    newcomer.goto("/your-details/")
    expect(newcomer.get_by_text("Front-line staff").first).to_be_visible()


def _link(mails):
    """The link of the invitation, once a worker has sent it."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in mails.glob("*"):
            text = mail.read_text()
            if "To: new.carer@demo.example" in text and (found := LINK.search(text)):
                return found[1]
        time.sleep(0.2)
    raise AssertionError("No invitation came.")
