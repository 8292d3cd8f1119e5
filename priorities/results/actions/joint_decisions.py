"""Deciding together about a poll: one person proposes, another confirms."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.models import User
from priorities.polls.actions.closing import CloseRefused, close_poll
from priorities.polls.actions.extending import ExtendRefused, extend_poll
from priorities.polls.actions.lock import lock_alone
from priorities.polls.models import Poll
from priorities.polls.queries.extending import problem_with_end
from priorities.polls.queries.polls import DefinitionAltered, opened_poll_now
from priorities.results.models import ExcludedBallot, JointDecision
from priorities.results.permissions import may_confirm_decision, may_propose_decision
from priorities.results.queries.joint_decisions import problem_with_decision
from priorities.results.queries.opened_ballots import (
    BrokenBallot,
    CountStopped,
    broken_ballots,
)

Kind = JointDecision.Kind


class DecisionRefused(Refusal):
    """This cannot be decided like this; the message is for the officer."""


@transaction.atomic
def propose_decision(
    *, by: User, poll: Poll, kind: str, reason: str, until: datetime | None = None, at: datetime
) -> JointDecision:
    """Propose what another person must confirm before it holds; `until` is the later end of voting,
    where that is proposed. Raises DecisionRefused.
    """
    poll = _locked(poll)
    require(may_propose_decision(by, poll))
    if problem := problem_with_decision(poll, kind, at):
        raise DecisionRefused(problem)
    if kind == Kind.EXTEND:
        _check_end(poll, until)
    if not reason.strip():
        raise DecisionRefused(_("Say why. Everybody will be able to read it."))
    same = JointDecision.objects.unconfirmed().filter(poll=poll, kind=kind)
    if same.waiting(at).exists():
        raise DecisionRefused(_("This is proposed already, and waits for a colleague."))

    same.delete()  # what has run out
    proposed = JointDecision.objects.create(
        poll=poll,
        kind=kind,
        until=until if kind == Kind.EXTEND else None,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    if kind == Kind.EXCLUDE:
        ExcludedBallot.objects.bulk_create(
            ExcludedBallot(decision=proposed, fingerprint=each.fingerprint, stop=each.stop)
            for each in _broken(poll)
        )
    audit.record("decision_proposed", poll, by=by, details={"kind": kind}, at=at)
    return proposed


@transaction.atomic
def confirm_decision(*, by: User, decision: JointDecision, at: datetime) -> JointDecision:
    """Confirm what a colleague proposed: from now on it holds. Raises DecisionRefused where it
    cannot be decided any more.
    """
    poll = _locked(decision.poll)
    loaded = JointDecision.objects.select_related("poll__round__council", "proposed_by")
    found = loaded.select_for_update(of=("self",)).filter(pk=decision.pk).first()
    if found is None:
        raise DecisionRefused(_("A colleague has dropped this proposal meanwhile."))
    decision = found
    require(may_confirm_decision(by, decision))
    if decision.expires_at <= at:
        raise DecisionRefused(_("This proposal has run out. If it is still wanted, make it again."))
    if not may_propose_decision(decision.proposed_by, poll):
        raise DecisionRefused(_("Whoever proposed this runs votes no more. Make it your own."))
    if problem := problem_with_decision(poll, decision.kind, at):
        raise DecisionRefused(problem)

    decision.confirmed_by, decision.confirmed_at = by, at
    event = _TAKE[Kind(decision.kind)](poll, decision, at)  # before it holds: it finds what is so
    decision.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("decision_confirmed", poll, by=by, details={"kind": decision.kind}, at=at)
    if event:
        events.record(event, subject_id=poll.pk, actor_id=by.pk, at=at)
    return decision


@transaction.atomic
def drop_decision(*, by: User, decision: JointDecision, at: datetime) -> None:
    """Take a proposal away that nobody has confirmed; whoever might have proposed it may do so."""
    require(may_propose_decision(by, decision.poll))
    JointDecision.objects.unconfirmed().filter(pk=decision.pk).delete()
    kind = {"kind": decision.kind}
    audit.record("decision_dropped", decision.poll, by=by, details=kind, at=at)


def _close(poll: Poll, decision: JointDecision, at: datetime) -> str:
    """End the voting, which is an act with an event of its own."""
    first, second = decision.proposed_by, decision.confirmed_by
    if first is None or second is None:
        raise RuntimeError("Voting ends early by two people.")
    try:
        close_poll(by=second, poll=poll, proposed_by=first, reason=decision.reason, at=at)
    except CloseRefused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    return ""


def _extend(poll: Poll, decision: JointDecision, at: datetime) -> str:
    """Let voting go on, which is an act with an event of its own."""
    first, second, until = decision.proposed_by, decision.confirmed_by, decision.until
    if second is None or until is None:
        raise RuntimeError("Voting goes on by two people, until a moment.")
    why = decision.reason
    try:
        extend_poll(by=second, poll=poll, proposed_by=first, until=until, reason=why, at=at)
    except ExtendRefused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    return ""


def _pause(poll: Poll, decision: JointDecision, at: datetime) -> str:
    poll.paused_at, poll.paused_because = at, decision.reason
    poll.save(update_fields=["paused_at", "paused_because"])
    return "priorities.certifying_paused"


def _resume(poll: Poll, decision: JointDecision, at: datetime) -> str:
    poll.paused_at, poll.paused_because = None, ""
    poll.save(update_fields=["paused_at", "paused_because"])
    return "priorities.certifying_resumed"


def _exclude(poll: Poll, decision: JointDecision, at: datetime) -> str:
    """Leave out exactly the ballots that were broken when this was proposed, and none besides."""
    proposed = {bytes(each.fingerprint) for each in decision.excluded.all()}
    if proposed != {each.fingerprint for each in _broken(poll)}:
        raise DecisionRefused(
            _(
                "Other ballots are broken now than when this was proposed. Drop the proposal and "
                "make it again."
            )
        )
    return "priorities.ballots_excluded"


_TAKE = {
    Kind.EXTEND: _extend,
    Kind.CLOSE: _close,
    Kind.PAUSE: _pause,
    Kind.RESUME: _resume,
    Kind.EXCLUDE: _exclude,
}


def _check_end(poll: Poll, until: datetime | None) -> None:
    if until is None:
        raise DecisionRefused(_("Say until which day people can vote."), "last_day")
    if problem := problem_with_end(poll, until):
        raise DecisionRefused(problem, "last_day")


def _broken(poll: Poll) -> list[BrokenBallot]:
    """The ballots that nobody can count, of which there are some."""
    try:
        found = broken_ballots(opened_poll_now(poll.pk))
    except (CountStopped, DefinitionAltered) as problem:
        raise DecisionRefused(
            _("No ballot can be opened at all. Ask whoever runs the computer to look at the keys.")
        ) from problem
    if not found:
        raise DecisionRefused(_("No ballot keeps this poll from being counted."))
    return found


def _locked(poll: Poll) -> Poll:
    """The poll as it is now, which nobody counts, certifies or decides about until this is done."""
    lock_alone(poll=poll.pk)
    return Poll.objects.select_related("round__council").get(pk=poll.pk)
