"""The result of a poll as one document of codes, numbers and people's own words: pages, charts,
files and programs read it, and make words of it at the last moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from coopservices.sentences import Sentence
from coopservices.texts import Text
from participation.engines.constituencies import CONSTITUENCIES
from participation.engines.proofs import SLIP
from priorities.engines.counting.budget.equal_shares.payments import Payments
from priorities.engines.counting.count import Margin, Score
from priorities.engines.merged_counts import MergedCount
from priorities.engines.sealing.channels import ASSISTED, PAPER, WEB
from priorities.engines.sealing.publication import read_group
from priorities.engines.voting.ballot_types import AS_USUAL, Unit, Variant
from priorities.engines.voting.combining import ONE_POOL


class BrokenBy(StrEnum):
    """What decides the order of options that came out level."""

    LOT = "lot"
    COST = "cost"


@dataclass(frozen=True)
class Tie:
    """Options that came out level, by their ids, in the order in which they are shown."""

    options: tuple[str, ...]
    broken_by: BrokenBy


_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True)
class Currency:
    """The currency of costs and budgets, and how many of the minor units that they are told in make
    one of it.
    """

    code: str
    minor_units: int

    @property
    def sign(self) -> str:
        """What stands before an amount: £, €, $, or the currency's code and a space."""
        return _SIGNS.get(self.code, f"{self.code}\N{NO-BREAK SPACE}".lstrip())


@dataclass(frozen=True)
class OptionResult:
    """One option in the result; `place` counts from 1, and `proposal_id` is the proposal it came
    from.

    `score` is None where too few voted, as is then the `place` of what was not chosen; `cost` where
    the option has none, `is_chosen` where options are put in order and none is chosen.
    """

    id: str
    title: Text
    place: int | None
    score: Score | None
    is_chosen: bool | None
    cost: int | None
    proposal_id: int | None


@dataclass(frozen=True)
class ConstituencyResult:
    """How one constituency voted in a question, or several that are counted together (`codes`), as
    if it alone decided; all of it but `against` as in a question's result. `order` holds every
    option.

    `against` is how many of its ballots are against each option; {} where that does not matter.
    """

    codes: tuple[str, ...]
    unit: Unit
    voters: int
    order: tuple[str, ...]
    scores: dict[str, Score]
    winners: tuple[str, ...] | None
    is_answered: bool
    cost: int | None
    against: dict[str, int]

    def has_majority_against(self, option: str) -> bool:
        """Whether more than half of its ballots are against an option."""
        return 2 * self.against.get(option, 0) > self.voters


@dataclass(frozen=True)
class QuestionResult:
    """One question's result, its options in order; `ballots_by_group` maps a group's name to its
    ballots.

    `voters` is how many ballots decided it: those of the groups that count. `margin` is how near
    the second came to the first, None where the order is not that of the scores (`is_by_score`).
    `is_answered` if a ballot that counts is not blank. `rule` is "" where the type of ballot has
    but one; `completion` and `variant` say how it was varied. `cost` is what the options chosen
    cost together, None where nothing is spent. `constituencies` tells how each voted that is
    counted apart; what a majority of one of them is against is `opposed`.

    Where too few voted it tells what was chosen, first of all its options, and no number.
    """

    id: str
    text: Text
    method: str
    unit: Unit
    most: int | None
    budget: int | None
    currency: Currency | None
    voters: int | None
    ballots_by_group: dict[str, int]
    options: tuple[OptionResult, ...]
    ties: tuple[Tie, ...]
    margin: Margin | None
    rule: str
    is_by_score: bool
    is_answered: bool
    cost: int | None
    constituencies: tuple[ConstituencyResult, ...] = ()
    opposed: tuple[str, ...] = ()
    completion: str = ""
    variant: Variant = AS_USUAL

    def of(self, constituency: ConstituencyResult) -> "QuestionResult":
        """The result of the question if this constituency alone had decided it."""
        by_id, won = self.by_id, constituency.winners
        options = tuple(
            replace(
                by_id[key],
                place=place,
                score=constituency.scores[key],
                is_chosen=None if won is None else key in won,
            )
            for place, key in enumerate(constituency.order, start=1)
        )
        return replace(
            self,
            unit=constituency.unit,
            voters=constituency.voters,
            options=options,
            ties=(),
            margin=None,
            is_by_score=won is None,
            is_answered=constituency.is_answered,
            cost=constituency.cost,
            constituencies=(),
            opposed=(),
        )

    @property
    def by_id(self) -> Mapping[str, OptionResult]:
        """The options by their ids."""
        return {option.id: option for option in self.options}

    @property
    def chosen(self) -> tuple[OptionResult, ...]:
        """The options that were chosen, in the order in which they were."""
        return tuple(option for option in self.options if option.is_chosen)

    @property
    def winners(self) -> tuple[str, ...] | None:
        """Their ids; None where options are put in order and none is chosen."""
        is_told = any(option.is_chosen is not None for option in self.options)
        return tuple(option.id for option in self.chosen) if is_told else None

    @property
    def counts_people(self) -> bool:
        """Whether a score is how many voters chose the option, and not how much they gave it."""
        return self.unit is Unit.VOTES

    @property
    def is_told_by_place(self) -> bool:
        """Whether the scores say nothing by themselves to people, but the places do."""
        return self.unit is Unit.PLACES


