"""What the row "code-batch" measures; runs inside the platform and prints JSON."""

import json
import secrets
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from priorities.engines.letters import letters_pdf
from priorities.models import CodeBatch, VotingCode
from priorities.voting_codes.actions.codes import make_codes, order_codes
from priorities.voting_codes.forms import MOST_LETTERS
from priorities.voting_codes.models import MOST_CODES
from priorities.voting_codes.queries import letters
from priorities.voting_codes.words import letter, letter_words
from tests import make

PORTION = 2000  # rows in one transaction
SITE = "https://vote.council.example"
ADDRESS = ("1 High Street", "Northbrook", "NB1 1AA")


def measure() -> None:
    """Order a batch and print how long everything takes; runs inside the platform."""
    poll = make.an_open_poll(proofs_asked=[{"code"}])
    told = {"by": poll.opened_by, "poll": poll, "name": "All homes", "at": timezone.now()}
    batch, other = (order_codes(**told, letters=MOST_CODES) for _ in range(2))
    figures: dict[str, object] = {
        "codes": MOST_CODES,
        "stored": _seconds(lambda: _store_nothing(other)),
        "made": _seconds(lambda: make_codes(batch=batch.pk)),
    }
    batch.refresh_from_db()
    _print(batch, 1)  # warm
    for name, number in {"few": MOST_LETTERS // 10, "many": MOST_LETTERS}.items():
        took = _seconds(lambda number=number: _print(batch, number))
        figures[name] = {"letters": number, "seconds": took}
    print(json.dumps(figures))


def _store_nothing(batch: CodeBatch) -> None:
    """Rows as those of a batch, of random bytes."""
    for first in range(0, MOST_CODES, PORTION):
        with transaction.atomic():
            VotingCode.objects.bulk_create(
                VotingCode(batch=batch, serial=first + n + 1, code_hash=secrets.token_bytes(32))
                for n in range(PORTION)
            )


def _print(batch: CodeBatch, last: int) -> None:
    pages = [
        letter(each.number, each.codes, ADDRESS, SITE, ("en-gb",))
        for each in letters(batch, 1, last)
    ]
    assert letters_pdf([letter_words(batch, SITE, "en-gb")], pages, is_large=False)


def _seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
