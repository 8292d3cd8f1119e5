"""The pages of ballot papers: a poll's papers, issuing and printing them, handing them out, typing
them in, and accounting for them.

What is marked on a paper travels in the body of a POST and nowhere else, as what is cast online.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.forms import Form
from coopservices.languages import say
from coopservices.pages import page
from coopservices.permissions import require
from participation.models import UserRequest
from priorities.engines.sealing.paper import SerialUnreadable
from priorities.engines.voting.ballot_paper import ChoiceRefused
from priorities.engines.voting.paper_order import letter_of_order
from priorities.paper_ballots.actions import desk, issuing, reconciling, typing
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.forms import (
    HandOutForCodeForm,
    HandOutForm,
    IssueForm,
    PrintForm,
    ReconcileForm,
    SerialForm,
    TypedForm,
)
from priorities.paper_ballots.models import PaperBallot, PaperBatch
from priorities.paper_ballots.permissions import (
    may_hand_out_papers,
    may_issue_papers,
    may_see_papers,
    may_type_paper,
    may_type_papers,
)
from priorities.paper_ballots.queries.papers import (
    batch_now,
    batches_now,
    differing_papers,
    order_of,
    paper_of,
    polls_at_desk,
    serial_of,
)
from priorities.paper_ballots.queries.printing import printed_papers
from priorities.paper_ballots.queries.typed import in_words, problem_with_typing, typed_by_turn
from priorities.polls.models import Poll
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import OpenedPoll, opened_poll
from priorities.voting_codes.queries import takes_codes


@login_required
def at_desk(request: UserRequest) -> HttpResponse:
    """The votes in which somebody at a desk has something to do."""
    require(may_see_papers(request.user, request.council))
    polls = polls_at_desk(request.council, timezone.now())
    return page(request, "priorities/at_desk.html", {"polls": polls})


@login_required
def papers(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """The papers of a poll: each batch as it stands, and what can be done next."""
    poll = _poll(request, poll_id)
    user = request.user
    context = {
        "poll": poll,
        "opened": opened_poll(poll.pk),
        "batches": batches_now(poll),
        "differing": differing_papers(poll),
        "may_issue": poll.is_open and may_issue_papers(user, poll),
        "may_hand_out": poll.is_open and may_hand_out_papers(user, poll),
        "may_type": not poll.has_result and may_type_papers(user, poll),
        "may_reconcile": poll.is_closed and not poll.has_result and may_issue_papers(user, poll),
    }
    return page(request, "priorities/papers.html", context)


@login_required
def issue_papers(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A batch of papers for a place."""
    poll = _poll(request, poll_id)
    require(may_issue_papers(request.user, poll))
    form = IssueForm(
        request.POST if request.method == "POST" else None, constituencies=_apart(poll)
    )
    if form.is_valid():
        try:
            batch = issuing.issue_papers(
                by=request.user, poll=poll, at=timezone.now(), **form.cleaned_data
            )
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The papers are issued. Print them now."))
            return redirect("print_papers", poll_id, batch.number)
    return _form_page(request, "priorities/issue_papers.html", form, {"poll": poll})


