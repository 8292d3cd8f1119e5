"""Who may do what: one table from role to permissions, which anybody can read.

A permission says what a role is trusted with. Whether it may be used today depends on the open
phase or on the state of the thing it is used on; the questions that ask both stand in each app's
own `permissions`.
"""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import Role, User


class Permission(StrEnum):
    """What somebody may be trusted with."""

    VOTE = "vote in polls"
    PROPOSE = "write proposals"
    PROPOSE_AS_STAFF = "write proposals as front-line staff"
    JUDGE_RESULTS = "say whether something worked"
    RUN_ROUNDS = "set up and publish rounds"
    RUN_POLLS = "open, close and certify polls"
    HELP_AT_DESK = "hand out ballot papers and help people vote"
    TYPE_PAPERS = "type in ballot papers"
    RECORD_FINDINGS = "record what people said"
    ANSWER_FINDINGS = "give the council's answer"
    MAKE_COMMITMENTS = "make commitments for the council and its partners"
    UPDATE_COMMITMENTS = "say what was done"
    HAVE_TASKS = "see what waits for them"
    READ_DASHBOARD = "read the commissioners' dashboard"
    IMPORT_DATA = "import places, services and figures"
    KEEP_REGISTERS = "import and delete registers of people who may vote"
    MODERATE = "hide what should not stand, with a reason"
    CONFIRM_CLAIMS = "confirm who uses a service"
    DECLARE_INTERESTS = "declare what they have to do with what they decide"
    RUN_COUNCIL = "give and take roles"
    READ_AUDIT = "read who did what"
    PROTECT_DATA = "answer complaints about personal data"


_EVERYONE = {Permission.VOTE, Permission.PROPOSE, Permission.JUDGE_RESULTS}

ROLE_TABLE: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset(_EVERYONE),
    Role.SERVICE_USER: frozenset(_EVERYONE),
    Role.CARER: frozenset(_EVERYONE),
    Role.STAFF: frozenset({Permission.VOTE, Permission.PROPOSE_AS_STAFF}),
    Role.PROVIDER: frozenset(
        {
            Permission.HAVE_TASKS,
            Permission.UPDATE_COMMITMENTS,
            Permission.CONFIRM_CLAIMS,
            Permission.DECLARE_INTERESTS,
        }
    ),
    Role.COMMISSIONER: frozenset(
        {
            Permission.HAVE_TASKS,
            Permission.READ_DASHBOARD,
            Permission.RECORD_FINDINGS,
            Permission.ANSWER_FINDINGS,
            Permission.MAKE_COMMITMENTS,
            Permission.UPDATE_COMMITMENTS,
            Permission.DECLARE_INTERESTS,
        }
    ),
    Role.COUNCILLOR: frozenset({Permission.READ_DASHBOARD, Permission.DECLARE_INTERESTS}),
    Role.MODERATOR: frozenset({Permission.MODERATE, Permission.DECLARE_INTERESTS}),
    Role.OFFICER: frozenset(
        {
            Permission.HAVE_TASKS,
            Permission.RUN_ROUNDS,
            Permission.RUN_POLLS,
            Permission.HELP_AT_DESK,
            Permission.TYPE_PAPERS,
            Permission.RECORD_FINDINGS,
            Permission.UPDATE_COMMITMENTS,
            Permission.READ_DASHBOARD,
            Permission.IMPORT_DATA,
            Permission.KEEP_REGISTERS,
            Permission.CONFIRM_CLAIMS,
            Permission.DECLARE_INTERESTS,
            Permission.RUN_COUNCIL,
            Permission.READ_AUDIT,
            Permission.PROTECT_DATA,
        }
    ),
    Role.GUARDIAN: frozenset(
        {Permission.READ_AUDIT, Permission.PROTECT_DATA, Permission.DECLARE_INTERESTS}
    ),
    Role.DESK: frozenset({Permission.HELP_AT_DESK, Permission.TYPE_PAPERS}),
}

ROLES_THAT_VOTE = tuple(
    role for role, permissions in ROLE_TABLE.items() if Permission.VOTE in permissions
)


def councils_where(user: User | AnonymousUser | None, permission: Permission) -> frozenset[int]:
    """The keys of the councils where a role of this person carries the permission."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset(council for council, role in user.roles if permission in ROLE_TABLE[role])


def holds(user: User | AnonymousUser | None, permission: Permission, council: Council) -> bool:
    """Whether a role of this person in this council carries the permission; a stranger's never."""
    return holds_any(user, {permission}, council)


def holds_any(
    user: User | AnonymousUser | None, permissions: AbstractSet[Permission], council: Council
) -> bool:
    """Whether a role of this person in this council carries one of these permissions."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(permissions & ROLE_TABLE[role] for at, role in user.roles if at == council.pk)
