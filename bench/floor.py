"""What pages are held against: the least that Django does for one upsert behind a form, and for a
list of fifty.
"""

import hashlib
import secrets

from django.db import transaction
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from priorities.models import Poll, Proposal, SealedBallot


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


def plain_list(request):
    assert request.session["_auth_user_id"]
    rows = Proposal.objects.select_related("round").order_by("-pk")[:50]
    return HttpResponse(LIST.render(Context({"rows": rows})))


LIST = Engine().from_string(
    "<ul>{% for row in rows %}<li><a href='{{ row.pk }}'>{{ row.title }}</a>, {{ "
    "row.round.title }}: {{ row.problem }}"
    "</li>{% endfor %}</ul>"
)


def readyz(request):
    return HttpResponse("ready")


urlpatterns = [
    path("readyz", readyz),
    path("list/", plain_list),
    path("polls/<uuid:poll_id>/", store),
]
