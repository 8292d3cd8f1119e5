"""Saying that one uses a service or cares for somebody who does, withdrawing it, and confirming
it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.claims.models import KINDS, Claim
from participation.claims.permissions import may_decide_claim, may_make_claim, may_withdraw_claim
from participation.claims.queries import has_somebody_here
from participation.councils.models import Council
from participation.memberships.actions import add_membership, end_role
from participation.memberships.models import Membership
from participation.people.models import Role, User
from participation.services.models import Service

MOST = 5  # services of one person at once
WAITS = timedelta(days=30)  # for an answer; and for so long a refusal is told
HOLDS = timedelta(days=365)  # once it is confirmed


class ClaimRefused(Refusal):
    """A claim cannot be made or confirmed like this; the message is for who tried."""


@transaction.atomic
def make_claim(
    *,
    by: User,
    council: Council,
    service: Service,
    role: str,
    asked_of: str,
    known_as: str,
    at: datetime,
) -> Claim:
    """Say that one uses a service or cares for somebody who does, and ask the council or the
    service to confirm it. Until then it gives nothing. Raises ClaimRefused.
    """
    require(may_make_claim(by, council))
    if service.council_id != council.pk or role not in dict(KINDS):
        raise ClaimRefused(_("Choose a service of this council."), "service")
    User.objects.select_for_update().get(pk=by.pk)  # two of one person at once wait here
    _forget_what_is_over(by, service, asked_of, at)
    if Membership.objects.filter(user=by, council=council, role=role, service=service).exists():
        raise ClaimRefused(_("This is confirmed already."), "service")
    if Claim.objects.filter(user=by, service=service).exists():
        raise ClaimRefused(
            _("You have said so of this service already. Withdraw that first."), "service"
        )
    if Claim.objects.of(council).filter(user=by).count() >= MOST:
        raise ClaimRefused(
            _("You can say so of at most %(most)s services. Withdraw one first.") % {"most": MOST},
            "service",
        )
    if asked_of == Claim.Confirmer.SERVICE and not has_somebody_here(service):
        raise ClaimRefused(
            _("Nobody speaks here for this service yet. Ask the council to confirm it."), "asked_of"
        )
    if not known_as.strip():
        raise ClaimRefused(_("Say by which name they know you."), "known_as")

    claim = Claim.objects.create(
        council=council,
        user=by,
        service=service,
        role=role,
        asked_of=asked_of,
        known_as=known_as.strip(),
        made_at=at,
        expires_at=at + WAITS,
    )
    events.record("participation.claim_made", subject_id=claim.pk, at=at)
    return claim


@transaction.atomic
def withdraw_claim(*, by: User, claim: Claim, at: datetime) -> None:
    """Take back what one has said of a service, with the role that it gave. Again changes
    nothing.
    """
    require(may_withdraw_claim(by, claim))
    _end(claim, by=by, at=at)


@transaction.atomic
def decide_claim(*, by: User, claim: Claim, confirms: bool, at: datetime) -> None:
    """Confirm a claim, which gives its maker a role for a year, or refuse it. Either way the name
    that they gave is deleted. Raises ClaimRefused where it waits no more.
    """
    found = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("user", "service", "council")
        .filter(pk=claim.pk)
        .first()
    )
    if found is None or found.is_over(at) or not found.is_waiting:
        raise ClaimRefused(_("This was withdrawn, or has been answered meanwhile."))
    require(may_decide_claim(by, found))

    found.known_as, found.decided_by = "", by
    if confirms:
        found.membership = add_membership(
            by=by,
            user=found.user,
            council=found.council,
            role=Role(found.role),
            service=found.service,
            organisation=None,
            at=at,
        )
        found.confirmed_at, found.expires_at = at, at + HOLDS
    else:
        found.refused_at, found.expires_at = at, at + WAITS
    found.save()
    audit.record("claim_confirmed" if confirms else "claim_refused", found, by=by, at=at)
    events.record("participation.claim_decided", subject_id=found.pk, actor_id=by.pk, at=at)


def end_claims(*, at: datetime) -> int:
    """End every claim whose time is over, with the role that it gave, and return how many there
    were. Again is harmless.
    """
    over = list(Claim.objects.over(at))
    for claim in over:
        with transaction.atomic():
            _end(claim, by=None, at=at)
    return len(over)


def _end(claim: Claim, *, by: User | None, at: datetime) -> None:
    found = Claim.objects.select_for_update(of=("self",)).filter(pk=claim.pk).first()
    if found is None:
        return
    membership = found.membership
    found.delete()
    if membership is not None:
        end_role(by=by, membership=membership, at=at)


def _forget_what_is_over(user: User, service: Service, asked_of: str, at: datetime) -> None:
    """What ran out makes room for the same again; what one of the two has refused, for asking the
    other.
    """
    for known in Claim.objects.filter(user=user, service=service):
        if known.is_over(at) or (known.is_refused and known.asked_of != asked_of):
            _end(known, by=user, at=at)
