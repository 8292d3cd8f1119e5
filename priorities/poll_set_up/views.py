"""Setting up a poll: beginning a draft, its list of steps, each step on a page of its own, the
preview, and the rehearsal.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.forms import Form
from coopservices.pages import page
from coopservices.permissions import require
from participation.models import UserRequest
from priorities.ballots.forms import paper_sent
from priorities.engines.tally import NotCountable
from priorities.engines.voting.ballot_paper import PaperFaulty
from priorities.poll_set_up.forms import (
    ConstituenciesForm,
    DatesForm,
    LeftOffForm,
    MaterialForm,
    NumbersForm,
    OptionForm,
    PaperRuleForm,
    ProposalsForm,
    QuestionForm,
    ReceiptsForm,
    RehearsalForm,
    StartForm,
    VotersForm,
    WordsForm,
)
from priorities.poll_set_up.queries import rehearse, sections_of, tasks_not_done
from priorities.polls.actions import (
    asking,
    combining,
    counting_settings,
    drafting,
    first_polls,
    materials,
    receipt_settings,
)
from priorities.polls.actions.drafting import DraftRefused
from priorities.polls.forms import CountingForm, OptionOrderForm, RuleForm, SureForm
from priorities.polls.models import Option, Poll, Question
from priorities.polls.permissions import may_draft_poll, may_edit_draft
from priorities.polls.queries.left_off import not_offered
from priorities.polls.queries.polls import asked_question, definition_of
from priorities.rounds.models import Round


@login_required
def draft_poll(request: UserRequest, slug: str) -> HttpResponse:
    """A draft begun, from nothing or like another."""
    found = get_object_or_404(
        Round.objects.of(request.council)
        .visible_to(request.user)
        .with_phases()
        .select_related("sector"),
        slug=slug,
    )
    require(may_draft_poll(request.user, found))
    form, at = StartForm(_sent(request), round_=found), timezone.now()
    if form.is_valid():
        facts: dict[str, Any] = {"by": request.user, "round": found, "at": at}
        if form.copied:
            poll = drafting.copy_poll(poll=form.copied, **facts)
        elif form.is_of_sector:
            poll = first_polls.draft_first_poll(**facts)
        else:
            poll = drafting.start_poll(title=found.title, **facts)
        messages.success(request, _("The draft is saved. You find it among your tasks."))
        return redirect("set_up_poll", poll.pk)
    context = {"form": form, "round": found}
    return page(request, "priorities/draft_poll.html", context, status=422 if form.errors else 200)


@login_required
def set_up_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """What a draft still needs."""
    poll = _draft(request, poll_id)
    sections = sections_of(poll, timezone.now())
    context = {
        "poll": poll,
        "sections": sections,
        "has_several": sum(bool(each.question) for each in sections) > 1,
        "left_to_do": list(tasks_not_done(sections)),
    }
    return page(request, "priorities/set_up_poll.html", context)


# --- Steps that are one form ----------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A step that is one form: its heading, the form with what the draft says, and the action that
    keeps what was sent.
    """

    title: Promise
    form: Callable[[Poll, Any], Form]
    act: Callable[..., object]


STEPS: Mapping[str, Step] = {
    "words": Step(gettext_lazy("Its name, and words for voters"), WordsForm.of, drafting.word_poll),
    "left-off": Step(
        gettext_lazy("What is left off the ballot, and why"),
        lambda poll, data: LeftOffForm(data, poll=poll),
        drafting.leave_off,
    ),
    "voters": Step(
        gettext_lazy("Who can vote, and what they show"), VotersForm.of, drafting.entitle
    ),
    "constituencies": Step(
        gettext_lazy("Whose ballots count, and how"),
        lambda poll, data: ConstituenciesForm(data, poll=poll),
        combining.set_constituencies,
    ),
    "paper": Step(
        gettext_lazy("Whether people can vote on paper"),
        lambda poll, data: PaperRuleForm(data, initial={"paper_rule": poll.paper_rule}),
        drafting.set_paper_rule,
    ),
    "order": Step(
        gettext_lazy("In what order people see the options"),
        lambda poll, data: OptionOrderForm(data, initial={"option_order": poll.option_order}),
        counting_settings.set_option_order,
    ),
    "dates": Step(gettext_lazy("Until when people can vote"), DatesForm.of, drafting.date_poll),
    "receipts": Step(
        gettext_lazy("What a code shows, and time to challenge"),
        ReceiptsForm.of,
        receipt_settings.set_receipts,
    ),
}


@login_required
def set_up_step(request: UserRequest, poll_id: UUID, step: str) -> HttpResponse:
    """One step of a draft."""
    poll = _draft(request, poll_id)
    if step in STEPS:
        return _step(request, poll, STEPS[step], {"poll": poll})
    key, _dash, part = step.rpartition("-")
    question = poll.questions.filter(key=key).first()
    if question is None:
        raise Http404
    match part:
        case "asked":
            return _asking(request, poll, question)
        case "options":
            return _options(request, poll, question)
        case "counting" | "settings" as which:
            return _counting(request, poll, question, is_rule=which == "counting")
        case _:
            raise Http404