@dataclass(frozen=True)
class Exclusion:
    """How many broken ballots two people left out together, and their reason."""

    ballots: int
    reason: str


class By(StrEnum):
    """By what ballots are told apart, beside what their voters showed."""

    WARD = "ward"


@dataclass(frozen=True)
class Breakdown:
    """How many ballots came from where: by codes, those of few merged, with the names of the codes.
    The code "" has none: it is not known where these voters are.
    """

    by: By
    counts: tuple[MergedCount, ...]
    names: dict[str, str]


@dataclass(frozen=True)
class ChannelTurnout:
    """How many ballots came by one channel, as the groups tell it: `slip` for slips of paper, "" of
    those whose groups do not tell it.
    """

    channel: str
    ballots: int


@dataclass(frozen=True)
class BatchOfPapers:
    """What became of one batch of ballot papers: `missing` is below zero where more came back than
    were issued; `because` explains it, "" where it balances. `constituency` is whose votes slips
    are, "" where that is not told apart.
    """

    kind: str
    place: str
    issued: int
    counted: int
    spoiled: int
    unused: int
    missing: int
    because: str = ""
    constituency: str = ""

    @property
    def whose(self) -> Sentence | None:
        """Whose votes its slips are, inside a sentence; None where that is not told apart."""
        return CONSTITUENCIES[self.constituency].label if self.constituency else None

    @property
    def is_slips(self) -> bool:
        """Whether anybody could take one."""
        return self.kind == "slip"


@dataclass(frozen=True)
class PollResult:
    """The result of a poll as its signed manifest tells it. Hashes, signature and key are in hex.

    `counted_groups` are those whose choices decide. Where too few voted, `fewer_than` says fewer
    than how many, `ballots` is None, and no group, score or file of ballots is published; else
    `fewer_than` is None. `constituencies` are those whose ballots count, () in one pool of all, and
    `combining_rule` says how they make one result.
    """

    id: str
    title: Text
    mode: str
    imported_from: str
    opened_at: datetime
    closed_at: datetime
    closed_early_because: str
    challenges_end_at: datetime
    fewer_than: int | None
    ballots: int | None
    groups: tuple[str, ...]
    counted_groups: tuple[str, ...]
    questions: tuple[QuestionResult, ...]
    roots: dict[str, str]
    signature: str
    public_key: str
    is_certified: bool
    excluded: tuple[Exclusion, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    constituencies: tuple[str, ...] = ()
    combining_rule: str = ONE_POOL
    papers: tuple[BatchOfPapers, ...] = ()

    @property
    def has_file(self) -> bool:
        """Whether the ballots are published one by one."""
        return self.fewer_than is None

    @property
    def by_channel(self) -> tuple[ChannelTurnout, ...]:
        """How many ballots came by each channel, no more than the groups tell; () where none of
        them tells it.
        """
        turnout = dict.fromkeys((WEB, ASSISTED, PAPER, SLIP, ""), 0)
        for group, ballots in self.questions[0].ballots_by_group.items() if self.questions else ():
            _whose, shown, channel = read_group(group)
            turnout[SLIP if shown == SLIP else channel] += ballots
        if not any(turnout[channel] for channel in (WEB, ASSISTED, PAPER)):
            return ()
        return tuple(ChannelTurnout(*each) for each in turnout.items() if each[1])

    @property
    def by_ward(self) -> Breakdown | None:
        """How many ballots came from which ward; None where that is not told."""
        return next((each for each in self.breakdowns if each.by is By.WARD), None)


@dataclass(frozen=True)
class RuleResult:
    """What one rule makes of the ballots: its winners in order by their ids, and what they cost
    together in minor units, None where there is no budget.

    How it came about, and how it differs from the first rule, are sentences of the count itself,
    said in the reader's language when they are shown.
    """

    rule: str
    winners: tuple[str, ...]
    cost: int | None
    explanation: tuple[Sentence, ...]
    difference: tuple[Sentence, ...]


@dataclass(frozen=True)
class QuestionAnalysis:
    """What a question's published ballots tell beyond its result: what each rule makes of them, the
    one that counted first, () where one alone fits; and by equal shares, who paid for what.
    """

    rules: tuple[RuleResult, ...]
    payments: Payments | None = None

    @property
    def has_budget(self) -> bool:
        """Whether the rules share out money."""
        return any(each.cost is not None for each in self.rules)


@dataclass(frozen=True)
class Analysis:
    """What the published ballots of a poll tell beyond its result, by question."""

    questions: dict[str, QuestionAnalysis]
