"""Weight: what a phone downloads for each of four pages when it has never been here, as a real
browser counts it.
"""

import json
from urllib.parse import urlsplit

from bench.measure import Row
from tests.browser import a_chromium

HEAVIEST = 90 * 1024
WHERE = """
import json
from django.test import Client
from django.utils import timezone
from participation.models import User
from priorities.models import Poll, Round
def cookie(email):
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client.cookies["sessionid"].value
poll = Poll.objects.open().filter(closes_at__gt=timezone.now()).first()
print(json.dumps({
    "home": ["/", ""],
    "list": [f"/rounds/{poll.round.slug}/proposals/", ""],
    "ballot": [f"/polls/{poll.pk}/vote/choices/", cookie("resident@demo.example")],
    "dashboard": ["/dashboard/", cookie("commissioner@demo.example")],
}))
"""


def page_weight(platform) -> Row:
    """Compressed bytes of page, styles, scripts and font, headers included; and what was asked of
    anybody else.
    """
    pages = json.loads(platform.python(WHERE))
    with a_chromium() as browser:
        weighed = {
            name: _weigh(browser, platform.base_url, *where) for name, where in pages.items()
        }
    heaviest = max(bytes_ for bytes_, _ in weighed.values())
    others = sum(asked for _, asked in weighed.values())
    words = ", ".join(f"{name} {bytes_ / 1024:.0f} KB" for name, (bytes_, _) in weighed.items())
    figures = {
        "bytes": {name: bytes_ for name, (bytes_, _) in weighed.items()},
        "third_parties": others,
    }
    passed = heaviest <= HEAVIEST and others == 0
    return Row(
        "page-weight",
        f"{words}, {others} third parties",
        "≤ 90 KB, 0 third parties",
        passed,
        figures,
    )


def _weigh(browser, base_url: str, path: str, session: str) -> tuple[int, int]:
    """Bytes over the wire, and requests to other origins."""
    context = browser.new_context(base_url=base_url, viewport={"width": 360, "height": 740})
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    received, elsewhere = [], []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.on(
        "request",
        lambda request: _is_elsewhere(request.url, base_url) and elsewhere.append(request.url),
    )
    response = page.goto(path)
    assert response.status == 200, f"{path}: {response.status}"
    assert urlsplit(page.url).path == path, f"{path} led to {page.url}"
    page.wait_for_load_state("networkidle")
    context.close()
    return int(sum(received)), len(elsewhere)


def _is_elsewhere(url: str, base_url: str) -> bool:
    return url.startswith("http") and urlsplit(url).netloc != urlsplit(base_url).netloc
