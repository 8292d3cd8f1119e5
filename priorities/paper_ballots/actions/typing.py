"""Typing in what is marked on a paper: by two people who do not see each other's, and a third time
where these differ.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from coopservices import audit
from coopservices.permissions import require
from participation.models import User
from priorities.engines.sealing.paper import Typed, place_of, seal_typed
from priorities.engines.sealing.seal import NONCE_SIZE
from priorities.engines.voting.ballot_paper import check_choices
from priorities.paper_ballots.actions.desk import locked_paper
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.models import PaperBallot, PaperEntry
from priorities.paper_ballots.permissions import may_type_paper
from priorities.paper_ballots.queries.typed import problem_with_typing, typed_in
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import OpenedPoll, opened_poll

State = PaperBallot.State
_LAST = 3  # the entry that settles a paper


@sensitive_variables()
@transaction.atomic
def type_paper(
    *,
    by: User,
    paper: PaperBallot,
    choices: Mapping[str, object],
    spoiled: str = "",
    at: datetime,
) -> PaperBallot:
    """Keep what one person reads on a paper, sealed: its choices, or why it is spoiled. The second
    person's settles it if it is the same. Raises PaperRefused, ChoiceRefused, KeyUnavailable.
    """
    paper = locked_paper(paper=paper)
    require(may_type_paper(by, paper))
    if problem := problem_with_typing(paper, by):
        raise PaperRefused(problem)
    entries = list(paper.entries.all())

    opened, typed = _typed(paper, choices, spoiled)
    key = voting_key(opened)
    turn = len(entries) + 1
    _keep(key, paper, typed, by=by, turn=turn)
    if turn == 1:
        paper.state = State.TYPED
    elif typed_in(key, paper, entries[0]) == typed:
        _settle(paper, typed)
    else:
        paper.state = State.DIFFERS
    paper.save(update_fields=["state", "spoiled_because"])
    audit.record("paper_typed", paper, by=by, details={"turn": turn}, at=at)
    return paper


@sensitive_variables()
@transaction.atomic
def settle_paper(
    *,
    by: User,
    paper: PaperBallot,
    choices: Mapping[str, object],
    spoiled: str = "",
    at: datetime,
) -> PaperBallot:
    """Decide what is marked on a paper that two people typed differently, after a look at the paper
    itself. Raises PaperRefused, ChoiceRefused, KeyUnavailable.
    """
    paper = locked_paper(paper=paper)
    require(may_type_paper(by, paper))
    if not paper.differs:
        raise PaperRefused(_("Nobody has typed this paper differently from somebody else."))

    opened, typed = _typed(paper, choices, spoiled)
    _keep(voting_key(opened), paper, typed, by=by, turn=_LAST)
    _settle(paper, typed)
    paper.save(update_fields=["state", "spoiled_because"])
    audit.record("paper_settled", paper, by=by, at=at)
    return paper


def _typed(
    paper: PaperBallot, choices: Mapping[str, object], spoiled: str
) -> tuple[OpenedPoll, Typed]:
    """What was typed, in the one form in which it is sealed."""
    opened = opened_poll(paper.batch.poll_id)
    if not spoiled:
        return opened, {"q": check_choices(opened.paper, choices)}
    if spoiled not in PaperBallot.Spoiled.values or spoiled == PaperBallot.Spoiled.REPLACED:
        raise PaperRefused(_("Choose why this paper cannot be counted."), "spoiled")
    return opened, {"spoiled": str(spoiled)}


def _keep(key: bytes, paper: PaperBallot, typed: Typed, *, by: User, turn: int) -> None:
    nonce = secrets.token_bytes(NONCE_SIZE)
    place = place_of(paper.batch.poll_id, paper.which, turn)
    PaperEntry.objects.create(
        paper=paper,
        turn=turn,
        typed_by=by,
        nonce=nonce,
        ciphertext=seal_typed(key, place, typed, nonce),
    )


def _settle(paper: PaperBallot, typed: Typed) -> None:
    paper.spoiled_because = typed.get("spoiled", "")
    paper.state = State.SPOILED if paper.spoiled_because else State.COUNTED
