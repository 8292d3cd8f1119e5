"""Paper by two officers in a real browser, on a laptop, on a phone and without JavaScript: issued,
handed out, typed twice, settled, accounted for and counted.
"""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from participation.models import Role
from priorities.models import PaperBallot
from priorities.paper_ballots.queries.papers import serial_of
from priorities.polls.queries.keys import poll_key
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def desk(browser, live_server, axe):
    """`desk(poll, role, **options)` is the browser of somebody of this role, before the papers of
    the poll: it holds every page against axe's rules, in Welsh too, and counts presses and loads.
    """
    pages = []

    def opened(poll, role, **options):
        client = Client()  # each has a session of their own
        client.force_login(make.a_person(poll.round.council, role))
        page = browser.new_context(base_url=live_server.url, **options).new_page()
        pages.append(page.context)
        page.presses, page.loads = 0, 0
        page.on("load", lambda _page: setattr(page, "loads", page.loads + 1))
        page.runs_scripts = options.get("java_script_enabled", True)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(reverse("papers", args=[poll.pk]))
        return page

    def hold(page):
        if not page.runs_scripts:
            return  # axe is a script
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        if page.viewport_size == LAPTOP:
            tab = page.context.new_page()
            tab.goto(f"/cy{urlsplit(page.url).path}")
            assert tab.get_attribute("html", "lang") == "cy"
            axe(tab)
            tab.close()

    def press(page, name):
        hold(page)
        page.presses += 1
        with page.expect_navigation():
            page.get_by_role("button", name=name).or_(
                page.get_by_role("link", name=name)
            ).first.click()
        hold(page)

    opened.press = press
    yield opened
    for page in pages:
        page.close()


def hand_out(page, press, serial, surname):
    press(page, "Hand out a paper")
    words = {"Surname": surname, "Postcode": "NB1 1AA", "Day": "4", "Month": "5", "Year": "1950"}
    for label, text in words.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("I have seen a document").check()
    page.get_by_label("Number on the paper").fill(serial)
    press(page, "Give them this paper")


def type_in(page, press, serial, choice):
    page.get_by_label("Number on the paper").fill(serial.lower())
    press(page, "Continue")
    page.get_by_label(choice).check()
    press(page, "Keep this")


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": LAPTOP},
        {"viewport": PHONE},
        {"viewport": PHONE, "java_script_enabled": False},
    ],
    ids=["laptop", "phone", "without JavaScript"],
)
def test_paper_by_two_officers(desk, options, live_server):
    poll, press = make.a_paper_poll(smallest_group=1), desk.press
    first = desk(poll, Role.OFFICER, **options)
    press(first, "Issue papers")
    first.get_by_label("Where do they go?").fill("Riverside library")
    first.get_by_label("How many papers?").fill("3")
    press(first, "Issue the papers")
    first.get_by_label("In large print").check()
    with first.expect_download() as printed:
        first.get_by_role("button", name="Print").first.click()
    assert printed.value.path().read_bytes().startswith(b"%PDF")

    key = poll_key(poll.pk, bytes(poll.key_check))
    serials = [serial_of(key, paper) for paper in PaperBallot.objects.filter(batch__poll=poll)]
    library = desk(poll, Role.DESK, **options)  # who hands one out never types it
    for serial, surname in zip(serials, ("Ames", "Bright"), strict=False):
        hand_out(library, press, serial, surname)
        library.goto(reverse("papers", args=[poll.pk]))

    second = desk(poll, Role.OFFICER, **options)
    first.goto(reverse("papers", args=[poll.pk]))
    for page, choices in ((first, ("Bench", "Lights")), (second, ("Bench", "Trees"))):
        press(page, "Type in a paper")
        for serial, choice in zip(serials, choices, strict=False):
            type_in(page, press, serial, choice)
        press(page, "Paper ballots")
    expect(second.get_by_role("heading", name="Typed differently by two people")).to_be_visible()
    press(second, serials[1].rpartition("-")[0])
    expect(second.get_by_text("This is what stands on the paper")).to_have_count(2)
    press(second, "This is what stands on the paper")

    make.close_early(poll, reason="It rains.")
    first.reload()
    press(first, "Account for them")
    first.locator("[name=unused]").fill("0")
    press(first, "These are all")
    expect(first.get_by_role("alert")).to_contain_text("One paper is missing")
    first.locator("[name=explanation]").fill("Lost at the library.")
    press(first, "These are all")
    make.settle()
    first.goto(reverse("poll_result", args=[poll.pk]))
    expect(first.get_by_text("Lost at the library.")).to_be_visible()
    expect(first.get_by_text("Lights").first).to_be_visible()
    assert (first.presses, second.presses) == (11, 8)
    assert first.loads + second.loads <= 40
