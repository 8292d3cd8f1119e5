"""Accounting for the papers of a poll that has ended; with the last batch they go into the box."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.electors.queries import Voter, eligibility_key, mac_of
from participation.engines.eligibility import eligibility_entry
from participation.engines.proofs import SLIP, written
from participation.models import User
from priorities.ballots.models import SealedBallot
from priorities.engines.sealing.channels import PAPER
from priorities.engines.sealing.paper import place_of, unseal_holder
from priorities.engines.sealing.receipts import SECRET_SIZE, receipt_index
from priorities.engines.sealing.seal import (
    MARK_SIZE,
    NONCE_SIZE,
    ballot_id,
    payload_of,
    pseudonym,
    seal,
)
from priorities.engines.voting.ballot_paper import Choice
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.models import (
    LONGEST_EXPLANATION,
    PaperBallot,
    PaperBatch,
    PaperEntry,
)
from priorities.paper_ballots.permissions import may_issue_papers
from priorities.paper_ballots.queries.papers import is_waiting_for_papers
from priorities.paper_ballots.queries.typed import typed_in
from priorities.polls.actions.lock import lock_alone
from priorities.polls.actions.stopping import resume_poll
from priorities.polls.models import ElectorAtClosing, Poll
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import OpenedPoll, opened_poll_now

_ROWS_AT_ONCE = 1000


class _Marked(NamedTuple):
    """A paper with a vote on it: whose it is, and the choices."""

    elector: UUID
    choices: dict[str, Choice]


@transaction.atomic
def reconcile_papers(
    *, by: User, batch: PaperBatch, unused: int, explanation: str = "", at: datetime
) -> PaperBatch:
    """Account for every paper of a batch: what is neither counted, spoiled nor brought back unused
    is missing, and must be explained in words that are published.

    With the last batch of the poll its papers are put in the box, in the place of what the same
    electors cast online. Until then a batch can be reconciled again. Raises PaperRefused,
    KeyUnavailable.
    """
    lock_alone(poll=batch.poll_id)
    batch = PaperBatch.objects.select_related("poll__round__council").get(pk=batch.pk)
    require(may_issue_papers(by, batch.poll))
    _check_reconciling(batch)
    if unused < 0:
        raise PaperRefused(_("Count the papers that were brought back unused."), "unused")
    batch.counted, batch.spoiled = (
        batch.papers.counted().count(),
        batch.papers.spoiled().count(),
    )
    batch.unused, batch.explanation = unused, explanation.strip()[:LONGEST_EXPLANATION]
    if batch.missing and not batch.explanation:
        raise PaperRefused(_imbalance(batch.missing), "explanation")

    batch.reconciled_by, batch.reconciled_at = by, at
    batch.save()
    if not is_waiting_for_papers(batch.poll_id):
        _put_papers_in_box(batch.poll)
        resume_poll(poll=batch.poll)
    details = {
        "counted": batch.counted,
        "spoiled": batch.spoiled,
        "unused": batch.unused,
        "missing": batch.missing,
    }
    audit.record("papers_reconciled", batch, by=by, details=details, at=at)
    events.record("priorities.papers_reconciled", subject_id=batch.poll_id, actor_id=by.pk, at=at)
    return batch


@transaction.atomic
def forget_papers(*, poll: Poll) -> None:
    """Delete what was typed and to whom papers were handed, when the result is final."""
    PaperEntry.objects.filter(paper__batch__poll=poll).delete()
    papers = PaperBallot.objects.filter(batch__poll=poll)
    papers.update(holder=None, holder_nonce=None, holder_sealed=None, handed_by=None)


def _check_reconciling(batch: PaperBatch) -> None:
    if not batch.poll.is_closed:
        raise PaperRefused(_("Account for the papers once voting has ended."))
    if not is_waiting_for_papers(batch.poll_id):
        raise PaperRefused(_("All papers of this vote are accounted for, and are being counted."))
    begun = batch.papers.begun().count()
    if begun:
        raise PaperRefused(
            ngettext(
                "One paper is not settled yet: it was typed once, or differently by two people.",
                "%(number)s papers are not settled yet: they were typed once, or differently by "
                "two people.",
                begun,
            )
            % {"number": begun}
        )


def _imbalance(missing: int) -> str:
    if missing > 0:
        words = ngettext(
            "One paper is missing. Look for it, or say what became of it. Everybody can read that.",
            "%(number)s papers are missing. Look for them, or say what became of them. Everybody "
            "can read that.",
            missing,
        )
    else:
        words = ngettext(
            "There is one paper more than was issued. Count again, or say how that came about. "
            "Everybody can read that.",
            "There are %(number)s papers more than were issued. Count again, or say how that came "
            "about. Everybody can read that.",
            -missing,
        )
    return words % {"number": abs(missing)}


@sensitive_variables()
def _put_papers_in_box(poll: Poll) -> None:
    """Seal every paper that counts as a ballot, in an order that tells nothing of papers."""
    opened = opened_poll_now(poll.pk)
    key = voting_key(opened)
    marked = list(_marked(key, opened))
    secrets.SystemRandom().shuffle(marked)
    voted = {pseudonym(key, poll.pk, each.elector): each for each in marked}
    online = SealedBallot.objects.filter(poll=poll)
    for start in range(0, len(voted), _ROWS_AT_ONCE):
        online.filter(pseudonym__in=list(voted)[start : start + _ROWS_AT_ONCE]).delete()
    wards = dict(
        ElectorAtClosing.objects.filter(poll=poll).values_list("elector", "area_code")
        if opened.definition.areas
        else ()
    )
    ballots = [
        _ballot(key, poll, place, wards.get(each.elector, ""), each.choices)
        for place, each in voted.items()
    ]
    SealedBallot.objects.bulk_create(ballots, batch_size=_ROWS_AT_ONCE)


def _marked(key: bytes, opened: OpenedPoll) -> Iterator[_Marked]:
    """Each paper that counts. A slip's elector is made for it, and for this poll alone."""
    papers = PaperBallot.objects.counted().filter(batch__poll=opened.pk)
    secret = eligibility_key(opened.council_id)
    slips = []
    for paper in papers.select_related("batch").prefetch_related("entries"):
        entry = max(paper.entries.all(), key=lambda each: each.turn)
        choices = typed_in(key, paper, entry)["q"]
        if paper.batch.is_identified:
            place = place_of(opened.pk, paper.which)
            nonce, sealed = bytes(paper.holder_nonce or b""), bytes(paper.holder_sealed or b"")
            yield _Marked(unseal_holder(key, place, nonce, sealed), choices)
        else:
            slips.append(_elector_of_slip(secret, opened, paper))
            yield _Marked(slips[-1].elector, choices)
    secrets.SystemRandom().shuffle(slips)
    ElectorAtClosing.objects.bulk_create(slips, batch_size=_ROWS_AT_ONCE)


