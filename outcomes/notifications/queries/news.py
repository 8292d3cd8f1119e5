"""What happened as a letter and the list tell it: the rows, what is published about them, and what
may no longer be told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from coopservices.documents import read
from outcomes.notifications.models import Code, NewsItem, Notification
from outcomes.notifications.words import Facts, Told, told, what_of
from outcomes.summaries.documents import RoundDocument
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.lookup import published_about
from priorities.models import Proposal

_ROWS = (
    "round__council",
    "poll",
    "proposal__author",
    "finding__proposal",
    "indicator",
    "commitment__owner",
    "commitment__finding",
    "update_posted",
)
# What is no news once voting is over.
_WHILE_OPEN = (Code.POLL_OPENED, Code.ON_BALLOT, Code.POLL_EXTENDED, Code.POLL_CLOSES_SOON)
_HEAVY = ("poll__definition", "poll__canary")


@dataclass(frozen=True)
class NewsShown:
    """One line of somebody's list: what happened, and all that may be told of it now; None where it
    is over, or hidden.
    """

    notification: Notification
    what: str
    told: Told | None

    @property
    def is_new(self) -> bool:
        """They have not read it."""
        return self.notification.read_at is None


def news_shown(notifications: Iterable[Notification], *, at: datetime) -> list[NewsShown]:
    """These as their reader's list shows them. Five queries at most beside their own."""
    rows = list(notifications)
    facts = facts_of([each.item_id for each in rows], at=at)
    words = {key: told(each) for key, each in facts.items()}
    return [NewsShown(each, what_of(each.item), words.get(each.item_id)) for each in rows]


def facts_of(keys: Iterable[int], *, at: datetime) -> dict[int, Facts]:
    """What may be told now of these items, by their keys: nothing of what a moderator hides, nor of
    a vote's end that is past. Five queries at most, whatever their number.
    """
    rows = NewsItem.objects.filter(pk__in=list(keys)).select_related(*_ROWS).defer(*_HEAVY)
    items = list(rows.prefetch_related("poll__left_off"))
    proposals = {each.proposal_id for each in items if each.proposal_id}
    shown = set(Proposal.objects.filter(pk__in=proposals).published().values_list("pk", flat=True))
    may_be_told = [each for each in items if _may_be_told(each, shown, at)]
    return {facts.item.pk: facts for facts in _with_published(may_be_told)}


def told_of(facts: Iterable[Facts]) -> list[Told]:
    """These in words, newest first, in the language that is spoken now."""
    newest = sorted(facts, key=lambda each: (each.item.happened_at, each.item.pk), reverse=True)
    return [told(each) for each in newest]


def latest_document(round_: int) -> RoundDocument | None:
    """What is published about a round; None until something is. One query."""
    latest = Summary.objects.latest_rounds().filter(round=round_)
    document = latest.values_list("document", flat=True).first()
    return read(RoundDocument, document) if document else None


def _may_be_told(item: NewsItem, shown: set[int], at: datetime) -> bool:
    if item.proposal_id and item.proposal_id not in shown:
        return False
    is_over = item.poll is not None and item.poll.closes_at <= at
    return not (is_over and item.code in _WHILE_OPEN)


def _with_published(items: list[NewsItem]) -> Iterator[Facts]:
    measures = [(each.council_id, each.indicator.key) for each in items if each.indicator]
    published = published_about({each.round_id for each in items if each.round_id}, measures)
    for item in items:
        placed = published.places.get(item.proposal_id or 0)
        is_of_poll = placed is not None and placed.result.id == str(item.poll_id)
        result = published.results.get(str(item.poll_id))
        yield Facts(
            item,
            placed=(placed.question, placed.option) if placed and is_of_poll else None,
            questions=result.questions if result else (),
            verdict=published.verdicts.get(item.commitment_id or 0),
            indicator=published.indicators.get(item.indicator.key) if item.indicator else None,
        )
