"""The pages of a result: while it is counted, provisional, certified, and as files; from the
summary alone.
"""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from outcomes.models import Chart, Summary
from outcomes.poll_results.queries.shown import poll_shown
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import Option, Poll, Turnout
from priorities.polls.actions.drafting import QUESTION_KEY
from priorities.results.actions.certifying import certify_poll
from priorities.results.actions.counting import count_poll
from priorities.results.queries.receipts import find_by_receipt
from tests import make

pytestmark = pytest.mark.django_db

BALLOTS = [["option-1"]] * 9 + [["option-1", "option-2"]] * 3 + [["option-3"]] * 8
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script>"


@pytest.fixture
def poll():
    found = make.a_counted_poll(*BALLOTS, options=["Bench", "Lights", "Trees"], challenge_days=0)
    make.settle()
    return found


def told(client, name, *arguments):
    return " ".join(client.get(reverse(name, args=arguments)).content.decode().split())


def published(client, poll, name):
    return b"".join(client.get(reverse("published_file", args=[poll.pk, name])))


def test_while_it_is_open_nothing_is_told(client):
    words = told(client, "poll_result", make.an_open_poll().pk)
    assert "Voting is not over" in words
    assert "came first" not in words


def test_while_it_is_counted_the_page_says_so_and_looks_again(client):
    poll = make.an_open_poll()
    make.close_early(poll, reason="Snow.", at=timezone.now())
    words = told(client, "poll_result", poll.pk)
    assert "are being counted" in words
    assert '<meta http-equiv="refresh"' in words


def test_a_draft_is_nobodys_business(client):
    poll = make.an_open_poll()
    Poll.objects.filter(pk=poll.pk).update(state="draft", opened_at=None)
    assert client.get(reverse("poll_result", args=[poll.pk])).status_code == 404


def test_the_result_says_what_the_votes_say(client, poll):
    words = told(client, "poll_result", poll.pk)
    assert "“Bench” came first: 12 of 20 voters chose it" in words
    assert "It had 4 more votes than “Trees”." in words
    assert "Provisional" in words
    assert "20 people voted" in words
    assert '<meta http-equiv="refresh"' not in words
    assert Chart.objects.get(language="en-gb").svg in words


def test_every_number_is_exact_from_ten_ballots_on(client, poll):
    """Three people chose the lights: so it says in page, chart, file, API and summary alike."""
    (summary,) = Summary.objects.latest_rounds()
    (question,) = summary.document["polls"][0]["result"]["questions"]
    assert [option["score"] for option in question["options"]] == [12, 8, 3]
    lights = [
        row for row in csv.DictReader(io.StringIO(_csv(client, poll))) if row["option"] == "Lights"
    ]
    assert lights[0]["number"] == "3"
    (shown,) = poll_shown(poll).questions
    assert ("Lights", "3", "3") in shown.chart.rows
    api = client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]
    assert [option["score"] for option in api["questions"][0]["options"]] == [12, 8, 3]
    assert (api["ballots"], api["fewer_than"]) == (20, None)


NUMBERS = {"ballots": None, "groups": [], "counted_groups": [], "fewer_than": 10, "has_file": False}


@pytest.mark.parametrize("ballots", [0, 1, 9])
def test_where_fewer_than_ten_voted_no_number_stands_anywhere(client, ballots):
    poll = make.a_counted_poll(*[["option-2"]] * ballots)
    make.settle()
    winners = ["option-2"] if ballots else []
    words = told(client, "poll_result", poll.pk)
    assert "Fewer than 10 people voted." in words
    assert not re.search(r"\d+ (of|votes?|voters?|people voted)\b", words.replace("than 10", ""))
    assert not Chart.objects.exists()
    assert {row["number"] for row in csv.DictReader(io.StringIO(_csv(client, poll)))} == {""}

    api = client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]
    assert {name: api[name] for name in NUMBERS} == NUMBERS
    (question,) = api["questions"]
    assert (question["winners"], question["ballots_by_group"]) == (winners, {})
    assert {option["score"] for option in question["options"]} == {None}
    assert [option["place"] for option in question["options"] if option["place"]] == [1][:ballots]

    manifest = json.loads(published(client, poll, "manifest.json"))
    assert manifest["result"] == {"question-1": {"winners": winners}}
    assert manifest["root"] == api["roots"]["root"]
    assert not manifest.keys() & {"ballots", "leaves", "groups", "counted_groups"}
    assert published(client, poll, "manifest.sig")
    missing = reverse("published_file", args=[poll.pk, "ballots.jsonl"])
    assert client.get(missing).status_code == 404


