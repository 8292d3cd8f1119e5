"""Deleted accounts: what tells one from every other, those noted where a restore does not reach,
and what would go with an account.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

from participation.memberships.models import Membership
from participation.people.models import Role, User

_SALT = "participation.account-deletion"


@dataclass(frozen=True)
class Deletion:
    """That an account was deleted, as it is noted."""

    account: int
    mark: str
    keeps_proposals: bool
    deleted_at: datetime

    @property
    def path(self) -> Path:
        """Its file."""
        return settings.DELETIONS_DIR / f"{self.account}-{self.mark}.json"

    @property
    def text(self) -> str:
        """What stands in its file."""
        facts = {
            "account": self.account,
            "mark": self.mark,
            "keeps_proposals": self.keeps_proposals,
            "deleted_at": self.deleted_at.astimezone(UTC).isoformat(),
        }
        return json.dumps(facts) + "\n"


def mark_of(user: User) -> str:
    """A keyed hash of an account's number and of when it was made: 64 hexadecimal digits."""
    made = user.joined_at.astimezone(UTC).isoformat()
    return salted_hmac(_SALT, f"{user.pk}|{made}", algorithm="sha256").hexdigest()


def noted_deletions() -> list[Deletion]:
    """Those that are noted outside the database, oldest first; [] where nothing was noted yet."""
    found = []
    for path in settings.DELETIONS_DIR.glob("*.json"):
        facts = json.loads(path.read_text())
        at = datetime.fromisoformat(facts.pop("deleted_at"))
        found.append(Deletion(**facts, deleted_at=at))
    return sorted(found, key=lambda each: (each.deleted_at, each.account))


def restored_account(deletion: Deletion) -> User | None:
    """The account of a deletion where it is there again, as after a restore; None where it is not,
    or is another with the same number.
    """
    user = User.objects.filter(pk=deletion.account).first()
    return user if user and mark_of(user) == deletion.mark else None


def sole_officer_of(user: User) -> list[str]:
    """The names of the councils whose only officer somebody is. Two queries."""
    theirs = Membership.objects.filter(user=user, role=Role.OFFICER)
    councils = dict(theirs.values_list("council", "council__name"))
    others = Membership.objects.filter(
        council__in=councils, role=Role.OFFICER, user__is_active=True
    ).exclude(user=user)
    return sorted(
        name
        for council, name in councils.items()
        if council not in set(others.values_list("council", flat=True))
    )


def sessions_of(user: User) -> list[str]:
    """The keys of the sessions in which somebody is signed in. A session names nobody in a column,
    so each is opened.
    """
    return [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