def _elector_of_slip(secret: bytes, opened: OpenedPoll, paper: PaperBallot) -> ElectorAtClosing:
    reference = f"{opened.pk}/{paper.batch.number}/{paper.number}"
    voter = Voter(
        elector=uuid4(),
        council_id=opened.council_id,
        proofs=frozenset({SLIP}),
        method=SLIP,
        entry=eligibility_entry(secret, method=SLIP, reference=reference),
        area_code=None,
        constituency=paper.batch.constituency,
        mac=b"",
    )
    return ElectorAtClosing(
        poll_id=opened.pk,
        elector=voter.elector,
        proofs=written(voter.proofs),
        method=voter.method,
        entry=voter.entry,
        area_code="",
        constituency=voter.constituency,
        mac=mac_of(secret, voter),
    )


def _ballot(
    key: bytes, poll: Poll, place: bytes, ward: str, choices: dict[str, Choice]
) -> SealedBallot:
    secret, nonce = secrets.token_bytes(SECRET_SIZE), secrets.token_bytes(NONCE_SIZE)
    return SealedBallot(
        pk=ballot_id(key, poll.pk, place, ward, secrets.token_bytes(16 - MARK_SIZE)),
        poll=poll,
        pseudonym=place,
        receipt_index=receipt_index(key, poll.pk, secret),
        nonce=nonce,
        ciphertext=seal(key, poll.pk, place, payload_of(choices, secret, PAPER), nonce),
    )
