"""The one chain, walked from the ballots to the dashboard: every event delivered, every summary
rebuilt on its way.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices.documents import read
from outcomes.commitments.actions import give_verdict, make_commitment, post_update
from outcomes.engines.words.verdict_words import verdict_words
from outcomes.findings.actions import answer_finding
from outcomes.models import Answer, Finding, Summary, Update, Verdict
from outcomes.poll_results.words import headline
from outcomes.summaries.documents import DashboardDocument, RoundDocument
from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db


def the_dashboard():
    (summary,) = Summary.objects.latest_dashboards()
    return read(DashboardDocument, summary.document)


def the_commitments():
    (summary,) = Summary.objects.latest_rounds()
    document = read(RoundDocument, summary.document)
    return [each for finding in document.findings for each in finding.commitments]


@pytest.fixture
def poll():
    at = timezone.now()
    round_ = make.a_round(make.a_sector(make.a_council()), at=at)
    proposals = [
        make.a_proposal(round_, title=title, at=at)
        for title in ("Open evenings", "A dentist", "A minibus")
    ]
    keys = [f"proposal-{proposal.pk}" for proposal in proposals]
    found = make.a_counted_poll(
        *[[keys[0]]] * 9, [keys[0], keys[1]], round_=round_, options=proposals
    )
    make.settle()
    return found


def test_from_ballots_to_the_dashboard(poll, client):
    at, council = timezone.now(), poll.round.council
    commissioner = make.a_person(council, Role.COMMISSIONER)
    question = the_dashboard().wants[0].question
    assert headline(question) == "“Open evenings” came first: 10 of 10 voters chose it"

    finding, other = Finding.objects.oldest_first()
    waiting = [each.pk for each in the_dashboard().unanswered]
    assert waiting == [finding.pk, other.pk], "silence is visible from the first day"

    answer_finding(
        by=commissioner, finding=finding, answer=Answer.WILL, reason="It costs little.", at=at
    )
    owner = make.an_organisation(council, "Riverside Care")
    due_on = at.date() + timedelta(days=9)
    commitment = make_commitment(
        by=commissioner,
        finding=finding,
        title="Open until eight",
        owner=owner,
        due_on=due_on,
        at=at,
    )
    post_update(
        by=commissioner, commitment=commitment, kind=Update.Kind.DONE, text="Doors are open.", at=at
    )
    commitment.refresh_from_db()
    for _ in range(9):
        resident = make.a_person(council, Role.RESIDENT)
        give_verdict(by=resident, commitment=commitment, kind=Verdict.Kind.WORKED, at=at)
    make.settle()

    told = the_dashboard()
    assert (
        told.answered,
        told.answered_in_time,
        told.commitments,
        told.done,
        told.outstanding,
    ) == (
        1,
        1,
        1,
        1,
        (),
    )
    (made,) = the_commitments()
    assert (made.title, made.is_done) == ("Open until eight", True)
    assert str(verdict_words(made.verdict)) == "Most people say it made a difference"
    assert made.verdict.cells["worked"].shown == 10, "nine, rounded to the nearest five"

    client.force_login(commissioner)
    words = client.get(reverse("dashboard")).content.decode()
    assert "Everything that people said has been answered" not in words
    assert reverse("finding_detail", args=[other.pk]) in words


def test_two_verdicts_of_seven_stand_nowhere(poll, client):
    """What a resident said cannot be found by looking at what few others said."""
    at, council = timezone.now(), poll.round.council
    finding = make.an_answered_finding(poll.round)
    commitment = make.a_commitment(finding, done_at=at)
    for n in range(7):
        kind = Verdict.Kind.NOT if n < 2 else Verdict.Kind.WORKED
        give_verdict(
            by=make.a_person(council, Role.RESIDENT), commitment=commitment, kind=kind, at=at
        )
    make.settle()
    (told,) = [each for each in the_commitments() if each.pk == commitment.pk]
    assert {kind: str(count) for kind, count in told.verdict.cells.items()} == {
        "worked": "*",
        "partly": "0",
        "not": "*",
    }
    (told,) = client.get("/api/v1/commitments/").json()["results"]
    assert set(told["verdicts"].values()) == {"*", "0", "x"}, "nor how many they are in all"
    assert told["verdict"] == "Too few people have answered to say"
