"""Summaries: made again only when something changed, never changed once made, and one latest
however many race.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from coopservices.celery import app
from coopservices.documents import read
from outcomes import tasks
from outcomes.commitments.actions import give_verdict
from outcomes.models import Chart, Finding, Summary, Verdict
from outcomes.rebuilding import actions as summaries
from outcomes.rebuilding.actions import SummaryUnsettled, rebuild_dashboard, rebuild_round_summary
from outcomes.summaries.documents import DashboardDocument, RoundDocument
from outcomes.summaries.models import EDITION
from participation.models import Role
from priorities.models import Round
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(now):
    return make.a_commitment(done_at=now)


def judged(commitment, now, **counts):
    for kind, count in counts.items():
        for _ in range(count):
            resident = make.a_person(commitment.council, Role.RESIDENT)
            give_verdict(by=resident, commitment=commitment, kind=Verdict.Kind(kind), at=now)


def test_the_same_inputs_are_the_same_summary(done, now):
    first = rebuild_round_summary(round=done.finding.round, at=now)
    assert rebuild_round_summary(round=done.finding.round, at=now) == first
    assert rebuild_dashboard(council=done.council, at=now) == rebuild_dashboard(
        council=done.council, at=now
    )
    assert Summary.objects.count() == 2


def test_a_change_makes_a_new_one_and_leaves_the_old_as_it_was(done, now):
    first = rebuild_round_summary(round=done.finding.round, at=now)
    before = Summary.objects.values().get(pk=first.pk)
    judged(done, now, worked=9)
    second = rebuild_round_summary(round=done.finding.round, at=now)
    assert second.pk != first.pk
    assert Summary.objects.values().get(pk=first.pk) == {**before, "is_latest": False}
    assert list(Summary.objects.latest_rounds()) == [second]


def test_it_is_rebuilt_not_incremented(done, now):
    first = rebuild_round_summary(round=done.finding.round, at=now)
    judged(done, now, worked=9)
    rebuild_round_summary(round=done.finding.round, at=now)
    Verdict.objects.all().delete()
    assert rebuild_round_summary(round=done.finding.round, at=now).document == first.document


def test_small_changes_of_a_hidden_number_make_no_new_summary(done, now):
    judged(done, now, worked=3)
    first = rebuild_round_summary(round=done.finding.round, at=now)
    judged(done, now, worked=2)
    assert rebuild_round_summary(round=done.finding.round, at=now) == first, (
        "or their number would tell the count"
    )


def test_what_an_older_edition_made_is_made_anew_once(done, now):
    old = [
        rebuild_round_summary(round=done.finding.round, at=now),
        rebuild_dashboard(council=done.council, at=now),
    ]
    another = rebuild_round_summary(round=make.a_commitment().finding.round, at=now)
    Summary.objects.filter(pk__in=[each.pk for each in old]).update(
        edition=EDITION - 1, inputs_hash="as it was made then"
    )
    assert set(Summary.objects.outdated()) == set(old)
    tasks.rebuild_outdated_summaries()
    latest = set(Summary.objects.filter(is_latest=True))
    assert (len(latest), another in latest, set(old) & latest) == (3, True, set())
    assert not Summary.objects.outdated().exists()


def test_one_that_cannot_be_made_anew_keeps_no_other_waiting(done, now, monkeypatch):
    broken = rebuild_round_summary(round=make.a_commitment().finding.round, at=now)
    rebuild_round_summary(round=done.finding.round, at=now)
    rebuild_dashboard(council=done.council, at=now)
    Summary.objects.update(edition=EDITION - 1, inputs_hash="as it was made then")

    def rebuild(*, round, at):  # noqa: A002 (as it is called)
        if round == broken.round:
            raise SummaryUnsettled
        return rebuild_round_summary(round=round, at=at)

    monkeypatch.setattr(summaries, "rebuild_round_summary", rebuild)
    monkeypatch.setattr(app.conf, "task_eager_propagates", False)
    tasks.rebuild_outdated_summaries()
    assert set(Summary.objects.outdated()) == {broken}


def test_the_document_is_read_back(done, now):
    document = read(RoundDocument, rebuild_round_summary(round=done.finding.round, at=now).document)
    (finding,) = document.findings
    (commitment,) = finding.commitments
    assert (finding.pk, commitment.pk, commitment.done_on) == (done.finding.pk, done.pk, now.date())


def test_the_dashboard_is_made_from_the_summaries_of_published_rounds(done, now):
    rebuild_round_summary(round=done.finding.round, at=now)
    document = read(DashboardDocument, rebuild_dashboard(council=done.council, at=now).document)
    assert (document.commitments, document.done, document.outstanding) == (1, 1, ())
    Round.objects.update(published_at=None)
    document = read(DashboardDocument, rebuild_dashboard(council=done.council, at=now).document)
    assert document == DashboardDocument()


def test_tasks_may_run_twice():
    poll = make.a_counted_poll(*[["option-1"]] * 9)
    for _ in range(2):
        tasks.record_top_findings(str(poll.pk))
        tasks.rebuild_poll_summary(str(poll.pk))
        tasks.rebuild_dashboard(str(poll.round.council_id))
    assert Finding.objects.count() == 1
    assert Summary.objects.count() == 2
    assert Chart.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rebuilding_at_the_same_moment_leaves_one_latest(now):
    round_ = make.a_finding().round
    make.a_commitment(make.an_answered_finding(round_), done_at=now)

    def rebuild(n):
        try:
            if n % 2:
                judged(
                    make.a_commitment(make.an_answered_finding(round_), done_at=now), now, worked=1
                )
            return rebuild_round_summary(round=round_, at=now).pk
        except (
            SummaryUnsettled
        ):  # others changed it again and again; whoever was last among them asks once more
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        rebuilt = list(pool.map(rebuild, range(6)))
    latest = Summary.objects.get(is_latest=True)
    assert latest.pk in rebuilt
    assert rebuild_round_summary(round=round_, at=now) == latest, (
        "the last to finish saw every change"
    )
    assert connection.is_usable()