def test_where_fewer_than_ten_voted_the_days_of_voting_are_not_told(client):
    poll = make.a_counted_poll(*[["option-1"]] * 9)
    make.settle()
    before = timezone.localdate() - timedelta(days=1)
    Turnout.objects.create(poll=poll, on=before, ballots=10)  # and then somebody withdrew
    assert "How many had voted" not in told(client, "poll_result", poll.pk)


def test_a_code_finds_its_vote_however_few_voted_and_tells_no_place_in_a_file(client):
    poll = make.an_open_poll()
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    held = cast_ballot(voter=voter, poll=poll, choices={"question-1": ["option-1"]})
    make.close_early(poll, reason="Snow.", at=timezone.now())
    make.settle()
    (line,) = find_by_receipt(poll, held.code)
    assert (*map(str, line.answer.chosen), line.number, line.group) == ("Bench", None, "")
    page = client.post(reverse("check_receipt", args=[poll.pk]), {"code": held.code})
    assert "Your vote was counted." in page.text
    assert "Line in the published file" not in page.text


def test_nobody_voted(client):
    poll = make.a_counted_poll()
    make.settle()
    assert "Nobody chose any of these" in told(client, "poll_result", poll.pk)


def test_certified_is_said(client, poll):
    certify_poll(by=poll.opened_by, poll=poll, at=timezone.now())
    make.settle()
    words = told(client, "poll_result", poll.pk)
    assert "Certified" in words
    assert "Provisional" not in words


def test_anybody_may_count_again(client, poll):
    for name in ("manifest.json", "manifest.sig", "council-key.hex", "ballots.jsonl"):
        response = client.get(reverse("published_file", args=[poll.pk, name]))
        assert response.status_code == 200
        assert name in response.headers["Content-Disposition"]
    manifest = json.loads(published(client, poll, "manifest.json"))
    assert manifest["root"] in told(client, "poll_result", poll.pk)
    assert client.get(reverse("published_file", args=[poll.pk, "keys.json"])).status_code == 404


def test_another_council_does_not_show_it(client, poll):
    make.a_council(host="elsewhere.example")
    other = client.get(
        reverse("poll_result", args=[poll.pk]), headers={"host": "elsewhere.example"}
    )
    assert other.status_code in (400, 404)


def test_hostile_titles_stay_text_in_page_chart_and_file(client):
    poll = make.a_counted_poll(*[["option-1"]] * 9, options=[HOSTILE, "Lights"])
    make.settle()
    words = told(client, "poll_result", poll.pk)
    assert "<script>alert" not in words
    assert Option.objects.filter(title_en=HOSTILE).exists()
    cells = [cell for row in csv.reader(io.StringIO(_csv(client, poll))) for cell in row]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_the_page_costs_few_queries_however_many_options(client, django_assert_max_num_queries):
    for count in (3, 30):
        options = [f"Option {n}" for n in range(count)]
        poll = make.a_counted_poll(*[["option-1"]] * 9, options=options)
        make.settle()
        with django_assert_max_num_queries(8):
            client.get(reverse("poll_result", args=[poll.pk]))


def _csv(client, poll):
    response = client.get(reverse("download_result", args=[poll.pk]))
    return b"".join(response.streaming_content).decode()


# --- Where the ballots came from ------------------------------------------------------------------


def test_wards_have_the_names_of_the_readers_language_and_keep_their_numbers(client):
    round_ = make.a_round(make.a_sector(make.a_council(host="testserver")), at=timezone.now())
    poll = make.an_open_poll(round_)
    named = {"Mumbles": "Y Mwmbwls", "Landore": "Glandŵr", "Sketty": "", "Uplands": "<Uwch"}
    for (name, welsh), voters in zip(named.items(), (20, 12, 3, 2), strict=True):
        ward = make.a_ward(round_.council, name, name_cy=welsh)
        for _ in range(voters):
            voter = make.elector_of(make.a_voter(round_.council, area=ward), poll)
            cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    closed = make.close_early(poll, reason="Enough.", at=timezone.now())
    count_poll(poll=closed, at=timezone.now())
    make.settle()

    address = reverse("poll_result", args=[poll.pk])
    english = client.get(address).text
    assert "Mumbles" in english
    assert "Mwmbwls" not in english
    welsh = client.get(f"/cy{address}").text
    assert "Y Mwmbwls" in welsh
    assert "Mumbles" not in welsh
    with override("cy"):
        rows = poll_shown(Poll.objects.get(pk=poll.pk)).wards.rows
    assert [row[1:] for row in rows] == [("2", "20"), ("1, 3, 4", "17")]
    sketty = '<span lang="en-gb">Sketty</span>'
    assert rows[1][0] == f"Glandŵr, {sketty} a hefyd &lt;Uwch"
    assert sketty in welsh, "said in English, and marked so once"
