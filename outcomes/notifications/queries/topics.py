"""What can be followed, as an address names it and as somebody follows it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coopservices.texts import Text
from outcomes.indicators.models import Indicator
from outcomes.notifications.models import TOPICS, Follow
from participation.models import Area, Council, Service
from priorities.models import Poll, Proposal, Round

ROUNDS, EACH_NEW = "rounds", "new"
LONGEST_NUMBER = 18  # digits
_NAMED_BY = {"round": "slug", "indicator": "key"}  # others by the key of their row


@dataclass(frozen=True)
class Topic:
    """Something that can be followed: its kind and key as an address names it, its row (None for
    each new round), and the columns of a follow of it.
    """

    kind: str
    key: str
    row: Any = None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> Text | str:
        """What people called it; "" for each new round."""
        is_named = hasattr(self.row, "name")
        title: Text | str = self.row.name if is_named else getattr(self.row, "title", "")
        return title

    @property
    def is_reminder(self) -> bool:
        """It is a poll: followers are reminded once, before voting ends."""
        return self.kind == "poll"

    @property
    def is_each_new_round(self) -> bool:
        """It is not one thing but each new round."""
        return self.kind == ROUNDS


def find_topic(council: Council, kind: str, key: str) -> Topic | None:
    """What an address of this council names, if everybody may read it; else None. One query."""
    if kind == ROUNDS:
        return _topic(ROUNDS, None) if key == EACH_NEW else None
    row = _row(council, kind, key)
    return None if row is None else _topic(kind, row)


def topic_of(follow: Follow) -> Topic:
    """What somebody follows. Asks no database for a follow of `follows_of`."""
    return _topic(follow.kind, getattr(follow, follow.kind, None))


def columns_of(topic: Topic) -> dict[str, Any]:
    """All columns of a follow of it, empty ones too."""
    return {**dict.fromkeys(TOPICS), **topic.columns}


def _topic(kind: str, row: Any) -> Topic:
    if row is None:
        return Topic(ROUNDS, EACH_NEW)
    return Topic(kind, str(getattr(row, _NAMED_BY.get(kind, "pk"))), row, {kind: row})


def _row(council: Council, kind: str, key: str) -> Any:
    rows = _rows(council).get(kind)
    name = _NAMED_BY.get(kind, "pk")
    if rows is None or (name == "pk" and not _is_key(kind, key)):
        return None
    return rows.filter(**{name: key}).first()


def _rows(council: Council) -> "dict[str, QuerySet[Any]]":
    """What can be followed here, by its kind."""
    polls = Poll.objects.of(council).published().filter(imported_from="").with_end()
    return {
        "round": Round.objects.of(council).published(),
        "proposal": Proposal.objects.of(council).published(),
        "service": Service.objects.filter(council=council),
        "area": Area.objects.filter(council=council).wards().defer("boundary"),
        "indicator": Indicator.objects.filter(council=council),
        "poll": polls.defer("definition", "canary"),
    }


def _is_key(kind: str, key: str) -> bool:
    """Whether it can be the key of a row: a poll's is a UUID, others' are numbers."""
    if kind != "poll":
        return key.isascii() and key.isdigit() and len(key) <= LONGEST_NUMBER
    try:
        UUID(key)
    except ValueError:
        return False
    return True
