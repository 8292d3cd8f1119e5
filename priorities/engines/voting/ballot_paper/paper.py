"""Ballot papers: the questions of a poll, frozen at its opening, each without contradictions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from priorities.engines.canonical import LARGEST_INTEGER
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    QuestionRules,
    problem_with_variant,
    read_variant,
)


class PaperFaulty(ValueError):
    """The definition of a poll contradicts itself and must not be opened."""


@dataclass(frozen=True)
class BallotPaper:
    """The questions of one poll, as frozen at its opening."""

    poll: UUID
    questions: tuple[QuestionRules, ...]

    def __post_init__(self) -> None:
        ids = [rules.id for rules in self.questions]
        if not ids or len(set(ids)) < len(ids):
            raise PaperFaulty("A poll has no questions, or two with one id.")
        for rules in self.questions:
            _check_options(rules)
            _check_counting(rules)

    @classmethod
    def from_definition(cls, definition: Mapping[str, Any]) -> "BallotPaper":
        """Return the paper of a definition that has `vote`, the poll's id, and `questions`.

        These are the names the manifest uses, so a published manifest is a definition too. Other
        fields are left to those who count. Raises PaperFaulty when it contradicts itself.
        """
        try:
            questions = tuple(_question(fields) for fields in definition["questions"])
            return cls(poll=UUID(str(definition["vote"])), questions=questions)
        except PaperFaulty:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise PaperFaulty("The definition of a poll is incomplete.") from error


def _question(fields: Mapping[str, Any]) -> QuestionRules:
    return QuestionRules(
        id=fields["id"],
        type=fields["type"],
        options=tuple(fields["options"]),
        min=fields.get("min"),
        max=fields.get("max"),
        budget=fields.get("budget"),
        tie_order=tuple(fields.get("tie_order", ())),
        rule=fields.get("rule", ""),
        completion=fields.get("completion", ""),
        seats=fields.get("seats"),
        costs=fields.get("costs", {}),
        unit=fields.get("unit", 1),
        points=fields.get("points"),
        variant=read_variant(fields),
    )


def _check_options(rules: QuestionRules) -> None:
    if rules.type not in BALLOT_TYPES:
        raise PaperFaulty(f"Question {rules.id} has no known type.")
    if not all(_is_plain_id(name) for name in (rules.id, *rules.options)):
        raise PaperFaulty(f"Question {rules.id} has an id that is not plain ASCII text.")
    if not rules.options or len(set(rules.options)) < len(rules.options):
        raise PaperFaulty(f"Question {rules.id} has no options, or one twice.")
    if rules.tie_order and sorted(rules.tie_order) != sorted(rules.options):
        raise PaperFaulty(f"Question {rules.id} has a tie order that misses its options.")


def _check_counting(rules: QuestionRules) -> None:
    kind = BALLOT_TYPES[rules.type]
    most = rules.most if kind.at_most is None else min(rules.most, kind.at_most)
    if not 0 <= rules.least <= most or rules.most > len(rules.options):
        raise PaperFaulty(f"Question {rules.id} has bounds that nobody can keep.")
    if kind.has_budget != (rules.budget is not None):
        raise PaperFaulty(f"Question {rules.id} has a budget it cannot use, or lacks one.")
    if rules.budget is not None and not 0 < rules.budget <= LARGEST_INTEGER:
        raise PaperFaulty(f"Question {rules.id} has a budget that cannot be shared out.")
    if kind.has_points_beside_money != (rules.points is not None):
        raise PaperFaulty(f"Question {rules.id} has points it cannot use, or lacks them.")
    if rules.points is not None and not 0 < rules.points <= LARGEST_INTEGER:
        raise PaperFaulty(f"Question {rules.id} has points that cannot be shared out.")
    if rules.costs and set(rules.costs) != set(rules.options):
        raise PaperFaulty(f"Question {rules.id} has costs that miss its options.")
    way = kind.counted(rules.rule)
    if way is None or (rules.completion and rules.completion not in way.completions):
        raise PaperFaulty(f"Question {rules.id} has a rule that does not count its type.")
    if found := problem_with_variant(rules, way):
        raise PaperFaulty(f"Question {rules.id} has a faulty {found[0]}.")
    if rules.seats is not None and not 1 <= rules.seats < len(rules.options):
        raise PaperFaulty(f"Question {rules.id} has more or fewer places than can be won.")


def _is_plain_id(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.isprintable() and name != ""
