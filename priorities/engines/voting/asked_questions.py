"""Asked questions: the questions of a poll in the words of its ballot paper, as they are frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coopservices.sentences import Sentence, Wording
from priorities.engines.counting.explain.money import Money
from priorities.engines.voting.ballot_types import (
    AS_USUAL,
    BALLOT_TYPES,
    BallotType,
    Choice,
    CountedBy,
    Parameter,
    QuestionRules,
    Told,
    Variant,
    read_variant,
)
from priorities.engines.voting.ballot_types.variant_words import variant_words
from priorities.engines.voting.tie_order import draw_tie_order

CURRENCY, PENCE = "GBP", 100
NO_WORDS = Wording("")


@dataclass(frozen=True)
class Choosable:
    """One option as it stands on the ballot paper; `cost` is in pence, None if it has none."""

    id: str
    title: Wording
    description: Wording = NO_WORDS
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

    question: Wording
    chosen: tuple[Told, ...]


@dataclass(frozen=True)
class AskedQuestion:
    """One question as it stands on the ballot paper; `most` is the most options a ballot may
    choose. What it needs beyond that its type says: see `QuestionRules`.
    """

    id: str
    type: str
    text: Wording
    options: tuple[Choosable, ...]
    most: int
    budget: int | None = None
    rule: str = ""
    completion: str = ""
    seats: int | None = None
    least: int = 0
    points: int | None = None
    variant: Variant = AS_USUAL

    @property
    def ballot_type(self) -> BallotType:
        """The entry of its type."""
        return BALLOT_TYPES[self.type]

    def in_order(self, options: Sequence[str]) -> "AskedQuestion":
        """The same with its options in this order."""
        by_id = {option.id: option for option in self.options}
        return replace(self, options=tuple(by_id[option] for option in options))

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
            points=self.points,
            variant=self.variant,
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
            Parameter.POINTS: f"{self.rules.most_points or 0:,}",
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
    def variant_told(self) -> list[Sentence]:
        """How the rule is varied, in words: what makes an option worth funding, and what else is
        not as usual.
        """
        titles = {option.id: option.title for option in self.options}
        return variant_words(self.counted, self.variant, titles)

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
            "points": self.points,
            **self.variant.written(),
            **({"costs": costs, "currency": CURRENCY, "unit": PENCE} if costs else {}),
        }
        titles = {option.id: option.title for option in self.options}
        return {
            "id": self.id,
            "type": self.type,
            **written_in_both("text", self.text),
            "options": ids,
            **written_in_both("titles", titles),
            "max": self.most,
            "tie_order": draw_tie_order(ids, lot),
            **{name: value for name, value in needed.items() if value is not None},
        }


def written_in_both(
    name: str, words: Wording | Mapping[str, Wording]
) -> dict[str, str | dict[str, str]]:
    """Return a wording, or several by id, as they are frozen: under `name` in English and, where
    any is given in Welsh, under `name` with `_cy`.
    """
    if isinstance(words, Wording):
        return {name: words.english, **({f"{name}_cy": words.welsh} if words.welsh else {})}
    english = {key: each.english for key, each in words.items()}
    welsh = {key: each.welsh for key, each in words.items() if each.welsh}
    return {name: english, **({f"{name}_cy": welsh} if welsh else {})}


def read_in_both(fields: Mapping[str, Any], name: str) -> Wording:
    """Return the wording that `written_in_both` wrote. Raises KeyError where there is none."""
    return Wording(fields[name], fields.get(f"{name}_cy", ""))


def read_question(fields: Mapping[str, Any], descriptions: Mapping[str, Wording]) -> AskedQuestion:
    """Return the question in words, its options with these descriptions; where it has no words,
    ids stand for them, as in published samples.
    """
    titles, in_welsh = fields.get("titles", {}), fields.get("titles_cy", {})
    costs = fields.get("costs", {})
    return AskedQuestion(
        id=fields["id"],
        type=fields["type"],
        text=read_in_both({"text": fields["id"], **fields}, "text"),
        options=tuple(
            Choosable(
                name,
                Wording(titles.get(name, name), in_welsh.get(name, "")),
                descriptions.get(name, NO_WORDS),
                costs.get(name),
            )
            for name in fields["options"]
        ),
        most=fields.get("max", len(fields["options"])),
        budget=fields.get("budget"),
        rule=fields.get("rule", ""),
        completion=fields.get("completion", ""),
        seats=fields.get("seats"),
        least=fields.get("min", 0),
        points=fields.get("points"),
        variant=read_variant(fields),
    )
