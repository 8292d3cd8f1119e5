"""Changing and withdrawing one's own published proposal, with what it was before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities.models import Option, Proposal
from priorities.moderation.queries import reported_proposals
from priorities.proposals.actions import (
    MOST_VERSIONS,
    ProposalRefused,
    change_proposal,
    withdraw_proposal,
)
from priorities.proposals.permissions import may_change_proposal, may_withdraw_proposal
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now(), proposing=(-9, 9))


@pytest.fixture
def author(council, client):
    author = make.a_person(council, Role.STAFF)
    client.force_login(author)
    return author


@pytest.fixture
def proposal(round_, author):
    return make.a_proposal(round_, author, title="Longer visits", idea="Until eight.")


def change(author, proposal, **texts):
    return change_proposal(by=author, proposal=proposal, texts=texts, at=timezone.now())


def url(name, proposal):
    return reverse(name, args=[proposal.pk])


def typed(proposal, **texts):
    return make.stamped("propose", **{**proposal.texts, **texts})


# --- Changing -------------------------------------------------------------------------------------


def test_what_it_was_stays_to_be_read(author, proposal, client):
    page = client.get(url("proposal_detail", proposal)).content.decode()
    assert url("change_proposal", proposal) in page
    assert url("proposal_versions", proposal) not in page
    told = client.post(url("change_proposal", proposal), typed(proposal, idea="Until nine."))
    assert told.url == url("proposal_detail", proposal)
    client.logout()
    page = client.get(url("proposal_detail", proposal)).content.decode()
    assert "Until nine." in page
    assert url("proposal_versions", proposal) in page
    assert url("change_proposal", proposal) not in page
    versions = client.get(url("proposal_versions", proposal)).content.decode()
    assert "eight" in versions[versions.index("<del>") : versions.index("</del>")]
    assert "nine" in versions[versions.index("<ins>") : versions.index("</ins>")]
    version = proposal.versions.get()
    assert (version.number, version.idea) == (1, "Until eight.")
    assert version.replaced_on == timezone.localdate()


def test_each_change_is_a_version_and_none_is_no_version(author, proposal):
    change(author, proposal, idea="Until nine.")
    change(author, proposal, idea="Until nine. ")
    change(author, proposal, title="Later visits", idea="Until ten.")
    assert [each.idea for each in proposal.versions.all()] == ["Until eight.", "Until nine."]


@pytest.mark.parametrize("texts", [{"title": " "}, {"idea": ""}, {"title": "t" * 101}])
def test_what_cannot_be_published_changes_nothing(author, proposal, texts):
    with pytest.raises(ProposalRefused):
        change(author, proposal, **texts)
    assert not proposal.versions.exists()


def test_a_change_may_not_go_on_for_ever(author, proposal):
    for n in range(MOST_VERSIONS):
        change(author, proposal, idea=f"Until {n}.")
    with pytest.raises(ProposalRefused, match="most"):
        change(author, proposal, idea="Once more.")


def test_names_are_pointed_out_once_before_they_are_read(author, proposal, client):
    sent = typed(proposal, idea="Ask Mrs Jones.")
    page = client.post(url("change_proposal", proposal), sent).content.decode()
    assert "This may name a person." in page
    assert "Ask Mrs Jones." in page
    assert not proposal.versions.exists()
    assert (
        client.post(url("change_proposal", proposal), {**sent, "looked": "on"}).status_code == 302
    )
    assert proposal.versions.count() == 1


def test_what_is_hidden_hides_what_it_was(author, proposal, client):
    change(author, proposal, idea="Until nine.")
    Proposal.objects.update(hidden_at=timezone.now())
    assert client.get(url("proposal_versions", proposal)).status_code == 200
    client.force_login(make.a_person(proposal.round.council, Role.RESIDENT))
    assert client.get(url("proposal_versions", proposal)).status_code == 404


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "hidden", "withdrawn", "on a ballot", "heard"])
def test_what_may_not_be_changed_or_withdrawn(author, proposal, round_, state):
    at, today = timezone.now(), timezone.localdate()
    columns = {
        "draft": {"published_on": None},
        "hidden": {"hidden_at": at},
        "withdrawn": {"withdrawn_on": today},
    }
    Proposal.objects.filter(pk=proposal.pk).update(**columns.get(state, {"title": "Visits"}))
    if state == "on a ballot":
        option = Option.objects.filter(question__poll=make.an_open_poll()).first()
        Option.objects.filter(pk=option.pk).update(proposal=proposal)
    if state == "heard":
        make.a_finding(round_, proposal=proposal)
    proposal.refresh_from_db()
    assert not may_change_proposal(author, proposal, at)
    assert not may_withdraw_proposal(author, proposal)
    with pytest.raises(PermissionDenied):
        change(author, proposal, idea="Other.")


def test_others_and_other_times(author, proposal, council):
    at = timezone.now()
    assert may_change_proposal(author, proposal, at)
    assert not may_change_proposal(author, proposal, at + timedelta(days=30))
    assert may_withdraw_proposal(author, proposal)
    for other in (None, make.a_person(council, Role.MODERATOR), make.a_person(council, Role.STAFF)):
        assert not may_change_proposal(other, proposal, at)
        assert not may_withdraw_proposal(other, proposal)


# --- Withdrawing ----------------------------------------------------------------------------------


def test_what_is_withdrawn_is_read_nowhere(author, proposal, round_, client):
    change(author, proposal, idea="Until nine.")
    client.post(url("withdraw_proposal", proposal))
    withdraw_proposal(by=author, proposal=proposal, at=timezone.now())
    assert "Until nine." in client.get(url("proposal_detail", proposal)).content.decode(), "author"
    client.logout()
    page = client.get(url("proposal_detail", proposal))
    assert page.status_code == 200
    assert "Withdrawn by its author" in page.content.decode()
    for words in ("Until nine.", "Longer visits"):
        assert words not in page.content.decode()
        for name in ("proposals", "download_proposals"):
            answer = client.get(reverse(name, args=[round_.slug]))
            told = b"".join(answer) if answer.streaming else answer.content
            assert words not in told.decode()
    assert client.get(url("proposal_versions", proposal)).status_code == 404
    assert client.get("/api/v1/proposals/").json()["results"] == []


def test_what_is_withdrawn_waits_for_no_moderator(author, proposal, council):
    proposal.reports.create(reason="person", reported_at=timezone.now())
    assert reported_proposals(council).count() == 1
    withdraw_proposal(by=author, proposal=proposal, at=timezone.now())
    assert reported_proposals(council).count() == 0
