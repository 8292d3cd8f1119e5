"""Setting up where a council's own people sign in, and stopping it."""

from datetime import datetime

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
from participation.people.models import User


class SignInRefused(Exception):
    """Why it cannot be set up like this, in words for the officer; `about` names the field."""

    def __init__(self, words: str, *, about: str) -> None:
        super().__init__(words)
        self.about = about


@transaction.atomic
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
    """Let the council's own people sign in there. An empty secret leaves the one that is kept, of
    the same issuer and client. Raises SignInRefused.
    """
    require(may_set_up_sign_in(by, council))
    issuer = issuer.rstrip("/") if issuer.count("/") == 3 else issuer
    if settings.HTTPS and not issuer.startswith("https://"):
        raise SignInRefused(_("Enter an address that begins with https://"), about="issuer")
    known = CouncilSignIn.objects.filter(council=council).first()
    is_same = known and (known.issuer, known.client_id) == (issuer, client_id)
    if not secret and not is_same:
        raise SignInRefused(_("Enter the secret that belongs to this client"), about="secret")
    facts = {"name": name, "issuer": issuer, "client_id": client_id}
    if secret:
        facts["sealed_secret"] = sealed_texts.seal(secret, use=use_of(council))
    kept, _new = CouncilSignIn.objects.update_or_create(council=council, defaults=facts)
    audit.record("council_sign_in_set_up", council, by=by, at=at)
    events.record(
        "participation.council_sign_in_set_up", subject_id=council.pk, actor_id=by.pk, at=at
    )
    return kept


@transaction.atomic
def stop_sign_in(*, by: User, council: Council, at: datetime) -> None:
    """Let nobody sign in there any more; people keep their accounts, and the other ways in."""
    require(may_set_up_sign_in(by, council))
    CouncilSignIn.objects.filter(council=council).delete()
    audit.record("council_sign_in_stopped", council, by=by, at=at)
    events.record(
        "participation.council_sign_in_stopped", subject_id=council.pk, actor_id=by.pk, at=at
    )
