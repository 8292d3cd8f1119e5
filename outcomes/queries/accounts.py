"""The accounts that are published: what a round's summary and a council's dashboard hold, and no more than that.

Every number of people in here has been protected. Votes are exact, as anybody may recount them, or None from 1 to 7.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class OptionAccount:
    """One option in a result."""

    id: str
    title: str
    place: int
    votes: int | None
    words: str
    proposal: int | None


@dataclass(frozen=True)
class QuestionAccount:
    """One question's result, in words and numbers; `unit` says what the numbers count."""

    id: str
    text: str
    unit: str
    most: int | None
    voters: int | None
    headline: str
    margin: str
    ties: tuple[str, ...]
    options: tuple[OptionAccount, ...]


@dataclass(frozen=True)
class GroupAccount:
    """How many ballots came from people who showed as much, and whether they decide."""

    words: str
    ballots: int | None
    counts: bool


@dataclass(frozen=True)
class PollAccount:
    """A counted poll: provisional until it is certified."""

    id: str
    title: str
    is_certified: bool
    imported_from: str
    closed_early_because: str
    opened_at: datetime
    closed_at: datetime
    challenges_end_at: datetime
    ballots: int | None
    groups: tuple[GroupAccount, ...]
    roots: dict[str, str]
    signature: str
    public_key: str
    has_file: bool
    questions: tuple[QuestionAccount, ...]


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
    def is_late(self) -> bool:
        """Whether it was done after the day it was due."""
        return self.done_on is not None and self.done_on > self.due_on

    def is_overdue(self, today: date) -> bool:
        """Whether it is still owed after the day it was due."""
        return self.done_on is None and self.stopped_on is None and self.due_on < today


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


@dataclass(frozen=True)
class RoundAccount:
    """All that is published about what came of a round."""

    slug: str
    title: str
    question: str
    sector: str
    sector_slug: str
    polls: tuple[PollAccount, ...]
    findings: tuple[FindingAccount, ...]


@dataclass(frozen=True)
class RoundName:
    """Which round something comes from."""

    slug: str
    title: str
    sector: str
    sector_slug: str


@dataclass(frozen=True)
class WantAccount:
    """What people want: the top of one question's result."""

    round: RoundName
    poll: str
    question: str
    headline: str
    margin: str
    is_certified: bool
    closed_at: datetime
    ballots: int | None
    top: tuple[OptionAccount, ...]


@dataclass(frozen=True)
class AskAccount:
    """A finding in a list."""

    pk: int
    we_heard: str
    round: RoundName
    recorded_on: date
    due_on: date
    answered_on: date | None

    def age(self, today: date) -> int:
        """How many days it has waited for its answer."""
        return (today - self.recorded_on) // timedelta(days=1)


@dataclass(frozen=True)
class PromiseAccount:
    """A commitment in a list, with what it answers."""

    round: RoundName
    finding: int
    we_heard: str
    what: CommitmentAccount


@dataclass(frozen=True)
class MarkerAccount:
    """Something agreed, or something that happened, with its day and its reason."""

    on: date
    words: str
    reason: str


@dataclass(frozen=True)
class IndicatorAccount:
    """One indicator on the board: what its chart says, in words."""

    key: str
    name: str
    unit: str
    sector: str
    sector_slug: str
    kind: str
    direction: str
    headline: str
    value: str
    period: str
    variation: str
    tone: str
    assurance: str
    comparison: str
    caution: str
    markers: tuple[MarkerAccount, ...]


@dataclass(frozen=True)
class DashboardAccount:
    """What a council's people want, what is owed to them, and what is getting better."""

    wants: tuple[WantAccount, ...] = ()
    asks: tuple[AskAccount, ...] = ()
    promises: tuple[PromiseAccount, ...] = ()
    indicators: tuple[IndicatorAccount, ...] = field(default=())
