"""The pages of a vote: what it is, the choices, checking them, casting, and taking the ballot out
again.

A choice travels in the body of a POST and nowhere else: not in an address, a session, a cache or a
log.
"""

import hashlib
import secrets
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.languages import say
from coopservices.pages import page
from participation.electors.actions import RegistrationRefused, register_elector
from participation.electors.queries import Voter, voter_of
from participation.models import CouncilRequest, UserRequest
from priorities.ballots.actions import casting
from priorities.ballots.actions.casting import BallotRefused, VotingClosed
from priorities.ballots.forms import BallotForm, ChoicesForm, receipt_secret_in
from priorities.ballots.queries.voting import poll_now
from priorities.engines.sealing.receipts import SECRET_SIZE, ReceiptUnreadable, decode, encode
from priorities.engines.voting.ballot_paper import ChoiceRefused
from priorities.engines.voting.submission import read_submission
from priorities.polls.models import Material, Poll
from priorities.polls.queries.polls import OpenedPoll, opened_poll


def vote(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """What the vote is about, until when, how it is protected, and the way in or what
    is missing.
    """
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    poll = get_object_or_404(polls, pk=poll_id)
    if poll.is_draft:
        return redirect("set_up_poll", poll_id)
    return page(
        request,
        "priorities/vote.html",
        {"now": poll_now(poll, request.user, timezone.now()), "poll": poll},
    )


def material(request: CouncilRequest, poll_id: UUID, sha256: str) -> HttpResponse:
    """A file for voters by its fingerprint, which is frozen with the poll; 404 where the file is
    another by now.
    """
    polls = Poll.objects.of(request.council).visible_to(request.user)
    kept = Material.objects.filter(poll__in=polls, poll=poll_id, file__isnull=False, sha256=sha256)
    found = kept.first()
    file = bytes(found.file or b"") if found else b""
    if found is None or hashlib.sha256(file).hexdigest() != sha256:
        raise Http404
    ending = {"application/pdf": "pdf", "audio/mpeg": "mp3"}[found.file_type]
    name = f"{found.kind}-{found.pk}.{ending}"
    return HttpResponse(
        file,
        content_type=found.file_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@sensitive_post_parameters()
@login_required
def choose(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """The ballot paper while voting is open; coming back from the check, with the choices still on
    it.
    """
    opened = _opened(request, poll_id)
    if not Poll.objects.taking_ballots(timezone.now()).filter(pk=poll_id).exists():
        return redirect("vote", poll_id)
    try:
        before = read_submission(opened.paper, request.POST.get("ballot", "")).choices
    except ChoiceRefused:
        before = {}
    return _paper(request, opened, ChoicesForm(opened.definition, before=before))


@never_cache
@sensitive_post_parameters()
@login_required
def check_choices(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """The choices in words, to change or to cast. Whoever comes here is, or becomes, an elector."""
    opened = _opened(request, poll_id)
    if request.method != "POST":
        return redirect("choose", poll_id)
    form = ChoicesForm(opened.definition, request.POST)
    if not form.is_valid():
        return _paper(request, opened, form, status=422)
    try:
        register_elector(by=request.user, council=request.council)
    except RegistrationRefused as refusal:
        return _not_cast(request, opened, refusal)
    ballot = BallotForm.of(form.choices, secrets.token_bytes(SECRET_SIZE))
    answers = opened.definition.answers(form.choices)
    return page(
        request,
        "priorities/check_choices.html",
        {"poll": opened, "ballot": ballot, "answers": answers},
    )


@never_cache
@sensitive_post_parameters()
@login_required
def cast_ballot(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Cast, and only then say what is held and give the code."""
    opened = _opened(request, poll_id)
    if request.method != "POST":
        return redirect("choose", poll_id)
    try:
        choices = read_submission(opened.paper, request.POST.get("ballot", "")).choices
        secret = receipt_secret_in(request.POST.get("receipt_secret", ""))
        held = casting.cast_ballot(
            voter=_voter(request), poll=opened, choices=choices, receipt_secret=secret
        )
    except ChoiceRefused as refusal:
        return _not_cast(request, opened, refusal, status=422)
    except (BallotRefused, RegistrationRefused, VotingClosed) as refusal:
        return _not_cast(request, opened, refusal)
    return page(request, "priorities/cast_ballot.html", {"poll": opened, "held": held})


@never_cache
@sensitive_post_parameters()
def save_receipt(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """The code that was just given, sent back as a file to keep; it stays nowhere here."""
    opened = _opened(request, poll_id)
    if request.method != "POST":
        return redirect("vote", poll_id)
    try:
        code = encode(decode(request.POST.get("code", "")))
    except ReceiptUnreadable as problem:
        raise BadRequest(say(problem)) from problem
    there = request.build_absolute_uri(reverse("check_receipt", args=[poll_id]))
    lines = [
        say(opened.definition.title),
        "",
        _("Your code: %(code)s") % {"code": code},
        _("Look it up at: %(address)s") % {"address": there},
    ]
    return HttpResponse(
        "\n".join([*lines, ""]),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="code-{poll_id.hex[:8]}.txt"'},
    )


@never_cache
@login_required
def withdraw_ballot(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Take the ballot out again, after asking. The answer is a page: a message would wait in the
    session.
    """
    opened = _opened(request, poll_id)
    if request.method != "POST":
        return page(request, "priorities/withdraw_ballot.html", {"poll": opened})
    try:
        was_there = casting.withdraw_ballot(voter=_voter(request), poll=opened)
    except (BallotRefused, RegistrationRefused, VotingClosed) as refusal:
        return _not_cast(request, opened, refusal)
    return page(
        request, "priorities/ballot_withdrawn.html", {"poll": opened, "was_there": was_there}
    )


def _voter(request: UserRequest) -> Voter:
    """The elector that somebody signed in is, or becomes by voting for the first time here. Raises
    RegistrationRefused, and PermissionDenied where their role does not vote.
    """
    known = voter_of(request.user, request.council.pk)
    return known or register_elector(by=request.user, council=request.council)


def _opened(request: CouncilRequest | UserRequest, poll_id: UUID) -> OpenedPoll:
    """The poll as it was frozen, asked of the database once in a process; 404 for a draft or
    another council's.
    """
    try:
        opened = opened_poll(poll_id)
    except Poll.DoesNotExist as problem:
        raise Http404 from problem
    if opened.council_id != request.council.pk:
        raise Http404
    return opened


def _paper(
    request: UserRequest, opened: OpenedPoll, form: ChoicesForm, *, status: int = 200
) -> HttpResponse:
    return page(request, "priorities/choose.html", {"poll": opened, "form": form}, status=status)


def _not_cast(
    request: UserRequest, opened: OpenedPoll, refusal: Exception, *, status: int = 409
) -> HttpResponse:
    return page(
        request,
        "priorities/not_cast.html",
        {"poll": opened, "refusal": say(refusal)},
        status=status,
    )
