"""Opening a poll: all that governs it is frozen and published."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.models import User
from priorities.engines.keys import key_check
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.definition import Definition, definition_mac, read_definition
from priorities.polls.actions.drafting import edited
from priorities.polls.actions.keys import make_canary, make_poll_key, make_signing_key
from priorities.polls.actions.log_entries import log_poll
from priorities.polls.models import Option, Poll
from priorities.polls.permissions import may_open_poll
from priorities.polls.queries.opening import problem_with_opening
from priorities.polls.queries.polls import definition_of
from priorities.public_log.models import LogEntry

_LOT_SIZE = 32


class OpenRefused(Exception):
    """A poll cannot open yet; the message is for the officer."""


@transaction.atomic
def ask_to_open(*, by: User, poll: Poll, at: datetime) -> Poll:
    """Ask a colleague to open what is set up; any change of the draft takes it back. Raises
    OpenRefused.
    """
    draft = edited(by=by, poll=poll)
    if not draft.needs_two_to_open:
        raise OpenRefused(_("You can open this vote yourself."))
    if problem := problem_with_opening(draft, at):
        raise OpenRefused(problem)
    draft.opening_asked_by, draft.opening_asked_at = by, at
    draft.save(update_fields=["opening_asked_by", "opening_asked_at"])
    audit.record("opening_asked_for", draft, by=by, at=at)
    return draft


@transaction.atomic
def open_poll(*, by: User, poll: Poll, lot: bytes | None = None, at: datetime) -> Poll:
    """Freeze and publish what governs the poll, draw its tie order by lot, make its key, and let
    people vote.

    `lot` is 16 or more random bytes; without them they are drawn here. Raises OpenRefused, and
    KeyUnavailable if an opening that did not finish left copies of a key that differ.
    """
    poll = (
        Poll.objects.select_for_update(of=("self",))
        .select_related("round__council")
        .get(pk=poll.pk)
    )
    require(may_open_poll(by, poll))
    if problem := problem_with_opening(poll, at):
        raise OpenRefused(problem)

    frozen = definition_of(poll, lot=lot or secrets.token_bytes(_LOT_SIZE), at=at).frozen()
    definition, paper = read_definition(frozen)
    _keep_tie_order(poll, paper)
    _open(poll, by, frozen, definition)
    log_poll(kind=LogEntry.Kind.OPENED, poll=poll, at=definition.opened_at)
    audit.record("poll_opened", poll, by=by, at=at)
    events.record("priorities.poll_opened", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


def _keep_tie_order(poll: Poll, paper: BallotPaper) -> None:
    for rules in paper.questions:
        options = {
            option.key: option
            for option in Option.objects.filter(question__poll=poll, question__key=rules.id)
        }
        for place, key in enumerate(rules.tie_order):
            options[key].tie_position = place
        Option.objects.bulk_update(options.values(), ["tie_position"])


def _open(poll: Poll, by: User, frozen: bytes, definition: Definition) -> None:
    make_signing_key(council=poll.round.council)
    key = make_poll_key(poll=poll.pk)
    poll.state, poll.opened_at, poll.opened_by = Poll.State.OPEN, definition.opened_at, by
    poll.definition, poll.definition_mac = frozen.decode(), definition_mac(key, frozen)
    poll.key_check, poll.canary = key_check(key), make_canary(key=key, poll=poll.pk)
    poll.save()
    poll.saved_steps.all().delete()
