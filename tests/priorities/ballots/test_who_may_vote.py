"""Who may cast a ballot: what was shown against what the poll asks for, and only with our hash."""

import json
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices.sentences import sentence
from participation.electors.queries import voters_in
from participation.engines import proofs
from participation.engines.proofs import PROOFS, Proof, read_asked
from participation.models import Elector, Role
from priorities.ballots.actions.casting import BallotRefused, cast_ballot, withdraw_ballot
from priorities.ballots.permissions import may_cast_ballot
from priorities.ballots.queries.voting import poll_now
from priorities.engines.voting.entitlement import Way, is_entitled, what_is_missing
from priorities.models import Poll, SealedBallot
from priorities.polls.queries.polls import opened_poll
from tests import make

pytestmark = pytest.mark.django_db

CHOICES = {"question-1": ["option-1"]}
SHOWN = [set(), {"email"}, {"postcode"}, {"email", "postcode"}, {"code"}, {"code", "email"}]
SHOWN += [{"register"}, {"identity"}, {"email", "identity"}]
SETS = {
    "email": [{"email"}, {"email", "postcode"}, {"code", "email"}, {"email", "identity"}],
    "email+postcode": [{"email", "postcode"}],
    "code|register": [{"code"}, {"code", "email"}, {"register"}],
    "identity": [{"identity"}, {"email", "identity"}],
    "": SHOWN,
}


def shown(council_id, what, area_code=None, constituency="residents"):
    return SimpleNamespace(
        council_id=council_id,
        proofs=frozenset(what),
        area_code=area_code,
        constituency=constituency,
    )


@pytest.mark.parametrize(("asked", "what"), product(SETS, SHOWN))
def test_one_of_the_sets_asked_for_is_enough_and_nothing_less(asked, what):
    opened = opened_poll(make.an_open_poll().pk)
    definition = replace(opened.definition, proofs_asked=read_asked(asked))
    may = may_cast_ballot(shown(opened.council_id, what), replace(opened, definition=definition))
    assert may == (what in SETS[asked])


def test_nobody_and_what_another_council_was_shown_are_not_enough():
    opened = opened_poll(make.an_open_poll().pk)
    assert not may_cast_ballot(None, opened)
    assert not may_cast_ballot(shown(opened.council_id + 1, {"email"}), opened)


@pytest.mark.parametrize("what", SHOWN)
@pytest.mark.parametrize("area", [None, "E05000001", "E05000002"])
def test_what_is_missing_says_so_whenever_somebody_is_not_entitled(what, area):
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    round_.areas.add(make.a_ward(round_.council, code="E05000001"))
    for asked in ({"email"}, {"email", "postcode"}):
        definition = opened_poll(make.an_open_poll(round_, proofs_asked=[asked]).pk).definition
        missing = what_is_missing(definition, frozenset(what), area)
        assert bool(missing) != is_entitled(definition, frozenset(what), area)


CONSTITUENCIES = ["", "residents", "users", "staff"]


@pytest.mark.parametrize(
    ("asked", "theirs"), product([(), ("users",), ("residents", "staff")], CONSTITUENCIES)
)
def test_only_the_constituencies_that_a_poll_names_vote_in_it(asked, theirs):
    opened = opened_poll(make.an_open_poll(constituencies=asked).pk)
    elector = shown(opened.council_id, {"email"}, constituency=theirs)
    missing = what_is_missing(opened.definition, elector.proofs, None, theirs)
    assert may_cast_ballot(elector, opened) == (not asked or theirs in asked) == (not missing)


def test_who_is_of_another_constituency_reads_of_which():
    definition = opened_poll(make.an_open_poll(constituencies=["residents", "users"]).pk).definition
    assert str(what_is_missing(definition, frozenset({"email"}), None, "staff")) == (
        "This vote is for residents and people who use services or care for somebody who does. "
        "Here you are counted among front-line staff."
    )


@pytest.mark.parametrize(
    ("asked", "leads_on"), [((), True), (("residents",), True), (("users",), False)]
)
def test_who_is_of_another_constituency_is_shown_no_way_to_prove_more(asked, leads_on):
    poll = make.an_open_poll(constituencies=asked, proofs_asked=[{"email", "postcode"}])
    resident = make.confirmed(make.a_person(poll.round.council, Role.RESIDENT))
    assert (Way.POSTCODE in poll_now(poll, resident, timezone.now()).ways) == leads_on


