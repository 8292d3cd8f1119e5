"""Who gets which answer at which address: every address of ours, asked and posted, for every
role, a stranger and an officer from elsewhere.

A new address fails here until it is in the table.
"""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from outcomes.notifications.queries.subscribers import token_of as link_of
from participation.claims.actions import make_claim
from participation.electors.actions import make_eligibility_key
from participation.interests.actions import declare_interest
from participation.invitations.actions import invite_people
from participation.invitations.queries import token_of
from participation.models import Invitation, Membership, Role
from participation.privacy.actions.complaining import make_complaint
from priorities.challenges.actions import make_challenge
from priorities.moderation.actions import appeal, decide_on_proposal
from priorities.results.actions.joint_decisions import propose_decision
from priorities.results.models import JointDecision
from tests import make

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
OURS = ("participation.", "priorities.", "outcomes.", "coopservices.")
OF_DRAFTS = {
    "set_up_poll",
    "set_up_step",
    "set_up_materials",
    "add_question",
    "remove_question",
    "add_option",
    "edit_option",
    "place_option",
    "material",
    "remove_material",
    "delete_draft",
    "preview_poll",
    "rehearse_poll",
    "ask_to_open",
}
PEOPLE = ["stranger", *(str(role) for role in Role), "officer elsewhere"]
ASKED = {"get": "GET", "post": "POST"}


def _routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if route == "admin/":  # tests/test_admin.py
            continue
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
        elif pattern.name and pattern.callback.__module__.startswith(OURS):
            yield pattern.name, re.findall(r"<(?:\w+:)?(\w+)>", route)


ARGUMENTS = dict(_routes(get_resolver().url_patterns))  # of each address, by its name


