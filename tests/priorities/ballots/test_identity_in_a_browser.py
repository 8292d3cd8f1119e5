"""From a poll's page by the council's provider to the receipt, in a real browser: on a phone and a
laptop, without JavaScript, and in Welsh.
"""

import pytest
from django.utils import timezone

from participation.council_sign_in.actions import set_up_sign_in
from participation.models import Role
from priorities.models import SealedBallot
from tests import make
from tests.participation.council_sign_in.stub_provider import CLIENT, SECRET, StubProvider
from tests.participation.second_factors.test_second_factors import A_CODE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def poll():
    provider = StubProvider()
    council = make.a_council()
    set_up_sign_in(
        by=make.a_person(council, Role.OFFICER),
        council=council,
        name="Northbrook",
        issuer=provider.issuer,
        client_id=CLIENT,
        secret=SECRET,
        at=make.NOW,
    )
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    yield make.an_open_poll(round_, proofs_asked=[{"identity"}])
    provider.stop()


@pytest.mark.parametrize(
    ("width", "has_script", "language"),
    [(1280, True, ""), (360, True, "/cy"), (360, False, "")],
)
def test_a_stranger_signs_in_chooses_and_has_a_receipt(  # noqa: PLR0917 (fixtures)
    poll, browser, live_server, mailoutbox, axe, width, has_script, language
):
    page = browser.new_page(
        viewport={"width": width, "height": 800}, java_script_enabled=has_script
    )
    holds = axe if has_script else lambda _page: None
    page.goto(f"{live_server.url}{language}/polls/{poll.pk}/vote/")
    holds(page)
    page.locator("main a[href*='/oidc/']").click()

    page.locator("main [name=code]").fill(A_CODE.search(mailoutbox[-1].body)[0])
    holds(page)
    page.locator("main [name=code]").press("Enter")

    page.wait_for_url(f"**{language}/polls/{poll.pk}/vote/choices/")
    page.locator("main [value=option-2]").check()
    holds(page)
    page.locator("main form:has([value=option-2]) button.govuk-button").last.click()
    page.wait_for_url("**/vote/check/")
    holds(page)
    assert not SealedBallot.objects.exists()
    page.locator("main form[action*='/cast/'] button").last.click()
    page.wait_for_url("**/vote/cast/")
    holds(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("main").inner_text().count("-") >= 6  # the code, in seven groups
    assert SealedBallot.objects.count() == 1
    assert page.locator("html").get_attribute("lang") == ("cy" if language else "en-gb")
    page.close()