def _asking(request: UserRequest, poll: Poll, question: Question) -> HttpResponse:
    """What is asked and by which type of ballot, and then the numbers that the type needs."""
    title = gettext_lazy("The question, and how it is answered")
    form = QuestionForm.of(question, _sent(request))
    is_next = not isinstance(form, NumbersForm) and form.is_valid() and bool(form.numbers)
    if is_next or not form.is_bound:
        asked = NumbersForm.after(form, question) if is_next else form
        context = {"poll": poll, "form": asked, "title": title, "is_second": is_next}
        return page(request, "priorities/ask_question.html", context)
    step = Step(title, lambda _poll, _data: form, asking.ask_question)
    about = {"question": question}
    return _step(request, poll, step, about, template="priorities/ask_question.html")


def _counting(
    request: UserRequest, poll: Poll, question: Question, *, is_rule: bool
) -> HttpResponse:
    """The rule of a question, and then what varies it, where anything does. The examples are made
    of its options, so these come first.
    """
    options = list(question.options.all())
    if len(options) < 2:
        messages.error(request, _("First say what people can choose: the examples need it."))
        return redirect("set_up_step", poll.pk, f"{question.key}-options")
    asked = asked_question(question, options)
    form = RuleForm if is_rule else CountingForm
    step = Step(
        gettext_lazy("How it is counted"),
        lambda _poll, data: form(data, question=asked),
        counting_settings.set_counting,
    )
    answer = _step(request, poll, step, {"question": question})
    is_saved = answer.status_code == HTTPStatus.FOUND
    if is_saved and is_rule:
        question.refresh_from_db()
        if CountingForm(question=asked_question(question, options)).is_needed:
            return redirect("set_up_step", poll.pk, f"{question.key}-settings")
    return answer


def _step(
    request: UserRequest,
    poll: Poll,
    step: Step,
    about: Mapping[str, Any],
    *,
    template: str = "priorities/set_up_step.html",
) -> HttpResponse:
    form: Any = step.form(poll, _sent(request))
    if form.is_valid():
        facts = getattr(form, "facts", form.cleaned_data)
        try:
            step.act(by=request.user, at=timezone.now(), **about, **facts)
        except DraftRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("set_up_poll", poll.pk)
    context = {
        "poll": poll,
        "form": form,
        "title": step.title,
        "is_second": isinstance(form, NumbersForm),
    }
    status = 422 if form.errors else 200
    return page(request, template, context, status=status)


# --- Questions and options ------------------------------------------------------------------------


@login_required
def add_question(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A further question."""
    poll = _draft(request, poll_id)
    if request.method == "POST":
        try:
            question = asking.add_question(by=request.user, poll=poll, at=timezone.now())
        except DraftRefused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("set_up_step", poll.pk, f"{question.key}-asked")
    return redirect("set_up_poll", poll.pk)


@login_required
def remove_question(request: UserRequest, poll_id: UUID, key: str) -> HttpResponse:
    """A question with its options taken out again, after asking."""
    poll = _draft(request, poll_id)
    question = get_object_or_404(poll.questions, key=key)
    context = {
        "heading": _("Take this question out?"),
        "says": _("Its words and its options are deleted. Nothing else of the draft changes."),
        "button": _("Take it out"),
    }
    return _after_asking(
        request, poll, asking.remove_question, context, {"question": question}
    ) or redirect("set_up_poll", poll.pk)


@login_required
def delete_draft(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A draft thrown away, after asking."""
    poll = _draft(request, poll_id)
    context = {
        "heading": _("Throw this draft away?"),
        "says": _("All that you wrote for it is deleted. Nobody has voted in it."),
        "button": _("Throw the draft away"),
    }
    slug = poll.round.slug
    return _after_asking(request, poll, drafting.delete_draft, context, {"poll": poll}) or redirect(
        "round_detail", slug
    )


def _after_asking(
    request: UserRequest,
    poll: Poll,
    act: Callable[..., object],
    context: Mapping[str, str],
    about: Mapping[str, Any],
) -> HttpResponse | None:
    """A page that asks first; None once it is done."""
    form = SureForm(_sent(request))
    if form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **about)
        except DraftRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Done."))
            return None
    status = 422 if form.errors else 200
    return page(
        request,
        "priorities/after_asking.html",
        {"poll": poll, "form": form, **context},
        status=status,
    )


def _options(request: UserRequest, poll: Poll, question: Question) -> HttpResponse:
    """What people can choose: proposals ticked, and options in words."""
    form = ProposalsForm(_sent(request), question=question)
    if form.is_valid():
        try:
            asking.offer_proposals(
                by=request.user,
                question=question,
                proposals=list(form.cleaned_data["proposals"]),
                at=timezone.now(),
            )
        except DraftRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("set_up_step", poll.pk, f"{question.key}-options")
    context = {
        "poll": poll,
        "form": form,
        "question": question,
        "options": list(question.options.select_related("proposal")),
        "left_off": not_offered(poll).count(),
    }
    status = 422 if form.errors else 200
    return page(request, "priorities/set_up_options.html", context, status=status)