class World:
    """A council with one of everything that has an address, as of now."""

    def __init__(self, host):
        at = timezone.now()
        self._make_elsewhere(at)
        self.council = make.a_council(host=host)
        make_eligibility_key(council=self.council)
        sector = make.a_sector(self.council)
        self.round = make.a_round(sector, at=at, proposing=(-9, 9), voting=(10, 20))
        voting = make.a_round(sector, at=at)
        self.author = make.a_person(self.council, Role.RESIDENT)
        self.draft = make.a_proposal(self.round, self.author, at=at, published_on=None)
        self.published = make.a_proposal(voting, self.author, at=at)
        self.open_poll = make.a_paper_poll(round_=voting, at=at, also=make.ASKED)
        make.a_batch_of_papers(self.open_poll, size=1)
        self.poll_draft = make.a_draft(voting)
        self.with_codes = make.an_open_poll(voting, at=at, proofs_asked=[{"code"}])
        self.batch = make.a_batch(self.with_codes)
        self.posting = make.a_posting(self.batch)
        self.register = make.a_register(self.council)
        self.counted = make.a_counted_poll(*[["option-1"]] * 12, round_=voting)
        self.finding = make.a_finding(voting, at=at)
        self.commitment = make.a_commitment(make.an_answered_finding(voting, at=at), at=at)
        self.indicator = make.an_indicator(self.council)
        self.ward = make.a_ward(self.council)
        self.service = make.a_service(sector, self.ward)
        self.interest = declare_interest(
            by=make.a_person(self.council, Role.MODERATOR, name="Sam Rigby"),
            council=self.council,
            what="I sit on its board.",
            since_on=at.date(),
            service=self.service,
            at=at,
        )
        self.claim = make_claim(
            by=make.a_person(self.council, Role.RESIDENT),
            council=self.council,
            service=self.service,
            role=Role.CARER,
            asked_of="council",
            known_as="Rosa",
            at=at,
        )
        officer = make.a_person(self.council, Role.OFFICER)
        self.data = make.a_data_import(self.council, officer, at=at)
        self.figures = make.a_figures_file(self.indicator, officer, at=at)
        self.decision = propose_decision(
            by=officer,
            poll=self.counted,
            kind=JointDecision.Kind.PAUSE,
            reason="A complaint.",
            at=at,
        )
        somebody = make.a_person(self.council, Role.RESIDENT)
        self.hiding = decide_on_proposal(
            by=make.a_person(self.council, Role.MODERATOR),
            proposal=make.a_proposal(voting, self.author, at=at),
            hides=True,
            reason="person",
            words="It names somebody.",
            at=at,
        )
        appeal(by=self.author, decision=self.hiding, words="They agree.", at=at)
        invite_people(
            by=officer,
            council=self.council,
            emails=["new@northbrook.example"],
            role=Role.STAFF,
            at=at,
        )
        self.invitation = Invitation.objects.get()
        self.membership = Membership.objects.get(user=officer)
        self.followed = make.a_follow(self.council, email="ada@northbrook.example")
        self.challenge = make_challenge(by=somebody, poll=self.counted, reason="Wrong.", at=at)
        self.complaint = make_complaint(
            by=somebody, council=self.council, email=somebody.email, text="Why?", at=at
        )
        self._make_others(voting, at)
        make.settle()

    @staticmethod
    def _make_elsewhere(at):
        """The same in another council: nothing of it is found or shown here."""
        council = make.a_council(host="southbrook.example", name="Southbrook")
        make_eligibility_key(council=council)
        sector = make.a_sector(council, "Homes of Southbrook")
        ward = make.a_ward(council, "Southbrook Ward")
        organisation = make.an_organisation(council, "Southbrook Care")
        service = make.a_service(sector, ward, name="Southbrook House", organisation=organisation)
        round_ = make.a_round(sector, at=at, title="What Southbrook asks")
        make.a_proposal(round_, at=at, title="A bench in Southbrook", area=ward, service=service)
        make.a_finding(round_, at=at, we_heard="Southbrook wants benches.")
        make.a_commitment(make.an_answered_finding(round_, at=at), at=at, title="Benches there")
        make.a_release(council, make.an_indicator(council, name="Benches of Southbrook"), at=at)
        make.a_draft(round_)
        make.a_register(council)
        officer = make.a_person(council, Role.OFFICER, name="Sue Southbrook")
        make.a_data_import(council, officer, at=at)
        make.a_reason(council, "Southbrook's own reason", at=at)

    def _make_others(self, round_, at):
        """A second of most things: what lists by name comes before the first by it; what differs in
        a list is there in both ways.
        """
        council, sector = self.council, round_.sector
        long_ago, staff = at - timedelta(days=60), make.a_person(council, Role.STAFF)
        make.a_sector(council, "Access to surgeries")
        make.a_round(sector, at=at - timedelta(days=1), title="An older question")
        make.a_round(sector, at=at, published_at=None, title="Not published yet")
        make.a_round(sector, at=at, proposing=(-90, -60), voting=(-50, -40), title="It is over")
        make.a_service(sector, make.a_ward(council, "Abbey"), name="Abbey House")
        make.an_organisation(council, "Abbey Care")
        make.a_proposal(round_, staff, at=at, author_role=Role.STAFF, is_author_named=False)
        make.a_proposal(self.round, self.author, at=at - timedelta(days=2))
        make.a_proposal(self.round, self.author, at=at)
        make.a_proposal(round_, self.author, at=at, withdrawn_on=at.date())
        make.a_finding(round_, at=long_ago)
        make.an_answered_finding(round_, at=at, answer="cannot")
        make.a_commitment(make.an_answered_finding(round_, at=long_ago), at=long_ago)
        make.a_release(council, self.indicator, at=at)
        make.an_indicator(council, sector=sector, name="A share of rooms", is_of_people=True)
        make.a_batch(self.with_codes, letters=2, name="A second batch")
        make.a_person(council, Role.OFFICER, is_active=False)
        make.a_person(council, Role.DESK, name="Ada Able")

    def arguments(self, name):
        """What stands in an address: of each kind the thing that its page is about."""
        of_counted = (
            "result",
            "receipt",
            "certif",
            "publish",
            "decide",
            "decision",
            "your_ballot",
            "challenge",
        )
        poll = self.counted if any(part in name for part in of_counted) else self.open_poll
        if "code" in name and "prove" not in name:
            poll = self.with_codes
        proposal = (
            self.draft if re.search("write|check_prop|publish_prop", name) else self.published
        )
        kinds = {
            "poll_id": poll.pk,
            "batch_id": self.batch.pk,
            "posting_id": self.posting.pk,
            "register_id": self.register.pk,
            "import_id": self.data.pk,
            "version_id": self.register.versions.get().pk,
            "slug": (self.council.sectors.first().slug if "sector" in name else self.round.slug),
            "key": self.indicator.key,
            "figures_id": self.figures.pk,
            "step": "idea",
            "code": self.ward.code,
            "size": "a4",
            "name": "manifest.json",
            "role": "staff",
            "interest_id": self.interest.pk,
            "claim_id": self.claim.pk,
            "invitation_id": self.invitation.pk,
            "membership_id": self.membership.pk,
            "session_id": 1,
            "provider_id": "council-1",
            "token": token_of(self.invitation),
            "subscriber_token": link_of(self.followed.subscriber),
            "follow_id": self.followed.pk,
            "kind": "round",
            "topic": self.round.slug,
            "pk": self._row(name, proposal),
            "batch": 1,
            "reason": "advert",
            "form": "json",
            "complaint_id": self.complaint.pk,
            "number": 1,
        }
        if name in OF_DRAFTS:
            kinds |= make.parts_of(self.poll_draft)
        if re.search("_for$|helped", name):
            kinds["pk"] = self.open_poll.pk  # it has a UUID as a help has, and there is none
        return {argument: kinds[argument] for argument in ARGUMENTS[name]}

    def _row(self, name, proposal):
        """What an address that names a row by its number is tried with, told by a part of its
        name; the first that fits.
        """
        rows = {
            "answer_appeal": self.hiding,
            "challenge": self.challenge,
            "decision": self.decision,
            "finding|make_commitment": self.finding,
            "commitment|post_update|give_verdict": self.commitment,
            "service": self.service,
            "poll": self.counted,
            "summar": self.council.summaries.latest("pk"),
            "": proposal,
        }
        return next(row for part, row in rows.items() if re.search(part, name)).pk


