"""Summaries: made again only when something changed, never changed once made, and one latest
however many race.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from coopservices.celery import app
from coopservices.documents import read
from outcomes import tasks
from outcomes.commitments.actions import give_verdict
from outcomes.models import Chart, Commitment, Finding, Summary, Update, Verdict
from outcomes.rebuilding import actions as summaries
from outcomes.rebuilding.actions import SummaryUnsettled, rebuild_dashboard, rebuild_round_summary
from outcomes.rebuilding.queries import round_draft, round_stamp
from outcomes.summaries.documents import DashboardDocument, RoundDocument
from outcomes.summaries.models import EDITION
from participation.models import Organisation, Role, Sector
from priorities.models import Round
from priorities.results.actions.certifying import certify_poll
from priorities.results.actions.counting import count_poll
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


def test_one_of_an_older_edition_is_read_by_nobody(done, now, client):
    summary = rebuild_round_summary(round=done.finding.round, at=now)
    Summary.objects.filter(pk=summary.pk).update(
        edition=EDITION - 1, document={"polls": [{"as": "it was"}], "findings": [{}]}
    )
    page = client.get(reverse("commitment_detail", args=[done.pk]))
    assert page.status_code == 200
    assert "Nobody has said yet whether it worked" in page.content.decode()


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


# --- What tells that inputs changed ---------------------------------------------------------------


CHANGES = {
    "the round": lambda _: Round.objects.update(title_cy="Teitl arall"),
    "its sector": lambda _: Sector.objects.update(name="Another sector"),
    "a finding": lambda done: make.a_finding(done.finding.round),
    "an answer": lambda _: Finding.objects.update(reason_cy="Rheswm arall"),
    "a commitment": lambda done: make.a_commitment(done.finding),
    "its day": lambda _: Commitment.objects.update(stopped_at=None, done_at=None),
    "its owner": lambda _: Organisation.objects.update(name="Another name"),
    "a partner": lambda done: done.partners.add(make.an_organisation(done.council, "A club")),
    "an update": lambda done: Update.objects.create(
        commitment=done, kind="progress", text="Half.", posted_at=make.NOW
    ),
    "a verdict": lambda done: Verdict.objects.create(
        commitment=done, resident=make.a_person(), kind="worked"
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_stamp_of_a_round_tells_each_change(what, done):
    before = round_stamp(done.finding.round_id)
    assert round_stamp(done.finding.round_id) == before
    CHANGES[what](done)
    assert round_stamp(done.finding.round_id) != before


def test_a_poll_counted_and_a_poll_certified_change_the_stamp_of_their_round():
    poll = make.an_open_poll(challenge_days=0)
    stamps = [round_stamp(poll.round_id)]
    closed = make.close_early(poll, reason="Snow.", at=timezone.now())
    stamps.append(round_stamp(poll.round_id))
    count_poll(poll=closed, at=timezone.now())
    stamps.append(round_stamp(poll.round_id))
    certify_poll(by=poll.opened_by, poll=closed, at=timezone.now())
    stamps.append(round_stamp(poll.round_id))
    assert all(before != after for before, after in pairwise(stamps))


def test_the_stamp_asks_for_small_rows_and_as_often_for_many_as_for_one(
    django_assert_num_queries,
):
    round_ = make.a_counted_poll(["option-1"]).round
    for _ in range(3):
        make.a_commitment(make.an_answered_finding(round_))
        with django_assert_num_queries(7) as asked:
            round_stamp(round_.pk)
        heavy = ("manifest", "definition", "document", "resultline")
        assert not [name for name in heavy for query in asked if name in query["sql"]]


def test_a_summary_is_drafted_once_and_before_its_round_is_locked(done, now, monkeypatch):
    round_, drafted = done.finding.round, []

    def draft(pk):
        drafted.append(connection.in_atomic_block and len(connection.savepoint_ids))
        return round_draft(pk)

    outside = connection.in_atomic_block and len(connection.savepoint_ids)
    monkeypatch.setattr(summaries, "round_draft", draft)
    rebuild_round_summary(round=round_, at=now)
    assert drafted == [outside]


def test_what_changes_while_it_is_drawn_is_in_the_summary_that_is_kept(done, now, monkeypatch):
    round_, drafted = done.finding.round, []

    def draft(pk):
        made = round_draft(pk)
        if not drafted:  # somebody answers while the first is drawn
            make.an_answered_finding(round_)
        drafted.append(made)
        return made

    monkeypatch.setattr(summaries, "round_draft", draft)
    kept = rebuild_round_summary(round=round_, at=now)
    assert len(drafted) == 2
    assert len(read(RoundDocument, kept.document).findings) == 2
    assert Summary.objects.count() == 1


def test_tasks_may_run_twice():
    poll = make.a_counted_poll(*[["option-1"]] * 10)
    for _ in range(2):
        tasks.record_top_findings(str(poll.pk))
        tasks.rebuild_poll_summary(str(poll.pk))
        tasks.rebuild_dashboard(str(poll.round.council_id))
    assert Finding.objects.count() == 1
    assert Summary.objects.count() == 2
    assert Chart.objects.count() == len(settings.LANGUAGES)


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