@login_required
def add_option(request: UserRequest, poll_id: UUID, key: str) -> HttpResponse:
    """A new option in words."""
    poll = _draft(request, poll_id)
    question = get_object_or_404(poll.questions, key=key)
    return _option(request, question, None)


@login_required
def edit_option(request: UserRequest, poll_id: UUID, key: str, option_id: int) -> HttpResponse:
    """Other words for an option."""
    poll = _draft(request, poll_id)
    question = get_object_or_404(poll.questions, key=key)
    return _option(request, question, get_object_or_404(question.options, pk=option_id))


def _option(request: UserRequest, question: Question, option: Option | None) -> HttpResponse:
    form = OptionForm.of(question, option, _sent(request))
    if form.is_valid():
        facts = {"by": request.user, "at": timezone.now(), **form.cleaned_data}
        try:
            if option:
                asking.change_option(option=option, **facts)
            else:
                asking.offer_option(question=question, **facts)
        except DraftRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("set_up_step", question.poll_id, f"{question.key}-options")
    context = {"poll": question.poll, "question": question, "form": form, "option": option}
    status = 422 if form.errors else 200
    return page(request, "priorities/edit_option.html", context, status=status)


@login_required
def place_option(request: UserRequest, poll_id: UUID, key: str, option_id: int) -> HttpResponse:
    """An option moved up or down, or taken off."""
    poll = _draft(request, poll_id)
    question = get_object_or_404(poll.questions, key=key)
    option: Option = get_object_or_404(question.options, pk=option_id)
    if request.method == "POST":
        facts: dict[str, Any] = {"by": request.user, "option": option, "at": timezone.now()}
        match request.POST.get("move"):
            case "up" | "down" as way:
                asking.move_option(up=way == "up", **facts)
            case "off":
                asking.remove_option(**facts)
                messages.success(request, _("It is taken off the ballot."))
    return redirect("set_up_step", poll.pk, f"{key}-options")


# --- Materials ------------------------------------------------------------------------------------


@login_required
def set_up_materials(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Files and links for people who read, watch or listen in another way."""
    poll = _draft(request, poll_id)
    form = MaterialForm(_sent(request), request.FILES or None, council=poll.round.council)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        file = facts.pop("file")
        try:
            materials.add_material(
                by=request.user,
                poll=poll,
                file=file.read() if file else None,
                at=timezone.now(),
                **facts,
            )
        except DraftRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is added."))
            return redirect("set_up_materials", poll.pk)
    there = list(poll.materials.defer("file"))
    context = {"poll": poll, "form": form, "materials": there}
    status = 422 if form.errors else 200
    return page(request, "priorities/set_up_materials.html", context, status=status)


@login_required
def remove_material(request: UserRequest, poll_id: UUID, material_id: int) -> HttpResponse:
    """One taken away again."""
    poll = _draft(request, poll_id)
    if request.method == "POST":
        material = get_object_or_404(poll.materials.defer("file"), pk=material_id)
        materials.remove_material(by=request.user, material=material, at=timezone.now())
        messages.success(request, _("It is taken away."))
    return redirect("set_up_materials", poll.pk)


# --- Trying it out --------------------------------------------------------------------------------


@login_required
def preview_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """The ballot paper as a resident sees it on a phone. What is chosen here is checked as theirs
    is, told in words, and kept nowhere.
    """
    poll = _draft(request, poll_id)
    definition = definition_of(poll, lot=b"", at=timezone.now())
    form = paper_sent(definition, _sent(request))
    answers = definition.answers(form.choices) if form.is_valid() else []
    context = {"poll": poll, "definition": definition, "form": form, "answers": answers}
    status = 422 if form.errors else 200
    return page(request, "priorities/preview_poll.html", context, status=status)


@login_required
def rehearse_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A count of made-up voters' ballots, by the rules of the draft. Nothing of it is kept."""
    poll = _draft(request, poll_id)
    form = RehearsalForm(_sent(request))
    counted = None
    if form.is_valid():
        definition = definition_of(poll, lot=secrets.token_bytes(32), at=timezone.now())
        try:
            counted = rehearse(definition, form.cleaned_data["voters"], secrets.SystemRandom())
        except (PaperFaulty, NotCountable):
            form.add_error(None, _("The draft is not complete yet. Finish its steps first."))
    context = {"poll": poll, "form": form, "counted": counted}
    status = 422 if form.errors else 200
    return page(request, "priorities/rehearse_poll.html", context, status=status)


def _sent(request: UserRequest) -> QueryDict | None:
    """What was posted, also where it is nothing; None where a page is only asked for."""
    return request.POST if request.method == "POST" else None


def _draft(request: UserRequest, poll_id: UUID) -> Poll:
    """A draft of this council that the reader may change; a poll that has opened is none."""
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    poll = get_object_or_404(polls, pk=poll_id, state=Poll.State.DRAFT)
    require(may_edit_draft(request.user, poll))
    return poll
