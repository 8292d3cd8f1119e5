"""Findings, and the promises that came of them, as they are published."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class UpdateAccount:
    """What was done, in the owner's words."""

    kind: str
    words: str
    text: str
    on: date


@dataclass(frozen=True)
class VerdictAccount:
    """What residents say: in a sentence, and in protected numbers by answer."""

    words: str
    counts: tuple[tuple[str, str], ...]
    total: str


@dataclass(frozen=True)
class CommitmentAccount:
    """What was promised, by whom and by when, and what came of it."""

    pk: int
    title: str
    owner: str
    partners: tuple[str, ...]
    budget_pence: int | None
    is_trial: bool
    made_on: date
    due_on: date
    done_on: date | None
    stopped_on: date | None
    measure: str | None
    measure_key: str | None
    updates: tuple[UpdateAccount, ...]
    verdict: VerdictAccount

    @property
    def is_done(self) -> bool:
        """Whether its owner says that it is done."""
        return self.done_on is not None

    @property
    def is_stopped(self) -> bool:
        """Whether it was a trial that was stopped."""
        return self.stopped_on is not None

    @property
    def is_owed(self) -> bool:
        """Whether it is neither done nor stopped."""
        return not self.is_done and not self.is_stopped

    @property
    def is_late(self) -> bool:
        """Whether it was done after the day it was due."""
        return self.done_on is not None and self.done_on > self.due_on

    def is_overdue(self, today: date) -> bool:
        """Whether it is still owed after the day it was due."""
        return self.is_owed and self.due_on < today


@dataclass(frozen=True)
class FindingAccount:
    """What was heard and what is answered, with all that was promised because of it."""

    pk: int
    we_heard: str
    was_counted: bool
    people: int | None
    out_of: int | None
    poll: str | None
    proposal: int | None
    recorded_on: date
    due_on: date
    answer: str
    answer_words: str
    reason: str
    answered_on: date | None
    commitments: tuple[CommitmentAccount, ...]

    @property
    def is_answered(self) -> bool:
        """Whether the council has answered."""
        return self.answered_on is not None

    @property
    def is_answered_in_time(self) -> bool:
        """Whether the council has answered by the day it had to."""
        return self.answered_on is not None and self.answered_on <= self.due_on
