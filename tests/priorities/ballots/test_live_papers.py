"""The ballot papers as voters use them: what is left and places by button, live and without
JavaScript; an order of options for each paper; and changing or withdrawing until the end.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.models import Poll, SealedBallot
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "question-1"
PRICES = (100_00, 200_00, 300_00)
TITLES = ("Bench", "Lights", "Trees")
FACTS = {
    "approval": {"most_choices": 2},
    "points": {"budget": 10},
    "ranking": {"seats": 1},
    "budget": {"budget": 450_00},
    "budget-points": {"budget": 450_00, "points": 10},
    "single": {},
}
# How each paper marks the first option, and then all of them: more than there is.
ONE = {
    "approval": [(QUESTION, "{0}")],
    "points": [(f"{QUESTION}:{{0}}", "4")],
    "ranking": [(f"{QUESTION}:{{0}}", "1")],
    "budget": [(QUESTION, "{0}")],
    "budget-points": [(f"{QUESTION}:{{0}}", "4")],
    "single": [(QUESTION, "{0}")],
}


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


@pytest.fixture
def polls(round_):
    priced = [
        make.a_proposal(round_, title=title, cost_pence=price)
        for title, price in zip(TITLES, PRICES, strict=True)
    ]

    def opened(method, **facts):
        return make.an_open_poll(round_, options=priced, method=method, **FACTS[method] | facts)

    return opened


@pytest.fixture
def keys(round_):
    def found(poll):
        return [f"proposal-{each.pk}" for each in round_.proposals.order_by("pk")]

    return found


def sent(marks, keys):
    fields = {}
    for name, value in marks:
        fields.setdefault(name.format(*keys), []).append(value.format(*keys))
    return fields


def text(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def seed(response):
    return re.search(r'name=":seed" value="([0-9a-f]{16})"', response.content.decode())[1]


def order(response):
    """The options on a paper, from the first."""
    return list(dict.fromkeys(re.findall(r"proposal-\d+", response.content.decode())))


# --- Without JavaScript ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [
        (
            "budget",
            [(QUESTION, "{0}"), (QUESTION, "{1}")],
            "Left: £150. You have spent £300 of £450.",
        ),
        ("budget", [(QUESTION, "{1}"), (QUESTION, "{2}")], "Too much: £50. You have spent £500"),
        ("points", [(f"{QUESTION}:{{2}}", "7")], "Points given: 7 of 10. Left: 3."),
        ("budget-points", [(f"{QUESTION}:{{2}}", "17")], "Points given: 17 of 10. Too many: 7."),
    ],
)
def test_what_is_left_is_worked_out_with_the_marks_kept(client, polls, keys, case):
    method, marks, words = case
    poll = polls(method)
    client.force_login(make.a_voter(poll.round.council))
    fields = sent(marks, keys(poll)) | {":work-out": "on", ":seed": "00" * 8}
    for name in ("choose", "check_choices"):
        back = client.post(reverse(name, args=[poll.pk]), fields)
        assert back.status_code == 200
        assert words in text(back)
        assert "govuk-error-summary" not in back.content.decode()
        page = back.content.decode()
        for _, value in marks:
            kept = value.format(*keys(poll))
            assert re.search(rf'value="{kept}"( checked)?', page)
        assert page.count(" checked") == (len(marks) if method == "budget" else 0)
        assert seed(back) == "00" * 8
    assert not SealedBallot.objects.exists()


def test_what_costs_more_than_is_left_is_said(client, polls, keys):
    poll = polls("budget")
    client.force_login(make.a_voter(poll.round.council))
    untouched = client.get(reverse("choose", args=[poll.pk]))
    assert "More than what is left" not in text(untouched)
    fields = sent([(QUESTION, "{1}")], keys(poll)) | {":work-out": "on"}
    back = client.post(reverse("choose", args=[poll.pk]), fields)
    assert text(back).count("More than what is left") == 1


def test_a_paper_that_comes_back_has_the_order_it_had(client, polls, keys):
    poll = polls("approval")
    client.force_login(make.a_voter(poll.round.council))
    papers = [client.get(reverse("choose", args=[poll.pk])) for _ in range(30)]
    assert len({tuple(order(paper)) for paper in papers}) > 1, "each paper has its own"
    for paper in papers[:6]:
        fields = sent([(QUESTION, "{0}")], keys(poll)) | {":seed": seed(paper)}
        refused = client.post(reverse("check_choices", args=[poll.pk]), {":seed": seed(paper)})
        assert (refused.status_code, order(refused)) == (422, order(paper))
        checked = client.post(reverse("check_choices", args=[poll.pk]), fields)
        ballot = re.search(r'name="ballot"[^>]*value="([^"]*)"', checked.content.decode())[1]
        change = {"ballot": ballot.replace("&quot;", '"'), ":seed": seed(checked)}
        again = client.post(reverse("choose", args=[poll.pk]), change)
        assert order(again) == order(paper)
        assert again.content.decode().count(" checked") == 1
    for broken in ("", "xyz", "00", "0" * 17):
        back = client.post(reverse("check_choices", args=[poll.pk]), {":seed": broken})
        assert (back.status_code, len(order(back))) == (422, 3)


def test_where_the_order_is_fixed_every_paper_has_the_published_one(client, polls, keys, round_):
    poll = polls("approval")
    frozen = poll.definition.replace('"option_order":"random",', "")
    assert frozen != poll.definition
    Poll.objects.filter(pk=poll.pk).update(definition=frozen)
    client.force_login(make.a_voter(poll.round.council))
    for _ in range(6):
        paper = client.get(reverse("choose", args=[poll.pk]))
        assert order(paper) == keys(poll)
        assert ":seed" not in paper.content.decode()


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_none_changing_and_withdrawing_on_each_type(client, polls, keys, method):
    poll = polls(method)
    client.force_login(make.a_voter(poll.round.council))
    paper = client.get(reverse("choose", args=[poll.pk]))
    name = re.search(
        r'<input[^>]*id="id_question-1_none"[^>]*name="([^"]*)"', paper.content.decode()
    )[1]
    none = {name: "" if method == "single" else "on"}
    for fields in (none, sent(ONE[method], keys(poll)), none):
        checked = client.post(reverse("check_choices", args=[poll.pk]), fields)
        assert checked.status_code == 200, text(checked)
        ballot = re.search(r'name="ballot"[^>]*value="([^"]*)"', checked.content.decode())[1]
        cast = client.post(
            reverse("cast_ballot", args=[poll.pk]), {"ballot": ballot.replace("&quot;", '"')}
        )
        assert "You have voted" in text(cast)
        assert ("Bench" in text(cast)) == (fields is not none)
        assert SealedBallot.objects.filter(poll=poll).count() == 1
    client.post(reverse("withdraw_ballot", args=[poll.pk]))
    assert not SealedBallot.objects.filter(poll=poll).exists()


# --- In a browser ---------------------------------------------------------------------------------


@pytest.fixture
def paper(browser, live_server, client):
    """`paper(poll)` is the ballot paper on a small phone for a new voter."""
    pages = []

    def opened(poll, **options):
        client.force_login(make.a_voter(poll.round.council))
        page = browser.new_page(viewport={"width": 360, "height": 740}, **options)
        pages.append(page)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(f"{live_server.url}{reverse('choose', args=[poll.pk])}")
        return page

    yield opened
    for page in pages:
        page.close()


def total(page):
    return page.locator("[data-total]").inner_text()


def test_the_basket_says_what_is_left_at_every_press(paper, polls, axe):
    page = paper(polls("budget"))
    assert page.locator("[data-work-out]").count() == 0
    assert total(page) == "Left: £450. You have spent £0 of £450."
    page.get_by_label("Lights").check()
    axe(page)
    assert total(page) == "Left: £250. You have spent £200 of £450."
    assert page.get_by_text("More than what is left").count() == 1
    page.get_by_label("Trees").check()
    axe(page)
    assert total(page) == "Too much: £50. You have spent £500 of £450."
    assert page.locator(".ballot-total--beyond").count() == 1
    page.wait_for_timeout(1200)
    assert "Too much: £50" in page.locator("[data-paper] > [aria-live=polite]").inner_text()
    page.get_by_label("I choose none of these").check()
    assert total(page) == "Left: £450. You have spent £0 of £450."
    page.get_by_label("Bench").check()
    assert not page.get_by_label("I choose none of these").is_checked()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_points_and_choices_are_added_up_as_they_are_made(paper, polls, axe):
    page = paper(polls("points"))
    page.get_by_label("Bench").fill("7")
    page.get_by_label("Trees").fill("some")
    assert total(page) == "Points given: 7 of 10. Left: 3."
    page.get_by_label("Trees").fill("4")
    assert total(page) == "Points given: 11 of 10. Too many: 1."
    axe(page)
    page = paper(polls("approval"))
    for title in TITLES[:2]:
        page.get_by_label(title).check()
    assert total(page) == "2 of 2 chosen."
    page.get_by_label("Trees").check()
    assert total(page) == "3 of 2 chosen: 1 too many."
    axe(page)


def places(page):
    """Each option with its place, from the top of the paper."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-row]')]"
        ".map((row) => [row.dataset.row, row.querySelector('select').value])"
    )


