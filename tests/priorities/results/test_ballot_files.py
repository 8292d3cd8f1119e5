"""The ballots of a poll held here as files that other programs read: what is read back is what was
counted.
"""

import csv
import tracemalloc

import pytest
from django.urls import reverse

from priorities.engines.counting.count import Count
from priorities.engines.counting.formats import read
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.ties import PublishedOrder
from priorities.models import Result, ResultLine
from priorities.results.queries.ballot_files import ballot_file_names, ballot_file_portions
from tests import make
from tests.priorities.results.test_analyse_result import a_budget_poll

pytestmark = pytest.mark.django_db

RANKED = [["option-1", "option-2"]] * 7 + [["option-2", "option-3"]] * 6 + [[]]


def file_of(client, poll, name):
    answer = client.get(reverse("published_file", args=[poll.pk, name]))
    return b"".join(answer) if answer.status_code == 200 else answer.status_code


def recounted(election, rule, ties) -> Count:
    return RULES[rule].count(election.ballots, CountSettings(ties=PublishedOrder(ties)))


def test_a_budget_is_read_back_and_counted_the_same(client):
    poll = a_budget_poll((12, ["Bench"]), (11, ["Lights", "Trees"]), (2, ["Trees"]))
    election = read(file_of(client, poll, "question-1.pb"), file="q.pb")
    [asked] = poll.result.fields["questions"]
    told = poll.result.fields["result"]["question-1"]
    count = recounted(election, "equal-shares", asked["tie_order"])
    assert list(count.winners) == told["winners"]
    assert dict(count.scores) == told["score"]
    assert count.budget == 50_000_00 * election.ballots.unit // 100


def test_a_ranking_is_read_back_and_counted_the_same(client):
    poll = make.a_counted_poll(*RANKED, method="ranking", rule="borda", seats=1)
    election = read(file_of(client, poll, "question-1.blt"), file="q.blt")
    fields = Result.objects.get(poll=poll).fields
    numbers = {key: str(n) for n, key in enumerate(fields["questions"][0]["options"], start=1)}
    ties = [numbers[key] for key in fields["questions"][0]["tie_order"]]
    told = fields["result"]["question-1"]
    assert [numbers[key] for key in told["winners"]] == list(
        recounted(election, "borda", ties).winners
    )
    assert (election.ballots.turnout, election.ballots.blanks) == (14, 1)


def test_a_spreadsheet_has_a_row_a_ballot_and_runs_nothing(client):
    options = ("=1+1", "Lights", "Trees")
    poll = make.a_counted_poll(*RANKED, method="ranking", rule="borda", seats=1, options=options)
    text = file_of(client, poll, "question-1.csv").decode()
    head, *rows = csv.reader(text.splitlines())
    assert head == ["Group", "Counts", "'=1+1", "Lights", "Trees"]
    assert sorted(rows) == sorted(
        [["email", "1", "1", "2", ""]] * 7
        + [["email", "1", "", "1", "2"]] * 6
        + [["email", "1", "", "", ""]]
    )


@pytest.mark.parametrize(
    ("method", "endings"), [("approval", {"csv"}), ("ranking", {"csv", "blt"})]
)
def test_each_type_has_the_files_that_fit_it(client, method, endings):
    facts = {"rule": "borda", "seats": 1} if method == "ranking" else {}
    poll = make.a_counted_poll(*[["option-1"]] * 10, method=method, **facts)
    names = ballot_file_names(Result.objects.get(poll=poll))
    assert {name.rpartition(".")[2] for name in names} == endings
    assert file_of(client, poll, "question-1.pb") == 404
    make.settle()
    page = client.get(reverse("poll_result", args=[poll.pk])).content.decode()
    assert all(reverse("published_file", args=[poll.pk, name]) in page for name in names)


def test_a_small_poll_gives_none(client):
    poll = make.a_counted_poll(["option-1"])
    assert ballot_file_names(Result.objects.get(poll=poll)) == []
    assert file_of(client, poll, "question-1.csv") == 404


def test_a_file_takes_one_query_and_the_same_memory_however_many_voted(django_assert_num_queries):
    poll = make.a_counted_poll(*[["option-1"]] * 10)
    result = Result.objects.select_related("poll").get(poll=poll)
    peaks = []
    for count in (6_000, 30_000):
        ResultLine.objects.all().delete()
        ResultLine.objects.bulk_create(
            ResultLine(
                result=result,
                position=n,
                question="question-1",
                tag=n.to_bytes(16),
                line=f'{{"c":["option-1"],"g":"email","q":"question-1","t":"{n:032x}"}}',
            )
            for n in range(count)
        )
        sum(map(len, ballot_file_portions(result, "question-1.csv")))
        tracemalloc.start()
        with django_assert_num_queries(1):
            size = sum(map(len, ballot_file_portions(result, "question-1.csv")))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert size > count * 10
    assert peaks[1] < 1.3 * peaks[0] < 5_000_000
