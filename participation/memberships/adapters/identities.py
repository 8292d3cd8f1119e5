"""What allauth asks us about a council's provider, and what an identity of it must show.

Source: OpenID Connect Core 1.0, 3.1.3.7; docs/adr/0016-signing-in.md.
"""

import secrets
import time
from typing import Any

import jwt
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.validators import validate_email
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from participation.council_sign_in.queries import app_of, sign_in_of
from participation.engines.emailed_codes import EmailedCode
from participation.engines.identities import SHOWN, ShownIdentity
from participation.memberships.actions import CodeNotSent, IdentityOfAnother, send_code

NONCE = "council_sign_in_nonce"
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class CouncilTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The answers of a council's provider, each checked whole: allauth leaves the signature, and
    so "none", to the connection, and knows no nonce.
    """

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The one address back that the council told its provider, whatever language the reader
        has: a provider answers to no other.
        """
        with translation.override(settings.LANGUAGE_CODE):
            address: str = super().get_callback_url(request, app)
        return address

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        nonce = self.request.session.pop(NONCE, None)
        issuer = app.settings["server_url"]
        try:
            header = jwt.get_unverified_header(id_token)
        except jwt.PyJWTError as problem:
            raise OAuth2Error("Invalid id_token") from problem
        if header.get("alg") not in SIGNED_BY or "kid" not in header:
            raise OAuth2Error("Invalid id_token: not signed as it must be")
        if self.openid_config.get("issuer") != issuer:
            raise OAuth2Error("Invalid id_token: another issuer answers")
        try:
            shown: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=issuer,
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, ValueError, TypeError) as problem:
            raise OAuth2Error("Invalid id_token") from problem
        if "exp" not in shown or not shown.get("sub"):
            raise OAuth2Error("Invalid id_token: it never runs out, or names nobody")
        if nonce is None or not secrets.compare_digest(str(shown.get("nonce", "")), nonce):
            raise OAuth2Error("Invalid id_token: another's nonce")
        return shown

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **facts: Any
    ) -> SocialLogin:
        """Who has shown it. Raises OAuth2Error where the answer holds no identity."""
        if not facts["response"].get("id_token"):
            raise OAuth2Error("No id_token")
        return super().complete_login(request, app, token, **facts)


class CouncilProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """A council's provider, asked with a nonce; of what it tells nothing is kept but who it is."""

    oauth2_adapter_class = CouncilTokens

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """What it is asked with: never what an address of ours says."""
        nonce = request.session[NONCE] = secrets.token_urlsafe(32)
        return {"nonce": nonce}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """What is asked for: who it is, and their address."""
        return ["openid", "email"]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing."""
        return {}


class CouncilAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The provider of the council that answers here, and no other."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The council's provider, where it has the one that is asked for."""
        council = getattr(request, "council", None)
        found = sign_in_of(council) if council else None
        if found is None or provider not in (None, found.provider_id):
            return []
        return [app_of(found)]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> CouncilProvider:
        """The council's provider. Raises SocialApp.DoesNotExist."""
        return CouncilProvider(request, app=self.get_app(request, provider=provider))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever comes with an identity for the first time shows with a code that the address is
        theirs, whether or not it has an account: nobody's is taken over, and no stranger learns
        which there are.
        """
        app = sociallogin.provider.app
        identity = ShownIdentity(
            issuer=app.settings["server_url"],
            client_id=app.client_id,
            subject=sociallogin.account.uid,
            email=sociallogin.user.email.lower(),
            way_on=sociallogin.get_redirect_url(request) or resolve_url("home"),
        )
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(_for_an_account(request, sociallogin, identity))
        if sociallogin.is_existing:
            return
        try:
            validate_email(identity.email)
        except ValidationError:
            messages.error(
                request, _("The council's account has told us no email address. Sign in by code.")
            )
            raise ImmediateHttpResponse(redirect("account_login")) from None
        request.session[SHOWN] = identity.facts
        raise ImmediateHttpResponse(_code_is_sent(request, identity))


def _for_an_account(
    request: HttpRequest, sociallogin: SocialLogin, identity: ShownIdentity
) -> HttpResponse:
    """Where somebody goes who has signed in already: they are asked before their account gets the
    identity, as a link of a stranger's may have led them here.
    """
    if not sociallogin.is_existing:
        request.session[SHOWN] = identity.facts
        return redirect("connect_identity")
    if sociallogin.user != request.user:
        messages.error(request, str(IdentityOfAnother(sociallogin.provider.app.name)))
    return redirect(identity.way_on)


def _code_is_sent(request: HttpRequest, identity: ShownIdentity) -> HttpResponse:
    code = EmailedCode(
        identity.email,
        get_adapter().generate_login_code(),
        time.time(),
        way_on=identity.way_on,
    )
    try:
        send_code(request=request, code=code)  # type: ignore[arg-type]  # at a council's host
    except CodeNotSent as problem:
        messages.error(request, str(problem))
        return redirect("account_login")
    messages.info(
        request, _("You come from the council's sign-in for the first time. Show us your address.")
    )
    return redirect("account_confirm_login_code")
