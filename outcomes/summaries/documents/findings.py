"""Findings, and the commitments that came of them, as they are published."""

from dataclasses import dataclass
from datetime import date

from coopservices.texts import Text
from outcomes.engines.disclosure.small_numbers import Table


@dataclass(frozen=True)
class UpdateDocument:
    """What was done, in the owner's words."""

    kind: str
    text: str
    on: date


@dataclass(frozen=True)
class CommitmentName:
    """By what a commitment is known where it is named in a list: whose it is, and by when."""

    pk: int
    title: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class CommitmentDocument(CommitmentName):
    """What was promised, by whom and by when, and what came of it; `verdict` is how many residents
    gave each answer.
    """

    partners: tuple[str, ...]
    budget_pence: int | None
    is_trial: bool
    made_on: date
    done_on: date | None
    stopped_on: date | None
    indicator: str | None
    updates: tuple[UpdateDocument, ...]
    verdict: Table

    @property
    def name(self) -> CommitmentName:
        """By what it is named in a list."""
        return CommitmentName(self.pk, self.title, self.owner, self.due_on)

    @property
    def is_done(self) -> bool:
        """Whether its owner says that it is done."""
        return self.done_on is not None

    @property
    def is_outstanding(self) -> bool:
        """Whether it is neither done nor stopped."""
        return not self.is_done and self.stopped_on is None


@dataclass(frozen=True)
class FindingDocument:
    """What was heard and what is answered, with all that was promised because of it.

    `people` of `out_of` voters chose it, if it `was_counted`. Where too few voted both are None,
    and `fewer_than` says fewer than how many. Where a moderator hides what it is about, `we_heard`
    is "" and it is shown nowhere; the promises stand.
    """

    pk: int
    we_heard: Text
    was_counted: bool
    fewer_than: int | None
    people: int | None
    out_of: int | None
    poll: str | None
    proposal: int | None
    recorded_on: date
    due_on: date
    answer: str
    reason: Text
    answered_on: date | None
    commitments: tuple[CommitmentDocument, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator hides what it is about."""
        return not self.we_heard

    @property
    def is_answered(self) -> bool:
        """Whether the council has answered."""
        return self.answered_on is not None

    @property
    def is_answered_in_time(self) -> bool:
        """Whether the council has answered by the day it had to."""
        return self.answered_on is not None and self.answered_on <= self.due_on
