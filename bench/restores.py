"""Polls and people on both sides of a backup, for the drill of restoring: runs inside the platform
and prints JSON.
"""

import json
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from bench.prepare import cookies_of
from outcomes.models import Letter, Subscriber
from participation.models import Council, Invitation, Role, User
from participation.privacy.actions.deleting import delete_account, note_deletions
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import LogEntry, Poll, ResultLine, SealedBallot
from priorities.polls.actions.opening import OpenRefused, open_poll
from priorities.results.actions.certifying import certify_due_polls, certify_poll
from priorities.results.actions.counting import count_poll
from priorities.results.actions.noting import note_published
from tests import make

OPEN, COUNTED, CERTIFIED, ENDED, DRAFT = range(5)  # what each poll is in the end
BEFORE, AFTER = 12, 5  # ballots in each
CHOICE = {"question-1": ["option-1"]}


def before() -> None:
    """What there is when the backup is made; print the ids of the polls, in the order above."""
    council = make.a_council()
    sector = make.a_sector(council)
    officer = make.a_person(council, Role.OFFICER, email="officer@drill.example")
    rounds = [make.a_round(sector, at=timezone.now()) for _ in range(5)]
    polls = [
        make.an_open_poll(rounds[OPEN]),
        make.an_open_poll(rounds[COUNTED]),
        make.an_open_poll(rounds[CERTIFIED], challenge_days=0),
        make.an_open_poll(rounds[ENDED]),
    ]
    for poll in polls:
        for _ in range(BEFORE):
            _cast(poll)
    draft = make.a_draft(rounds[DRAFT])
    leaver = make.a_voter(council, email="leaver@drill.example")
    cast_ballot(voter=make.elector_of(leaver, polls[OPEN]), poll=polls[OPEN], choices=CHOICE)
    cookies_of(officer)
    at = timezone.now()
    invited = {"invited_at": at, "expires_at": at + timedelta(days=9), "invited_by": officer}
    Invitation.objects.create(council=council, email="x@drill.example", role="officer", **invited)
    follower = make.a_follow(council, email="y@drill.example").subscriber
    Letter.objects.create(subscriber=follower, kind="news", made_at=at, due_at=at)
    print(json.dumps([str(each.pk) for each in (*polls, draft)]))


def after(*polls: str) -> None:
    """What happens between the backup and the restore; print what was published."""
    _number_people_from(1000)
    at = timezone.now()
    found = [Poll.objects.get(pk=key) for key in polls]
    officer = User.objects.get(email="officer@drill.example")
    for poll in found[:DRAFT]:
        for _ in range(AFTER):
            _cast(poll)
    for poll in (found[COUNTED], found[CERTIFIED], found[ENDED]):
        make.close_early(poll, reason="The drill.", at=timezone.now())
    for poll in (found[COUNTED], found[CERTIFIED]):
        count_poll(poll=Poll.objects.get(pk=poll.pk), at=timezone.now())
    certified = Poll.objects.get(pk=polls[CERTIFIED])
    certify_poll(by=None, poll=certified, at=timezone.now())
    draft = found[DRAFT]
    open_poll(by=make.a_person(draft.round.council, Role.OFFICER), poll=draft, at=timezone.now())
    leaver = User.objects.get(email="leaver@drill.example")
    council = Council.objects.get()
    delete_account(by=leaver, council=council, keeps_proposals=False, at=at)
    note_deletions(at=at)
    note_published()
    Invitation.objects.update(sent_at=at)
    cookies_of(officer)
    print(json.dumps(_published(found[COUNTED], found[CERTIFIED])))


def tell(*polls: str) -> None:
    """Print all that the drill asks, after a restore."""
    _number_people_from(2000)
    found = [Poll.objects.get(pk=key) for key in polls]
    print(
        json.dumps(
            {
                "states": [each.state for each in found],
                "held": [SealedBallot.objects.filter(poll=each).count() for each in found],
                "marked": [each.is_restored for each in found],
                "says so": ["Some votes may be missing" in _page(each) for each in found],
                "published": _published(found[COUNTED], found[CERTIFIED]),
                "log": _log() == list(range(10)),  # each entry once, whatever was restored
                "leaver": User.objects.filter(email="leaver@drill.example").exists(),
                "sessions": Session.objects.count(),
                "invitations": Invitation.objects.unsent().count(),
                "letters": Letter.objects.unsent().count(),
                "news since": Subscriber.objects.get().letters_since.isoformat(),
                "keys": [_key_is_there(each) for each in found],
                "opens again": _opens(found[DRAFT]),
            }
        )
    )


def vote_again(poll: str) -> None:
    """Cast once more, count what has ended, and print the ballots and what is certified now."""
    _number_people_from(3000)
    _cast(Poll.objects.get(pk=poll))
    for each in Poll.objects.closed_but_not_counted():
        count_poll(poll=each, at=timezone.now())
    certify_due_polls(at=timezone.now())
    states = dict(Poll.objects.values_list("pk", "state"))
    held = SealedBallot.objects.filter(poll=poll).count()
    print(json.dumps([held, {str(key): state for key, state in states.items()}]))


def _number_people_from(first: int) -> None:
    """Each run of these is a process of its own, and would begin with the same people."""
    make._numbers = count(first)


def _cast(poll: Poll) -> None:
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    cast_ballot(voter=voter, poll=poll, choices=CHOICE)


def _published(*polls: Poll) -> list[list[str]]:
    return [
        [
            *LogEntry.objects.filter(poll=poll.pk, kind="counted").values_list("text", flat=True),
            *ResultLine.objects.filter(result=poll.pk).values_list("line", flat=True),
        ]
        for poll in polls
    ]


def _log() -> list[int]:
    return list(LogEntry.objects.order_by("n").values_list("n", flat=True))


def _page(poll: Poll) -> str:
    client = Client(headers={"host": "127.0.0.1"})
    return client.get(f"/polls/{poll.pk}/vote/").content.decode()


def _key_is_there(poll: Poll) -> bool:
    return all((folder / f"poll-{poll.pk}.key").exists() for folder in settings.KEY_STORE_DIRS)


def _opens(draft: Poll) -> bool:
    officer = make.a_person(draft.round.council, Role.OFFICER)
    try:
        open_poll(by=officer, poll=draft, at=timezone.now())
    except OpenRefused:
        return False
    return True
