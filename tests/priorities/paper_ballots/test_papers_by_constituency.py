"""Papers and slips in polls that count constituencies apart: the desk asks, and a batch of slips
says, whose votes they are.
"""

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from participation.models import Elector, Role
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines import verify
from priorities.models import PaperBatch, Poll
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.actions.reconciling import reconcile_papers
from priorities.results.actions.counting import count_poll
from priorities.results.queries.files import file_names, file_portions
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"


@pytest.fixture
def poll():
    found = ["users", "staff"]
    return make.a_paper_poll(smallest_group=2, constituencies=found, combining_rule="equal-weight")


def counted(poll):
    """What the manifest says, after every batch is accounted for."""
    make.close_early(poll, reason="The test goes on.", at=timezone.now())
    for batch in poll.paper_batches.all():
        unused = batch.size - batch.papers.counted().count()
        reconcile_papers(by=poll.opened_by, batch=batch, unused=unused, at=timezone.now())
    result = count_poll(poll=Poll.objects.get(pk=poll.pk), at=timezone.now())
    files = {name: b"".join(file_portions(result, name)) for name in file_names(result)}
    assert list(verify.check(files))
    return json.loads(result.manifest)


def test_the_desk_asks_whose_vote_it_is_and_a_paper_counts_there(poll):
    batch = make.a_batch_of_papers(poll)
    for number, theirs in enumerate(["users", "users", "staff", "staff"], start=1):
        paper = make.a_handed_paper(batch, number, constituency=theirs)
        make.typed_twice(paper, ["option-1" if theirs == "users" else "option-2"])
    manifest = counted(poll)
    assert manifest["groups"] == manifest["counted_groups"] == ["staff:desk", "users:desk"]
    apart = manifest["result"][QUESTION]["constituencies"]
    assert apart["users"]["score"]["option-1"] == apart["staff"]["score"]["option-2"] == 2


def test_whoever_is_of_none_of_the_polls_constituencies_gets_no_paper(poll):
    batch = make.a_batch_of_papers(poll)
    for theirs in ("", "residents"):
        with pytest.raises(PaperRefused, match="This vote is for people who use") as refused:
            make.a_handed_paper(batch, constituency=theirs)
        assert refused.value.about == "constituency"


def test_what_an_account_says_is_taken_and_not_what_is_said_at_the_desk(poll):
    batch, nurse = make.a_batch_of_papers(poll), make.a_voter(poll.round.council, Role.STAFF)
    make.elector_of(nurse, poll)
    make.a_handed_paper(batch, email=nurse.email, constituency="users")
    assert Elector.objects.get().constituency == "staff"


def test_without_an_account_the_last_that_was_said_is_taken(poll):
    council, somebody = poll.round.council, {"surname": "Ames"}
    for said, kept in (("users", "users"), ("staff", "staff"), ("", "staff")):
        voter = make.a_person_at_desk(council, constituency=said, **somebody)
        assert voter.constituency == Elector.objects.get().constituency == kept


def test_slips_are_for_one_constituency_and_count_there(poll):
    with pytest.raises(PaperRefused, match="choose whose slips"):
        make.a_batch_of_papers(poll, "slip")
    slips = {
        theirs: make.a_batch_of_papers(poll, "slip", constituency=theirs)
        for theirs in ("users", "staff")
    }
    for number in (1, 2, 3):
        make.typed_twice(slips["users"].papers.get(number=number), ["option-3"])
    make.typed_twice(slips["staff"].papers.get(number=1), ["option-2"])
    for _ in range(2):
        nurse = make.elector_of(make.a_voter(poll.round.council, Role.STAFF), poll)
        cast_ballot(voter=nurse, poll=poll, choices={QUESTION: ["option-1"]})
    manifest = counted(poll)
    assert manifest["result"][QUESTION]["ballots"] == {
        "staff:email": 2,
        "staff:slip": 1,
        "users:slip": 3,
    }
    assert manifest["counted_groups"] == manifest["groups"]
    assert manifest["result"][QUESTION]["score"] == {
        "option-1": "1/3",  # two of the three of staff, none of the users
        "option-2": "1/6",
        "option-3": "1/2",
    }
    assert [each["constituency"] for each in manifest["papers"]] == ["users", "staff"]


def test_slips_that_do_not_count_tell_no_constituency():
    poll = make.a_paper_poll(
        smallest_group=1, constituencies=["users", "staff"], paper_rule=Poll.PaperRule.PAPERS
    )
    slips = make.a_batch_of_papers(poll, "slip", constituency="users")
    make.typed_twice(slips.papers.get(number=1), ["option-1"])
    nurse = make.elector_of(make.a_voter(poll.round.council, Role.STAFF), poll)
    cast_ballot(voter=nurse, poll=poll, choices={QUESTION: ["option-1"]})
    assert counted(poll)["groups"] == ["slip", "users|staff:email"]


def test_the_database_keeps_no_identified_paper_of_a_constituency(poll):
    batch = make.a_batch_of_papers(poll, constituency="users")
    assert batch.constituency == ""
    with pytest.raises(IntegrityError, match="only_slips"), transaction.atomic():
        PaperBatch.objects.update(constituency="users")


def test_the_pages_ask_where_it_matters_and_nowhere_else(client, poll):
    one_pool = make.a_paper_poll(round_=poll.round)
    officer = make.a_person(poll.round.council, Role.OFFICER)
    client.force_login(officer)
    for name in ("issue_papers", "hand_out_paper", "help_to_vote"):
        asks = 'name="constituency"'
        assert asks in client.get(reverse(name, args=[poll.pk])).text
        assert asks not in client.get(reverse(name, args=[one_pool.pk])).text
    issue = {"kind": "slip", "place": "Fair", "size": "10"}
    page = client.post(reverse("issue_papers", args=[poll.pk]), issue)
    assert (page.status_code, "choose whose slips" in page.text) == (422, True)
    client.post(reverse("issue_papers", args=[poll.pk]), {**issue, "constituency": "staff"})
    assert "Front-line staff" in client.get(reverse("papers", args=[poll.pk])).text


def test_the_desk_is_asked_on_the_page_and_help_goes_to_the_ballot_paper(client, poll):
    client.force_login(make.a_desk(poll.round.council))
    person = {
        "surname": "Ames",
        "postcode": "NB1 1AA",
        "born_on_day": "4",
        "born_on_month": "5",
        "born_on_year": "1950",
        "has_shown": "on",
    }
    page = reverse("help_to_vote", args=[poll.pk])
    assert client.post(page, person).status_code == 422
    answer = client.post(page, {**person, "constituency": "users"})
    assert re.search(r'name="envelope" value="\w+"', answer.text)
    assert Elector.objects.get().constituency == "users"
