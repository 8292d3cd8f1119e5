"""Constituencies from the role to the result: cast, counted apart, combined, and told on the page,
in the files and by the API.
"""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.electors.actions import register_elector
from participation.models import Membership, Role
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.sealing.publication import OpenedBallot
from priorities.engines.tally import tally
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.models import Result
from priorities.results.actions.counting import count_poll
from priorities.results.queries.receipts import find_by_receipt
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
ALL = ["residents", "users", "staff"]
A, B, C = ("option-1",), ("option-2",), ("option-3",)


def an_open(rule, constituencies=ALL, **facts):
    told = {"most_choices": 3, "smallest_group": 3, **facts}
    return make.an_open_poll(constituencies=constituencies, combining_rule=rule, **told)


def voted(poll, role, *choices):
    """The codes of those who chose so."""
    return [
        cast_ballot(
            voter=make.elector_of(make.a_voter(poll.round.council, role), poll),
            poll=poll,
            choices={QUESTION: list(choice)},
        ).code
        for choice in choices
    ]


def counted(poll):
    make.close_early(poll, reason="The test goes on.", at=timezone.now())
    count_poll(poll=poll, at=timezone.now())
    make.settle()
    return result_of(poll)


def page_of(client, poll):
    return " ".join(client.get(reverse("poll_result", args=[poll.pk])).content.decode().split())


def test_each_weighs_the_same_from_the_role_to_the_result(client):
    poll = an_open("equal-weight")
    voted(poll, Role.RESIDENT, A, A, A, A, A, B)
    voted(poll, Role.CARER, B, B)
    voted(poll, Role.SERVICE_USER, A)
    voted(poll, Role.STAFF, B, B, B)
    told = counted(poll)
    (question,) = told.questions
    assert [str(option.score) for option in question.options] == ["11/18", "7/18", "0"]
    assert [each.codes for each in question.constituencies] == [(code,) for code in ALL]
    assert [each.voters for each in question.constituencies] == [6, 3, 3]
    assert question.winners == ("option-2",)
    fields = Result.objects.get().fields
    assert (fields["constituencies"], fields["combining_rule"]) == (ALL, "equal-weight")
    assert set(fields["groups"]) == {"residents:email", "users:email", "staff:email"}

    page = page_of(client, poll)
    assert "“Lights” came first" in page
    assert "Each of these weighs the same" in page
    assert "61.1%" in page
    assert "1 (16.7%)" in page
    assert "were counted apart, and then made one result. Each of these weighs the same" in page
    assert "Residents (6 ballots)" in page
    assert "Front-line staff: A confirmed e-mail address" in page

    sent = client.get(reverse("download_result", args=[poll.pk]))
    rows = list(csv.DictReader(io.StringIO(b"".join(sent).decode("utf-8-sig"))))
    assert {row["whose ballots"] for row in rows} >= {"All together", "Residents"}
    (lights,) = [
        row for row in rows if (row["option"], row["whose ballots"]) == ("Lights", "All together")
    ]
    assert (lights["number"], lights["counted in"], lights["chosen"]) == (
        "61.1%",
        "share of ballots",
        "yes",
    )
    assert {
        row["option"]: row["number"] for row in rows if row["whose ballots"] == "Front-line staff"
    } == {"Lights": "3", "Bench": "0", "Trees": "0"}

    lot = [key for key in fields["questions"][0]["tie_order"] if key != "option-2"]
    api = client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]
    assert (api["constituencies"], api["combining_rule"]) == (ALL, "equal-weight")
    assert api["questions"][0]["options"][0]["score"] == "11/18"
    assert api["questions"][0]["constituencies"][2] == {
        "codes": ["staff"],
        "unit": "votes",
        "voters": 3,
        "order": ["option-2", *lot],
        "scores": {"option-1": 0, "option-2": 3, "option-3": 0},
        "winners": None,
        "cost": None,
        "against": {},
    }


def test_what_a_majority_of_one_is_against_does_not_win(client):
    poll = an_open("no-majority-against")
    voted(poll, Role.RESIDENT, A, A, A + B, A + B, A + B)
    voted(poll, Role.CARER, B, B, A)
    voted(poll, Role.STAFF, A + B, A + B, B)
    told = counted(poll)
    (question,) = told.questions
    assert (question.winners, question.opposed[0]) == (("option-2",), "option-3")
    assert set(question.opposed) == {"option-1", "option-3"}
    page = page_of(client, poll)
    assert "“Lights” came first" in page
    people = "people who use services or care for somebody who does"
    assert f"“Bench” cannot win. Against it: 2 of 3 ballots of {people}." in page
    assert "Cannot win" in page


def test_where_nothing_can_win_the_page_says_so(client):
    poll = an_open("no-majority-against", ["residents", "staff"])
    voted(poll, Role.RESIDENT, A, A, A)
    voted(poll, Role.STAFF, B, B, B)
    assert counted(poll).questions[0].winners == ()
    assert "Nothing can win: a majority of somebody is against each of these" in page_of(
        client, poll
    )


