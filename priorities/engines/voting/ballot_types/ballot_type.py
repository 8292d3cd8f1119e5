"""What a type of ballot is: its words and its field, what fits it, and how it is counted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from coopservices.sentences import Sentence, Wording, sentence
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.voting.ballot_types.choice import Choice, Marks, Posted, Told, ticked
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.total import Total
from priorities.engines.voting.ballot_types.variant import Variant


class Parameter(StrEnum):
    """What an officer gives a question of some types; `label` is what its value is called."""

    MOST = "most_choices"
    POINTS = "points"
    MONEY = "budget"
    SEATS = "seats"

    @property
    def label(self) -> Sentence:
        """What the value is called beside it."""
        return {
            Parameter.MOST: sentence("How many each person may choose"),
            Parameter.POINTS: sentence("How many points each person may share out"),
            Parameter.MONEY: sentence("How much money there is"),
            Parameter.SEATS: sentence("How many will be chosen"),
        }[self]


class Unit(StrEnum):
    """What the scores of a count say to people.

    VOTES are voters who chose the option; they and POINTS are whole. Where constituencies weigh the
    same, SHARES are the mean of the parts of their ballots that chose it, and MEANS that of the
    points a ballot gives it. Where a score says nothing by itself, only the PLACES are told.
    """

    VOTES = "votes"
    POINTS = "points"
    SHARES = "shares"
    MEANS = "means"
    PLACES = "places"


@dataclass(frozen=True)
class CountedBy:
    """A rule that may count a type, by its name among all rules, and what its scores are.

    It chooses at least and at most so many options where a question asks how many. `completions`
    are the ways in which it can go on while there is money left, and `satisfactions` what can make
    an option worth funding, each with its words, the usual one first; {} where there is no choice.
    `words` say what it does where the rule's own are not meant; `rewards` says which options do
    well by it.
    """

    rule: str
    unit: Unit
    least_seats: int = 1
    most_seats: int | None = None
    completions: Mapping[str, Sentence] = field(default_factory=dict)
    satisfactions: Mapping[str, Sentence] = field(default_factory=dict)
    words: Sentence | str = ""
    rewards: Sentence | str = ""

    @property
    def title(self) -> Sentence | str:
        """What people call the rule, as inside a sentence."""
        return RULES[self.rule].title

    @property
    def what_it_does(self) -> Sentence | str:
        """What the rule does, in a sentence or two."""
        return self.words or RULES[self.rule].what_it_does

    @property
    def takes(self) -> frozenset[str]:
        """The settings of a variant that make a difference to it."""
        known, is_greedy = RULES[self.rule].takes, "greedy" in RULES[self.rule].takes
        uses = {
            "satisfaction": len(self.satisfactions) > 1,
            "integral_start": "integral_start" in known,
            "threshold": is_greedy,
            "exclusive": is_greedy,
            "reserve_percent": is_greedy and "stop_at_misfit" not in known,
            "undivided": is_greedy and Satisfaction.POINTS in self.satisfactions,
        }
        return frozenset(name for name, is_used in uses.items() if is_used)

    @property
    def stops_at_misfit(self) -> bool:
        """It ends at the first option that does not fit."""
        return "reserve_percent" in self.takes

    def unit_of(self, variant: Variant) -> Unit:
        """Return what the scores of its count say, varied like this."""
        adds_points = "threshold" in self.takes and variant.satisfaction == Satisfaction.POINTS
        return Unit.POINTS if adds_points else self.unit


@dataclass(frozen=True)
class Opposition:
    """When a ballot of a type opposes an option, in `words` that are published before it opens.

    `on` returns the options that a choice opposes; `problem` why the choices in a question cannot
    tell it, "" if they can.
    """

    words: Sentence
    on: Callable[[QuestionRules, Choice], Collection[str]]
    problem: Callable[[QuestionRules], Sentence | str]


class Tabulate(Protocol):
    """How choices become ballots that a rule can count."""

    def __call__(
        self,
        options: Sequence[Option],
        choices: Sequence[Choice],
        *,
        weights: Sequence[int] | None = None,
        budget: int | None = None,
        unit: int = 1,
    ) -> Ballots:
        """Return the ballots, each choice made by so many voters. Raises BallotsFaulty."""


@dataclass(frozen=True)
class BallotType:
    """A type of ballot. Its entry in `BALLOT_TYPES` is all that there is of it.

    To draft: its `title` for the officer, what it `rewards`, the parameters it `needs`, the rules
    it may be `counted_by`, the usual one first.

    On paper: the `template` of its field, the `instruction` above it; `read` takes marks from what
    was posted, `choice` what was meant by them (raising ChoiceRefused where that cannot be told),
    `marks` puts a choice back on the paper; `total` says how much is used of what there is, None
    where nothing needs to be added up.

    In the box: `check` returns a choice in the one form that is sealed, or raises ChoiceRefused;
    `abstention` is the choice of nothing; `at_most` bounds the options marked on any ballot of the
    type. `words` tells a choice, by the options' titles. `tabulate` makes ballots for the count.
    `opposition` says when a ballot opposes an option, None where such ballots cannot tell.
    """

    code: str
    title: Sentence
    rewards: Sentence
    needs: frozenset[Parameter]
    counted_by: tuple[CountedBy, ...]
    template: str
    instruction: Callable[[QuestionRules], Sentence]
    read: Callable[[QuestionRules, Posted], Marks]
    choice: Callable[[QuestionRules, Marks], object]
    marks: Callable[[Choice], Marks]
    check: Callable[[QuestionRules, object], Choice]
    abstention: Callable[[], Choice]
    words: Callable[[QuestionRules, Mapping[str, Wording], Choice], tuple[Told, ...]]
    tabulate: Tabulate
    total: Callable[[QuestionRules, Marks], Total] | None = None
    at_most: int | None = None
    opposition: Opposition | None = None

    @property
    def has_budget(self) -> bool:
        """Whether there are points or money to share out."""
        return bool(self.needs & {Parameter.POINTS, Parameter.MONEY})

    @property
    def is_ticked(self) -> bool:
        """Whether boxes are ticked, and no number stands in any."""
        return self.read is ticked

    @property
    def has_points_beside_money(self) -> bool:
        """Whether points are shared out to say what the money is for."""
        return self.needs >= {Parameter.POINTS, Parameter.MONEY}

    @property
    def has_several_rules(self) -> bool:
        """Whether its questions say by which rule they are counted; then the result says who
        won.
        """
        return len(self.counted_by) > 1

    def counted(self, rule: str) -> CountedBy | None:
        """Return how this rule counts the type, "" being the usual one; None if it does not."""
        usual = self.counted_by[0]
        return next((way for way in self.counted_by if way.rule == (rule or usual.rule)), None)
