"""A poll that takes ballots through every channel, and whoever votes in it: runs inside the
platform and prints JSON.
"""

import json
from datetime import timedelta
from importlib import import_module

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from bench.load import CSRF
from participation.models import Council, Membership, Role, User
from priorities.engines.voting_codes import printed
from priorities.models import CodeBatch, PaperBallot, Poll
from priorities.paper_ballots.actions.issuing import MOST_PAPERS
from priorities.paper_ballots.queries.papers import serial_of
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import opened_poll
from priorities.voting_codes.queries import letters
from tests import make

OPTIONS = 24  # each choice of them is made once in a drill, so that it tells whose it is


def prepare(electors: dict[str, int], desks: int, challenge_days: int = 3) -> None:
    """Open a poll for so many electors by each channel, and print where everything is."""
    council = make.a_council(host="127.0.0.1")
    poll = make.an_open_poll(
        make.a_round(make.a_sector(council), at=timezone.now()),
        options=[f"Option {n + 1}" for n in range(OPTIONS)],
        most_choices=OPTIONS,
        proofs_asked=[{"email"}, {"code"}],
        paper_rule=Poll.PaperRule.PAPERS_AND_SLIPS,
        challenge_days=challenge_days,
        at=timezone.now(),
    )
    accounts = _people(council, Role.RESIDENT, electors["web"])
    letters_to_all = make.a_batch(poll, electors["code"])
    told = {
        "poll": str(poll.pk),
        "officers": _cookies([poll.opened_by, make.a_person(council, Role.OFFICER)]),
        "desks": _cookies(_with_second_factor(_people(council, Role.DESK, desks))),
        "web": list(zip([each.email for each in accounts], _cookies(accounts), strict=True)),
        "batch": str(letters_to_all.pk),
        "code": _codes(letters_to_all),
        "paper": _papers(poll, "identified", electors["paper"]),
        "slip": _papers(poll, "slip", electors["slip"]),
        "helped": electors["helped"],
    }
    print(json.dumps(told))


def _people(council: Council, role: Role, number: int) -> list[User]:
    """So many people with a confirmed address."""
    users = User.objects.bulk_create(
        User(email=f"{role}-{n}@example.org", password=make_password(None)) for n in range(number)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Membership.objects.bulk_create(
        Membership(user=user, council=council, role=role) for user in users
    )
    return users


def _with_second_factor(users: list[User]) -> list[User]:
    """These people, who sign in with a second step, without which staff may do nothing."""
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
        for user in users
    )
    return users


def _cookies(users: list[User]) -> list[str]:
    """What the browser of each sends, who has signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ends = timezone.now() + timedelta(days=1)
    rows = [
        Session(
            session_key=store._get_new_session_key(),
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                    **_shown_by(user),
                }
            ),
            expire_date=ends,
        )
        for user in users
    ]
    Session.objects.bulk_create(rows, batch_size=1000)
    return [f"sessionid={row.session_key}; csrftoken={CSRF}" for row in rows]


def _shown_by(user: User) -> dict[str, object]:
    """What a session holds of somebody who has just shown who they are."""
    request = HttpRequest()
    request.session = {}  # type: ignore[assignment]  # all that is asked of it is a dict
    record_authentication(request, user, method="code")
    return dict(request.session)


def _codes(batch: CodeBatch) -> list[str]:
    found = letters(batch, 1, batch.letters)
    return [printed(code) for letter in found for _serial, code in letter.codes]


def _papers(poll: Poll, kind: str, number: int) -> list[tuple[int, int, str]]:
    """Papers, each with its batch, its number, and the serial number that is printed on it."""
    key = voting_key(opened_poll(poll.pk))
    found = []
    for first in range(0, number, MOST_PAPERS):
        size = min(MOST_PAPERS, number - first)
        batch = make.a_batch_of_papers(poll, kind, size=max(size, poll.smallest_group))
        papers = batch.papers.select_related("batch")[:size]
        found += [(batch.number, paper.number, serial_of(key, paper)) for paper in papers]
    return found


def batches(poll_id: str) -> None:
    """Print of each batch of papers its number, and how many papers were never handed out."""
    unused = PaperBallot.objects.filter(state=PaperBallot.State.PRINTED)
    found = [
        (batch.number, unused.filter(batch=batch).count())
        for batch in Poll.objects.get(pk=poll_id).paper_batches.all()
    ]
    print(json.dumps(found))
