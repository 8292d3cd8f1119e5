"""The whole chain walked by four people in a real browser, with Celery at work: from a vote to a
promise.

These tests run in the order in which they stand: voting comes before the officer ends it.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import press_on, tab_to

CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){6}")
COUNTING_TAKES_AT_MOST = 90_000  # ms; the page asks again by itself while a worker counts
VOTING, GATHERING = "/rounds/care-homes/", "/rounds/surgeries/"


@pytest.fixture
def axe(axe_in_both):
    """Every page state of these walks is held against axe's rules in both languages."""
    return axe_in_both


@pytest.fixture
def person(new_page, sign_in):
    """`person("officer")` opens a browser of their own and signs them in."""

    def open_as(role, **options):
        page = new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        sign_in(page, role)
        return page

    return open_as


def step(page, axe, button):
    """Press on, once axe has found nothing wrong with where we are; the next page is there then."""
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def _no_axe(page):
    """Where no script may run, axe cannot either; the same pages are held against it elsewhere."""


def vote(page, axe, *choices):
    """From the round to the receipt in three steps; returns the code and what was chosen."""
    page.goto(VOTING)
    page.get_by_role("button", name="Vote now").or_(
        page.get_by_role("link", name="Vote now")
    ).first.click()
    axe(page)
    page.get_by_role("button", name="Start").or_(
        page.get_by_role("link", name="Start")
    ).first.click()
    for choice in choices:
        page.get_by_role("checkbox").nth(choice).check()
    step(page, axe, "Continue")
    step(page, axe, "Cast my vote")
    expect(page.get_by_role("heading", name="You have voted")).to_be_visible()
    axe(page)
    return CODE.search(page.inner_text("main")).group(), page.locator(
        "main dd li"
    ).all_inner_texts()


def test_voting_works_without_a_script_and_again_from_another_device(person, no_js_page, sign_in):
    sign_in(no_js_page, "service_user")
    first, held = vote(no_js_page, _no_axe, 1, 3)
    assert len(held) == 2
    again, held = vote(person("service_user", viewport={"width": 360, "height": 740}), _no_axe, 0)
    assert len(held) == 1
    assert again != first


def test_voting_works_with_a_keyboard_alone(person):
    page = person("carer")
    page.goto(VOTING)
    press_on(page, "Vote now")
    press_on(page, "Start")
    tab_to(page, lambda: page.evaluate("document.activeElement.type") == "checkbox")
    page.keyboard.press("Space")
    press_on(page, "Continue")
    press_on(page, "Cast my vote")
    expect(page.get_by_role("heading", name="You have voted")).to_be_visible()