def test_a_small_constituency_is_counted_and_combined_with_the_largest_and_told_nowhere(client):
    poll = an_open("equal-weight", smallest_group=4)
    voted(poll, Role.RESIDENT, A, A, A, A, A)
    voted(poll, Role.CARER, B, B, B, B)
    voted(poll, Role.STAFF, C, C, C)
    (question,) = counted(poll).questions
    assert [each.codes for each in question.constituencies] == [("residents", "staff"), ("users",)]
    assert [str(question.by_id[name].score) for name in A + B + C] == ["5/16", "1/2", "3/16"]
    assert "staff:" not in Result.objects.get().manifest.replace("residents|staff:", "")
    page = page_of(client, poll)
    assert "Residents and front-line staff (8 ballots)" in page
    assert "they are counted with another" in page


def test_anybody_counts_the_same_from_the_published_lines():
    poll = an_open("no-majority-against", smallest_group=4)
    voted(poll, Role.RESIDENT, A, A, A + B, A + C, B)
    voted(poll, Role.CARER, B, B, B + C, C)
    voted(poll, Role.STAFF, C, A)
    counted(poll)
    files = make.files_of(poll)
    manifest = json.loads(files["manifest.json"])
    lines = [json.loads(line) for line in files["ballots.jsonl"].splitlines()]
    ballots = [OpenedBallot(line["g"], b"", {line["q"]: line["c"]}) for line in lines]
    paper = BallotPaper.from_definition(manifest)
    again = tally(paper, ballots, manifest["counted_groups"], manifest["combining_rule"])
    assert again == manifest["result"]


def test_fewer_than_ten_in_all_tell_what_was_chosen_and_of_nobody_apart(client):
    poll = an_open("equal-weight", smallest_group=10)
    voted(poll, Role.RESIDENT, A, A)
    voted(poll, Role.STAFF, B)
    (question,) = counted(poll).questions
    assert (question.winners, question.constituencies) == (("option-1",), ())
    assert "How each group of people voted" not in page_of(client, poll)


def test_a_poll_of_one_pool_publishes_what_it_always_did():
    poll = make.an_open_poll(smallest_group=1)
    voted(poll, Role.RESIDENT, A)
    voted(poll, Role.STAFF, B)
    counted(poll)
    fields = Result.objects.get().fields
    assert fields["groups"] == ["email"]
    assert not {"constituencies", "combining_rule"} & fields.keys()
    assert fields["result"][QUESTION].keys() == {"order", "score", "ballots"}


def test_the_role_at_the_last_check_decides_and_there_is_one_ballot():
    poll = an_open("one-pool", ["residents", "staff"])
    voted(poll, Role.RESIDENT, A, A, A)
    voted(poll, Role.STAFF, B, B, B)
    nurse = make.a_voter(poll.round.council)
    first = make.elector_of(nurse, poll)
    cast_ballot(voter=first, poll=poll, choices={QUESTION: list(A)})
    Membership.objects.create(user=nurse, council=poll.round.council, role=Role.STAFF)
    again = register_elector(by=nurse, council=poll.round.council)
    assert (first.constituency, again.constituency) == ("residents", "staff")
    assert again.elector == first.elector
    cast_ballot(voter=again, poll=poll, choices={QUESTION: list(B)})
    apart = counted(poll).questions[0].constituencies
    assert {each.codes: each.voters for each in apart} == {("residents",): 3, ("staff",): 4}


def test_who_left_the_constituencies_of_a_poll_is_published_and_does_not_count():
    poll = an_open("one-pool", ["residents", "users"])
    voted(poll, Role.RESIDENT, A, A, A)
    voted(poll, Role.CARER, B, B, B)
    nurse = make.a_voter(poll.round.council)
    cast_ballot(voter=make.elector_of(nurse, poll), poll=poll, choices={QUESTION: list(C)})
    Membership.objects.create(user=nurse, council=poll.round.council, role=Role.STAFF)
    register_elector(by=nurse, council=poll.round.council)
    told = counted(poll)
    assert set(told.counted_groups) == {"residents:email", "users:email"}
    assert set(told.groups) == {*told.counted_groups, "email"}
    assert told.questions[0].by_id["option-3"].score == 0


def test_a_code_says_whose_ballots_its_own_is_counted_with(client):
    poll = an_open("one-pool")
    voted(poll, Role.RESIDENT, A, A, A)
    code, *_others = voted(poll, Role.STAFF, B, B, B)
    counted(poll)
    (found,) = find_by_receipt(poll, code)
    assert found.group == "staff:email"
    page = client.post(reverse("check_receipt", args=[poll.pk]), {"code": code})
    assert "Front-line staff" in page.content.decode()
    assert "confirmed e-mail address" in page.content.decode()