@pytest.fixture
def world(db, settings):
    settings.GOVUK_NOTIFY_POSTS_LETTERS = True
    return World("testserver")


def clients_of(world):
    theirs = make.a_council(host="other.example")
    make_eligibility_key(council=theirs)
    elsewhere = make.a_person(theirs, Role.OFFICER)
    people = {str(role): make.a_person(world.council, role) for role in Role}
    clients = {"stranger": Client()}
    for name, person in {**people, "officer elsewhere": elsewhere}.items():
        clients[name] = Client()
        clients[name].force_login(person)
    return clients


def _status(client, method, address):
    with transaction.atomic():  # what a post did is undone
        answer = client.generic(method, address)
        transaction.set_rollback(True)
    return answer.status_code


def _told(table, person):
    """The status for somebody in a line of the table: their own, or everybody's."""
    return table.get(person, table["everybody"])


def test_every_address_is_in_the_table():
    assert ARGUMENTS.keys() == TABLE.keys()


@pytest.mark.parametrize("asked", ASKED)
def test_who_gets_which_answer(world, asked):
    wrong = []
    clients = clients_of(world)
    for name in TABLE:
        address = reverse(name, kwargs=world.arguments(name))
        for person, client in clients.items():
            status = _status(client, ASKED[asked], address)
            if status != _told(TABLE[name][asked], person):
                wrong.append((name, person, status, _told(TABLE[name][asked], person)))
    assert not wrong
