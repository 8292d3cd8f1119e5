"""Asked questions: the questions of a poll in the words of its ballot paper, as they are frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coopservices.sentences import Sentence
from priorities.engines.counting.explain.money import Money
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    BallotType,
    Choice,
    CountedBy,
    Parameter,
    QuestionRules,
)
from priorities.engines.voting.tie_order import draw_tie_order

CURRENCY, PENCE = "GBP", 100


@dataclass(frozen=True)
class Choosable:
    """One option as it stands on the ballot paper; `cost` is in pence, None if it has none."""

    id: str
    title: str
    description: str = ""
    cost: int | None = None

    @property
    def price(self) -> str:
        """What it costs in words, "" if it has no cost."""
        return "" if self.cost is None else Money(PENCE).words(self.cost)


@dataclass(frozen=True)
class Answer:
    """What was chosen in one question: the titles of the options, with what each was given where
    there are amounts.
    """

    question: str
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class AskedQuestion:
    """One question as it stands on the ballot paper; `most` is the most options a ballot may
    choose. What it needs beyond that its type says: see `QuestionRules`.
    """

    id: str
    type: str
    text: str
    options: tuple[Choosable, ...]
    most: int
    budget: int | None = None
    rule: str = ""
    completion: str = ""
    seats: int | None = None
    least: int = 0

    @property
    def ballot_type(self) -> BallotType:
        """The entry of its type."""
        return BALLOT_TYPES[self.type]

    @property
    def counted(self) -> CountedBy:
        """The rule by which it is counted."""
        return self.ballot_type.counted(self.rule) or self.ballot_type.counted_by[0]

    @property
    def rules(self) -> QuestionRules:
        """What it allows, without the tie order, which is drawn when it is frozen."""
        return QuestionRules(
            id=self.id,
            type=self.type,
            options=tuple(option.id for option in self.options),
            min=self.least or None,
            max=self.most,
            budget=self.budget,
            rule=self.rule,
            completion=self.completion,
            seats=self.seats,
            costs=self._costs,
            unit=PENCE if self._costs else 1,
        )

    @property
    def instruction(self) -> Sentence:
        """What a voter does with it."""
        return self.ballot_type.instruction(self.rules)

    @property
    def parameters(self) -> list[tuple[Sentence, str]]:
        """What its type needed to know, after what that is called."""
        told = {
            Parameter.MOST: f"{self.most}",
            Parameter.POINTS: f"{self.budget or 0:,}",
            Parameter.MONEY: Money(PENCE).words(self.budget or 0),
            Parameter.SEATS: f"{self.seats}",
        }
        return [(each.label, told[each]) for each in Parameter if each in self.ballot_type.needs]

    @property
    def completed(self) -> Sentence | str:
        """How the count goes on while there is money left, in words; "" where that is no
        question.
        """
        return self.counted.completions.get(self.completion, "")

    @property
    def _costs(self) -> dict[str, int]:
        """What each option costs, {} unless the type spends money and every option has a price."""
        costs = {option.id: option.cost for option in self.options if option.cost is not None}
        is_spent = Parameter.MONEY in self.ballot_type.needs
        return costs if is_spent and len(costs) == len(self.options) else {}

    def answer(self, choice: Choice) -> Answer:
        """Return what a choice says, in the words of the ballot paper."""
        titles = {option.id: option.title for option in self.options}
        return Answer(self.text, self.ballot_type.words(self.rules, titles, choice))

    def written(self, lot: bytes) -> dict[str, object]:
        """Return the question as it is frozen, its tie order drawn from `lot`; only what its type
        needs is there.
        """
        ids, costs = [option.id for option in self.options], self._costs
        several = self.ballot_type.has_several_rules
        needed = {
            "budget": self.budget,
            "rule": self.counted.rule if several else None,
            "completion": self.completion or None,
            "seats": self.seats,
            **({"costs": costs, "currency": CURRENCY, "unit": PENCE} if costs else {}),
        }
        return {
            "id": self.id,
            "type": self.type,
            "text": self.text,
            "options": ids,
            "titles": {option.id: option.title for option in self.options},
            "max": self.most,
            "tie_order": draw_tie_order(ids, lot),
            **{name: value for name, value in needed.items() if value is not None},
        }


def read_question(
    fields: Mapping[str, Any], descriptions: Mapping[str, Mapping[str, str]]
) -> AskedQuestion:
    """Return the question in words; where it has none, ids stand for them, as in
    published samples.
    """
    titles, described = fields.get("titles", {}), descriptions.get(fields["id"], {})
    costs = fields.get("costs", {})
    return AskedQuestion(
        id=fields["id"],
        type=fields["type"],
        text=fields.get("text", fields["id"]),
        options=tuple(
            Choosable(name, titles.get(name, name), described.get(name, ""), costs.get(name))
            for name in fields["options"]
        ),
        most=fields.get("max", len(fields["options"])),
        budget=fields.get("budget"),
        rule=fields.get("rule", ""),
        completion=fields.get("completion", ""),
        seats=fields.get("seats"),
        least=fields.get("min", 0),
    )