@never_cache
@login_required
def print_papers(request: UserRequest, poll_id: UUID, number: int) -> HttpResponse:
    """A batch as a document to print."""
    poll = _poll(request, poll_id)
    require(may_issue_papers(request.user, poll))
    batch = _batch(poll, number)
    form = PrintForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        how = form.cleaned_data
        try:
            issuing.print_papers(by=request.user, batch=batch, at=timezone.now(), **how)
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            name = f"papers-{number}-{how['language']}.pdf"
            return HttpResponse(
                printed_papers(batch, **how),
                content_type="application/pdf",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    return _form_page(request, "priorities/print_papers.html", form, {"poll": poll, "batch": batch})


@never_cache
@sensitive_post_parameters()
@login_required
def hand_out_paper(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """One paper for one person who shows who they are."""
    poll = _poll(request, poll_id)
    require(may_hand_out_papers(request.user, poll))
    form = HandOutForm(
        request.POST if request.method == "POST" else None, constituencies=_apart(poll)
    )
    if form.is_valid() and (paper := _paper_typed(poll, form)):
        try:
            desk.hand_out_paper(by=request.user, paper=paper, person=form.person, at=timezone.now())
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The paper is theirs. Hand it over."))
            return redirect("hand_out_paper", poll_id)
    context = {"poll": poll, "takes_codes": takes_codes(poll)}
    return _form_page(request, "priorities/hand_out_paper.html", form, context)


@never_cache
@sensitive_post_parameters()
@login_required
def hand_out_paper_for_code(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """One paper for whoever brings a letter with a code."""
    poll = _poll(request, poll_id)
    require(may_hand_out_papers(request.user, poll))
    form = HandOutForCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (paper := _paper_typed(poll, form)):
        try:
            desk.hand_out_paper_for_code(
                by=request.user, paper=paper, code=form.cleaned_data["code"], at=timezone.now()
            )
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The paper is theirs. Hand it over."))
            return redirect("hand_out_paper_for_code", poll_id)
    return _form_page(request, "priorities/hand_out_paper_for_code.html", form, {"poll": poll})


@login_required
def take_back_paper(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A paper that was spoiled or lost, so that its holder may have another."""
    poll = _poll(request, poll_id)
    require(may_hand_out_papers(request.user, poll))
    form = SerialForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (paper := _paper_typed(poll, form)):
        try:
            desk.take_back_paper(by=request.user, paper=paper, at=timezone.now())
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("That paper counts no more. Give them another."))
            return redirect("hand_out_paper", poll_id)
    return _form_page(request, "priorities/take_back_paper.html", form, {"poll": poll})


@login_required
def find_paper(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Which paper is typed in next."""
    poll = _poll(request, poll_id)
    require(may_type_papers(request.user, poll))
    form = SerialForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (paper := _paper_typed(poll, form)):
        if problem := problem_with_typing(paper, request.user):
            form.add_error("serial", problem)
        else:
            return redirect("type_paper", poll_id, *paper.which)
    return _form_page(request, "priorities/find_paper.html", form, {"poll": poll})


@never_cache
@sensitive_post_parameters()
@login_required
def type_paper(request: UserRequest, poll_id: UUID, batch: int, number: int) -> HttpResponse:
    """What is marked on a paper; nothing of what somebody else typed is shown."""
    poll = _poll(request, poll_id)
    paper = _paper(poll, batch, number)
    require(may_type_paper(request.user, paper))
    opened = opened_poll(poll.pk)
    form = _typed_form(request, paper, opened)
    if form.is_valid():
        try:
            paper = typing.type_paper(
                by=request.user,
                paper=paper,
                choices=form.choices,
                spoiled=form.spoiled,
                at=timezone.now(),
            )
        except (PaperRefused, ChoiceRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _AFTER_TYPING[PaperBallot.State(paper.state)]())
            return redirect("find_paper", poll_id)
    return _form_page(request, "priorities/type_paper.html", form, _about(poll, paper, opened))


@never_cache
@sensitive_post_parameters()
@login_required
def settle_paper(request: UserRequest, poll_id: UUID, batch: int, number: int) -> HttpResponse:
    """What two people typed side by side, for whoever looks at the paper again."""
    poll = _poll(request, poll_id)
    paper = _paper(poll, batch, number)
    require(may_type_paper(request.user, paper))
    if not paper.differs:
        return redirect("papers", poll_id)
    opened = opened_poll(poll.pk)
    typed = typed_by_turn(voting_key(opened), paper)
    right = typed.get(request.POST.get("right", ""))
    form = _typed_form(request, paper, opened, is_sent=right is None)
    if right or form.is_valid():
        choices = right.get("q", {}) if right else form.choices
        spoiled = right.get("spoiled", "") if right else form.spoiled
        try:
            typing.settle_paper(
                by=request.user,
                paper=paper,
                choices=choices,
                spoiled=spoiled,
                at=timezone.now(),
            )
        except (PaperRefused, ChoiceRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The paper is settled."))
            return redirect("papers", poll_id)
    both = [in_words(each, opened.definition) for each in typed.values()]
    return _form_page(
        request,
        "priorities/settle_paper.html",
        form,
        {**_about(poll, paper, opened), "both": both},
    )


@login_required
def reconcile_papers(request: UserRequest, poll_id: UUID, number: int) -> HttpResponse:
    """What became of every paper of a batch."""
    poll = _poll(request, poll_id)
    require(may_issue_papers(request.user, poll))
    batch = _batch(poll, number)
    first = {"unused": batch.unused, "explanation": batch.explanation}
    form = ReconcileForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            reconciling.reconcile_papers(
                by=request.user, batch=batch, at=timezone.now(), **form.cleaned_data
            )
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Every paper of this batch is accounted for."))
            return redirect("papers", poll_id)
    context = {"poll": poll, "now": batch_now(batch)}
    return _form_page(request, "priorities/reconcile_papers.html", form, context)


_AFTER_TYPING = {
    PaperBallot.State.TYPED: lambda: _("Kept. Another person types this paper again."),
    PaperBallot.State.DIFFERS: lambda: _(
        "Kept. The first person typed it differently: one of you looks at the paper again."
    ),
    PaperBallot.State.COUNTED: lambda: _("Kept. Both of you typed the same."),
    PaperBallot.State.SPOILED: lambda: _("Kept. Both of you say that it cannot be counted."),
}


def _poll(request: UserRequest, poll_id: UUID) -> Poll:
    """A poll that opened here, for whoever has to do with papers."""
    require(may_see_papers(request.user, request.council))
    polls = Poll.objects.of(request.council).published().filter(imported_from="")
    return get_object_or_404(polls.with_result(), pk=poll_id)


def _apart(poll: Poll) -> tuple[str, ...]:
    """The constituencies that a poll counts apart."""
    return opened_poll(poll.pk).definition.constituencies


def _batch(poll: Poll, number: int) -> PaperBatch:
    batches = PaperBatch.objects.select_related("poll__round__council")
    return get_object_or_404(batches, poll=poll, number=number)


def _paper(poll: Poll, batch: int, number: int) -> PaperBallot:
    papers = PaperBallot.objects.select_related("batch__poll__round__council")
    return get_object_or_404(papers, batch__poll=poll, batch__number=batch, number=number)


def _paper_typed(poll: Poll, form: Form) -> PaperBallot | None:
    """The paper whose serial number was typed; None, and the form says why, if there is none."""
    try:
        return paper_of(voting_key(opened_poll(poll.pk)), poll, form.cleaned_data["serial"])
    except SerialUnreadable as problem:
        form.add_error("serial", say(problem))
    except PaperBallot.DoesNotExist:
        form.add_error("serial", _("No paper of this vote has this number. Compare it again."))
    return None


def _typed_form(
    request: UserRequest, paper: PaperBallot, opened: OpenedPoll, *, is_sent: bool = True
) -> TypedForm:
    """The form for what is marked on a paper, with the options in the order of the paper."""
    definition = opened.definition.as_printed(order_of(paper.which, opened.definition))
    if is_sent and request.method == "POST":
        return TypedForm(definition, request.POST)
    return TypedForm(definition)


def _about(poll: Poll, paper: PaperBallot, opened: OpenedPoll) -> dict[str, object]:
    orders, order = opened.definition.printed_orders, order_of(paper.which, opened.definition)
    return {
        "poll": poll,
        "paper": paper,
        "serial": serial_of(voting_key(opened), paper),
        "order": letter_of_order(order) if orders > 1 else "",
    }


def _form_page(
    request: UserRequest, name: str, form: Form, context: dict[str, object]
) -> HttpResponse:
    status = 422 if form.errors else 200
    return page(request, name, {"form": form, **context}, status=status)
