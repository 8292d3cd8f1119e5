"""Keeping what happened as news, each once, and telling followers, each once. All of it may be done
again: what was told is not told twice.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from outcomes.commitments.models import Commitment, Update
from outcomes.findings.models import Finding
from outcomes.indicators.models import Indicator, Release
from outcomes.notifications.actions.following import follow_own
from outcomes.notifications.models import Code, NewsItem, Notification
from outcomes.notifications.queries.followers import followers_of
from outcomes.notifications.queries.news import latest_document
from outcomes.summaries.documents import RoundDocument
from priorities.models import Option, Poll, Proposal, Round

MORNING = time(8)
A_DAY = timedelta(days=1)
REMINDED = timedelta(days=2)  # before voting ends
BATCH = 1000


def news_of_round(*, round_id: int) -> None:
    """That a round was published."""
    found = Round.objects.published().get(pk=round_id)
    assert found.published_at is not None
    _keep(_item(Code.ROUND_PUBLISHED, round_id, found.published_at, round=found))


@transaction.atomic
def news_of_proposal(*, proposal_id: int, at: datetime) -> None:
    """That a proposal was published; from then on its author follows it. When staff who are not
    named published something is told with all else of that day: the hour could tell who it was.
    """
    rows = Proposal.objects.published().select_related("round__council", "author")
    found = rows.filter(pk=proposal_id).first()
    if found is None or found.published_on is None:  # hidden by now
        return
    due_at = _next_morning(at) if found.is_protected else at
    is_of_today = found.published_on == timezone.localdate(at)
    happened_at = due_at if is_of_today else _at(found.published_on, time(0))
    about = {"round": found.round, "proposal": found}
    item = _item(Code.PROPOSAL_PUBLISHED, proposal_id, happened_at, **about)
    item.due_at = due_at
    _keep(item)
    follow_own(proposal=found)


def news_of_poll(*, poll_id: UUID) -> None:
    """That a poll has opened, and of each proposal whether it is on the ballot."""
    poll = Poll.objects.published().defer("definition").select_related("round").get(pk=poll_id)
    if poll.opened_at is None or poll.is_imported:
        return
    about = {"round": poll.round, "poll": poll}
    at = poll.opened_at
    offered = Option.objects.filter(question__poll=poll, proposal__isnull=False)
    proposals = [
        *((Code.ON_BALLOT, key) for key in offered.values_list("proposal", flat=True).distinct()),
        *((Code.LEFT_OFF, key) for key in poll.left_off.values_list("proposal", flat=True)),
    ]
    _keep(
        _item(Code.POLL_OPENED, poll_id, at, **about),
        *(_item(code, f"{poll_id}:{key}", at, proposal_id=key, **about) for code, key in proposals),
    )


def news_of_extension(*, poll_id: UUID, at: datetime) -> None:
    """That people have longer to vote than was announced."""
    poll = Poll.objects.published().defer("definition").select_related("round").get(pk=poll_id)
    _keep(_item(Code.POLL_EXTENDED, poll_id, at, round=poll.round, poll=poll))


def news_of_ends(*, at: datetime) -> None:
    """That voting ends soon, in the polls where it does."""
    soon = Poll.objects.published().taking_ballots(at).filter(closes_at__lte=at + REMINDED)
    told = NewsItem.objects.filter(code=Code.POLL_CLOSES_SOON).values("poll")
    for poll in soon.exclude(pk__in=told).defer("definition").select_related("round"):
        _keep(_item(Code.POLL_CLOSES_SOON, poll.pk, at, round=poll.round, poll=poll))


def news_of_results(*, round_id: int, at: datetime) -> None:
    """What a round's summary publishes for the first time: results of polls, where each proposal
    came, and what people say came of promises, once enough have said it.
    """
    document = latest_document(round_id)
    if document is None:
        return
    found = Round.objects.get(pk=round_id)
    _keep(*_of_results(found, document), *_of_verdicts(document, at))


def news_of_answer(*, finding_id: int) -> None:
    """That the council has answered; another answer later is news again."""
    found = Finding.objects.select_related("round").get(pk=finding_id)
    answered_at = found.answered_at or found.put_off_at
    if answered_at is not None:
        about = {"round": found.round, "proposal_id": found.proposal_id, "finding": found}
        key = f"{finding_id}:{found.answer}"
        _keep(_item(Code.FINDING_ANSWERED, key, answered_at, **about))


def news_of_commitment(*, commitment_id: int) -> None:
    """That something was promised."""
    found = Commitment.objects.select_related("finding__round").get(pk=commitment_id)
    _keep(_item(Code.COMMITMENT_MADE, commitment_id, found.made_at, **_about(found)))


def news_of_updates(*, commitment_id: int) -> None:
    """All that was said about what was done."""
    found = Commitment.objects.select_related("finding__round").get(pk=commitment_id)
    about = _about(found)
    _keep(
        *(
            _item(Code.UPDATE_POSTED, each.pk, each.posted_at, update_posted=each, **about)
            for each in Update.objects.filter(commitment=found)
        )
    )


def news_of_figures(*, release_id: int) -> None:
    """That there are new figures of whatever a release measures."""
    release = Release.objects.get(pk=release_id)
    measured = Indicator.objects.filter(observations__release=release).distinct()
    at = release.imported_at
    _keep(
        *(
            _item(Code.FIGURES_PUBLISHED, f"{release_id}:{each.pk}", at, indicator=each)
            for each in measured
        )
    )


def tell_followers(*, at: datetime) -> int:
    """Tell the followers of all that is due, each once, and return of how many things."""
    due = list(
        NewsItem.objects.untold().due(at).order_by("due_at", "pk").values_list("pk", flat=True)
    )
    return sum(_tell(key, at) for key in due)


@transaction.atomic
def _tell(key: int, at: datetime) -> bool:
    """Tell one thing, unless another worker is at it. Where a follower was told already, nothing is
    added.
    """
    rows = NewsItem.objects.untold().select_for_update(skip_locked=True, of=("self",))
    item = rows.select_related("proposal", "round", "commitment").filter(pk=key).first()
    if item is None:
        return False
    reminded: dict[int, bool] = {}
    for subscriber, poll in followers_of(item).values_list("subscriber", "poll"):
        reminded[subscriber] = reminded.get(subscriber, False) or poll is not None
    Notification.objects.bulk_create(
        [
            Notification(subscriber_id=each, item=item, is_reminder=is_reminder, told_at=at)
            for each, is_reminder in reminded.items()
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    NewsItem.objects.filter(pk=key).update(told_at=at)
    return True


def _of_results(found: Round, document: RoundDocument) -> Iterator[NewsItem]:
    """The results that are published, and of each proposal that people voted on it."""
    results = {UUID(each.result.id): each.result for each in document.polls}
    polls = Poll.objects.filter(pk__in=results, imported_from="").defer("definition")
    for poll in polls.exclude(closed_at=None):
        at = poll.closed_at
        assert at is not None
        about = {"round": found, "poll": poll}
        yield _item(Code.RESULT_PUBLISHED, poll.pk, at, **about)
        options = [each for asked in results[poll.pk].questions for each in asked.options]
        for proposal in sorted({each.proposal_id for each in options if each.proposal_id}):
            key = f"{poll.pk}:{proposal}"
            yield _item(Code.PROPOSAL_VOTED, key, at, proposal_id=proposal, **about)


def _of_verdicts(document: RoundDocument, at: datetime) -> Iterator[NewsItem]:
    """The promises of which enough people have said what came of them."""
    told = {
        each.pk: each.verdict.total
        for finding in document.findings
        for each in finding.commitments
        if each.verdict
    }
    enough = [key for key, total in told.items() if total.shown and not total.is_hidden]
    for commitment in Commitment.objects.filter(pk__in=enough).select_related("finding__round"):
        yield _item(Code.VERDICT_PUBLISHED, commitment.pk, at, **_about(commitment))


def _about(commitment: Commitment) -> dict[str, Any]:
    finding = commitment.finding
    return {
        "round": finding.round,
        "proposal_id": finding.proposal_id,
        "commitment": commitment,
    }


def _item(code: Code, key: object, at: datetime, **about: Any) -> NewsItem:
    council = (about.get("round") or about["indicator"]).council_id
    return NewsItem(council_id=council, code=code, key=str(key), happened_at=at, due_at=at, **about)


def _keep(*items: NewsItem) -> None:
    """Keep these as news; those that are already stay as they are."""
    NewsItem.objects.bulk_create(items, ignore_conflicts=True)


def _next_morning(at: datetime) -> datetime:
    """The next eight o'clock where we are."""
    today = timezone.localdate(at)
    return next(each for on in (today, today + A_DAY) if (each := _at(on, MORNING)) > at)


def _at(on: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock))
