"""The pages of a vote: what it is, the choices, checking them, showing that one may vote, casting,
and taking the ballot out again.

A choice travels in the body of a POST and nowhere else: not in an address, a session, a cache or a
log.
"""

import hashlib
import secrets
import time
from datetime import date
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.languages import say
from coopservices.pages import page
from coopservices.sentences import Sentence
from participation.details.actions import PostcodeUnknown, declare_postcode
from participation.electors.actions import RegistrationRefused, register_elector
from participation.electors.queries import Voter, voter_of
from participation.engines.emailed_codes import EMAILED, MINUTES, EmailedCode, Outcome, why_not
from participation.engines.proofs import PROOFS, REGISTER
from participation.engines.voter_registers.columns import Match
from participation.memberships.actions import CodeNotSent, send_code, sign_in
from participation.models import Council, CouncilRequest, User, UserRequest
from priorities.ballots.actions import casting
from priorities.ballots.actions.casting import BallotRefused, VotingClosed
from priorities.ballots.forms import (
    WORK_OUT,
    AddressForm,
    BallotForm,
    ChoicesForm,
    EmailedCodeForm,
    PostcodeForm,
    receipt_secret_in,
    seed_in,
    seed_sent,
)
from priorities.ballots.queries.identities import (
    as_shown_now,
    sign_in_for,
    what_is_missing_now,
    why_no_identity,
)
from priorities.ballots.queries.voting import PollNow, poll_now
from priorities.engines.booth import BY_CODE, BY_REGISTER, HeldCode, HeldListing
from priorities.engines.sealing.receipts import SECRET_SIZE, ReceiptUnreadable, decode, encode
from priorities.engines.voting.ballot_paper import Choice, ChoiceRefused
from priorities.engines.voting.entitlement import Way, asks_identity, ways_to_show, what_is_missing
from priorities.engines.voting.submission import read_submission
from priorities.listed_voters.actions import DETAILS_REFUSALS, DetailsPaused, enter_details
from priorities.listed_voters.forms import ListedVoterForm
from priorities.listed_voters.queries import details_asked, is_off_register, listed_holder_of
from priorities.polls.models import Material, Poll
from priorities.polls.queries.lost_polls import lost_poll_opened_at
from priorities.polls.queries.polls import OpenedPoll, opened_poll
from priorities.voting_codes.actions.codes import CODE_REFUSALS, CodesPaused, enter_code
from priorities.voting_codes.forms import VotingCodeForm
from priorities.voting_codes.queries import Holder, holder_of


