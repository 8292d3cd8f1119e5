"""Who may record what people said, and who may answer it."""

from django.contrib.auth.models import AnonymousUser

from outcomes.findings.models import Finding
from participation.models import Council, User
from participation.people.permissions import Permission, holds


def may_record_finding(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RECORD_FINDINGS, council)


def may_answer(user: User | AnonymousUser | None, finding: Finding) -> bool:
    return holds(user, Permission.ANSWER_FINDINGS, finding.round.council)
