"""The ballot paper of each type, and the page that drafts them, in a real browser on a narrow
screen: axe finds nothing, and nothing is wider than the screen.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def narrow(browser, live_server, client):
    """A page of the narrowest screen; `narrow(person, address)` opens it for somebody."""
    page = browser.new_page(viewport={"width": 320, "height": 600})

    def opened(person, address):
        client.force_login(person)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies(
            [{"name": "sessionid", "value": cookie.value, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}{address}")
        return page

    yield opened
    page.close()


def test_every_paper_is_accessible_and_fits(narrow, axe):
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    priced = [make.a_proposal(round_, cost_pence=cost) for cost in (100, 200, 300)]
    told = {"options": priced, "budget": 500, "points": 10, "seats": 1}
    polls = [make.an_open_poll(round_, method=method, **told) for method in BALLOT_TYPES]
    voter, officer = make.a_voter(round_.council), make.a_person(round_.council, Role.OFFICER)
    visits = [(voter, reverse("choose", args=[poll.pk])) for poll in polls]
    for person, address in [*visits, (officer, reverse("draft_poll", args=[round_.slug]))]:
        page = narrow(person, address)
        assert page.locator("form fieldset").count() >= 1
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