def vote(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """What the vote is about, until when, how it is protected, and the way in or what
    is missing.
    """
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    poll = polls.filter(pk=poll_id).first()
    if poll is None:
        return _lost(request, poll_id)
    if poll.is_draft:
        return redirect("set_up_poll", poll_id)
    return page(
        request,
        "priorities/vote.html",
        {"now": _now(request, poll), "poll": poll},
    )


def _lost(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """What became of a poll that a restore of the platform lost; 404 for any other."""
    opened_at = lost_poll_opened_at(poll_id, request.council)
    if opened_at is None:
        raise Http404
    return page(request, "priorities/lost_poll.html", {"opened_at": opened_at}, status=410)


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
def choose(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """The ballot paper while voting is open; with the choices still on it, coming back from the
    check, or to work out what is left.
    """
    opened = _opened(request, poll_id)
    if not _takes_ballots(opened):
        return redirect("vote", poll_id)
    if WORK_OUT in request.POST:
        return _worked_out(request, opened)
    if request.method != "POST" and _comes_too_early(request, opened):
        return redirect("vote", poll_id)
    try:
        before = read_submission(opened.paper, request.POST.get("ballot", "")).choices
    except ChoiceRefused:
        before = {}
    form = ChoicesForm(opened.definition, seed=seed_in(request.POST), before=before)
    return _paper(request, opened, form)


@never_cache
@sensitive_post_parameters()
def check_choices(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """The choices in words, to change or to cast. Whoever comes here is, or becomes, an elector, or
    shows here that they may vote.
    """
    opened = _opened(request, poll_id)
    if request.method != "POST":
        return redirect("choose", poll_id)
    if WORK_OUT in request.POST:
        return _worked_out(request, opened)
    form = ChoicesForm(opened.definition, request.POST, seed=seed_in(request.POST))
    if not form.is_valid():
        return _paper(request, opened, form, status=422)
    return _check(request, opened, form.choices)


@never_cache
@sensitive_post_parameters()
def cast_ballot(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """Cast, and only then say what is held and give the code."""
    opened = _opened(request, poll_id)
    if request.method != "POST":
        return redirect("choose", poll_id)
    try:
        choices = read_submission(opened.paper, request.POST.get("ballot", "")).choices
        holder = _holder(request, opened)
        if holder is None:
            return _prove(request, opened, choices)
        if holder.voter is None:
            return page(request, "priorities/test_cast.html", {"poll": opened})
        secret = receipt_secret_in(request.POST.get("receipt_secret", ""))
        held = casting.cast_ballot(
            voter=holder.voter,
            poll=opened,
            choices=choices,
            receipt_secret=secret,
            account=_account(request),
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
def withdraw_ballot(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """Take the ballot out again, after asking. The answer is a page: a message would wait in the
    session.
    """
    opened = _opened(request, poll_id)
    try:
        holder = _holder(request, opened) if request.method == "POST" else _came_in(request, opened)
        if holder is None and not request.user.is_authenticated:
            if not _takes_ballots(opened):  # and the code that they came with is forgotten
                raise VotingClosed  # noqa: TRY301 (told as whoever is refused by the box is)
            return redirect_to_login(request.get_full_path())
        if request.method != "POST":
            return page(request, "priorities/withdraw_ballot.html", {"poll": opened})
        voter = holder.voter if holder else None
        was_there = voter is not None and casting.withdraw_ballot(
            voter=voter, poll=opened, account=_account(request)
        )
    except (BallotRefused, RegistrationRefused, VotingClosed) as refusal:
        return _not_cast(request, opened, refusal)
    return page(
        request, "priorities/ballot_withdrawn.html", {"poll": opened, "was_there": was_there}
    )


# --- Showing that one may vote, with the choices made so far in the body of each form -------------


@never_cache
@sensitive_post_parameters()
def prove_code(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """A code that the council sent."""
    opened, choices = _under_way(request, poll_id)
    form = VotingCodeForm(request.POST)
    if choices is None:
        return redirect("choose", poll_id)
    if not form.is_valid():
        return _prove(request, opened, choices, code=form)
    try:
        redeemed = enter_code(
            session=request.session,
            network=get_ip(request),
            council=request.council,
            typed=form.cleaned_data["code"],
            poll=poll_id,
            at=timezone.now(),
        )
    except CODE_REFUSALS as refusal:
        form.refuse_code(refusal)
        status = 429 if isinstance(refusal, CodesPaused) else 422
        return _prove(request, opened, choices, code=form, status=status)
    return _check(request, opened, choices, used_on=redeemed.used_on)


@never_cache
@sensitive_post_parameters()
def prove_register(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """Details by which somebody is found on a register of the council."""
    opened, choices = _under_way(request, poll_id)
    matches = details_asked(opened.definition, opened.council_id)
    if choices is None or not matches:
        return redirect("choose", poll_id)
    form = ListedVoterForm(request.POST, matches=matches)
    if not form.is_valid():
        return _prove(request, opened, choices, listed=form)
    try:
        enter_details(
            by=request.user if isinstance(request.user, User) else None,
            session=request.session,
            network=get_ip(request),
            council=request.council,
            poll=poll_id,
            details=form.details,
            at=timezone.now(),
        )
    except DETAILS_REFUSALS as refusal:
        form.refuse_details(refusal)
        status = 429 if isinstance(refusal, DetailsPaused) else 422
        return _prove(request, opened, choices, listed=form, status=status)
    except RegistrationRefused as refusal:
        return _not_cast(request, opened, refusal)
    return _check(request, opened, choices)


@never_cache
@sensitive_post_parameters()
def prove_address(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """An e-mail address, to which another kind of code is sent."""
    opened, choices = _under_way(request, poll_id)
    form = AddressForm(request.POST)
    if choices is None or request.user.is_authenticated:
        return redirect("choose", poll_id)
    if not form.is_valid():
        return _prove(request, opened, choices, address=form)
    code = EmailedCode(form.cleaned_data["email"], get_adapter().generate_login_code(), time.time())
    try:
        send_code(request=request, code=code)
    except CodeNotSent as problem:
        form.add_error("email", str(problem))
        return _prove(request, opened, choices, address=form)
    return _ask_for_emailed_code(request, opened, choices, EmailedCodeForm(), code)


@never_cache
@sensitive_post_parameters()
def prove_emailed_code(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """The code that was sent; with the right one the person is signed in and goes on."""
    opened, choices = _under_way(request, poll_id)
    sent = EmailedCode.read(request.session.get(EMAILED))
    if choices is None:
        return redirect("choose", poll_id)
    if sent is None or request.user.is_authenticated:
        return _check(request, opened, choices)
    form = EmailedCodeForm(request.POST)
    if form.is_valid():
        outcome, sent = sent.tried(form.cleaned_data["emailed_code"], time.time())
        if outcome is Outcome.RIGHT:
            way_on = reverse("choose", args=[poll_id])
            response = sign_in(request=request, code=sent, way_on=way_on, at=timezone.now())
            is_in = request.user.is_authenticated
            return _check(request, opened, choices) if is_in else response
        request.session[EMAILED] = sent.facts
        form.add_error("emailed_code", say(why_not(outcome, sent)))
    return _ask_for_emailed_code(request, opened, choices, form, sent)


@never_cache
@sensitive_post_parameters()
@login_required
def prove_postcode(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Where somebody lives who has signed in."""
    opened, choices = _under_way(request, poll_id)
    form = PostcodeForm(request.POST)
    if choices is None:
        return redirect("choose", poll_id)
    if form.is_valid():
        postcode = form.cleaned_data["postcode"]
        try:
            declare_postcode(
                by=request.user, council=request.council, postcode=postcode, at=timezone.now()
            )
        except PostcodeUnknown as problem:
            form.add_error("postcode", str(problem))
        else:
            return _check(request, opened, choices)
    return _prove(request, opened, choices, postcode=form)


def _under_way(
    request: CouncilRequest | UserRequest, poll_id: UUID
) -> tuple[OpenedPoll, dict[str, Choice] | None]:
    """The poll, and the choices in the body of a form; None where there are none that can be
    cast.
    """
    opened = _opened(request, poll_id)
    try:
        return opened, read_submission(opened.paper, request.POST.get("ballot", "")).choices
    except ChoiceRefused:
        return opened, None


def _check(
    request: CouncilRequest | UserRequest,
    opened: OpenedPoll,
    choices: dict[str, Choice],
    *,
    used_on: date | None = None,
) -> HttpResponse:
    """The choices in words, to cast them; or how to show that one may. What drew the order of their
    paper goes with them, for whoever goes back to it.
    """
    try:
        holder = _holder(request, opened, registers=True)
    except RegistrationRefused as refusal:
        return _not_cast(request, opened, refusal)
    if holder is None or (holder.voter and _missing(request, opened, holder.voter)):
        return _prove(request, opened, choices)
    if not _takes_ballots(opened):  # they may have read their letter for long
        return _not_cast(request, opened, VotingClosed())
    context = {
        "poll": opened,
        "ballot": BallotForm.of(choices, secrets.token_bytes(SECRET_SIZE)),
        "answers": opened.definition.answers(choices),
        "is_test": holder.is_test,
        "used_on": used_on,
        "seed": seed_sent(request.POST),
    }
    return page(request, "priorities/check_choices.html", context)


def _prove(
    request: CouncilRequest | UserRequest,
    opened: OpenedPoll,
    choices: dict[str, Choice],
    *,
    code: VotingCodeForm | None = None,
    address: AddressForm | None = None,
    postcode: PostcodeForm | None = None,
    listed: ListedVoterForm | None = None,
    status: int = 422,
) -> HttpResponse:
    """How to show that one may vote: each way that the poll takes, as a form that carries the
    choices on. One of the forms may have been sent, and be refused. Once voting has ended nobody is
    asked any more: codes are forgotten then, and whoever came with one is told why.
    """
    if not _takes_ballots(opened):
        return _not_cast(request, opened, VotingClosed())
    voter = _voter_here(request, opened)
    missing = _missing(request, opened, voter) if voter else ""
    sent = code or address or postcode or listed
    ways, matches = _ways_and_details(request, opened, voter)
    context = {
        "poll": opened,
        "answers": opened.definition.answers(choices),
        "ballot": BallotForm.of(choices, b"")["ballot"],
        "seed": seed_sent(request.POST),
        "missing": missing,
        "form": sent,
        "code_form": (code or VotingCodeForm()) if Way.CODE in ways else None,
        "address_form": (address or AddressForm()) if Way.ADDRESS in ways else None,
        "postcode_form": (postcode or PostcodeForm()) if Way.POSTCODE in ways else None,
        "listed_form": (listed or ListedVoterForm(matches=matches)) if matches else None,
        "sign_in": sign_in_for(opened) if Way.IDENTITY in ways else None,
    }
    if not ways:
        lacking = (
            missing
            or why_no_identity(opened, None)
            or what_is_missing(opened.definition, frozenset(), None)
        )
        return _not_cast(request, opened, BallotRefused(lacking))
    return page(request, "priorities/prove.html", context, status=status if sent else 200)


def _voter_here(request: CouncilRequest | UserRequest, opened: OpenedPoll) -> Voter | None:
    """The elector of whoever is in the booth, entitled or not; None for a stranger."""
    if came_in := _came_in(request, opened):
        return came_in.voter
    user = request.user
    return _voter(user, request.council) if isinstance(user, User) else None


def _ways_and_details(
    request: CouncilRequest | UserRequest, opened: OpenedPoll, voter: Voter | None
) -> tuple[list[Way], list[Match]]:
    """What can be shown here, and what a register asks for beside surname and postcode."""
    account = _account(request)
    ways = ways_to_show(opened.definition, voter and as_shown_now(voter, account, opened))
    matches = details_asked(opened.definition, opened.council_id) if Way.REGISTER in ways else []
    not_here = {Way.REGISTER} if not matches else set()
    if not request.user.is_authenticated:
        not_here.add(Way.POSTCODE)  # which is kept with an account
    if Way.IDENTITY in ways and why_no_identity(opened, account):
        not_here.add(Way.IDENTITY)
    return [way for way in ways if way not in not_here], matches


def _ask_for_emailed_code(
    request: CouncilRequest,
    opened: OpenedPoll,
    choices: dict[str, Choice],
    form: EmailedCodeForm,
    sent: EmailedCode,
) -> HttpResponse:
    context = {
        "poll": opened,
        "ballot": BallotForm.of(choices, b"")["ballot"],
        "seed": seed_sent(request.POST),
        "form": form,
        "sent": sent,
        "minutes": MINUTES,
    }
    status = 422 if form.errors else 200
    return page(request, "priorities/prove_emailed_code.html", context, status=status)


def _missing(
    request: CouncilRequest | UserRequest, opened: OpenedPoll, voter: Voter
) -> Sentence | str:
    account = _account(request)
    missing = what_is_missing_now(opened, as_shown_now(voter, account, opened), account)
    is_off = is_off_register(voter, opened.definition)
    return missing or (PROOFS[REGISTER].missing if is_off else "")


# --- Who is in the booth --------------------------------------------------------------------------


def _holder(
    request: CouncilRequest | UserRequest, opened: OpenedPoll, *, registers: bool = False
) -> Holder | None:
    """Whoever entered a code or details for this poll, or has signed in; None for a stranger.
    Raises RegistrationRefused, and PermissionDenied where their role does not vote.
    """
    if holder := _came_in(request, opened):
        return holder
    if not isinstance(request.user, User):
        return None
    return Holder(_voter(request.user, request.council, registers=registers), is_test=False)


def _account(request: CouncilRequest | UserRequest) -> User | None:
    """The account that somebody has signed in to."""
    return request.user if isinstance(request.user, User) else None


def _came_in(request: CouncilRequest | UserRequest, poll: OpenedPoll | Poll) -> Holder | None:
    """Whoever entered a code for this poll, or details by which they were found on a register."""
    now, council = time.time(), poll.council_id
    code = HeldCode.read(request.session.get(BY_CODE), now)
    listing = HeldListing.read(request.session.get(BY_REGISTER), now)
    return holder_of(code, poll.pk, council) or listed_holder_of(listing, poll.pk, council)


def _voter(user: User, council: Council, *, registers: bool = False) -> Voter:
    """The elector that somebody signed in is, or becomes by voting for the first time here;
    registered anew with what they have shown by now, where that is asked. Raises
    RegistrationRefused, and PermissionDenied where their role does not vote.
    """
    known = None if registers else voter_of(user, council.pk)
    return known or register_elector(by=user, council=council)


def _now(request: CouncilRequest, poll: Poll) -> PollNow:
    return poll_now(poll, request.user, timezone.now(), holder=_came_in(request, poll))


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


def _takes_ballots(opened: OpenedPoll) -> bool:
    return Poll.objects.taking_ballots(timezone.now()).filter(pk=opened.pk).exists()


def _comes_too_early(request: CouncilRequest, opened: OpenedPoll) -> bool:
    """Whether somebody would have to show who they are before they can vote, and has not: that
    leads away from here, and what they chose would not come with them.
    """
    if not asks_identity(opened.definition):
        return False
    now = _now(request, Poll.objects.select_related("round__council").get(pk=opened.pk))
    return not now.may_vote and now.ways in ([], [Way.IDENTITY])


def _worked_out(request: CouncilRequest, opened: OpenedPoll) -> HttpResponse:
    """The paper as it was sent, with what is left; nothing is refused yet."""
    form = ChoicesForm(opened.definition, seed=seed_in(request.POST), sent=request.POST)
    return _paper(request, opened, form)


def _paper(
    request: CouncilRequest, opened: OpenedPoll, form: ChoicesForm, *, status: int = 200
) -> HttpResponse:
    return page(request, "priorities/choose.html", {"poll": opened, "form": form}, status=status)


def _not_cast(
    request: CouncilRequest | UserRequest,
    opened: OpenedPoll,
    refusal: Exception,
    *,
    status: int = 409,
) -> HttpResponse:
    return page(
        request,
        "priorities/not_cast.html",
        {"poll": opened, "refusal": say(refusal)},
        status=status,
    )
