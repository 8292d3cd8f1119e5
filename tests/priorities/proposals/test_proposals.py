"""Starting, writing and publishing a proposal: roles by phases, drafts that are the author's alone,
names kept.
"""

import base64
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from coopservices.models import Event
from participation.models import Membership, Role
from priorities.models import LONGEST, Proposal
from priorities.proposals.actions import (
    ProposalRefused,
    publish_proposal,
    start_proposal,
    write_proposal,
)
from priorities.proposals.permissions import may_edit_proposal, may_propose, may_publish_proposal
from tests import make

pytestmark = pytest.mark.django_db

NOW = make.NOW
PROPOSING = {Role.RESIDENT, Role.SERVICE_USER, Role.CARER, Role.STAFF}
WORDS = {
    "title": "Longer visits",
    "problem": "They end at five.",
    "idea": "Let us stay until eight.",
}


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), proposing=(-5, 5), voting=(6, 9))


@pytest.fixture
def author(round_):
    return make.a_person(round_.council, Role.RESIDENT, name="Rosa Marsden")


@pytest.fixture
def draft(round_, author):
    return start_proposal(by=author, round=round_, at=NOW)


# --- Who may, and when ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("day", "is_open"), [(-6, False), (-5, True), (0, True), (5, False), (7, False)]
)
def test_who_may_propose_and_when(round_, role, day, is_open):
    person, at = make.a_person(round_.council, role), NOW + timedelta(days=day)
    assert may_propose(person, round_, at) == (is_open and role in PROPOSING)


def test_strangers_and_people_of_elsewhere_may_not(round_):
    elsewhere = make.a_person(make.a_council(), Role.RESIDENT)
    closed = make.a_person(round_.council, Role.RESIDENT, is_active=False)
    for nobody in (None, AnonymousUser(), make.a_person(), elsewhere, closed):
        assert not may_propose(nobody, round_, NOW)


@pytest.mark.parametrize("day", [-6, 0, 6])
@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("is_published", [True, False])
def test_who_may_edit_and_publish(round_, author, day, is_author, is_published):
    found = make.a_proposal(round_, author, published_on=NOW.date() if is_published else None)
    person = author if is_author else make.a_person(round_.council, Role.RESIDENT)
    expected = is_author and not is_published and day == 0
    at = NOW + timedelta(days=day)
    assert (
        may_edit_proposal(person, found, at) == may_publish_proposal(person, found, at) == expected
    )


def test_every_step_asks_again(round_, author, draft):
    other, late = make.a_person(round_.council, Role.RESIDENT), NOW + timedelta(days=6)
    for by, at in ((other, NOW), (author, late)):
        with pytest.raises(PermissionDenied):
            write_proposal(by=by, proposal=draft, words=WORDS, at=at)
        with pytest.raises(PermissionDenied):
            publish_proposal(by=by, proposal=draft, at=at)
    with pytest.raises(PermissionDenied):
        start_proposal(by=author, round=round_, at=late)


# --- Writing --------------------------------------------------------------------------------------


def test_starting_again_goes_on_with_the_draft(round_, author, draft):
    assert start_proposal(by=author, round=round_, at=NOW) == draft
    assert Proposal.objects.count() == 1


def test_staff_speak_as_staff_and_nothing_says_where_they_work(round_):
    nurse, home = make.with_second_factor(make.a_person()), make.a_service(round_.sector)
    Membership.objects.create(user=nurse, council=round_.council, role=Role.RESIDENT)
    Membership.objects.create(user=nurse, council=round_.council, role=Role.STAFF, service=home)
    begun = start_proposal(by=nurse, round=round_, at=NOW)
    assert (begun.author_role, begun.service, begun.is_author_named) == (Role.STAFF, None, False)
    assert begun.byline == "A member of front-line staff"
    assert (
        write_proposal(
            by=nurse, proposal=begun, words={"author_role": Role.RESIDENT}, at=NOW
        ).byline
        == "A resident"
    )


def test_what_is_written_is_kept_step_by_step(author, draft):
    later = NOW + timedelta(hours=1)
    write_proposal(by=author, proposal=draft, words={"title": "Longer visits"}, at=NOW)
    write_proposal(
        by=author, proposal=draft, words={"idea": "Until eight.", "cost_pence": 1250000}, at=later
    )
    draft.refresh_from_db()
    assert (draft.title, draft.idea, draft.cost_pounds, draft.saved_at) == (
        "Longer visits",
        "Until eight.",
        12500,
        later,
    )


