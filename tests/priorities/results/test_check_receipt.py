"""Checking a vote by its code alone: on the server, and in the browser, which sends nothing."""

import json
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from priorities.ballots.actions.casting import cast_ballot
from priorities.engines import verify
from priorities.engines.sealing.receipts import encode
from priorities.models import Poll, Result
from priorities.results.actions.counting import count_poll
from priorities.results.queries import receipts
from priorities.results.queries.receipts import find_by_receipt, poll_of_receipt
from tests import make

pytestmark = pytest.mark.django_db

CHECK = "/check/"
CHOICES = {
    "approval": ["option-2"],
    "points": {"option-3": 7, "option-1": 3},
    "ranking": ["option-3", "option-1"],
}


def voted(poll, choice):
    """The code of somebody's ballot."""
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    return cast_ballot(voter=voter, poll=poll, choices={"question-1": choice}).code


def counted(poll):
    closed = make.close_early(poll, reason="Snow.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    return Poll.objects.with_result().get(pk=poll.pk)


def a_poll_with_codes(round_=None, *, voters=12, method="approval", **facts):
    """A counted poll and the codes of its ballots, all of which chose alike."""
    needs = {"budget": 10} if method == "points" else {"seats": 1} if method == "ranking" else {}
    poll = make.an_open_poll(round_, method=method, **needs, **facts)
    codes = [voted(poll, CHOICES[method]) for _ in range(voters)]
    return counted(poll), codes


# --- On the server --------------------------------------------------------------------------------


def test_a_code_finds_its_poll_among_all_that_were_counted(client, django_assert_max_num_queries):
    first, codes = a_poll_with_codes(title="Parks")
    polls = [first, *(a_poll_with_codes(first.round, voters=1)[0] for _ in range(3))]
    with django_assert_max_num_queries(1):
        assert poll_of_receipt(polls, codes[5]) == first
    page = client.post(CHECK, {"code": codes[5].lower()})
    assert "Your vote was counted." in page.text
    assert "Parks" in page.text
    assert "Lights" in page.text


def test_polls_are_asked_in_portions(monkeypatch):
    monkeypatch.setattr(receipts, "_POLLS_AT_ONCE", 2)
    first, codes = a_poll_with_codes(voters=1)
    polls = [a_poll_with_codes(first.round, voters=1)[0] for _ in range(4)]
    assert poll_of_receipt([*polls, first], codes[0]) == first


def test_a_code_of_nobody_and_a_mistyped_one(client):
    poll, codes = a_poll_with_codes(voters=1)
    assert poll_of_receipt([poll], encode(bytes(16))) is None
    assert "No counted vote has this code" in client.post(CHECK, {"code": encode(bytes(16))}).text
    mistyped = client.post(CHECK, {"code": codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1")})
    assert (mistyped.status_code, "This code is not right." in mistyped.text) == (422, True)


def test_before_any_vote_is_counted_no_code_is_looked_at(client):
    poll = make.an_open_poll()
    codes = (voted(poll, ["option-1"]), encode(bytes(16)), "nonsense", "")
    answers = {client.post(CHECK, {"code": code}).text for code in codes}
    assert len({re.sub(r"nonce=.*|csrf.*", "", answer) for answer in answers}) == 1
    assert "No vote has been counted here yet." in answers.pop()


def test_a_code_of_another_council_is_not_found(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    _, codes = a_poll_with_codes()
    other = make.a_council(host="elsewhere.example")
    a_poll_with_codes(make.a_round(make.a_sector(other), at=timezone.now()))
    page = client.post(CHECK, {"code": codes[0]}, headers={"host": "elsewhere.example"})
    assert "No counted vote has this code" in page.text


def test_the_page_is_reached_from_the_foot_of_every_page(client):
    make.a_council()
    assert f'href="{CHECK}"' in client.get("/").text


# --- The proof ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", Poll.ReceiptMode.values)
@pytest.mark.parametrize("block", [1024, 4])
def test_the_proof_is_one_that_verify_py_accepts_without_the_ballots(monkeypatch, mode, block):
    monkeypatch.setattr(receipts, "_BLOCK", block)
    poll, codes = a_poll_with_codes(voters=11, receipt_mode=mode)
    bundle = {
        name: data for name, data in make.files_of(poll).items() if not name.endswith(".jsonl")
    }
    for code in codes:
        (line,) = find_by_receipt(poll, code)
        told = list(verify.check(bundle, proof=line.proof.encode()))
        assert any("The proof leads to the signed root." in words for words in told)
        moved = json.loads(line.proof)
        moved["index"] = (moved["index"] + 1) % 11
        with pytest.raises(verify.Fails):
            list(verify.check(bundle, proof=json.dumps(moved).encode()))


def test_a_proof_reads_one_block_of_lines_once_the_blocks_are_known(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(receipts, "_BLOCK", 4)
    poll, codes = a_poll_with_codes(voters=11)
    find_by_receipt(poll, codes[0])
    assert cache.get(f"block-roots/{poll.pk}")
    with django_assert_num_queries(4):  # the line, the result, its analysis, the block
        find_by_receipt(poll, codes[1])


def test_where_too_few_voted_there_is_no_proof(client):
    poll, codes = a_poll_with_codes(voters=9)
    assert find_by_receipt(poll, codes[0])[0].proof == ""
    page = client.post(CHECK, {"code": codes[0]}).text
    assert "Your vote was counted." in page
    assert '"index"' not in page


# --- In the browser -------------------------------------------------------------------------------


@pytest.fixture
def visitor(browser, live_server):
    """A page on a narrow screen, that remembers what was sent: `visitor(address)`."""
    page = browser.new_page(viewport={"width": 320, "height": 700})
    sent = []
    page.on("request", lambda asked: sent.append((asked.method, asked.url, asked.post_data)))

    def opened(address):
        page.goto(f"{live_server.url}{address}")
        sent.clear()
        page.sent = sent
        return page

    yield opened
    page.close()


def look_up(page, code):
    page.fill("input[name=code]", code)
    page.click("button:has-text('Look it up')")
    page.wait_for_selector("[data-answer] > *")
    return page.inner_text("[data-answer]")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", CHOICES)
def test_the_browser_finds_a_vote_and_sends_nothing_of_the_code(visitor, axe, method):
    poll, codes = a_poll_with_codes(method=method, title="Parks")
    others, _ = a_poll_with_codes(poll.round)
    page = visitor(CHECK)
    assert "stays on this device" in page.inner_text("form[data-checks-codes]")
    said = look_up(page, codes[4].lower().replace("-", " "))
    assert "Your vote was counted." in said
    assert "Parks" in said
    expected = {
        "approval": ["Lights"],
        "points": ["Bench: 3", "Trees: 7"],
        "ranking": ["1. Trees", "2. Bench"],
    }
    assert page.locator("[data-answer] dd li").all_inner_texts() == expected[method]
    assert {asked for asked, _, _ in page.sent} == {"GET"}
    assert all("?" not in url for _, url, _ in page.sent)
    assert {url.rsplit("/", 1)[1] for _, url, _ in page.sent} <= {"manifest.json", "ballots.jsonl"}
    axe(page)
    page.click("[data-answer] summary")
    proof = page.inner_text("[data-answer] pre")
    assert json.loads(proof) == json.loads(find_by_receipt(poll, codes[4])[0].proof)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert others.pk != poll.pk


@pytest.mark.django_db(transaction=True)
def test_the_browser_says_what_a_code_that_proves_inclusion_shows(visitor):
    poll, codes = a_poll_with_codes(receipt_mode=Poll.ReceiptMode.INCLUSION)
    page = visitor(reverse("check_receipt", args=[poll.pk]))
    said = look_up(page, codes[0])
    assert "This code does not show what was chosen." in said
    assert "Lights" not in said


@pytest.mark.django_db(transaction=True)
def test_the_browser_sees_that_lines_are_not_those_that_were_signed_for(visitor):
    poll, codes = a_poll_with_codes()
    line = Result.objects.get(pk=poll.pk).lines.order_by("position").last()
    line.line = line.line.replace("option-2", "option-1")
    line.save()
    said = look_up(visitor(CHECK), codes[0])
    assert "not those that were signed for" in said


@pytest.mark.django_db(transaction=True)
def test_the_browser_asks_before_it_sends_a_code_where_too_few_voted(visitor):
    _, codes = a_poll_with_codes(voters=3)
    page = visitor(CHECK)
    said = look_up(page, codes[0])
    assert "No counted vote has this code" in said
    assert not [asked for asked, _, _ in page.sent if asked == "POST"]
    page.click("text=Send my code and look it up")
    page.wait_for_selector("text=Your vote was counted.")
    assert [asked for asked, _, _ in page.sent if asked == "POST"]


@pytest.mark.django_db(transaction=True)
def test_the_browser_helps_with_a_mistyped_code_and_sends_nothing(visitor):
    _, codes = a_poll_with_codes()
    page = visitor(CHECK)
    page.fill("input[name=code]", codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1"))
    page.click("button:has-text('Look it up')")
    page.wait_for_selector("[data-looking]:has-text('This code is not right.')")
    assert page.sent == []
