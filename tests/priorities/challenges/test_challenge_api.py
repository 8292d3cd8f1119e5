"""Challenging a result through the API, with the code of a vote or of a letter."""

import json

import pytest
from django.utils import timezone

from participation.models import Role
from priorities.challenges.actions import answer_challenge, check_challenge
from priorities.models import Challenge, Poll
from priorities.results.actions.certifying import certify_due_polls
from tests import make
from tests.priorities.challenges.test_challenges import (  # noqa: F401
    REASON,
    challenged,
    guess,
    posted,
    vote,
    when_due,
)

pytestmark = pytest.mark.django_db


def address(poll, rest=""):
    return f"/api/v1/polls/{poll.pk}/challenges/{rest}"


def send(client, where, body, **more):
    return client.post(where, body, content_type="application/json", **more)


def test_with_the_code_of_a_vote_from_making_to_withdrawing(client, vote):  # noqa: F811
    assert client.get(address(vote.poll)).json()["results"] == []
    made = send(client, address(vote.poll), {"reason": REASON, "code": vote.code})
    assert made.status_code == 201
    told = made.json()
    assert (told["is_open"], told["reason"], told["answer"]) == (True, None, "")
    assert certify_due_polls(at=when_due()) == 0
    assert client.get(address(vote.poll)).json()["results"] == [told]
    again = send(client, address(vote.poll), {"reason": REASON, "code": vote.code})
    assert (again.status_code, "already" in again.json()["detail"]) == (409, True)
    taken = send(client, address(vote.poll, f"{told['id']}/withdraw/"), {"code": vote.code})
    assert (taken.status_code, taken.json()["is_open"]) == (200, False)
    assert certify_due_polls(at=when_due()) == 1
    late = send(client, address(vote.poll), {"reason": REASON, "code": vote.code})
    assert (late.status_code, "over" in late.json()["detail"]) == (409, True)


@pytest.mark.parametrize("which", ["used", "unused"])
def test_with_the_code_of_a_letter(client, posted, which):  # noqa: F811
    body = {"reason": REASON, "code": getattr(posted, which)}
    assert send(client, address(posted.poll), body).status_code == 201
    assert Poll.objects.get(pk=posted.poll.pk).is_challenged


def test_nobodys_code_that_of_another_and_none_are_refused(client, posted):  # noqa: F811
    made = send(client, address(posted.poll), {"reason": REASON, "code": posted.used}).json()
    unknown = send(client, address(posted.poll), guess(1))
    assert (unknown.status_code, list(unknown.json())) == (400, ["code"])
    withdraw = address(posted.poll, f"{made['id']}/withdraw/")
    assert send(client, withdraw, {"code": posted.unused}).status_code == 403
    assert list(send(client, withdraw, {"code": ""}).json()) == ["code"]
    for body in ({"code": posted.unused}, {"code": posted.unused, "reason": " "}):
        assert list(send(client, address(posted.poll), body).json()) == ["reason"]
    assert Challenge.objects.count() == 1


def test_an_account_is_nobody_here(client, posted):  # noqa: F811
    client.force_login(make.a_person(posted.poll.round.council, Role.RESIDENT))
    assert list(send(client, address(posted.poll), {"reason": REASON}).json()) == ["code"]


def test_a_program_that_guesses_is_held_up(client, posted):  # noqa: F811
    for n in range(30):
        assert send(client, address(posted.poll), guess(n)).status_code == 400
    right = {"reason": REASON, "code": posted.used}
    held_up = send(client, address(posted.poll), right)
    assert (held_up.status_code, "Too many" in held_up.json()["detail"]) == (429, True)
    assert send(client, address(posted.poll), right, REMOTE_ADDR="192.0.2.7").status_code == 201


def test_a_reason_is_told_once_an_officer_has_checked_it(client, posted):  # noqa: F811
    officer = posted.poll.opened_by
    challenge = challenged(posted.poll, make.a_person(posted.poll.round.council, Role.RESIDENT))
    one = address(posted.poll, f"{challenge.pk}/")
    assert client.get(one).json()["reason"] is None
    check_challenge(by=officer, challenge=challenge, names_nobody=True, at=timezone.now())
    answer_challenge(by=officer, challenge=challenge, answer="We looked.", at=timezone.now())
    told = client.get(one).json()
    assert (told["reason"], told["answer"], told["is_open"]) == (REASON, "We looked.", False)
    assert not {"made_by", "mark", "answered_by"} & set(told)


@pytest.mark.parametrize(
    "body",
    [
        "[" * 15_000,
        "[" * 20_000,
        "nonsense",
        "[]",
        '"\\ud800"',
        json.dumps({"reason": "\0", "code": "\0"}),
        json.dumps({"reason": "\ud800", "code": "\ud800"}),
        json.dumps({"reason": REASON, "code": ["a"]}),
        json.dumps({"reason": REASON, "code": "a" * 201}),
        json.dumps({"reason": "a" * 2001, "code": "4F7K-9Q2M-XW3T"}),
    ],
)
def test_what_nobody_could_mean_is_refused(client, posted, body):  # noqa: F811
    assert send(client, address(posted.poll), body).status_code == 400
    assert not Challenge.objects.exists()


def test_what_is_not_json_and_a_poll_that_is_not_there(client, posted):  # noqa: F811
    assert client.post(address(posted.poll), guess(1)).status_code == 400
    plain = client.generic("POST", address(posted.poll), "text", content_type="text/plain")
    assert plain.status_code == 415
    assert client.put(address(posted.poll)).status_code == 405
    draft = make.a_draft(posted.poll.round)
    assert send(client, address(draft), guess(1)).status_code == 404
    assert client.get(address(draft)).status_code == 404
    assert send(client, address(posted.poll, "999999/withdraw/"), guess(1)).status_code == 404
    assert send(client, address(posted.poll) + "?q=%00", guess(1)).status_code == 400


def test_a_list_costs_the_same_whatever_its_length(
    client,
    posted,  # noqa: F811
    django_assert_max_num_queries,
):
    for _round in range(2):
        for _ in range(5):
            challenged(posted.poll, make.a_person(posted.poll.round.council, Role.RESIDENT))
        with django_assert_max_num_queries(4):
            assert client.get(address(posted.poll)).json()["results"]