def test_only_what_one_is_and_only_places_of_this_council(author, draft):
    elsewhere = make.a_council()
    for wrong in (
        {"author_role": Role.STAFF},
        {"area": make.a_ward(elsewhere)},
        {"service": make.a_service(make.a_sector(elsewhere))},
    ):
        with pytest.raises(ProposalRefused):
            write_proposal(by=author, proposal=draft, words=wrong, at=NOW)


@pytest.mark.parametrize("about", LONGEST)
def test_there_is_room_and_no_more(author, draft, about):
    write_proposal(by=author, proposal=draft, words={about: "x" * LONGEST[about]}, at=NOW)
    with pytest.raises(ProposalRefused, match=about):
        write_proposal(by=author, proposal=draft, words={about: "x" * (LONGEST[about] + 1)}, at=NOW)


# --- Publishing -----------------------------------------------------------------------------------


def test_publishing_shows_it_once_and_the_event_names_nobody(author, draft):
    write_proposal(by=author, proposal=draft, words=WORDS, at=NOW)
    for _ in range(2):
        publish_proposal(by=author, proposal=draft, at=NOW)
    event = Event.objects.get()
    assert (event.name, event.subject_id, event.actor_id) == (
        "priorities.proposal_published",
        str(draft.pk),
        None,
    )


@pytest.mark.parametrize("missing", WORDS)
def test_a_proposal_says_what_and_why(author, draft, missing):
    write_proposal(by=author, proposal=draft, words={**WORDS, missing: ""}, at=NOW)
    with pytest.raises(ProposalRefused):
        publish_proposal(by=author, proposal=draft, at=NOW)
    assert not Proposal.objects.published().exists()


def test_whoever_is_to_be_named_has_a_name(round_):
    nameless = make.a_person(round_.council, Role.CARER)
    begun = start_proposal(by=nameless, round=round_, at=NOW)
    write_proposal(by=nameless, proposal=begun, words={**WORDS, "is_author_named": True}, at=NOW)
    with pytest.raises(ProposalRefused, match="name"):
        publish_proposal(by=nameless, proposal=begun, at=NOW)
    assert begun.byline == "An unpaid carer"


def test_a_draft_is_visible_to_its_author_alone(round_, author, draft):
    published = make.a_proposal(round_)
    other = make.a_person(round_.council, Role.OFFICER)
    assert set(Proposal.objects.visible_to(author)) == {draft, published}
    assert (
        set(Proposal.objects.visible_to(other))
        == set(Proposal.objects.visible_to(AnonymousUser()))
        == {published}
    )


def test_a_name_is_shown_only_where_its_owner_chose_so(round_, author):
    named, unnamed = (
        make.a_proposal(round_, author, is_author_named=choice) for choice in (True, False)
    )
    assert named.byline == "Rosa Marsden, resident"
    assert unnamed.byline == "A resident"
    author.delete()
    named.refresh_from_db()
    assert named.byline == "A former participant, resident"


# --- The day, and not the time --------------------------------------------------------------------


def test_of_a_publication_the_day_alone_is_told(round_, client):
    author = make.a_person(round_.council, Role.STAFF)
    at = datetime(2026, 11, 2, 23, 30, 15, 123456, tzinfo=UTC)
    draft = start_proposal(by=author, round=round_, at=at)
    words = {"title": "t", "problem": "p", "idea": "i"}
    published = publish_proposal(
        by=author, proposal=write_proposal(by=author, proposal=draft, words=words, at=at), at=at
    )
    for other in range(60):
        make.a_proposal(round_, author, at=at, title=f"Another {other}")
    for address in (
        published.get_absolute_url(),
        f"/rounds/{round_.slug}/proposals/",
        f"/rounds/{round_.slug}/proposals.csv",
        "/api/v1/proposals/",
        f"/api/v1/proposals/{published.pk}/",
    ):
        answer = client.get(address)
        told = b"".join(answer) if answer.streaming else answer.content
        assert not re.search(rb"23:30|11.?30.?pm|30:15|123456|1793662215", told), address
    listed = client.get("/api/v1/proposals/").json()
    assert {row["published_on"] for row in listed["results"]} == {"2026-11-02"}
    assert b":" not in base64.b64decode(unquote(listed["next"].partition("cursor=")[2]) + "==")


def test_proposals_of_one_day_are_all_met_once_in_the_api(round_, client):
    made = [make.a_proposal(round_).pk for _ in range(120)]
    seen, address = [], "/api/v1/proposals/"
    while address:
        answer = client.get(address).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert seen == made[::-1]
