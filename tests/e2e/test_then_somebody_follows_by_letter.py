"""Somebody who has an e-mail address and nothing else follows a proposal from the day it is
published to what people say came of it: by letters, and by the links in them, on a phone, with a
keyboard, in Welsh, and without a script.

The council's part of it is done by its own pages where somebody reads them here, else by the
actions that those pages call.
"""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from urllib.parse import urlsplit

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from tests.e2e.conftest import press_on, tab_to
from tests.running import HOUSE

LETTER_SECONDS = 60  # a worker counts ballots first
BETWEEN = re.compile(r"^-{79}$", re.MULTILINE)  # letters of one file
LINK = re.compile(r"https?://[^\s<>\"]+")
HREF = re.compile(r'href="([^"]+)"')
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
ROUND, POLL = "Evenings at the surgery", "Which evening first?"
TITLE, PROMISE = "Open one surgery on Thursday evenings", "Sale surgery open until eight"
ANSWER, DONE = "It costs little, and many asked.", "The doors are open until eight."
ADA, BRON = "ada.follows@example.org", "bron.follows@example.org"


class Letter:
    """One e-mail as its reader has it: its subject, its text and the text's links, which are those
    of its HTML as well.
    """

    def __init__(self, written):
        self.headers = message_from_string(written, policy=policy.default)
        self.subject = self.headers["Subject"]
        self.text = self.headers.get_body(("plain",)).get_content()
        self.html = self.headers.get_body(("html",)).get_content()
        self.links = LINK.findall(self.text)
        assert set(self.links) == set(HREF.findall(self.html)), "both lead to the same pages"

    def link(self, words):
        """The path of its first link to a page whose address has these words."""
        return next(urlsplit(each).path for each in self.links if words in each)


class Postbox:
    """The letters that came to one address, each taken out once."""

    def __init__(self, folder, address):
        self.folder, self.address, self.taken = folder, address, set()

    def waiting(self):
        """The letters that nobody has taken out."""
        written = [
            each
            for file in sorted(self.folder.glob("*"), key=lambda each: each.stat().st_mtime)
            for each in BETWEEN.split(file.read_text())
            if f"To: {self.address}" in each and "Message-ID:" in each
        ]
        letters = [Letter(each.lstrip("\n")) for each in dict.fromkeys(written)]
        return [each for each in letters if each.headers["Message-ID"] not in self.taken]

    def news(self):
        """Those of them that tell something. Pages are asked for twice here, once for each
        language, and so are letters that ask to confirm.
        """
        return [
            each for each in self.waiting() if not any("/confirm/" in link for link in each.links)
        ]

    def take(self, *words):
        """The first letter whose text has all these words; waits for it."""
        deadline = time.monotonic() + LETTER_SECONDS
        while time.monotonic() < deadline:
            for each in self.waiting():
                if all(word in each.text for word in words):
                    self.taken.add(each.headers["Message-ID"])
                    return each
            time.sleep(0.2)
        found = "\n\n".join(each.text for each in self.waiting())
        raise AssertionError(f"No letter with {words}, but:\n{found}")


@pytest.fixture
def postbox(platform):
    return lambda address: Postbox(platform.var / "mail", address)


