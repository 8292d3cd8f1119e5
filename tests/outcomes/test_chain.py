"""The one chain, walked from the ballots to the dashboard: every event delivered, every summary
rebuilt on its way.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.commitments.actions import give_verdict, make_commitment, post_update
from outcomes.engines.documents import read
from outcomes.findings.actions import answer_finding
from outcomes.models import Answer, Finding, Summary, Update, Verdict
from outcomes.summaries.documents import DashboardAccount, RoundAccount
from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db


def the_dashboard():
    (summary,) = Summary.objects.latest_dashboards()
    return read(DashboardAccount, summary.document)


def the_promises():
    (summary,) = Summary.objects.latest_rounds()
    account = read(RoundAccount, summary.document)
    return [promise for finding in account.findings for promise in finding.commitments]


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
    assert (
        the_dashboard().wants[0].headline == "“Open evenings” came first: 10 of 10 voters chose it"
    )

    finding, other = Finding.objects.oldest_first()
    waiting = [ask.pk for ask in the_dashboard().waiting]
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

    board = the_dashboard()
    assert (board.answered, board.answered_in_time, board.promised, board.done, board.owed) == (
        1,
        1,
        1,
        1,
        (),
    )
    (promise,) = the_promises()
    assert (promise.title, promise.is_done) == ("Open until eight", True)
    assert promise.verdict.words == "Most people say it made a difference"
    assert dict(promise.verdict.counts)["Yes, it made a difference"] == "10", (
        "nine, rounded to the nearest five"
    )

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
    (promise,) = [promise for promise in the_promises() if promise.pk == commitment.pk]
    assert dict(promise.verdict.counts) == {
        "Yes, it made a difference": "*",
        "It helped a little": "0",
        "No, nothing changed": "*",
    }
    (told,) = client.get("/api/v1/commitments/").json()["results"]
    assert set(told["verdicts"].values()) == {"*", "0", "x"}, "nor how many they are in all"
    assert told["verdict"] == "Too few people have answered to say"
