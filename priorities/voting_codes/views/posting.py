"""An officer's pages of letters that GOV.UK Notify posts: which ones, a look before they go, and
stopping what has not gone yet.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from participation.models import UserRequest
from priorities.engines.sealed_addresses import AddressDamaged
from priorities.polls.models import Poll
from priorities.voting_codes.actions import posting as actions
from priorities.voting_codes.actions.codes import CodesRefused
from priorities.voting_codes.forms import PostForm
from priorities.voting_codes.models import CodeBatch, PostedLetter, Posting
from priorities.voting_codes.permissions import may_post_letters
from priorities.voting_codes.queries import letter_to_check


@never_cache
@login_required
@sensitive_variables()
def post_codes(request: UserRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """Which letters, and their addresses; nothing goes yet."""
    batch = _batch(request, poll_id, batch_id)
    require(batch.is_made)
    is_sent = request.method == "POST"
    form = PostForm(*((request.POST, request.FILES) if is_sent else ()), batch=batch)
    if form.is_valid():
        try:
            posting = actions.prepare_posting(
                by=request.user, batch=batch, at=timezone.now(), **form.cleaned_data
            )
        except CodesRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("confirm_code_posting", poll_id, batch_id, posting.pk)
    context = {"form": form, "poll": batch.poll, "batch": batch}
    return page(request, "priorities/post_codes.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@shown_again
def confirm_code_posting(
    request: UserRequest, poll_id: UUID, batch_id: UUID, posting_id: UUID
) -> HttpResponse:
    """What will be posted, and what that means; then it goes."""
    posting = _posting(request, poll_id, batch_id, posting_id)
    if posting.confirmed_at:
        return redirect("code_batch", poll_id, batch_id)
    try:
        letter = letter_to_check(posting)
    except AddressDamaged:
        messages.error(request, str(PostedLetter.Refusal.DAMAGED.label))
        return redirect("code_batch", poll_id, batch_id)
    problem = ""
    if request.method == "POST":
        try:
            actions.confirm_posting(by=request.user, posting=posting, at=timezone.now())
        except CodesRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(
                request,
                _("The letters go to GOV.UK Notify one by one: this page says how far they are."),
            )
            return redirect("code_batch", poll_id, batch_id)
    context = {
        "poll": posting.batch.poll,
        "batch": posting.batch,
        "posting": posting,
        "letter": letter,
        "problem": problem,
    }
    status = 422 if problem else 200
    return page(request, "priorities/confirm_code_posting.html", context, status=status)


@never_cache
@login_required
def stop_code_posting(
    request: UserRequest, poll_id: UUID, batch_id: UUID, posting_id: UUID
) -> HttpResponse:
    """What has not been handed over yet goes no more, after a page that asks."""
    posting = _posting(request, poll_id, batch_id, posting_id)
    if request.method == "POST":
        actions.stop_posting(by=request.user, posting=posting, at=timezone.now())
        messages.success(request, _("No more of these letters will be posted."))
        return redirect("code_batch", poll_id, batch_id)
    waiting = posting.posted_letters.waiting().count()
    context = {
        "poll": posting.batch.poll,
        "batch": posting.batch,
        "posting": posting,
        "waiting": waiting,
    }
    return page(request, "priorities/stop_code_posting.html", context)


def _batch(request: UserRequest, poll_id: UUID, batch_id: UUID) -> CodeBatch:
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    poll = get_object_or_404(polls, pk=poll_id)
    require(may_post_letters(request.user, poll))
    batch = get_object_or_404(poll.code_batches.select_related("area"), pk=batch_id)
    batch.poll = poll
    return batch


def _posting(request: UserRequest, poll_id: UUID, batch_id: UUID, posting_id: UUID) -> Posting:
    batch = _batch(request, poll_id, batch_id)
    posting = get_object_or_404(batch.postings, pk=posting_id)
    posting.batch = batch
    return posting
