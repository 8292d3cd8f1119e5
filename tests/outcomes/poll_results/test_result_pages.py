"""The pages of a result: while it is counted, provisional, certified, and as files; from the
summary alone.
"""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Chart, Summary
from outcomes.poll_results.queries.shown import poll_shown
from priorities.models import Option, Poll
from priorities.polls.actions.closing import close_poll
from priorities.results.actions.certifying import certify_poll
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


def test_while_it_is_open_nothing_is_told(client):
    words = told(client, "poll_result", make.an_open_poll().pk)
    assert "Voting is not over" in words
    assert "came first" not in words


def test_while_it_is_counted_the_page_says_so_and_looks_again(client):
    poll = make.an_open_poll()
    close_poll(by=poll.opened_by, poll=poll, reason="Snow.", at=timezone.now())
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


def test_a_small_number_of_votes_stands_nowhere(client, poll):
    """Three people chose the lights: not in the page, the chart, the file or the summary behind
    them.
    """
    (summary,) = Summary.objects.latest_rounds()
    (question,) = summary.document["polls"][0]["result"]["questions"]
    assert [option["score"] for option in question["options"]] == [12, 8, None]
    lights = [
        row for row in csv.DictReader(io.StringIO(_csv(client, poll))) if row["option"] == "Lights"
    ]
    assert lights[0]["number"] == "fewer than 8"
    (shown,) = poll_shown(poll).questions
    assert ("Lights", "fewer than 8", "3") in shown.chart.rows, "3 is its place"
    assert "fewer than 8" in Chart.objects.get(language="en-gb").svg
    assert "It had 3" not in told(client, "poll_result", poll.pk)


def test_so_few_voters_that_only_the_order_is_told(client):
    poll = make.a_counted_poll(*[["option-1"]] * 4, ["option-2"])
    make.settle()
    words = told(client, "poll_result", poll.pk)
    assert "with too few votes to show numbers" in words
    assert "Fewer than 8 people voted" in words
    for name in ("manifest.json", "ballots.jsonl"):
        assert client.get(reverse("published_file", args=[poll.pk, name])).status_code == 404


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
    manifest = json.loads(
        client.get(reverse("published_file", args=[poll.pk, "manifest.json"])).content
    )
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
    assert Option.objects.filter(title=HOSTILE).exists()
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
