"""Who may say what was heard, what is answered, what was done and whether it worked."""

from django.contrib.auth.models import AnonymousUser

from outcomes.commitments.models import Commitment
from outcomes.findings.models import Finding
from participation.models import Council, Role, User
from participation.people.permissions import ROLE_TABLE, Permission, holds


def may_make_commitment(user: User | AnonymousUser | None, finding: Finding) -> bool:
    """Only to keep an answer that promises something."""
    return finding.calls_for_commitment and holds(
        user, Permission.MAKE_COMMITMENTS, finding.round.council
    )


def may_post_update(user: User | AnonymousUser | None, commitment: Commitment) -> bool:
    """The council's own people, and those of the organisation that owns it, until it is done or
    stopped.
    """
    if not commitment.is_outstanding or not isinstance(user, User):
        return False
    council = commitment.council
    return keeps_all_commitments(user, council) or (
        user.is_active
        and user.has_role(council, Role.PROVIDER)
        and user.memberships.filter(
            council=council, role=Role.PROVIDER, organisation=commitment.owner_id
        ).exists()
    )


def may_give_verdict(user: User | AnonymousUser | None, commitment: Commitment) -> bool:
    """People who live with the result, once something was done."""
    return commitment.is_done and holds(user, Permission.JUDGE_RESULTS, commitment.council)


def keeps_all_commitments(user: User, council: Council) -> bool:
    """Whether a role other than a provider's lets somebody say what was done about any commitment
    of the council.
    """
    return user.is_active and any(
        at == council.pk
        and role != Role.PROVIDER
        and Permission.UPDATE_COMMITMENTS in ROLE_TABLE[role]
        for at, role in user.roles
    )
