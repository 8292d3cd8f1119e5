"""Drafting and opening a poll: who may, when, and what is frozen."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from coopservices.models import Event
from participation.models import Role
from priorities.engines.canonical import canonical
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.tie_order import draw_tie_order
from priorities.models import Act, LeftOff, Option, PhaseAct, Poll, Question
from priorities.polls.actions.drafting import DraftRefused
from priorities.polls.actions.opening import OpenRefused, open_poll
from priorities.polls.permissions import (
    may_certify_poll,
    may_close_poll,
    may_draft_poll,
    may_open_poll,
)
from priorities.polls.queries.keys import (
    poll_key,
    poll_key_name,
    signing_key,
    signing_key_name,
)
from priorities.polls.queries.opening import problems_with_draft
from priorities.polls.queries.polls import opened_poll
from tests import make

pytestmark = pytest.mark.django_db

LOT = bytes(range(32))
REASON = "Too few of us can do it."


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def round_(at):
    return make.a_round(make.a_sector(make.a_council()), at=at)


@pytest.fixture
def officer(round_):
    return make.a_person(round_.council, Role.OFFICER)


def drafted(officer, round_, at, **facts):
    told = {
        "title": "What first?",
        "question": "Which should come first?",
        "options": ["A bench", "A light"],
        "left_off": dict.fromkeys(round_.proposals.published(), REASON),
        "most_choices": 2,
        "closes_at": at + timedelta(days=7),
        **facts,
    }
    return make.draft_poll(by=officer, round=round_, at=at, **told)


# --- Drafting -------------------------------------------------------------------------------------


def test_options_are_proposals_or_titles(officer, round_, at):
    proposal = make.a_proposal(round_, at=at, idea="A bench.", benefit="People could rest.")
    poll = drafted(officer, round_, at, options=[proposal, "Something else"])
    first, second = Option.objects.filter(question__poll=poll)
    assert (first.key, str(first.title), str(first.description)) == (
        f"proposal-{proposal.pk}",
        proposal.title,
        "A bench.\n\nPeople could rest.",
    )
    assert (second.key, str(second.title), second.proposal) == ("option-1", "Something else", None)
    assert poll.is_draft


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"options": ["Same", "Same"]}, "has these words"),
        ({"most_choices": 0}, "at least one"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "in the future"),
    ],
)
def test_a_draft_that_nobody_could_vote_in_is_refused(officer, round_, at, facts, words):
    with pytest.raises(DraftRefused, match=words):
        drafted(officer, round_, at, **facts)
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("facts", "about", "words"),
    [
        ({"method": "guess"}, "method", "that there is"),
        ({"rule": "irv"}, "rule", "does not count such ballots"),
        ({"method": "points"}, "points", "at least one point"),
        ({"method": "points", "budget": 0}, "points", "at least one point"),
        ({"method": "budget"}, "budget", "how much money there is"),
    ],
)
def test_a_draft_that_lacks_what_its_type_needs_is_refused(officer, round_, facts, about, words):
    at = timezone.now()
    with pytest.raises(DraftRefused, match=words) as refused:
        drafted(officer, round_, at, **facts)
    assert refused.value.about == about
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"options": ["Only one"], "most_choices": 1}, ("question-1-options", "at least two")),
        ({"question": ""}, ("question-1-asked", "Write the question")),
        ({"method": "ranking"}, ("question-1-asked", "between 1 and 1")),
        ({"method": "ranking", "seats": 2}, ("question-1-asked", "between 1 and 1")),
        ({"method": "ranking", "seats": 1, "rule": "stv"}, ("question-1-asked", "2 or more")),
        ({"method": "budget", "budget": 100}, ("question-1-options", "what each option costs")),
    ],
)
def test_a_draft_that_is_not_complete_says_where_and_does_not_open(
    officer, round_, at, facts, problem
):
    step, words = problem
    poll = drafted(officer, round_, at, **facts)
    ((where, told),) = problems_with_draft(poll, at)
    assert where == step
    assert words in told
    with pytest.raises(OpenRefused, match=words):
        open_poll(by=officer, poll=poll, at=at)


@pytest.mark.parametrize(
    ("costs", "step"),
    [([500, None], "options"), ([500, 0], "options"), ([1001, 2000], "asked")],
)
def test_a_budget_is_spent_on_what_has_a_cost_and_fits(officer, round_, costs, step):
    at = timezone.now()
    priced = [make.a_proposal(round_, at=at, cost_pence=cost) for cost in costs]
    poll = drafted(officer, round_, at, options=priced, method="budget", budget=1000)
    assert [where for where, _ in problems_with_draft(poll, at)] == [f"question-1-{step}"]


def test_a_draft_keeps_what_its_type_needs_and_nothing_else(officer, round_, at):
    priced = [make.a_proposal(round_, at=at, cost_pence=cost) for cost in (500, 600)]
    told = {"options": priced, "budget": 1000, "seats": 1, "most_choices": 1}
    kept = {
        method: Question.objects.values_list(
            "rule", "completion", "seats", "budget", "most_choices"
        ).filter(poll=drafted(officer, round_, at, method=method, **told))[0]
        for method in ("approval", "single", "points", "ranking", "budget")
    }
    assert kept == {
        "approval": ("approval", "", None, None, 1),
        "single": ("single", "", None, None, 1),
        "points": ("points", "", None, 1000, 1),
        "ranking": ("irv", "", 1, None, 1),
        "budget": ("equal-shares", "add1", None, 1000, 1),
    }


def test_a_proposal_of_another_round_or_unpublished_is_no_option(officer, round_, at):
    elsewhere = make.a_proposal(make.a_round(round_.sector, at=at), at=at)
    unpublished = make.a_proposal(round_, at=at, published_on=None)
    for proposal in (elsewhere, unpublished):
        with pytest.raises(DraftRefused, match="published proposals of this round"):
            drafted(officer, round_, at, options=[proposal, "Something else"])


def test_what_is_left_off_has_a_reason(officer, round_, at):
    first, second, third = (make.a_proposal(round_, at=at) for _ in range(3))
    make.a_proposal(round_, at=at, published_on=None)
    options = [first, second]
    for reasons in ({}, {third: "  "}, {first: REASON}, {third: "x" * 501}):
        with pytest.raises(DraftRefused, match=third.title) as refused:
            drafted(officer, round_, at, options=options, left_off=reasons)
        assert refused.value.about == f"left_off_{third.pk}"
    poll = drafted(officer, round_, at, options=options, left_off={third: REASON, first: REASON})
    assert list(poll.left_off.values_list("proposal", "reason_en")) == [(third.pk, REASON)]


def test_a_proposal_published_since_the_draft_keeps_the_poll_from_opening(officer, round_, at):
    poll = drafted(officer, round_, at)
    newer = make.a_proposal(round_, at=at)
    with pytest.raises(OpenRefused, match="why it is left off"):
        open_poll(by=officer, poll=poll, at=at)
    LeftOff.objects.create(poll=poll, proposal=newer, reason_en=REASON)
    assert open_poll(by=officer, poll=poll, at=at).is_open


@pytest.mark.parametrize(
    ("method", "most"), [("approval", 2), ("single", 1), ("points", 2), ("ranking", 2)]
)
def test_nobody_chooses_more_than_there_is_or_fewer_than_their_type_lets_them(
    officer, round_, at, method, most
):
    poll = drafted(officer, round_, at, method=method, budget=10, seats=1, most_choices=3)
    definition = json.loads(open_poll(by=officer, poll=poll, at=at).definition)
    assert definition["questions"][0]["max"] == most


# --- Opening --------------------------------------------------------------------------------------


def test_opening_freezes_and_publishes_everything(officer, round_, at):
    round_.areas.add(make.a_ward(round_.council, "Riverside", code="E05000001"))
    poll = open_poll(by=officer, poll=drafted(officer, round_, at), lot=LOT, at=at)
    frozen = json.loads(poll.definition)
    (question,) = frozen["questions"]
    assert question["options"] == ["option-1", "option-2"]
    assert question["titles"] == {"option-1": "A bench", "option-2": "A light"}
    assert question["tie_order"] == draw_tie_order(["option-1", "option-2"], LOT)
    assert (question["type"], question["max"]) == ("approval", 2)
    assert frozen["areas"] == {"E05000001": "Riverside"}
    assert frozen["lot"] == LOT.hex()
    assert (frozen["proofs"], frozen["smallest_group"], frozen["challenge_days"]) == (
        [["email"]],
        10,
        3,
    )
    assert canonical(frozen).decode() == poll.definition
    assert BallotPaper.from_definition(frozen).poll == poll.pk
    assert opened_poll(poll.pk).definition.frozen().decode() == poll.definition


def test_opening_keeps_the_drawn_order_with_the_options(officer, round_, at):
    poll = open_poll(by=officer, poll=drafted(officer, round_, at), at=at)
    (question,) = json.loads(poll.definition)["questions"]
    kept = (
        Option.objects.filter(question__poll=poll)
        .order_by("tie_position")
        .values_list("key", flat=True)
    )
    assert list(kept) == question["tie_order"]


def test_opening_makes_a_key_outside_the_database(officer, round_, at, settings):
    poll = open_poll(by=officer, poll=drafted(officer, round_, at), at=at)
    key = poll_key(poll.pk, poll.key_check)
    copies = [place / f"{poll_key_name(poll.pk)}.key" for place in settings.KEY_STORE_DIRS]
    assert [copy.read_bytes() for copy in copies] == [key, key]
    assert [copy.stat().st_mode & 0o777 for copy in copies] == [0o600, 0o600]
    assert Event.objects.get(name="priorities.poll_opened").actor_id == officer.pk


def test_two_polls_have_two_keys_and_two_lots(officer, round_, at):
    one, other = (open_poll(by=officer, poll=drafted(officer, round_, at), at=at) for _ in range(2))
    assert poll_key(one.pk, one.key_check) != poll_key(other.pk, other.key_check)
    assert json.loads(one.definition)["lot"] != json.loads(other.definition)["lot"]


def test_an_opening_that_died_after_making_the_key_can_be_done_again(officer, round_, at):
    poll = drafted(officer, round_, at)
    keystore.create(poll_key_name(poll.pk), LOT)
    open_poll(by=officer, poll=poll, at=at)
    poll.refresh_from_db()
    assert poll_key(poll.pk, poll.key_check) == LOT


def test_an_opening_that_died_between_two_copies_waits_for_a_person(officer, round_, at, settings):
    poll = drafted(officer, round_, at)
    (settings.KEY_STORE_DIRS[1] / f"{poll_key_name(poll.pk)}.key").write_bytes(LOT)
    with pytest.raises(keystore.KeyUnavailable):
        open_poll(by=officer, poll=poll, at=at)
    assert Poll.objects.get(pk=poll.pk).is_draft


def test_a_poll_does_not_open_while_a_folder_of_keys_is_away(
    officer, round_, at, settings, tmp_path
):
    poll = drafted(officer, round_, at)
    settings.KEY_STORE_DIRS[1].rename(tmp_path / "away")
    with pytest.raises(keystore.KeyUnavailable):
        open_poll(by=officer, poll=poll, at=at)
    assert Poll.objects.get(pk=poll.pk).is_draft
    assert not settings.KEY_STORE_DIRS[1].exists()


def test_a_lost_signing_key_is_not_made_anew(officer, round_, at, settings):
    open_poll(by=officer, poll=drafted(officer, round_, at), at=at)
    for folder in settings.KEY_STORE_DIRS:
        (folder / f"{signing_key_name(round_.council_id)}.key").unlink()
    with pytest.raises(keystore.KeyUnavailable):  # an opening is signed
        open_poll(by=officer, poll=drafted(officer, round_, at), at=at)
    with pytest.raises(keystore.KeyUnavailable):
        signing_key(round_.council_id)


def test_a_poll_opens_once(officer, round_, at):
    poll = drafted(officer, round_, at)
    open_poll(by=officer, poll=poll, at=at)
    with pytest.raises(PermissionDenied):
        open_poll(by=officer, poll=poll, at=at)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-6, "not in a voting phase"), (21, "not in a voting phase"), (8, "has passed")],
)
def test_a_poll_opens_in_the_voting_phase_and_before_its_end(officer, round_, at, days, words):
    poll = drafted(officer, round_, at)
    with pytest.raises(OpenRefused, match=words):
        open_poll(by=officer, poll=poll, at=at + timedelta(days=days))


def test_voting_ends_no_later_than_its_phase(officer, round_, at):
    with pytest.raises(DraftRefused, match="ends on"):
        drafted(officer, round_, at, closes_at=at + timedelta(days=21))
    poll = drafted(officer, round_, at)
    Poll.objects.update(closes_at=at + timedelta(days=21))  # the phase was moved since
    with pytest.raises(OpenRefused, match="after its phase"):
        open_poll(by=officer, poll=poll, at=at)


def test_a_round_must_be_published_first(officer, round_, at):
    round_.published_at = None
    round_.save()
    with pytest.raises(OpenRefused, match="Publish the round"):
        open_poll(by=officer, poll=drafted(officer, round_, at), at=at)


def test_a_question_that_lost_its_options_cannot_open(officer, round_, at):
    poll = drafted(officer, round_, at)
    Option.objects.filter(key="option-1").delete()
    with pytest.raises(OpenRefused, match="at least two"):
        open_poll(by=officer, poll=poll, at=at)


def test_a_type_that_is_no_longer_there_cannot_open(officer, round_, at):
    poll = drafted(officer, round_, at)
    Question.objects.update(method="guess")
    with pytest.raises(OpenRefused, match="no ballot paper"):
        open_poll(by=officer, poll=poll, at=at)


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", Poll.State)
def test_only_officers_run_polls_and_only_in_their_state(round_, at, role, state):
    someone = make.a_person(round_.council, role)
    poll = Poll(round=round_, state=state, closes_at=at)
    runs_polls = role is Role.OFFICER
    assert may_draft_poll(someone, round_) == runs_polls
    assert may_open_poll(someone, poll) == (runs_polls and state is Poll.State.DRAFT)
    assert may_close_poll(someone, poll) == (runs_polls and state is Poll.State.OPEN)
    assert may_certify_poll(someone, poll) == (runs_polls and state is Poll.State.CLOSED)


def test_an_officer_of_another_council_runs_nothing(round_, at):
    stranger = make.a_person(make.a_council(), Role.OFFICER)
    poll = Poll(round=round_, closes_at=at)
    assert not may_draft_poll(stranger, round_)
    assert not may_open_poll(stranger, poll)
    with pytest.raises(PermissionDenied):
        drafted(stranger, round_, at)


def seen_by(user, council):
    return set(Poll.objects.of(council).visible_to(user))


def test_who_sees_which_poll(officer, round_, at):
    draft, opened = (
        drafted(officer, round_, at),
        open_poll(by=officer, poll=drafted(officer, round_, at), at=at),
    )
    resident = make.a_person(round_.council, Role.RESIDENT)
    assert seen_by(resident, round_.council) == {opened}
    assert seen_by(officer, round_.council) == {draft, opened}
    assert not seen_by(officer, make.a_council())


@pytest.mark.parametrize("days", [-6, 0, 21])
@pytest.mark.parametrize("role", [Role.RESIDENT, Role.OFFICER])
def test_a_poll_opens_for_an_officer_in_the_voting_phase_and_at_no_other_time(
    officer, round_, at, role, days
):
    poll = drafted(officer, round_, at, closes_at=at + timedelta(days=19))
    someone = make.a_person(round_.council, role)
    if role is Role.OFFICER and days == 0:
        assert open_poll(by=someone, poll=poll, at=at).is_open
        return
    with pytest.raises((PermissionDenied, OpenRefused)):
        open_poll(by=someone, poll=poll, at=at + timedelta(days=days))
    assert Poll.objects.get(pk=poll.pk).is_draft


# --- The pages ------------------------------------------------------------------------------------


def test_what_is_left_off_is_public_on_the_polls_page_and_the_proposals_own(
    officer, round_, at, client
):
    off = make.a_proposal(round_, at=at, title="Let people keep their cat")
    poll = drafted(officer, round_, at, left_off={off: "Each home decides."})
    own = reverse("proposal_detail", args=[off.pk])
    assert "Each home decides." not in client.get(own).content.decode()
    open_poll(by=officer, poll=poll, at=at)
    assert "Each home decides." in client.get(own).content.decode()
    page = client.get(reverse("vote", args=[poll.pk])).content.decode()
    assert "What is not on the ballot, and why" in page
    assert off.title in page
    assert "Each home decides." in page
    told = client.get(f"/api/v1/polls/{poll.pk}/").json()["left_off"]
    assert told == [{"proposal_id": off.pk, "reason": "Each home decides."}]


def test_the_page_says_why_a_poll_cannot_open_yet(officer, round_, at, client):
    poll = drafted(officer, round_, at)
    PhaseAct.objects.filter(phase__round=round_, act=Act.VOTE).delete()
    client.force_login(officer)
    page = reverse("open_poll", args=[poll.pk])
    assert "not in a voting phase" in client.get(page).content.decode()
    client.post(page, {"sure": "on"})
    assert Poll.objects.get().is_draft


def test_an_officers_pages_are_for_officers(officer, round_, at, client):
    draft = drafted(officer, round_, at)
    opened = open_poll(by=officer, poll=drafted(officer, round_, at), at=at)
    client.force_login(make.a_person(round_.council, Role.RESIDENT))
    assert client.get(reverse("draft_poll", args=[round_.slug])).status_code == 403
    assert client.get(reverse("open_poll", args=[draft.pk])).status_code == 404
    assert client.get(reverse("close_poll", args=[opened.pk])).status_code == 403
    assert client.get(reverse("certify_poll", args=[opened.pk])).status_code == 403


def test_officers_pages_ask_the_database_a_dozen_times_at_most(
    officer, round_, at, client, django_assert_max_num_queries
):
    proposals = [make.a_proposal(round_, at=at) for _ in range(15)]
    draft = drafted(officer, round_, at, options=proposals)
    opened = open_poll(by=officer, poll=drafted(officer, round_, at, options=proposals), at=at)
    client.force_login(officer)
    pages = [
        ("draft_poll", round_.slug),
        ("set_up_poll", draft.pk),
        ("open_poll", draft.pk),
        ("decide_jointly", opened.pk),
        ("vote", opened.pk),
    ]
    for name, key in pages:
        with django_assert_max_num_queries(12 if name == "vote" else 20):
            assert client.get(reverse(name, args=[key])).status_code == 200
