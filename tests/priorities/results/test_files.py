"""The files that let anybody count again: the same bytes each time, one query and little memory
however many voted.
"""

import io
import subprocess
import sys
import tracemalloc
from zipfile import ZipFile

import pytest
from django.urls import reverse

from priorities.engines.verify import HEADS
from priorities.models import Poll, Result, ResultLine
from priorities.results.queries.files import BUNDLE, file_names, file_portions, verifier
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def result():
    poll = make.a_counted_poll(*[["option-1"]] * 10)
    return Result.objects.select_related("poll").get(poll=poll)


def with_lines(result, count):
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


def sent(client, poll, name):
    return b"".join(client.get(reverse("published_file", args=[poll.pk, name])))


@pytest.mark.parametrize("name", ["ballots.jsonl", BUNDLE])
def test_a_download_takes_one_query_and_the_same_memory_however_many_voted(
    result, name, django_assert_num_queries
):
    peaks = []
    for count in (2_000, 20_000):
        with_lines(result, count)
        sum(map(len, file_portions(result, name)))  # what is made once is made
        tracemalloc.start()
        with django_assert_num_queries(1):
            size = sum(map(len, file_portions(result, name)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert size > count * 80
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 2_000_000


def test_all_of_it_comes_in_one_archive_with_the_same_bytes_each_time(client, result):
    first, again = (sent(client, result.poll, BUNDLE) for _ in range(2))
    assert first == again
    archive = ZipFile(io.BytesIO(first))
    assert archive.namelist() == file_names(result)
    for name in archive.namelist():
        assert archive.read(name) == sent(client, result.poll, name)


def test_where_too_few_voted_the_archive_holds_no_ballots(client):
    poll = make.a_counted_poll(*[["option-1"]] * 9)
    archive = ZipFile(io.BytesIO(sent(client, poll, BUNDLE)))
    assert archive.namelist() == [*HEADS, "verify.py"]


@pytest.mark.parametrize("voters", [10, 9])
def test_the_archive_of_a_poll_checks_itself(client, tmp_path, voters):
    poll = make.a_counted_poll(*[["option-1"]] * voters)
    with ZipFile(io.BytesIO(sent(client, poll, BUNDLE))) as archive:
        archive.extractall(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.endswith("IT HOLDS.\n")


def test_the_program_in_the_files_stays_as_it_was_when_they_were_made(client, result):
    Result.objects.filter(pk=result.pk).update(verifier="print('as it was')\n")
    assert sent(client, result.poll, "verify.py") == b"print('as it was')\n"
    Result.objects.filter(pk=result.pk).update(verifier="")  # counted before it was kept
    assert sent(client, result.poll, "verify.py").decode() == verifier()


def test_the_api_says_where_the_files_are(client, result):
    told = client.get(f"/api/v1/polls/{result.poll.pk}/").json()["files"]
    assert [address.rsplit("/", 1)[1] for address in told] == [*file_names(result), BUNDLE]
    assert all(client.get(address).status_code == 200 for address in told)
    open_poll = make.an_open_poll(result.poll.round)
    assert client.get(f"/api/v1/polls/{open_poll.pk}/").json()["files"] == []


def test_there_is_nothing_before_the_count_nor_of_an_election_held_elsewhere(client, result):
    for poll in (make.an_open_poll(), result.poll):
        Poll.objects.filter(pk=result.poll.pk).update(imported_from="Elsewhere")
        address = reverse("published_file", args=[poll.pk, BUNDLE])
        assert client.get(address).status_code == 404
