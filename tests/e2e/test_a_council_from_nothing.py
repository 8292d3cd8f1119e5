"""A council set up from nothing to its first open round, by forms and files alone: founded by the
operator with one command, and the rest by its first officer in a real browser, on a laptop, on a
phone and without scripts.

Each council has a platform of its own, empty but for what is walked here.
"""

import csv
import io
import json
import logging
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.e2e.conftest import newest_code
from tests.running import HOUSE, a_platform

LOG = logging.getLogger(__name__)
OFFICER = "ann@northbrook.example"
DATA = HOUSE / "demo" / "trafford" / "data"
WARDS = DATA / "wards_2023.geojson"
HOMES = DATA / "care_homes.csv"
WORKER_SECONDS = 300  # a busy machine is slow, and this is no test of speed
STEP_SECONDS = 30  # of one code of an app


@pytest.fixture
def platform(tmp_path, collected):
    """A platform with one council that nobody has set up."""
    environment = {
        "STATIC_COLLECTED": "1",
        "STATIC_ROOT": str(HOUSE / "var" / "static"),
        "DEMO_WITHOUT_SECOND_FACTOR": "0",
    }
    with a_platform(tmp_path, **environment) as platform:
        founded = platform.manage(
            *("make_council", "Northbrook", "northbrook", "E08000009"),
            *("--contact", "say@northbrook.example", "--officer", OFFICER),
        )
        assert "ann@northbrook.example can sign in" in founded
        platform.start_worker()
        platform.start_beat()
        platform.start_web(workers=2)
        yield platform


class Officer:
    """The first officer in a browser, who counts what it takes."""

    def __init__(self, page, platform, hold):
        self.page, self.platform, self.hold = page, platform, hold
        self.presses = self.loads = 0
        self.began = time.monotonic()
        page.on("load", lambda _page: setattr(self, "loads", self.loads + 1))

    def press(self, name, *, within="main"):
        """Press a button or follow a link, once nothing is wrong with where we are."""
        self.hold(self.page)
        self.presses += 1
        of = self.page.locator(within)
        with self.page.expect_navigation():
            of.get_by_role("button", name=name).or_(of.get_by_role("link", name=name)).first.click()

    def go_to_set_up(self):
        self.presses += 1
        self.page.goto("/set-up/")

    def sign_in(self):
        began = time.time() - 1
        self.page.goto("/accounts/login/")
        self.page.locator("main input[type=email]").fill(OFFICER)
        self.press("Email me a code")
        code = newest_code(self.platform.var / "mail", OFFICER, after=began)
        self.page.locator("input[name=code]").fill(code)
        self.presses += 1
        self.page.locator("main form button").first.click()
        self.page.wait_for_url(lambda address: "/login/" not in address)
        self.page.goto("/accounts/2fa/totp/activate/")
        secret = self.page.locator("code.secret").text_content().strip()
        code = format_hotp_value(hotp_value(secret, int(time.time()) // STEP_SECONDS))
        self.page.locator("input[name=code]").fill(code)
        self.press("Go on")

    def send(self, kind, name, content, source, **more):
        """Send a file of data, wait for the worker, look at what it would change, and take it."""
        self.go_to_set_up()
        self.press(kind)
        self.press("Send a file")
        page = self.page
        page.locator(f"input[name=kind][value={more.pop('value')}]").check()
        for field, value in more.items():
            box = page.locator(f"[name={field}]")
            box.select_option(label=value) if field == "sector" else box.fill(value)
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        page.locator("input[name=source]").fill(source)
        page.locator("input[name=licence][value=ogl-3]").check()
        self.press("Send")
        self.wait_until("Read: waits for you")
        self.press("Take it")
        self.wait_until("Taken")

    def wait_until(self, words):
        """Look again until a worker has done its part."""
        deadline = time.monotonic() + WORKER_SECONDS
        while not re.match(words, self.page.locator("h1").inner_text()):
            assert time.monotonic() < deadline, self.page.locator("main").inner_text()
            time.sleep(0.5)
            self.page.reload()


@pytest.fixture
def hold(axe):
    """Holds a page against axe's rules, and to the width of its screen."""

    def hold(page):
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{page.url} is {wide} pixels too wide"

    return hold


def postcodes():
    """The postcodes of the homes, each with its place."""
    rows = csv.DictReader(io.StringIO(HOMES.read_text()))
    return "\n".join(
        ["postcode,lon,lat", *{f"{row['postcode']},{row['lon']},{row['lat']}" for row in rows}]
    ).encode()


FIGURES = b"""indicator,area_code,area_name,period,value,denominator
care-homes-rated-good-or-outstanding,E08000009,Northbrook,Mar 2026,74.5,55
care-homes-rated-good-or-outstanding,E08000009,Northbrook,Apr 2026,75.4,57
"""


BROWSERS = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 360, "height": 740}},
    "plain": {"viewport": {"width": 1280, "height": 800}, "java_script_enabled": False},
}


