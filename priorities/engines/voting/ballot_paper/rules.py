"""Rules: what each question of a poll allows, frozen at its opening."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from priorities.engines.canonical import LARGEST_INTEGER

QuestionType = Literal["single", "approval", "points", "budget", "ranking"]


class PaperFaulty(ValueError):
    """The definition of a poll contradicts itself and must not be opened."""


@dataclass(frozen=True)
class QuestionRules:
    """What one question allows.

    `min` and `max` bound how many options are marked on a ballot that does not abstain.
    `budget` is the most points, or units of money, to share out in a question of type `points` or
    `budget`; the others have none.
    """

    id: str
    type: QuestionType
    options: tuple[str, ...]
    min: int | None = None
    max: int | None = None
    budget: int | None = None
    tie_order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.type not in get_args(QuestionType):
            raise PaperFaulty(f"Question {self.id} has no known type.")
        if not all(_is_plain_id(name) for name in (self.id, *self.options)):
            raise PaperFaulty(f"Question {self.id} has an id that is not plain ASCII text.")
        if not self.options or len(set(self.options)) < len(self.options):
            raise PaperFaulty(f"Question {self.id} has no options, or one twice.")
        if self.tie_order and sorted(self.tie_order) != sorted(self.options):
            raise PaperFaulty(f"Question {self.id} has a tie order that misses its options.")
        if not 0 <= self.least <= self.most <= len(self.options):
            raise PaperFaulty(f"Question {self.id} has bounds that nobody can keep.")
        if self.is_shared_out != (self.budget is not None):
            raise PaperFaulty(f"Question {self.id} has a budget it cannot use, or lacks one.")
        if self.budget is not None and not 0 < self.budget <= LARGEST_INTEGER:
            raise PaperFaulty(f"Question {self.id} has a budget that cannot be shared out.")

    @property
    def is_shared_out(self) -> bool:
        """Whether a choice gives amounts to options instead of naming them."""
        return self.type in {"points", "budget"}

    @property
    def least(self) -> int:
        """The fewest options that a ballot may mark, unless it abstains."""
        return self.min or 0

    @property
    def most(self) -> int:
        """The most options that a ballot may mark."""
        if self.type == "single":
            return 1
        return len(self.options) if self.max is None else self.max


@dataclass(frozen=True)
class BallotPaper:
    """The questions of one poll, as frozen at its opening."""

    poll: UUID
    questions: tuple[QuestionRules, ...]

    def __post_init__(self) -> None:
        ids = [rules.id for rules in self.questions]
        if not ids or len(set(ids)) < len(ids):
            raise PaperFaulty("A poll has no questions, or two with one id.")

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
    )


def _is_plain_id(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.isprintable() and name != ""