BEFORE = """
from datetime import timedelta
from django.utils import timezone
from outcomes.commitments.actions import give_verdict
from outcomes.models import Commitment, Verdict
from outcomes.notifications.actions import letters, telling
from participation.models import Council, Role, Sector
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import Phase, Poll, Proposal, Round
from priorities.proposals.actions import publish_proposal
from tests import make
council = Council.objects.get(slug="trafford-demonstration")
at = timezone.now()
"""
A_ROUND = """
round_ = make.a_round(
    Sector.objects.get(council=council, slug="primary-care"),
    proposing=(-5, 5), at=at, slug="evenings",
    title="Evenings at the surgery", question="When should surgeries be open?",
)
"""
A_PROPOSAL = """
Phase.objects.filter(round__slug="evenings", name="Propose").update(closes_at=at + timedelta(9))
author = make.a_person(council, Role.RESIDENT)
proposal = make.a_proposal(
    Round.objects.get(slug="evenings"), author, at=at, published_on=None, title={title!r},
    idea="Let one surgery in Sale open until eight on Thursdays.",
)
publish_proposal(by=author, proposal=proposal, at=at)
print(proposal.pk)
"""
A_POLL = """
proposal = Proposal.objects.get(pk={proposal})
Phase.objects.filter(round=proposal.round, name="Propose").update(closes_at=at)
poll = make.an_open_poll(
    proposal.round, title="Which evening first?", options=(proposal, "Saturday mornings"),
    most_choices=1, closes_at=at + timedelta(days=3),
)
print(poll.pk)
"""
A_DAY_BEFORE_IT_CLOSES = """
at = Poll.objects.get(pk="{poll}").closes_at - timedelta(days=1)
telling.news_of_ends(at=at)
telling.tell_followers(at=at)
letters.make_letters(at=at)
while letters.send_letters(at=at):
    pass
"""
BALLOTS = """
poll = Poll.objects.get(pk="{poll}")
for _ in range(12):
    voter = make.elector_of(make.a_voter(council), poll)
    cast_ballot(voter=voter, poll=poll, choices={{"question-1": ["proposal-{proposal}"]}})
make.close_early(poll, reason="Everybody has voted.")
"""
VERDICTS = """
commitment = Commitment.objects.get(pk={commitment})
for _ in range(12):
    resident = make.a_person(council, Role.RESIDENT)
    give_verdict(by=resident, commitment=commitment, kind=Verdict.Kind.WORKED, at=at)
"""


# One shell for all of it: starting takes longer than any of them.
SHELL = """
import contextlib, io, json, sys
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(json.loads(line), {})
    print("told:", printed.getvalue().strip(), flush=True)
"""


@pytest.fixture
def council(platform):
    """`council(SCRIPT, **facts)` does the council's part of it, and returns what that printed."""
    shell = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", SHELL],
        cwd=HOUSE,
        env=platform.environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def told(script, **facts):
        print(json.dumps(BEFORE + script.format(**facts)), file=shell.stdin, flush=True)
        line = next(line for line in shell.stdout if line.startswith("told:"))
        return line.removeprefix("told:").strip()

    with shell:
        yield told
        shell.stdin.close()


def press(page, axe, name):
    """Press the first button or link of this name; the page that follows has nothing wrong, and is
    no wider than the screen.
    """
    main = page.locator("main")
    with page.expect_navigation():
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()
    hold(page, axe)


def go(page, axe, address):
    """Open a link of a letter, which leads somewhere."""
    assert page.goto(address).status == 200, address
    hold(page, axe)


def hold(page, axe):
    """Nothing is wrong with the page, and it is no wider than the screen."""
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], f"{page.url} is {wide} pixels wide"


def welsh(words):
    with override("cy"):
        return gettext(words)


def follow(page, axe, box, topic):
    """Ask to hear of what the page is about, at once, and confirm it by the letter that comes."""
    page.locator("[name=email]").fill(box.address)
    if page.locator("[name=frequency]").count():
        page.locator("[name=frequency][value=at_once]").check()
    press(page, axe, "Go on")
    expect(page.get_by_role("heading", name="Look in your email")).to_be_visible()
    letter = box.take("press Confirm", topic)
    assert "confirm" in letter.subject
    go(page, axe, letter.link("/confirm/"))
    expect(page.get_by_text(topic)).to_be_visible()
    press(page, axe, "Confirm")
    expect(page.get_by_text("You hear of it from now on.")).to_be_visible()