@pytest.mark.parametrize("kind", BROWSERS)
def test_a_council_is_set_up_from_nothing_to_its_first_open_round(new_page, platform, hold, kind):
    page = new_page(**BROWSERS[kind])
    runs_axe = BROWSERS[kind].get("java_script_enabled", True)
    officer = Officer(page, platform, hold if runs_axe else lambda _page: None)
    officer.sign_in()

    officer.go_to_set_up()
    expect(page.get_by_text("Before people can take part")).to_be_visible()
    officer.press("Name, colour and contact")
    page.get_by_label("Which colour is the council's own?").fill("#801650")
    officer.press("Save")

    wards = json.dumps(json.loads(WARDS.read_text())).encode()
    day = {"valid_from_day": "4", "valid_from_month": "5", "valid_from_year": "2023"}
    officer.send("Wards", "wards.geojson", wards, "ONS, Wards (May 2023)", value="wards", **day)
    officer.send("Postcodes", "postcodes.csv", postcodes(), "ONS, postcodes", value="postcodes")
    officer.send(
        "Services",
        "homes.csv",
        HOMES.read_bytes(),
        "CQC, care homes",
        value="services",
        sector="Adults' residential care",
    )

    officer.go_to_set_up()
    officer.press(re.compile("Colleagues"))
    officer.press("Invite people")
    page.get_by_label("Commissioner").check()
    officer.press("Continue")
    page.get_by_label("Email addresses").fill("rosa@northbrook.example")
    officer.press("Send the invitations")

    officer.go_to_set_up()
    officer.press("What is measured")
    officer.press("Care homes rated good or outstanding")
    officer.press("Go on")
    expect(page.get_by_text("Check the measure")).to_be_visible()
    officer.press("Define the measure")
    officer.press("Bring in figures")
    page.locator("input[type=file]").set_input_files(
        {"name": "ratings.csv", "mimeType": "text/csv", "buffer": FIGURES}
    )
    page.get_by_label("What are these figures?").fill("Ratings of care homes, April 2026")
    page.get_by_label("Who publishes them?").fill("Care Quality Commission")
    page.get_by_label("Under which licence?").fill("Open Government Licence v3.0")
    officer.press("Send")
    officer.press("Take it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken")

    officer.go_to_set_up()
    officer.press(re.compile("^A round"))
    page.get_by_label("Adults' residential care").check()
    officer.press("Continue")
    officer.press("Publish")
    expect(page.get_by_text("The round is published.")).to_be_visible()
    expect(page.get_by_role("link", name="Write a proposal").first).to_be_visible()
    officer.hold(page)

    officer.go_to_set_up()
    expect(page.get_by_text("People can take part.")).to_be_visible()
    took = time.monotonic() - officer.began
    LOG.info("%s: %s presses, %s loads, %.0f s", kind, officer.presses, officer.loads, took)
    assert officer.presses <= 60, "an officer's patience"
