"""Setting up a poll on its pages: a draft that stays, step by step, tried out, and opened by one
officer or by two.
"""

import hashlib
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coopservices.languages import without_language
from coopservices.texts import Text
from participation.models import Council, Role
from priorities.engines.first_rounds import FIRST_ROUNDS
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.models import Option, Poll
from priorities.poll_set_up.queries import Status, sections_of
from priorities.polls.actions import asking, drafting, materials, opening
from priorities.polls.actions.drafting import DraftRefused
from priorities.polls.actions.first_polls import draft_first_poll
from priorities.polls.queries.opening import problems_with_draft
from tests import make
from tests.set_up import QUESTION, set_up

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 In easy words"


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


@pytest.fixture
def officer(round_):
    make.make_eligibility_key(council=round_.council)
    return make.a_person(round_.council, Role.OFFICER)


@pytest.fixture
def desk(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client


def step(poll, name):
    return reverse("set_up_step", args=[poll.pk, name])


def statuses(poll):
    sections = sections_of(poll, timezone.now())
    return {task.step: task.status for section in sections for task in section.tasks}


def in_the_database():
    """Every row of every table, as a number of rows by table; sessions apart."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label != "sessions.Session"
    }


# --- The steps ------------------------------------------------------------------------------------


def test_a_poll_is_set_up_from_nothing_and_opened(desk, round_):
    proposals = [make.a_proposal(round_) for _ in range(3)]
    poll, answers = set_up(desk, round_, proposals[:2], most_choices="2")
    assert {answer.status_code for answer in answers} == {200}
    told = desk.get(reverse("set_up_poll", args=[poll.pk])).content.decode()
    assert "Every step is done." in told
    opened = desk.post(reverse("open_poll", args=[poll.pk]), {"sure": "on"}, follow=True)
    assert "Voting is open." in opened.content.decode()
    assert "Words before the vote." in opened.content.decode()
    assert "Words before the vote." in Poll.objects.get().definition
    assert not Poll.objects.get().saved_steps.exists()


def test_the_list_says_how_far_each_step_is(desk, round_, officer):
    make.a_proposal(round_)
    desk.post(reverse("draft_poll", args=[round_.slug]), {"begin": "blank"})
    poll = Poll.objects.get()
    assert set(statuses(poll).values()) == {Status.NOT_STARTED, Status.OPTIONAL}
    desk.post(step(poll, "voters"), {"proofs": ["email"]})
    desk.post(step(poll, f"{QUESTION}-options"), {})
    now = statuses(poll)
    assert now["voters"] is Status.DONE
    assert now[f"{QUESTION}-options"] is Status.IN_PROGRESS
    assert (
        "at least two options" in desk.get(reverse("set_up_poll", args=[poll.pk])).content.decode()
    )


def test_how_it_is_counted_waits_for_what_can_be_chosen(desk, round_):
    desk.post(reverse("draft_poll", args=[round_.slug]), {"begin": "blank"})
    poll = Poll.objects.get()
    counting, options = (step(poll, f"{QUESTION}-{part}") for part in ("counting", "options"))
    desk.post(options, {"proposals": [make.a_proposal(round_).pk]})
    answer = desk.get(counting, follow=True)
    assert answer.redirect_chain == [(options, 302)]
    assert "First say what people can choose" in answer.text
    desk.post(options, {"proposals": [make.a_proposal(round_).pk for _ in range(2)]})
    assert desk.get(counting).status_code == 200


def test_a_draft_can_begin_with_its_sectors_question(desk, round_):
    round_.sector.slug = "primary-care"
    round_.sector.save()
    desk.post(reverse("draft_poll", args=[round_.slug]), {"begin": "starter"})
    question = Poll.objects.get().questions.get()
    assert "get the care that you need" in question.text_en
    assert question.text_cy
    suggested = FIRST_ROUNDS["primary-care"]
    titles = [str(option.title) for option in question.options.all()]
    assert titles == [each.english for each in suggested.statements]
    assert [each.link for each in question.poll.materials.all()] == [
        "https://www.gp-patient.co.uk/"
    ]
    assert question.poll.is_draft
    assert question.poll.introduction_cy == suggested.poll_introduction.welsh


def test_where_nothing_is_suggested_there_is_nothing_to_begin_with(desk, round_, officer):
    sent = desk.post(reverse("draft_poll", args=[round_.slug]), {"begin": "starter"})
    assert sent.status_code == 422
    with pytest.raises(DraftRefused):
        draft_first_poll(by=officer, round=round_, at=timezone.now())
    assert not Poll.objects.exists()


def test_a_draft_can_begin_like_another_poll(desk, round_, officer):
    proposal = make.a_proposal(round_, cost_pence=500)
    before = make.an_open_poll(round_, options=[proposal, "Trees"], method="ranking", seats=1)
    desk.post(reverse("draft_poll", args=[round_.slug]), {"begin": str(before.pk)})
    draft = Poll.objects.get(state="draft")
    asked, was = draft.questions.get(), before.questions.get()
    assert (asked.text, asked.method, asked.rule) == (was.text, was.method, was.rule)
    assert [(str(each), each.key, each.cost, each.proposal) for each in asked.options.all()] == [
        (proposal.title, "option-1", 500, None),
        ("Trees", "option-2", None, None),
    ]
    assert before.questions.get().options.count() == 2


def test_only_a_poll_of_the_council_is_copied(round_, officer):
    elsewhere = make.an_open_poll()
    with pytest.raises(DraftRefused):
        drafting.copy_poll(by=officer, round=round_, poll=elsewhere, at=timezone.now())


def test_options_are_written_changed_moved_and_taken_off(desk, round_, officer):
    poll = make.a_draft(round_)
    page = step(poll, f"{QUESTION}-options")
    written = {"title": "Trees", "description": "Two hundred of them", "cost": "1,200"}
    desk.post(reverse("add_option", args=[poll.pk, QUESTION]), written)
    trees = Option.objects.get(title_en="Trees")
    assert (trees.key, trees.cost) == ("option-3", 120_000)
    assert "£1,200" in desk.get(page).content.decode()
    desk.post(reverse("place_option", args=[poll.pk, QUESTION, trees.pk]), {"move": "up"})
    names = list(poll.questions.get().options.values_list("title_en", flat=True))
    assert names == ["Bench", "Trees", "Lights"]
    change = reverse("edit_option", args=[poll.pk, QUESTION, trees.pk])
    assert desk.post(change, {**written, "title": "Bench"}).status_code == 422
    desk.post(change, {**written, "title": "Old trees"})
    desk.post(reverse("place_option", args=[poll.pk, QUESTION, trees.pk]), {"move": "off"})
    assert poll.questions.get().options.count() == 2
    assert Option.objects.filter(pk=trees.pk).count() == 0


def test_a_second_question_is_added_asked_and_taken_out(desk, round_, officer):
    poll = make.a_draft(round_)
    desk.post(reverse("add_question", args=[poll.pk]))
    asked = {"text": "And then?", "method": "single", "most_choices": "1"}
    asked |= {"points": "10", "seats": "1"}
    desk.post(step(poll, "question-2-asked"), asked)
    second = poll.questions.get(key="question-2")
    assert (second.text_en, second.method) == ("And then?", "single")
    assert [where for where, _ in problems_with_draft(poll, timezone.now())] == [
        "question-2-options"
    ]
    desk.post(reverse("remove_question", args=[poll.pk, "question-2"]), {"sure": "on"})
    assert poll.questions.count() == 1
    with pytest.raises(DraftRefused, match="at least one question"):
        asking.remove_question(by=officer, question=poll.questions.get(), at=timezone.now())


def test_voters_answer_several_questions_and_each_is_counted(desk, round_, officer):
    poll = make.a_draft(round_)
    at = timezone.now()
    second = asking.add_question(by=officer, poll=poll, text="And then?", at=at)
    for title in ("Paint", "Planks"):
        asking.offer_option(by=officer, question=second, title=title, at=at)
    poll = opening.open_poll(by=officer, poll=poll, at=at)
    voter = make.elector_of(make.a_voter(round_.council), poll)
    choices = {QUESTION: ["option-1"], second.key: ["option-2"]}
    held = make.cast_ballot(voter=voter, poll=poll, choices=choices)
    assert [str(answer.question) for answer in held.answers] == ["Which of these?", "And then?"]


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "in the future"), (60, "time to vote in this round ends on")]
)
def test_the_last_day_is_checked_against_the_phases_at_once(desk, round_, officer, days, words):
    poll = make.a_draft(round_)
    day = timezone.localdate() + timedelta(days=days)
    sent = {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}
    refused = desk.post(step(poll, "dates"), sent)
    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_a_draft_is_thrown_away_after_asking(desk, round_, officer):
    poll = make.a_draft(round_)
    page = reverse("delete_draft", args=[poll.pk])
    assert desk.post(page, {}).status_code == 422
    desk.post(page, {"sure": "on"})
    assert not Poll.objects.exists()


def test_a_poll_that_has_opened_has_no_steps_left(desk, round_, officer):
    poll = make.an_open_poll(round_)
    assert desk.get(reverse("set_up_poll", args=[poll.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        drafting.word_poll(by=officer, poll=poll, title="Other", at=timezone.now())


# --- Both languages -------------------------------------------------------------------------------


def test_every_text_is_frozen_and_read_in_both_languages(desk, round_, officer):
    at = timezone.now()
    poll = make.a_draft(round_)
    drafting.word_poll(
        by=officer,
        poll=poll,
        title=Text("What first?", "Beth yn gyntaf?"),
        introduction=Text("Read this.", "Darllenwch hyn."),
        at=at,
    )
    bench = Option.objects.get(title_en="Bench")
    asking.change_option(
        by=officer,
        option=bench,
        title=Text("Bench", "Mainc"),
        description=Text("Oak", "Derw"),
        at=at,
    )
    opening.open_poll(by=officer, poll=poll, at=at)
    desk.force_login(make.a_voter(round_.council))
    start, paper = (f"/cy{reverse(name, args=[poll.pk])}" for name in ("vote", "choose"))
    assert "Beth yn gyntaf?" in desk.get(start).content.decode()
    assert "Darllenwch hyn." in desk.get(start).content.decode()
    shown = desk.get(paper).content.decode()
    assert "Mainc" in shown
    assert "Derw" in shown
    assert "Bench" not in shown
    assert re.search('lang="en[^"]*">Lights', shown)
    in_english = desk.get(without_language(reverse("choose", args=[poll.pk]))).content.decode()
    assert "Bench" in in_english
    assert "Mainc" not in in_english


def test_a_council_that_must_gives_every_text_in_both_or_does_not_open(round_, officer):
    Council.objects.update(writing=Council.Writing.BOTH)
    poll = make.a_draft(round_)
    steps = [where for where, _ in problems_with_draft(poll, timezone.now())]
    assert steps == ["words", f"{QUESTION}-asked", f"{QUESTION}-options", "materials"]
    with pytest.raises(opening.OpenRefused, match="in English and in Welsh"):
        opening.open_poll(by=officer, poll=poll, at=timezone.now())


# --- Trying it out --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_a_rehearsal_counts_by_the_draft_and_keeps_nothing(desk, round_, officer, method):
    priced = [make.a_proposal(round_, cost_pence=cost) for cost in (100, 200, 300)]
    poll = make.draft_poll(
        by=officer,
        round=round_,
        title="What first?",
        question="Which?",
        options=priced,
        method=method,
        budget=400,
        points=10,
        seats=1,
        closes_at=timezone.now() + timedelta(days=5),
        at=timezone.now(),
    )
    desk.get(reverse("rehearse_poll", args=[poll.pk]))
    before = in_the_database()
    page = desk.post(reverse("rehearse_poll", args=[poll.pk]), {"voters": "30"})
    told = page.content.decode()
    assert "Rehearsal: made-up voters" in told
    assert all(proposal.title in told for proposal in priced)
    assert in_the_database() == before
    assert Poll.objects.get().is_draft


def test_a_rehearsal_of_half_a_draft_says_so(desk, round_, officer):
    poll = drafting.start_poll(by=officer, round=round_, title="Half", at=timezone.now())
    page = desk.post(reverse("rehearse_poll", args=[poll.pk]), {"voters": "30"})
    assert page.status_code == 422
    assert "not complete yet" in page.content.decode()


def test_the_preview_checks_a_choice_as_a_voters_and_keeps_nothing(desk, round_, officer):
    poll = make.a_draft(round_)
    page = reverse("preview_poll", args=[poll.pk])
    assert "no vote can be cast here" in desk.get(page).content.decode()
    before = in_the_database()
    assert desk.post(page, {}).status_code == 422
    told = desk.post(page, {QUESTION: ["option-1"]}).content.decode()
    assert "Bench" in told
    assert "Lights" not in told
    assert in_the_database() == before


# --- Other forms of the same ----------------------------------------------------------------------


def test_a_file_for_voters_is_frozen_by_its_fingerprint_and_served_as_what_it_is(
    desk, round_, officer
):
    poll = make.a_draft(round_)
    file = SimpleUploadedFile("leaflet.exe", PDF, "text/html")
    sent = {"kind": "easy-read", "title": "In easy words", "file": file}
    assert desk.post(reverse("set_up_materials", args=[poll.pk]), sent).status_code == 302
    opening.open_poll(by=officer, poll=poll, at=timezone.now())
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert sha256 in Poll.objects.get().definition
    there = reverse("material", args=[poll.pk, sha256])
    desk.logout()
    assert there in desk.get(reverse("vote", args=[poll.pk])).content.decode()
    served = desk.get(there)
    assert (served.content, served["Content-Type"]) == (PDF, "application/pdf")
    assert served["Content-Disposition"].startswith("attachment")
    poll.materials.filter(sha256=sha256).update(file=b"%PDF other words")
    assert desk.get(there).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "one of the two"),
        ({"link": "http://example.org/bsl"}, "begins with https"),
        ({"file": SimpleUploadedFile("a.pdf", b"<script>")}, "neither a PDF nor an MP3"),
    ],
)
def test_what_is_neither_a_file_nor_a_safe_link_is_refused(desk, round_, officer, sent, words):
    poll = make.a_draft(round_)
    refused = desk.post(
        reverse("set_up_materials", args=[poll.pk]), {"kind": "bsl", "title": "Signed", **sent}
    )
    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_a_file_that_is_too_large_is_refused(round_, officer):
    large = b"%PDF-" + bytes(materials.LARGEST_FILE)
    with pytest.raises(DraftRefused, match="larger than 10"):
        materials.add_material(
            by=officer,
            poll=make.a_draft(round_),
            kind="bsl",
            title="T",
            file=large,
            at=timezone.now(),
        )


# --- Two officers ---------------------------------------------------------------------------------


@pytest.fixture
def for_two(round_, officer):
    """A draft of a council where two officers open a vote."""
    Council.objects.update(needs_two_to_open_polls=True)
    round_.council.refresh_from_db()
    return make.a_draft(round_)


def test_one_officer_sets_up_and_another_opens(desk, round_, officer, for_two):
    page = reverse("open_poll", args=[for_two.pk])
    assert "Ask a colleague" in desk.get(page).content.decode()
    desk.post(page, {"sure": "on"})
    assert Poll.objects.get().is_draft
    with pytest.raises(PermissionDenied):
        opening.open_poll(by=officer, poll=for_two, at=timezone.now())
    desk.post(reverse("ask_to_open", args=[for_two.pk]))
    desk.post(page, {"sure": "on"})
    assert Poll.objects.get().is_draft
    desk.force_login(make.a_person(round_.council, Role.OFFICER))
    desk.post(page, {"sure": "on"})
    assert Poll.objects.get().is_open


def test_a_change_after_asking_asks_anew(round_, officer, for_two):
    at = timezone.now()
    opening.ask_to_open(by=officer, poll=for_two, at=at)
    drafting.word_poll(by=officer, poll=for_two, title="Other words", at=at)
    with pytest.raises(PermissionDenied):
        other = make.a_person(round_.council, Role.OFFICER)
        opening.open_poll(by=other, poll=for_two, at=at)


def test_nobody_lifts_the_rule_for_a_draft_that_was_begun_under_it(officer, for_two):
    Council.objects.update(needs_two_to_open_polls=False)
    with pytest.raises(PermissionDenied):
        opening.open_poll(by=officer, poll=for_two, at=timezone.now())


def test_only_the_numbers_of_the_chosen_type_are_asked(desk, round_):
    poll = make.a_draft(round_)
    there = step(poll, f"{QUESTION}-asked")
    assert 'name="points"' not in desk.get(there).content.decode()
    typed = {"text": "What is the money for?", "method": "points"}
    second = desk.post(there, typed).content.decode()
    assert 'name="points"' in second
    assert not any(f'name="{other}"' in second for other in ("most_choices", "budget", "seats"))
    assert "What is the money for?" in second
    assert poll.questions.get().method == "approval", "nothing is kept of half a page"
    back = desk.post(there, {**typed, "numbers": "1", "change": "1"}).content.decode()
    assert "What is the money for?" in back
    assert 'name="points"' not in back
    faulty = desk.post(there, {**typed, "numbers": "1", "points": "0"})
    assert faulty.status_code == 422
    assert 'name="numbers"' in faulty.content.decode(), "the second page again"
    desk.post(there, {**typed, "numbers": "1", "points": "12"})
    asked = poll.questions.get()
    assert (asked.method, asked.budget) == ("points", 12)
    assert 'value="12"' in desk.post(there, typed).content.decode(), "as the draft has it"
