"""Polls: drafted from proposals, voted in with sealed ballots; the one whose days are over counted
and certified.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.preferences import choices
from outcomes.management.demo.words import Words
from participation.electors.actions import register_elector
from participation.memberships.queries import officer_of
from participation.models import User
from priorities.ballots.actions.casting import cast_ballot
from priorities.ballots.actions.turnout import count_turnout
from priorities.demonstration.actions import order_demo_codes
from priorities.models import Act, Poll, Proposal, Round
from priorities.polls.actions.asking import ask_question, offer_proposals
from priorities.polls.actions.closing import close_poll
from priorities.polls.actions.drafting import (
    QUESTION_KEY,
    date_poll,
    entitle,
    leave_off,
    set_paper_rule,
    start_poll,
)
from priorities.polls.actions.opening import open_poll
from priorities.results.actions.certifying import certify_poll
from priorities.results.actions.counting import count_poll
from priorities.rounds.actions.demonstration import move_phase_end

AN_HOUR = timedelta(hours=1)
A_DAY_EARLIER = 1


@dataclass(frozen=True)
class Vote:
    """The poll of one round: what its words say, and who votes in it."""

    officer: User
    round: Round
    entry: Words
    proposals: Mapping[str, Proposal]
    voters: Sequence[User]
    calendar: Calendar

    def hold(self) -> Poll:
        """The poll with a ballot from each voter; counted and certified, if its days are over."""
        closes_at = self.calendar.morning(self.entry["closes"])
        if closes_at > self.calendar.now:
            return self._voted_in(closes_at)

        # Ballots are let in by the database's own clock: so the poll runs until now, and is closed
        # as of its day.
        until_now = self.calendar.now + AN_HOUR
        self._move_phase_end(until_now)
        poll = self._voted_in(until_now)
        self._move_phase_end(closes_at)
        return self._decided(poll, closes_at)

    def _move_phase_end(self, closes_at: datetime) -> None:
        voting = self.round.phases.opening(Act.VOTE).get()
        move_phase_end(by=self.officer, phase=voting, closes_at=closes_at, at=self.calendar.now)

    def _voted_in(self, closes_at: datetime) -> Poll:
        poll = open_poll(
            by=self.officer,
            poll=self._draft(closes_at),
            at=self.calendar.morning(self.entry["opens"]),
        )
        self._cast(poll)
        if "demo_codes" in self.entry:
            name, letters = self.entry["demo_codes_for"], self.entry["demo_codes"]
            order_demo_codes(
                by=self.officer, poll=poll, name=name, letters=letters, at=self.calendar.now
            )
        return poll

    def _draft(self, closes_at: datetime) -> Poll:
        """Set up step by step, as an officer does."""
        step: dict[str, Any] = {
            "by": self.officer,
            "at": self.calendar.morning(self.entry["opens"] - A_DAY_EARLIER),
        }
        draft = start_poll(round=self.round, title=self.entry["title"], **step)
        question = ask_question(
            question=draft.questions.get(),
            text=self.entry["question"],
            method=self.entry.get("method", "approval"),
            rule=self.entry.get("rule"),
            seats=self.entry.get("seats"),
            most_choices=self.entry["most_choices"],
            **step,
        )
        offered = [self.proposals[key] for key in self.entry["options"]]
        offer_proposals(question=question, proposals=offered, **step)
        reasons = {self.proposals[key]: why for key, why in self.entry["left_off"].items()}
        leave_off(poll=draft, reasons=reasons, **step)
        if "proofs_asked" in self.entry:
            asked = [frozenset(proofs) for proofs in self.entry["proofs_asked"]]
            entitle(poll=draft, proofs_asked=asked, **step)
        set_paper_rule(poll=draft, paper_rule=Poll.PaperRule.PAPERS, **step)
        return date_poll(poll=draft, closes_at=closes_at, **step)

    def _cast(self, poll: Poll) -> None:
        options = {
            option.proposal: option.key
            for question in poll.questions.all()
            for option in question.options.all()
        }
        chosen = choices(self.entry, len(self.voters), seed=self.entry["title"])
        for day, voters in self._voters_by_day():
            for voter in voters:
                keys = [options[self.proposals[key]] for key in next(chosen)]
                elector = register_elector(by=voter, council=self.round.council)
                cast_ballot(voter=elector, poll=poll, choices={QUESTION_KEY: keys})
            count_turnout(poll=poll, today=self.calendar.day(day))

    def _voters_by_day(self) -> Iterator[tuple[int, list[User]]]:
        """Each day of the vote until today, with who votes on it: more at the weekend, but nobody
        is told why.
        """
        random = Random(self.entry["question"])  # noqa: S311  # a story, not a secret
        days = range(self.entry["opens"], min(self.entry["closes"], 1))
        drawn = random.choices(days, [random.randint(1, 4) for _ in days], k=len(self.voters))
        voters = iter(self.voters)
        for day in days:
            yield day, [next(voters) for _ in range(drawn.count(day))]

    def _decided(self, poll: Poll, closes_at: datetime) -> Poll:
        closed = close_poll(
            by=self.officer,
            poll=poll,
            proposed_by=officer_of(self.round.council),
            reason=self.entry["closed_early_because"],
            at=closes_at,
        )
        count_poll(poll=closed, at=closes_at)
        return certify_poll(
            by=self.officer, poll=closed, at=self.calendar.morning(self.entry["certified"])
        )