@pytest.mark.parametrize("forged", [{"proofs": "email+postcode"}, {"constituency": "staff"}])
@pytest.mark.parametrize("act", [cast_ballot, withdraw_ballot])
def test_an_elector_that_we_did_not_register_is_refused_at_the_box(forged, act):
    poll = make.an_open_poll()
    make.elector_of(make.a_voter(poll.round.council), poll)
    Elector.objects.update(**forged)
    (voter,) = voters_in(poll.round.council_id)
    with pytest.raises(BallotRefused, match="right to vote"):
        act(voter=voter, poll=poll, **({"choices": CHOICES} if act is cast_ballot else {}))
    assert not SealedBallot.objects.exists()


def test_an_elector_of_another_council_is_refused_at_the_box():
    poll, other = make.an_open_poll(), make.an_open_poll()
    voter = make.elector_of(make.a_voter(other.round.council), other)
    with pytest.raises(PermissionDenied):
        cast_ballot(voter=voter, poll=poll, choices=CHOICES)


@pytest.mark.parametrize("role", Role)
def test_the_booth_lets_in_the_roles_that_vote(role, client):
    poll = make.an_open_poll()
    client.force_login(make.a_voter(poll.round.council, role))
    answer = client.post(f"/polls/{poll.pk}/vote/cast/", {"ballot": json.dumps({"q": CHOICES})})
    votes = role in (Role.RESIDENT, Role.SERVICE_USER, Role.CARER, Role.STAFF)
    assert (answer.status_code == 403) != votes


def test_a_further_proof_is_one_entry(monkeypatch, client):
    """A proof that nobody has thought of yet: drafted, shown, asked for, voted with, published."""
    council = make.a_council(colour="#123456")
    coloured = Proof(
        code="colour",
        asks=frozenset({"colour"}),
        is_shown_by=lambda account: account.area_code == "E05000009",
        is_of_place=False,
        label=sentence("A favourite colour"),
        poll=sentence("Whoever has told us their favourite colour"),
        opens=sentence("Vote where a favourite colour is enough"),
        how=sentence("Tell us your favourite colour"),
        missing=sentence("Tell us your favourite colour first."),
    )
    monkeypatch.setitem(PROOFS, "colour", coloured)
    assert proofs.PROOFS is PROOFS

    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    officer = make.a_person(council, Role.OFFICER)
    client.force_login(officer)
    voters = reverse("set_up_step", args=[make.a_draft(round_).pk, "voters"])
    assert str(coloured.poll) in client.get(voters).text

    poll = make.an_open_poll(round_, proofs_asked=[{"colour"}])
    without = make.a_voter(council)
    client.force_login(without)
    assert str(coloured.missing) in client.get(f"/polls/{poll.pk}/vote/").text
    assert str(coloured.opens) in client.get("/your-details/").text
    with pytest.raises(BallotRefused, match="favourite colour"):
        cast_ballot(voter=make.elector_of(without, poll), poll=poll, choices=CHOICES)

    with_it = make.a_voter(council, area=make.a_ward(council, code="E05000009"))
    assert cast_ballot(voter=make.elector_of(with_it, poll), poll=poll, choices=CHOICES)
    assert proofs.label_of(frozenset({"colour"})) == coloured.label


@pytest.mark.parametrize(
    ("asked", "is_opinion"),
    [
        ("email", True),
        ("email+postcode", True),
        ("", True),
        ("code", False),
        ("code|register", False),
        ("code|email", True),
        ("code+postcode", False),
        ("code+postcode|identity", True),
    ],
)
def test_a_poll_that_asks_little_is_an_opinion(asked, is_opinion):
    assert Poll(proofs_asked=asked).is_opinion == is_opinion
    assert not Poll(proofs_asked=asked, imported_from="Elsewhere").is_opinion


def test_an_opinion_calls_itself_one_before_and_after_the_vote(client):
    poll = make.an_open_poll()
    before = client.get(f"/polls/{poll.pk}/vote/").content.decode()
    counted = make.a_counted_poll(["option-1"], round_=poll.round)
    make.settle()
    after = client.get(f"/polls/{counted.pk}/result/").content.decode()
    assert "This vote is an opinion" in before
    assert "This vote is an opinion" in after
