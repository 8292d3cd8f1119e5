"""The page where an officer sets up the council's own sign-in, and the way there and back."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from participation.council_sign_in import actions
from participation.council_sign_in.actions import SignInRefused
from participation.council_sign_in.forms import CouncilSignInForm
from participation.council_sign_in.permissions import may_set_up_sign_in
from participation.council_sign_in.queries import sign_in_of
from participation.people.models import CouncilRequest, UserRequest


@login_required
@shown_again
def council_sign_in(request: UserRequest) -> HttpResponse:
    """Where the council's own people sign in."""
    require(may_set_up_sign_in(request.user, request.council))
    known = sign_in_of(request.council)
    initial = {
        "name": known.name if known else request.council.name,
        "issuer": known.issuer if known else "",
        "client_id": known.client_id if known else "",
    }
    form = CouncilSignInForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.set_up_sign_in(
                by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data
            )
        except SignInRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("It answers, and is saved. Try it in another browser before you tell people."),
            )
            return redirect("council_sign_in")
    with translation.override(settings.LANGUAGE_CODE):  # the one that we tell the provider
        back = reverse("openid_connect_callback", args=[f"council-{request.council.pk}"])
    context = {"form": form, "known": known, "back_address": request.build_absolute_uri(back)}
    status = 422 if form.errors else 200
    return page(request, "participation/council_sign_in.html", context, status=status)


@require_POST
@login_required
@shown_again
def stop_sign_in(request: UserRequest) -> HttpResponse:
    """Nobody signs in there any more."""
    require(may_set_up_sign_in(request.user, request.council))
    actions.stop_sign_in(by=request.user, council=request.council, at=timezone.now())
    messages.success(request, _("Nobody signs in there any more."))
    return redirect("council_sign_in")


@require_safe
def openid_connect_login(request: CouncilRequest, provider_id: str) -> HttpResponse:
    """On to the council's provider."""
    provider = _provider(request, provider_id)
    tokens = provider.get_oauth2_adapter(request)
    try:
        response: HttpResponse = OAuth2LoginView.adapter_view(tokens)(request)
    except (RequestException, KeyError, ValueError):
        return _away(request, provider)
    return response


@require_safe
def openid_connect_callback(request: CouncilRequest, provider_id: str) -> HttpResponse:
    """Back from the council's provider, with what it says of who comes."""
    provider = _provider(request, provider_id)
    tokens = provider.get_oauth2_adapter(request)
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(tokens)(request)
    except (KeyError, ValueError):
        return _away(request, provider)
    return response


def _provider(request: CouncilRequest, provider_id: str) -> Any:
    try:
        return get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem


def _away(request: CouncilRequest, provider: Any) -> HttpResponse:
    response: HttpResponse = render_authentication_error(request, provider)
    return response
