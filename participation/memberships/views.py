"""Signing in, the same for those who have an account and those who have none yet: an address, the
code sent to it, and on.

Until the right code comes nobody is looked up, so that neither answers nor their time tell a
stranger who has an account here.
"""

import time
from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from coopservices.pages import page
from coopservices.reauthentication import shown_again
from coopservices.watching import sender_of
from participation.council_sign_in.queries import sign_in_of
from participation.engines.emailed_codes import EMAILED, MINUTES, EmailedCode, Outcome
from participation.engines.identities import SHOWN, ShownIdentity
from participation.memberships import actions
from participation.memberships.actions import CodeNotSent, IdentityRefused, send_code, sign_in
from participation.memberships.forms import AddressForm, CodeForm
from participation.people.models import CouncilRequest, UserRequest

CONNECTED = "account/email/identity_connected"


@never_cache
@sensitive_post_parameters()
def account_login(request: CouncilRequest) -> HttpResponse:
    """One way in: a code is sent to the address, whoever has it."""
    way_on = _way_on(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(way_on or resolve_url(settings.LOGIN_REDIRECT_URL))
    sent = EmailedCode.read(request.session.get(EMAILED))
    sender = sender_of(request, "sign-in")
    form = AddressForm(
        request.POST or None, sender=sender, initial={"email": sent.email if sent else ""}
    )
    if form.is_valid():
        email = form.cleaned_data["email"]
        code = EmailedCode(email, get_adapter().generate_login_code(), time.time(), way_on=way_on)
        try:
            send_code(request=request, code=code)
        except CodeNotSent as problem:
            form.add_error("email", str(problem))
        else:
            return redirect("account_confirm_login_code")
    own_sign_in = getattr(request.council, "own_sign_in", None)  # most councils have none
    context = {"form": form, "way_on": way_on, "own_sign_in": own_sign_in}
    status = 422 if form.errors else 200
    return page(request, "participation/account_login.html", context, status=status)


@login_required
@shown_again
def connect_identity(request: UserRequest) -> HttpResponse:
    """Whether the account that somebody has signed in to is to have the identity with which they
    come back from the council's provider.
    """
    identity = ShownIdentity.read(request.session.get(SHOWN))
    own = sign_in_of(request.council)
    if identity is None or own is None:
        return redirect("your_details")
    if request.method != "POST":
        context = {"own": own, "way_on": identity.way_on}
        return page(request, "participation/connect_identity.html", context)
    del request.session[SHOWN]
    try:
        actions.connect_identity(by=request.user, council=request.council, identity=identity)
    except IdentityRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = {"provider": own.name}
        with suppress(OSError):  # they are connected, whether or not the letter leaves
            get_adapter().send_notification_mail(CONNECTED, request.user, told)
        messages.success(request, _("You have shown who you are at %(provider)s.") % told)
    return redirect(identity.way_on)


@never_cache
@sensitive_post_parameters()
def account_confirm_login_code(request: CouncilRequest) -> HttpResponse:
    """The code; with the right one the person is signed in, and has an account from now on."""
    sent = EmailedCode.read(request.session.get(EMAILED))
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if sent is None:
        messages.info(request, _("Ask for a code first. Each code works once."))
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        outcome, sent = sent.tried(form.cleaned_data["code"], time.time())
        if outcome is Outcome.RIGHT:
            way_on = sent.way_on or resolve_url(settings.LOGIN_REDIRECT_URL)
            return sign_in(request=request, code=sent, way_on=way_on, at=timezone.now())
        request.session[EMAILED] = sent.facts
        form.say_why(outcome, sent)
    context = {
        "form": form,
        "sent": sent,
        "minutes": MINUTES,
        "is_over": sent.is_over(time.time()),
    }
    status = 422 if form.errors else 200
    return page(request, "participation/account_confirm_login_code.html", context, status=status)


@require_POST
def send_another_code(request: CouncilRequest) -> HttpResponse:
    """Another code to the same address; from then on only the newest works."""
    sent = EmailedCode.read(request.session.get(EMAILED))
    if sent is None:
        return redirect("account_login")
    again = sent.sent_again(get_adapter().generate_login_code(), time.time())
    try:
        send_code(request=request, code=again)
    except CodeNotSent as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("We have sent another code. Only the newest one works."))
    return redirect("account_confirm_login_code")


@require_POST
@login_required
def end_session(request: UserRequest, session_id: int) -> HttpResponse:
    """One device less on which the reader is signed in."""
    if actions.end_session(by=request.user, session_id=session_id):
        messages.success(request, _("You are signed out there."))
    return redirect("usersessions_list")


def _way_on(request: CouncilRequest) -> str:
    """Where the reader wants to go once signed in, "" where they did not say or it is not here."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_here else ""
