"""A real browser before the whole platform: web, worker, beat and the demo council, as `make run`
starts them.

Browser tests share one platform and so run on one worker of the suite (`--dist loadgroup`). At the
end of each test its pages must have asked nothing of another origin, met no refusal of the content
security policy and no error.
"""

import os
import re
import shutil
import subprocess
import time
import tomllib
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.running import HOUSE, a_platform, a_redis

HERE = Path(__file__).parent
PAGE_SECONDS = 20
CODE_IN_MAIL = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", re.MULTILINE)
TELL_OF_REFUSALS = """
document.addEventListener("securitypolicyviolation", (refusal) =>
  console.error(`refused by ${refusal.violatedDirective}: ${refusal.blockedURI}`));
"""


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def collected():
    """The static files, collected as in production."""
    subprocess.run(["make", "--silent", "static"], cwd=HOUSE, check=True)


@pytest.fixture(scope="session")
def platform(tmp_path_factory, collected):
    """The running platform: `base_url`, and `var` where its mails and logs are."""
    var = tmp_path_factory.mktemp("browser-platform")
    environment = {
        "DEMO": "1",
        "STATIC_COLLECTED": "1",
        "STATIC_ROOT": str(HOUSE / "var" / "static"),
    }
    with ExitStack() as stack:
        if os.environ.get("REDIS_URL") and shutil.which("redis-server"):
            environment["REDIS_URL"], _ = stack.enter_context(a_redis(var))
        database_url = os.environ.get("DATABASE_URL", "")
        platform = stack.enter_context(a_platform(var, database_url=database_url, **environment))
        platform.manage("make_demo", "--ballots", "120", seconds=240)
        platform.start_worker()
        platform.start_beat()
        platform.start_web(workers=2)
        yield platform


# --- Browsers and their pages ---------------------------------------------------------------------


class Witness:
    """What should never happen on a page, as it happened."""

    def __init__(self, page, origin):
        self.seen = []
        self.page, self.asked = page, None
        self.origin = origin
        page.on("request", self.request)
        page.on("response", self.response)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))

    def request(self, request):
        address = urlsplit(request.url)
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.asked = request
        if (
            address.scheme in ("http", "https")
            and f"{address.scheme}://{address.netloc}" != self.origin
        ):
            self.seen.append(f"asked another origin: {request.url}")

    def response(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.seen.append(f"{response.status} for a part of a page: {response.url}")

    def console(self, message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.seen.append(f"console: {message.text}")


@pytest.fixture
def witnesses():
    """The witness of each page."""
    return {}


@pytest.fixture
def new_page(browser, platform, witnesses):
    """Opens pages, each with a witness that is heard when the test ends."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(
            base_url=platform.base_url, locale="en-GB", timezone_id="Europe/London", **options
        )
        context.set_default_timeout(PAGE_SECONDS * 1000)
        context.add_init_script(TELL_OF_REFUSALS)
        contexts.append(context)
        page = context.new_page()
        witnesses[page] = Witness(page, platform.base_url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [seen for witness in witnesses.values() for seen in witness.seen] == []


@pytest.fixture
def page(new_page):
    """A page on a laptop."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def phone_page(new_page):
    """A page on a small phone, touched."""
    return new_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)


@pytest.fixture
def no_js_page(new_page):
    """A page in a browser that runs no script."""
    return new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)


@pytest.fixture
def axe_in_both(axe, witnesses):
    """`axe_in_both(page)` holds a page against axe's rules as it is now, and what the same request
    is answered in Welsh, in a tab beside it.

    A form that was posted is posted again: what answers a form with a page, and does not lead on to
    another, may come twice.
    """

    def hold(page):
        axe(page)
        asked = witnesses[page].asked
        at = urlsplit(asked.url)
        welsh = at._replace(path=f"/cy{at.path}").geturl()
        tab = page.context.new_page()
        tab.set_viewport_size(page.viewport_size)
        if asked.method == "POST":
            told = {"content-type": asked.headers["content-type"], "referer": asked.url}
            tab.route(
                welsh,
                lambda route: route.continue_(
                    method="POST",
                    post_data=asked.post_data_buffer,
                    headers=route.request.headers | told,
                ),
            )
        answer, before = tab.goto(welsh), asked.response()
        assert (answer.status, tab.get_attribute("html", "lang")) == (before.status, "cy")
        axe(tab)
        tab.close()

    return hold


# --- A keyboard ---------------------------------------------------------------------------------


def tab_to(page, is_there):
    """Press Tab until we are there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if is_there():
            return
    pytest.fail("The keyboard never got there.")


def press_on(page, name):
    """Tab to the link or button of this name and press Enter; the focus must be seen on the way."""
    tab_to(page, lambda: page.evaluate("document.activeElement.innerText").strip().startswith(name))
    outline = page.evaluate(
        "(s => s.outlineStyle + s.boxShadow + "
        "s.backgroundColor)(getComputedStyle(document.activeElement))"
    )
    assert "rgb" in outline
    with page.expect_event("load"):
        page.keyboard.press("Enter")


# --- Signing in -----------------------------------------------------------------------------------


def newest_code(mail, email, *, after):
    """The code in the newest mail to this address that was written after then; waits for it a
    little.
    """
    deadline = time.monotonic() + PAGE_SECONDS
    while time.monotonic() < deadline:
        texts = [file.read_text() for file in mail.glob("*") if file.stat().st_mtime >= after]
        mails = [text for text in texts if f"To: {email}" in text]
        if mails:
            return CODE_IN_MAIL.findall(mails[-1])[-1]
        time.sleep(0.1)
    raise AssertionError(f"No mail came for {email}")


@pytest.fixture(scope="session")
def demo_emails():
    """The address of the demo account of each role, and of the second officer."""
    accounts = tomllib.loads((HOUSE / "demo" / "trafford" / "accounts.toml").read_text())[
        "accounts"
    ]
    return {account.get("key", account["role"]): account["email"] for account in accounts}


@pytest.fixture(scope="session")
def _cookies_of_roles():
    return {}


@pytest.fixture
def sign_in(platform, demo_emails, _cookies_of_roles):
    """`sign_in(page, "officer")` through the sign-in page with the code from the mail; later by the
    cookie it left.
    """

    def by_code(page, email):
        began = time.time() - 1
        page.goto("/accounts/login/")
        page.locator("main input[type=email]").fill(email)
        page.get_by_role("button", name="Email me a code").click()
        page.locator("input[name=code]").fill(
            newest_code(platform.var / "mail", email, after=began)
        )
        page.locator("main form button").first.click()
        page.wait_for_url(lambda address: "/accounts/" not in address)

    def is_signed_in(page):
        return not urlsplit(page.goto("/your-details/").url).path.startswith("/accounts/")

    def sign_in(page, role):
        page.context.add_cookies(_cookies_of_roles.get(role, []))
        if role not in _cookies_of_roles or not is_signed_in(page):
            by_code(page, demo_emails[role])
        _cookies_of_roles[role] = page.context.cookies()
        page.goto("/")

    return sign_in
