"""Results as they are published: polls, their questions and their options."""

from dataclasses import dataclass
from datetime import datetime


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
    ties: str
    options: tuple[OptionAccount, ...]


@dataclass(frozen=True)
class RuleAccount:
    """What one rule makes of an election held elsewhere: what it is, what it chose, why, and where
    it differs.
    """

    name: str
    what_it_does: str
    chosen: int
    cost: str
    explanation: tuple[str, ...]
    difference: tuple[str, ...]


@dataclass(frozen=True)
class ChoiceAccount:
    """One option, and which of the rules choose it, in the order of the rules."""

    title: str
    cost: str
    words: str
    chosen_by: tuple[bool, ...]


@dataclass(frozen=True)
class ComparisonAccount:
    """The rules side by side."""

    has_money: bool
    rules: tuple[RuleAccount, ...]
    choices: tuple[ChoiceAccount, ...]


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
    comparison: ComparisonAccount | None