def focused(page):
    return page.evaluate("document.activeElement.innerText.replace(/\\s+:/g, ':').trim()")


def test_places_are_given_by_buttons_keys_and_lists_alike(paper, polls, axe):
    page = paper(polls("ranking"))

    def button(way, title):
        return page.get_by_role("button", name=re.compile(rf"^{way}\s*: {title}$"))

    button("Up", "Trees").click()
    assert places(page)[0] == ["Trees", "1"]
    assert focused(page) == "Down: Trees", "up goes no further, so its neighbour has the focus"
    axe(page)
    button("Up", "Bench").focus()
    page.keyboard.press("Enter")
    assert places(page) == [["Trees", "1"], ["Bench", "2"], ["Lights", ""]]
    assert focused(page) == "Up: Bench"
    page.keyboard.press("Space")
    assert places(page) == [["Bench", "1"], ["Trees", "2"], ["Lights", ""]]
    page.wait_for_timeout(1200)
    told = page.locator("[data-paper] > [aria-live=polite]").inner_text()
    assert told == "Bench: place 1 of 2. 2 of 3 have a place."
    page.get_by_label("Lights").focus()
    page.get_by_label("Lights").select_option("1")
    assert places(page) == [["Lights", "1"], ["Bench", "2"], ["Trees", "3"]]
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    axe(page)
    button("Down", "Trees").click()
    assert places(page) == [["Lights", "1"], ["Bench", "2"], ["Trees", ""]]
    page.get_by_label("Lights").select_option("")
    assert places(page)[0] == ["Bench", "1"]
    assert total(page) == "1 of 3 have a place."
    page.get_by_role("button", name="Continue").click()
    assert "1. Bench" in page.locator("main").inner_text()
    axe(page)


def test_the_basket_is_worked_out_without_javascript(paper, polls):
    page = paper(polls("budget"), java_script_enabled=False)
    page.get_by_label("Lights").check()
    page.get_by_role("button", name="Work out what is left").click()
    assert total(page).strip() == "Left: £250. You have spent £200 of £450."
    assert page.get_by_label("Lights").is_checked()
    assert page.url.endswith("#id_question-1_total")
    page.get_by_label("Bench").check()
    page.get_by_role("button", name="Continue").click()
    assert "Lights: £200" in page.locator("main").inner_text()


def test_places_are_picked_without_javascript(paper, polls):
    page = paper(polls("ranking"), java_script_enabled=False)
    assert page.get_by_role("button", name="Up").count() == 0
    assert not page.locator("[data-total]").is_visible()  # nothing would keep it true
    page.get_by_label("Trees").select_option("1")
    page.get_by_label("Bench").select_option("2")
    page.get_by_role("button", name="Continue").click()
    told = page.locator("main").inner_text()
    assert "1. Trees" in told
    assert "2. Bench" in told
