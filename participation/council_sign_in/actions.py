"""Setting up where a council's own people sign in, which is tried at once, and stopping it.

Source: OpenID Connect Discovery 1.0, 4.3.
"""

import json
import socket
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit, sealed_texts
from coopservices.outbox import events
from coopservices.permissions import require
from participation.council_sign_in.models import CouncilSignIn
from participation.council_sign_in.permissions import may_set_up_sign_in
from participation.council_sign_in.queries import use_of
from participation.councils.models import Council
from participation.engines.identities import Provider
from participation.people.models import User


class SignInRefused(Exception):
    """Why it cannot be set up like this, in words for the officer; `about` names the field."""

    def __init__(self, words: str, *, about: str) -> None:
        super().__init__(words)
        self.about = about


DISCOVERY = "/.well-known/openid-configuration"
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LARGEST = 200_000  # bytes of an answer


def set_up_sign_in(
    *,
    by: User,
    council: Council,
    name: str,
    issuer: str,
    client_id: str,
    secret: str,
    at: datetime,
) -> CouncilSignIn:
    """Let the council's own people sign in there, once it has answered as such a provider does. An
    empty secret leaves the one that is kept, of the same issuer and client; of another nobody's
    identity counts any more, as its numbers of people are others. Raises SignInRefused.
    """
    require(may_set_up_sign_in(by, council))
    issuer = issuer.rstrip("/") if issuer.count("/") == 3 else issuer
    if settings.HTTPS and not issuer.startswith("https://"):
        raise SignInRefused(_("Enter an address that begins with https://"), about="issuer")
    known = CouncilSignIn.objects.filter(council=council).first()
    is_same = known and known.provider == Provider(issuer, client_id)
    if not secret and not is_same:
        raise SignInRefused(_("Enter the secret that belongs to this client"), about="secret")
    _try(issuer)  # it may take seconds, so before the transaction
    facts = {"name": name, "issuer": issuer, "client_id": client_id}
    return _keep(by, council, facts, secret, at)


def _try(issuer: str) -> None:
    """Ask the provider who it is and for its keys, as everybody who signs in there will."""
    told = _answer_of(issuer.rstrip("/") + DISCOVERY)
    if told.get("issuer") != issuer:
        raise SignInRefused(
            _("Whoever answers at this address calls itself another issuer: %(issuer)s")
            % {"issuer": str(told.get("issuer", ""))[:200]},
            about="issuer",
        )
    for name in ADDRESSES:
        address = told.get(name)
        if not isinstance(address, str) or not _is_address(address):
            raise SignInRefused(
                _("What this issuer tells of itself lacks a right address: %(name)s")
                % {"name": name},
                about="issuer",
            )
    keys = _answer_of(told["jwks_uri"]).get("keys")
    if not isinstance(keys, list) or not any(
        isinstance(key, dict) and key.get("kid") for key in keys
    ):
        raise SignInRefused(_("This issuer shows no keys with a number."), about="issuer")


def _is_address(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and parts.scheme in {"https"} | (
        set() if settings.HTTPS else {"http"}
    )


def _answer_of(address: str) -> Mapping[str, Any]:
    """The JSON object that answers at an address, which leads nowhere else."""
    if settings.PRODUCTION and not _is_public(urlsplit(address).hostname or ""):
        raise SignInRefused(
            _("This address is not one on the open internet. Ask who keeps the accounts."),
            about="issuer",
        )
    try:
        with requests.get(
            address,
            timeout=settings.SOCIALACCOUNT_REQUESTS_TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            text = answer.raw.read(LARGEST + 1, decode_content=True)
            status = answer.status_code
    except (requests.RequestException, OSError) as problem:
        raise SignInRefused(
            _("Nobody answers at this address. Check it, or try again in a few minutes."),
            about="issuer",
        ) from problem
    try:
        told = json.loads(text) if status == requests.codes.ok and len(text) <= LARGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise SignInRefused(
            _("Who answers at this address is no provider of OpenID Connect. Check the issuer."),
            about="issuer",
        )
    return told


def _is_public(host: str) -> bool:
    """Whether all that a name leads to is on the open internet, and not in our own network."""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return all(ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found)


@transaction.atomic
def _keep(
    by: User, council: Council, facts: dict[str, str], secret: str, at: datetime
) -> CouncilSignIn:
    if secret:
        facts["sealed_secret"] = sealed_texts.seal(secret, use=use_of(council))
    known = CouncilSignIn.objects.select_for_update().filter(council=council).first()
    if known and known.provider != Provider(facts["issuer"], facts["client_id"]):
        _forget_identities(known)
    kept, _new = CouncilSignIn.objects.update_or_create(council=council, defaults=facts)
    audit.record("council_sign_in_set_up", council, by=by, at=at)
    events.record(
        "participation.council_sign_in_set_up", subject_id=council.pk, actor_id=by.pk, at=at
    )
    return kept


@transaction.atomic
def stop_sign_in(*, by: User, council: Council, at: datetime) -> None:
    """Let nobody sign in there any more; people keep their accounts, and the other ways in. Nobody
    knows which provider comes next, so nobody's identity counts any more.
    """
    require(may_set_up_sign_in(by, council))
    known = CouncilSignIn.objects.select_for_update().filter(council=council).first()
    if known:
        _forget_identities(known)
        known.delete()
    audit.record("council_sign_in_stopped", council, by=by, at=at)
    events.record(
        "participation.council_sign_in_stopped", subject_id=council.pk, actor_id=by.pk, at=at
    )


def _forget_identities(known: CouncilSignIn) -> None:
    """Connect no account with anybody there any more, while its row is locked."""
    SocialAccount.objects.filter(provider=known.provider_id).delete()
