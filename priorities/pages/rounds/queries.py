"""Reads of rounds: the list, and one round with what may be done in it now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from participation.models import Council
from priorities.polls.models import Poll
from priorities.rounds.models import Act, Phase, Round


@dataclass(frozen=True)
class PhaseNow:
    """A phase as it stands at a moment."""

    name: str
    opens_at: datetime
    closes_at: datetime
    is_past: bool
    is_current: bool


@dataclass(frozen=True)
class RoundNow:
    """A round as it stands at a moment: its phases, and the one thing to do in it."""

    round: Round
    phases: list[PhaseNow]
    is_open_for_proposals: bool
    open_poll: Poll | None
    closed_poll: Poll | None
    was_due: bool

    @property
    def is_open(self) -> bool:
        """There is something to do in it now."""
        return self.is_open_for_proposals or self.open_poll is not None

    @property
    def is_decided(self) -> bool:
        """A result is certified and no vote is open."""
        return (
            self.open_poll is None
            and self.closed_poll is not None
            and self.closed_poll.is_certified
        )

    @property
    def current_phase(self) -> PhaseNow | None:
        """The phase that is open."""
        return next((phase for phase in self.phases if phase.is_current), None)

    @property
    def next_phase(self) -> PhaseNow | None:
        """The first phase still to come."""
        return next(
            (phase for phase in self.phases if not phase.is_past and not phase.is_current), None
        )


def rounds_of(council: Council) -> "QuerySet[Round]":
    """The published rounds of a council, with their phases, sectors and polls."""
    polls = Prefetch("polls", Poll.objects.published().with_end().defer("definition"))
    return Round.objects.of(council).published().with_phases().prefetch_related(polls)


def round_now(found: Round, at: datetime) -> RoundNow:
    """A round of `rounds_of` as it stands at a moment. Asks no database."""
    polls = sorted(found.polls.all(), key=lambda poll: (poll.closes_at, str(poll.pk)))
    return RoundNow(
        round=found,
        phases=[_phase_now(phase, polls, at) for phase in found.phases.all()],
        is_open_for_proposals=found.opens(Act.PROPOSE, at),
        open_poll=next((poll for poll in polls if poll.is_open and poll.closes_at > at), None),
        closed_poll=next((poll for poll in reversed(polls) if poll.is_closed), None),
        was_due=found.decided_by_on < timezone.localdate(at),
    )


def _phase_now(phase: Phase, polls: list[Poll], at: datetime) -> PhaseNow:
    closes_at = _closed_at(phase, polls)
    return PhaseNow(
        name=phase.called,
        opens_at=phase.opens_at,
        closes_at=closes_at,
        is_past=closes_at <= at,
        is_current=phase.opens_at <= at < closes_at,
    )


def _closed_at(phase: Phase, polls: list[Poll]) -> datetime:
    """When a phase ends: one to vote in, once its polls are closed, has ended with the last."""
    ends = [poll.closed_at for poll in polls if poll.closed_at and not poll.is_imported]
    in_it = [end for end in ends if phase.opens_at < end < phase.closes_at]
    if not in_it or any(poll.is_open for poll in polls) or not phase.opens(Act.VOTE):
        return phase.closes_at
    return max(in_it)