def test_somebody_follows_from_a_proposal_to_what_came_of_it(
    new_page, sign_in, council, postbox, axe_in_both
):
    axe = axe_in_both
    council(A_ROUND)
    ada, box = new_page(viewport=PHONE, is_mobile=True, has_touch=True), postbox(ADA)
    bron, blwch = new_page(viewport=LAPTOP), postbox(BRON)
    go(ada, axe, "/rounds/evenings/")
    press(ada, axe, "Follow")
    follow(ada, axe, box, ROUND)
    follow_in_welsh_with_a_keyboard(bron, blwch)

    proposal = council(A_PROPOSAL, title=TITLE)
    go(ada, axe, box.take("A new proposal", TITLE).link("/proposals/"))
    press(ada, axe, "Follow")
    follow(ada, axe, box, TITLE)

    poll = council(A_POLL, proposal=proposal)
    letter = box.take("It is on the ballot", TITLE)
    assert "You can vote until" in letter.text
    go(ada, axe, letter.link("/polls/"))
    press(ada, axe, "Remind me before voting ends")
    follow(ada, axe, box, POLL)
    council(A_DAY_BEFORE_IT_CLOSES, poll=poll)
    go(ada, axe, box.take("Voting ends soon", POLL).link("/polls/"))
    expect(
        ada.get_by_role("link", name="Start").or_(ada.get_by_role("button", name="Start")).first
    ).to_be_visible()
    read_in_welsh(bron, blwch)

    council(BALLOTS, poll=poll, proposal=proposal)
    letter = box.take("People have voted on it", "came first", "The result of the vote")
    go(ada, axe, letter.link("/story/"))
    expect(ada.get_by_text("12 people voted")).to_be_visible()
    go(ada, axe, letter.link("/result/"))
    expect(ada.get_by_role("heading", name=re.compile("came first"))).to_be_visible()

    commissioner = new_page(viewport=LAPTOP)
    sign_in(commissioner, "commissioner")
    answer(commissioner)
    go(ada, axe, box.take("The council's answer", "We will", ANSWER).link("/findings/"))
    expect(ada.get_by_text(ANSWER)).to_be_visible()
    promise(commissioner)
    letter = box.take("A promise", PROMISE)
    go(ada, axe, letter.link("/commitments/"))
    expect(ada.get_by_role("heading", name=PROMISE)).to_be_visible()
    say_it_is_done(commissioner, axe)
    letter = box.take("What was done", PROMISE, DONE)
    go(ada, axe, letter.link("/commitments/"))
    expect(ada.get_by_text(DONE)).to_be_visible()

    council(VERDICTS, commitment=letter.link("/commitments/").strip("/").split("/")[-1])
    letter = box.take("What people say came of it", PROMISE, "made a difference")
    go(ada, axe, letter.link("/commitments/"))
    expect(ada.get_by_text("made a difference").first).to_be_visible()
    assert box.news() == []

    stop(new_page(viewport=PHONE, java_script_enabled=False), letter)
    council(A_PROPOSAL, title="Park-and-ride for the surgery")
    blwch.take("Park-and-ride for the surgery")
    assert box.news() == [], "no letter comes any more"


def follow_in_welsh_with_a_keyboard(page, box):
    page.goto("/cy/rounds/evenings/")
    press_on(page, welsh("Follow"))
    tab_to(page, lambda: page.evaluate("document.activeElement.name") == "email")
    page.keyboard.type(box.address)
    tab_to(page, lambda: page.evaluate("document.activeElement.name") == "frequency")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press_on(page, welsh("Go on"))
    page.goto(box.take(ROUND).link("/confirm/"))
    press_on(page, welsh("Confirm"))
    expect(page.get_by_text(welsh("You hear of it from now on."))).to_be_visible()


def read_in_welsh(page, box):
    """A letter in Welsh leads to a page in Welsh."""
    letter = box.take(welsh("You can vote"), POLL)
    address = letter.link("/polls/")
    assert address.startswith("/cy/")
    assert page.goto(address).status == 200
    assert page.get_attribute("html", "lang") == "cy"


def answer(page):
    page.goto("/rounds/evenings/outcome/")
    page.locator("main a[href^='/findings/']").first.click()
    press(page, _not_again, "Answer")
    page.get_by_label("We will", exact=True).check()
    page.locator("[name=reason]").fill(ANSWER)
    press(page, _not_again, "Publish the answer")


def promise(page):
    press(page, _not_again, "Promise something")
    due = datetime.now(tz=UTC) + timedelta(days=90)
    page.locator("[name=title]").fill(PROMISE)
    page.locator("[name=owner]").select_option(index=1)
    for part, value in (("day", due.day), ("month", due.month), ("year", due.year)):
        page.locator(f"[name=due_on_{part}]").fill(str(value))
    press(page, _not_again, "Publish the promise")


def say_it_is_done(page, axe):
    press(page, axe, "Say what was done")
    page.locator("[name=kind][value=done]").check()
    page.locator("[name=text]").fill(DONE)
    press(page, axe, "Publish")


def stop(page, letter):
    """By one press, signed in as nobody, in a browser that knows nothing of them."""
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page.goto(letter.link("/stop/"))
    press(page, _not_again, "Stop all letters")
    expect(page.get_by_role("heading", name="No more letters")).to_be_visible()


def _not_again(_page):
    """This page is held against axe's rules in another walk, or runs no script."""
