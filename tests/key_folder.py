"""What the drill of an unmounted key folder asks inside a platform; each prints what it found."""

import json

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.models import User
from priorities.engines.sealing.receipts import SECRET_SIZE
from priorities.models import Poll
from priorities.results.actions.certifying import CertifyRefused, certify_poll
from tests import make


def begin():
    """An open poll, one that waits to be certified, and a voter: their ids."""
    counted = make.a_counted_poll(*[["option-1"]] * 10, challenge_days=0)
    open_poll = make.an_open_poll(counted.round)
    voter = make.a_voter(counted.round.council)
    print(json.dumps([str(open_poll.pk), str(counted.pk), voter.pk]))  # noqa: T201


def ask(open_poll, counted, voter):
    """What readiness and a vote answer now, as statuses, and whether certifying went."""
    client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
    ready = client.get("/readyz").status_code
    client.force_login(User.objects.get(pk=voter))
    ballot = {"ballot": '{"q":{"question-1":["option-1"]}}', "receipt_secret": "5a" * SECRET_SIZE}
    vote = client.post(reverse("cast_ballot", args=[open_poll]), ballot).status_code
    officer = Poll.objects.get(pk=counted).opened_by
    try:
        certify_poll(by=officer, poll=Poll.objects.get(pk=counted), at=timezone.now())
    except CertifyRefused:
        is_certified = False
    else:
        is_certified = True
    print(json.dumps([ready, vote, is_certified]))  # noqa: T201
