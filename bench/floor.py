"""The floor that casting a ballot is held against: session, CSRF, one select, one upsert, and a word of thanks."""

import hashlib
import secrets

from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from priorities.models import Poll, SealedBallot


def store(request, poll_id):
    poll = Poll.objects.get(pk=poll_id)
    who = hashlib.sha256(request.session["_auth_user_id"].encode()).digest()
    row = SealedBallot(
        poll=poll,
        pseudonym=who,
        receipt_index=secrets.token_bytes(32),
        nonce=secrets.token_bytes(12),
        ciphertext=request.POST["ballot"].encode(),
    )
    with transaction.atomic():
        SealedBallot.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["poll", "pseudonym"],
            update_fields=["receipt_index", "nonce", "ciphertext"],
        )
    return HttpResponse("Thank you.")


def readyz(request):
    return HttpResponse("ready")


urlpatterns = [path("readyz", readyz), path("polls/<uuid:poll_id>/", store)]
