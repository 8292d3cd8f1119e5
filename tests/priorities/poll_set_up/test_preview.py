"""The preview of a draft, as its officer sees it on a phone: what is left is worked out as in the
booth, the order of the paper stays, and nothing is kept.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from tests import make
from tests.priorities.ballots.test_live_papers import FACTS, order, text, total
from tests.priorities.poll_set_up.test_setting_up import in_the_database
from tests.set_up import QUESTION

pytestmark = pytest.mark.django_db

PRICES = {"Bench": 100_00, "Lights": 200_00, "Trees": 300_00}


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


@pytest.fixture
def officer(round_):
    make.make_eligibility_key(council=round_.council)
    return make.a_person(round_.council, Role.OFFICER)


@pytest.fixture
def draft(round_, officer):
    """`draft(method)` is a draft of three options with prices."""
    priced = [
        make.a_proposal(round_, title=title, cost_pence=price) for title, price in PRICES.items()
    ]

    def drafted(method):
        return make.draft_poll(
            by=officer,
            round=round_,
            title="What first?",
            question="Which of these?",
            options=priced,
            method=method,
            closes_at=timezone.now() + timedelta(days=7),
            at=timezone.now(),
            **FACTS[method],
        )

    return drafted


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("budget", "Left: £350. You have spent £100 of £450."),
        ("points", "Points given: 7 of 10. Left: 3."),
    ],
)
def test_what_is_left_is_worked_out_without_javascript(client, draft, officer, method, words):
    client.force_login(officer)
    address = reverse("preview_poll", args=[draft(method).pk])
    page = client.get(address)
    (bench,) = {key for key in order(page) if title_of(page, key) == "Bench"}
    marks = {QUESTION: bench} if method == "budget" else {f"{QUESTION}:{bench}": "7"}
    seed = re.search(r'name=":seed" value="([0-9a-f]{16})"', page.content.decode())[1]
    before = in_the_database()
    worked_out = client.post(address, marks | {":seed": seed, ":work-out": "on"})
    assert worked_out.status_code == 200
    assert words in text(worked_out)
    assert "govuk-error-summary" not in worked_out.content.decode()
    assert order(worked_out) == order(page)
    assert in_the_database() == before


def title_of(page, key):
    """The words that stand beside an option."""
    body = page.content.decode()
    found = re.search(rf'id="([^"]+)"[^>]*(?:value|name)="[^"]*{key}"', body) or re.search(
        rf'(?:value|name)="[^"]*{key}"[^>]*id="([^"]+)"', body
    )
    label = re.search(rf'<label[^>]*for="{found[1]}"[^>]*>(.*?)</label>', body, re.DOTALL)[1]
    return next(title for title in PRICES if title in label)


def test_a_paper_that_is_refused_keeps_its_order(client, draft, officer):
    client.force_login(officer)
    address = reverse("preview_poll", args=[draft("approval").pk])
    page = client.get(address)
    seed = re.search(r'name=":seed" value="([0-9a-f]{16})"', page.content.decode())[1]
    for _ in range(3):
        refused = client.post(address, {":seed": seed})
        assert refused.status_code == 422
        assert order(refused) == order(page)


@pytest.fixture
def phone(browser, live_server, client, officer):
    """`phone(poll)` is the preview on the officer's phone."""
    pages = []

    def opened(poll):
        client.force_login(officer)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        pages.append(page)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(f"{live_server.url}{reverse('preview_poll', args=[poll.pk])}")
        return page

    yield opened
    for page in pages:
        page.close()


def test_on_a_phone_it_says_what_is_left_at_every_press(phone, draft, axe):
    page = phone(draft("budget"))
    before = in_the_database()
    assert page.locator("[data-work-out]").count() == 0
    page.get_by_label("Lights").check()
    assert total(page) == "Left: £250. You have spent £200 of £450."
    page.get_by_label("Trees").check()
    assert total(page) == "Too much: £50. You have spent £500 of £450."
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert in_the_database() == before
    page = phone(draft("points"))
    page.get_by_label("Bench").fill("7")
    assert total(page) == "Points given: 7 of 10. Left: 3."
