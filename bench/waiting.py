"""Whoever waits while a part is away: runs inside the platform and prints JSON."""

import json

from django.utils import timezone

from bench.prepare import cookies_of
from participation.council_sign_in.actions import set_up_sign_in
from participation.models import Council, Role
from tests import make


def prepare() -> None:
    """Print an open poll and the cookies of somebody who may vote in it."""
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    make.a_person(poll.round.council, Role.OFFICER, email="officer@drill.example")
    print(json.dumps({"poll": str(poll.pk), "voter": cookies_of(voter)}))


def lead_to(port: int) -> None:
    """Let the council's own people sign in at a port of this machine."""
    council = Council.objects.get()
    set_up_sign_in(
        by=make.User.objects.get(email="officer@drill.example"),
        council=council,
        name="Drill",
        issuer=f"http://127.0.0.1:{port}/tenant/v2.0",
        client_id="ours",
        secret="secret",
        at=timezone.now(),
    )