def test_too_many_choices_are_said_in_plain_words_and_nothing_is_lost(person, axe):
    page = person("resident")
    page.goto(VOTING)
    page.get_by_role("button", name="Vote now").or_(
        page.get_by_role("link", name="Vote now")
    ).first.click()
    page.get_by_role("button", name="Start").or_(
        page.get_by_role("link", name="Start")
    ).first.click()
    for choice in range(4):
        page.get_by_role("checkbox").nth(choice).check()
    step(page, axe, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("3")
    axe(page)
    assert page.get_by_role("checkbox", checked=True).count() == 4


def test_a_vote_becomes_a_promise(person, axe):
    resident = person("resident", viewport={"width": 360, "height": 740})
    code, chosen = vote(resident, axe, 0, 2)

    propose(person("staff"), axe)
    end_the_voting(person("officer"), person("clerk"), axe)

    commissioner = person("commissioner")
    read_the_result(commissioner, axe)
    check_the_receipt(
        resident, axe, commissioner.url.replace("/result/", "/receipt/"), code, chosen
    )
    answer_and_promise(commissioner, axe)
    everybody_reads_it(resident, axe)


def propose(page, axe):
    """A care worker's proposal, saved at every step and published."""
    page.goto(GATHERING)
    page.get_by_role("button", name="Write a proposal").or_(
        page.get_by_role("link", name="Write a proposal")
    ).click()
    page.get_by_role("button", name=re.compile("Start|Go on")).click()
    words = {
        "title": "A clock that tells the day",
        "problem": "People who wait cannot tell what day it is.",
        "idea": "Hang a large clock with the day in every waiting room.",
        "benefit": "Fewer worried questions at the desk.",
    }
    while not page.get_by_role("button", name="Publish").is_visible():
        for name, text in words.items():
            if page.locator(f"[name={name}]").count():
                page.locator(f"[name={name}]").fill(text)
        step(page, axe, "Save and continue")
    page.wait_for_timeout(1000)  # a person reads what they publish
    step(page, axe, "Publish")
    expect(page.get_by_role("heading", name="Your proposal is published")).to_be_visible()
    page.goto(f"{GATHERING}proposals/")
    expect(page.get_by_role("link", name="A clock that tells the day")).to_be_visible()


def end_the_voting(page, colleague, axe):
    """An officer finds the poll among today's tasks and proposes to end it, with the reason that
    everybody will read; the second officer finds that among theirs, and confirms it.
    """
    page.goto("/tasks/")
    axe(page)
    page.get_by_role("button", name=re.compile("Change when voting ends")).or_(
        page.get_by_role("link", name=re.compile("Change when voting ends"))
    ).first.click()
    step(page, axe, "Propose it")
    expect(page.get_by_role("alert")).to_be_visible()  # no reason was given
    page.get_by_label("End the voting early").check()
    page.locator("[name=reason]").fill("Everyone who wanted to vote has voted.")
    step(page, axe, "Propose it")
    expect(page.get_by_role("button", name="Confirm, so that it holds")).to_have_count(0)
    colleague.goto("/tasks/")
    colleague.locator("li", has_text="End the voting early").get_by_role("link").first.click()
    step(colleague, axe, "Confirm, so that it holds")
    expect(colleague.get_by_role("button", name="Confirm, so that it holds")).to_have_count(0)


def read_the_result(page, axe):
    """A commissioner comes to the result, waits while it is counted, and reads it."""
    page.goto(VOTING)
    page.get_by_role("button", name="See the result").or_(
        page.get_by_role("link", name="See the result")
    ).click()
    expect(page.get_by_role("heading", name=re.compile("came first"))).to_be_visible(
        timeout=COUNTING_TAKES_AT_MOST
    )
    expect(page.get_by_text("Everyone who wanted to vote has voted.")).to_be_visible()
    expect(page.locator("main svg").first).to_be_visible()
    axe(page)


def check_the_receipt(page, axe, address, code, chosen):
    """The resident's code finds the vote among those published, exactly as it was cast."""
    page.goto(address)
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Look it up").click()  # in the browser: nothing is sent
    expect(page.get_by_text("Your vote was counted.")).to_be_visible()
    axe(page)
    found = page.locator("main dd").first.locator("li").all_inner_texts()
    assert sorted(found) == sorted(chosen)  # each paper has an order of its own


def answer_and_promise(page, axe):
    """What people want most is answered with a reason, and something is promised that a measure
    should show.
    """
    page.goto("/tasks/")
    axe(page)
    page.locator("main a[href^='/findings/']").last.click()
    page.get_by_role("button", name="Answer").or_(
        page.get_by_role("link", name="Answer", exact=True)
    ).first.click()
    page.get_by_label("We will", exact=True).check()
    step(page, axe, "Publish the answer")
    expect(page.get_by_role("alert")).to_contain_text("why", ignore_case=True)
    page.locator("[name=reason]").fill("It can be done this year with the money there is.")
    step(page, axe, "Publish the answer")
    page.get_by_role("button", name="Promise something").or_(
        page.get_by_role("link", name="Promise something")
    ).first.click()
    due = datetime.now(tz=UTC) + timedelta(days=90)
    page.locator("[name=title]").fill("Try it in three homes before the spring")
    page.locator("[name=owner]").select_option(index=1)
    page.locator("[name=indicator]").select_option(
        label="People who are satisfied with their care and support"
    )
    for part, value in (("day", due.day), ("month", due.month), ("year", due.year)):
        page.locator(f"[name=due_on_{part}]").fill(str(value))
    step(page, axe, "Publish the promise")
    expect(
        page.get_by_role("heading", name="Try it in three homes before the spring")
    ).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("People who are satisfied")).first.click()
    expect(page.locator("main svg").first).to_be_visible()
    axe(page)
    page.goto("/indicators/")
    axe(page)
    page.goto("/dashboard/")
    expect(page.get_by_text("came first").first).to_be_visible()


def everybody_reads_it(page, axe):
    """A resident reads what was heard, answered and promised, and walks the chain back
    to the need.
    """
    page.goto(f"{VOTING}outcome/")
    promise = page.get_by_role("link", name="Try it in three homes before the spring")
    for _ in range(20):
        if promise.count():
            break
        page.wait_for_timeout(1000)  # a worker is rebuilding the summary
        page.reload()
    axe(page)
    promise.click()
    page.get_by_role("link", name=re.compile("whole story")).click()
    axe(page)
    page.get_by_role("link", name=re.compile("The proposal")).first.click()
    axe(page)
