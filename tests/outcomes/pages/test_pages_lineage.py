"""The one chain of a proposal: every step told, those that are missing too, and each a way on."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Finding, Verdict
from outcomes.pages.lineage.queries import story_of
from outcomes.pages.lineage.views.steps import chain_of
from outcomes.rebuilding.actions import rebuild_round_summary
from participation.models import Role
from priorities.models import Option
from tests import make

pytestmark = pytest.mark.django_db

NAMES = [
    "The need", "The idea", "The vote", "The result", "The answer", "The promise", "What is done",
    "The measure",
    "What people say",
]  # fmt: skip


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


def told(proposal):
    """The steps by name, as (title, state)."""
    rebuild_round_summary(round=proposal.round, at=timezone.now())
    story = chain_of(story_of(proposal, AnonymousUser(), at=timezone.now()))
    assert [step.name for step in story.steps] == NAMES
    return {step.name: (step.title, step.state) for step in story.steps}


def answered(proposal, **facts):
    return make.an_answered_finding(proposal.round, proposal=proposal, **facts)


def voted_on(*ballots, ask=make.a_counted_poll, **facts):
    """A proposal that is the first option of a poll."""
    poll = ask(*ballots, **facts)
    option = Option.objects.get(question__poll=poll, key="option-1")
    option.proposal = make.a_proposal(poll.round)
    option.save()
    return option.proposal


# --- How far it is --------------------------------------------------------------------------------


def test_a_new_proposal_has_all_before_it():
    at = timezone.now()
    steps = told(
        make.a_proposal(make.a_round(make.a_sector(make.a_council()), at=at, voting=(5, 9)))
    )
    assert [state for _, state in steps.values()] == ["done", "done", *["ahead"] * 7]
    assert steps["The vote"][0].startswith("People can vote from ")


def test_while_votes_are_cast_nothing_is_known():
    steps = told(voted_on(ask=make.an_open_poll))
    assert steps["The vote"][1] == "now"
    assert steps["The result"] == ("All votes are sealed until voting ends", "ahead")


def test_a_result_says_its_place():
    steps = told(voted_on(*[["option-1"]] * 9, *[["option-2"]] * 12))
    assert steps["The vote"] == ("What should come first? (21 people voted)", "done")
    assert steps["The result"] == ("Came 2nd of 3, with 9 votes", "done")


def test_a_single_vote_is_told_as_it_is():
    steps = told(voted_on(["option-1"], *[["option-2"]] * 12))
    assert steps["The result"] == ("Came 2nd of 3, with 1 vote", "done")


def test_where_too_few_voted_only_what_was_chosen_is_told():
    steps = told(voted_on(["option-1"], *[["option-2"]] * 8))
    assert steps["The vote"] == ("What should come first?", "done")
    assert steps["The result"] == ("Not chosen", "done")
    assert told(voted_on(["option-1"]))["The result"] == ("First of 3", "done")


def test_what_was_not_wanted_most_is_owed_no_answer():
    proposal = voted_on(*[["option-1"]] * 9)
    Finding.objects.all().delete()
    assert told(proposal)["The answer"][1] == "missing"


def test_what_was_never_put_to_a_vote_says_so():
    at = timezone.now()
    proposal = make.a_proposal(
        make.a_round(make.a_sector(make.a_council()), at=at, voting=(-9, -5))
    )
    answered(proposal)
    steps = told(proposal)
    assert steps["The vote"] == ("It was not put to a vote", "missing")
    assert steps["The result"][1] == "missing"
    assert steps["The answer"] == ("We will. “It costs little.”", "done")
    assert steps["The promise"] == ("Nobody has said yet who will do it, and by when", "now")


def test_what_was_left_off_says_so_with_the_reason_and_promises_nothing_more(round_):
    proposal = make.a_proposal(round_)
    make.an_open_poll(round_, left_off={proposal: "Each home decides."})
    steps = told(proposal)
    assert steps["The vote"] == ("It was left off the ballot. “Each home decides.”", "missing")
    assert [state for _, state in steps.values()] == ["done", "done", *["missing"] * 7]


def test_what_was_left_off_and_answered_has_both(round_):
    proposal = make.a_proposal(round_)
    make.an_open_poll(round_, left_off={proposal: "Each home decides."})
    answered(proposal)
    steps = told(proposal)
    assert steps["The vote"][1] == "missing"
    assert steps["The answer"][1] == "done"
    assert steps["The promise"][1] == "now"


def test_what_is_on_one_ballot_is_not_said_to_be_left_off_another(round_):
    proposal = voted_on(ask=make.an_open_poll, round_=round_)
    make.an_open_poll(round_, left_off={proposal: "It is on the other."})
    assert told(proposal)["The vote"][1] == "now"


def test_no_vote_is_promised_for_a_day_that_has_passed():
    at = timezone.now()
    proposal = make.a_proposal(make.a_round(make.a_sector(make.a_council()), at=at))
    assert told(proposal)["The vote"] == (
        "It is time to vote in this round, but no vote has opened yet",
        "ahead",
    )
    make.an_open_poll(proposal.round)
    proposal.left_off.all().delete()  # as in polls that opened before reasons were asked for
    assert told(proposal)["The vote"] == ("It was not put to a vote", "missing")


def test_an_answer_that_is_owed_says_since_when(round_):
    proposal = make.a_proposal(round_)
    make.a_finding(round_, proposal=proposal, at=timezone.now() - timedelta(days=40))
    title, state = told(proposal)["The answer"]
    assert state == "now"
    assert title.startswith("Not decided yet. It was due on ")


def test_a_no_ends_the_chain(round_):
    proposal = make.a_proposal(round_)
    answered(proposal, answer="cannot", reason="The bus costs too much.")
    assert told(proposal)["The promise"] == (
        "Nothing was promised: the answer is that it can't be done",
        "missing",
    )


def test_a_promise_is_followed_to_its_end(round_):
    proposal = make.a_proposal(round_)
    indicator = make.an_indicator(round_.council, name="Satisfied families")
    commitment = make.a_commitment(answered(proposal), done_at=timezone.now(), indicator=indicator)
    steps = told(proposal)
    assert steps["What is done"][1] == "done"
    assert steps["The measure"] == ("Satisfied families", "done")
    assert steps["What people say"] == ("Nobody has said yet whether it worked", "now")
    for _ in range(9):
        Verdict.objects.create(commitment=commitment, resident=make.a_person(), kind="worked")
    assert told(proposal)["What people say"] == ("Most people say it made a difference", "done")


def test_a_late_promise_says_since_when(round_):
    proposal = make.a_proposal(round_)
    make.a_commitment(answered(proposal), due_on=timezone.localdate() - timedelta(days=3))
    title, state = told(proposal)["What is done"]
    assert state == "now"
    assert title.startswith("Overdue since ")


def test_a_stopped_trial_is_a_result(round_):
    proposal = make.a_proposal(round_)
    commitment = make.a_commitment(answered(proposal), is_trial=True, stopped_at=timezone.now())
    commitment.updates.create(kind="stopped", text="Nobody rang.", posted_at=timezone.now())
    steps = told(proposal)
    assert "“Nobody rang.”" in steps["What is done"][0]
    assert steps["What people say"][1] == "missing"


def test_several_promises_are_branches(round_):
    proposal = make.a_proposal(round_)
    finding = answered(proposal)
    make.a_commitment(finding, title="One thing")
    make.a_commitment(finding, title="Another thing")
    story = chain_of(story_of(proposal, AnonymousUser(), at=timezone.now()))
    assert [step.name for step in story.steps] == NAMES[:5]
    assert {branch.title for branch in story.branches} == {"One thing", "Another thing"}
    assert all([step.name for step in branch.steps] == NAMES[5:] for branch in story.branches)


# --- The page -------------------------------------------------------------------------------------


def test_every_step_leads_on_and_back(client):
    proposal = voted_on(*[["option-1"]] * 9)
    make.settle()
    finding = Finding.objects.get()
    Finding.objects.filter(pk=finding.pk).update(proposal=proposal)
    words = client.get(reverse("lineage", args=[proposal.pk])).content.decode()
    option = Option.objects.get(key="option-1")
    for way in (
        reverse("proposal_detail", args=[proposal.pk]),
        reverse("vote", args=[option.question.poll_id]),
        reverse("poll_result", args=[option.question.poll_id]),
        reverse("finding_detail", args=[finding.pk]),
    ):
        assert f'href="{way}"' in words
    back = client.get(reverse("finding_detail", args=[finding.pk])).content.decode()
    assert reverse("lineage", args=[proposal.pk]) in back


def test_a_draft_has_no_story(round_, client):
    author = make.a_person(round_.council, Role.RESIDENT)
    draft = make.a_proposal(round_, author, published_on=None)
    client.force_login(author)
    assert client.get(reverse("lineage", args=[draft.pk])).status_code == 404


def test_who_asked_for_protection_stays_unnamed(round_, client):
    author = make.a_person(round_.council, Role.STAFF, name="Jo Brave")
    proposal = make.a_proposal(round_, author, author_role=Role.STAFF)
    words = client.get(reverse("lineage", args=[proposal.pk])).content.decode()
    assert "Jo Brave" not in words
    assert "A member of front-line staff" in words


def test_what_people_wrote_is_only_words(round_, client):
    hostile = "<script>alert(1)</script>"
    proposal = make.a_proposal(round_, title=hostile, problem=hostile)
    commitment = make.a_commitment(answered(proposal, reason=hostile), title=hostile)
    commitment.updates.create(kind="progress", text=hostile, posted_at=timezone.now())
    assert hostile not in client.get(reverse("lineage", args=[proposal.pk])).content.decode()


def test_it_costs_the_same_for_many_promises(round_, client, django_assert_max_num_queries):
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    proposal = make.a_proposal(round_)
    finding = answered(proposal)
    client.get(reverse("lineage", args=[proposal.pk]))
    for _ in range(2):
        for _ in range(4):
            make.a_commitment(finding, indicator=make.an_indicator(round_.council))
        rebuild_round_summary(round=round_, at=timezone.now())
        with django_assert_max_num_queries(12):
            client.get(reverse("lineage", args=[proposal.pk]))
