"""Running totals: how much is used, on a paper as it stands, of what a ballot may mark or spend."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from coopservices.sentences import Sentence, sentence
from priorities.engines.counting.explain.money import Money

Amount: TypeAlias = int | str
"""A number, or what stands for it where a page fills it in by itself."""
TotalWords: TypeAlias = Callable[[Amount, Amount, Amount], Sentence]
"""Says what is used, of what there is, and the rest: what is left, or how much is too many."""


@dataclass(frozen=True)
class Total:
    """What is `used` of `limit`; `within` says it while it fits, and `beyond` when it does not.

    `unit` of the amounts make one unit of money, None where they are none.
    """

    used: int
    limit: int
    within: TotalWords
    beyond: TotalWords
    unit: int | None = None

    @property
    def left(self) -> int:
        """What is left; below 0 where more is used than there is."""
        return self.limit - self.used

    @property
    def is_beyond(self) -> bool:
        """More is used than there is."""
        return self.left < 0

    @property
    def words(self) -> Sentence:
        """Where the paper stands, in words."""
        say = self.beyond if self.is_beyond else self.within
        return say(self.amount(self.used), self.amount(self.limit), self.amount(abs(self.left)))

    def written(self, used: str, rest: str) -> tuple[Sentence, Sentence]:
        """Return both sentences with these in place of what is used and the rest, for a page that
        fills them in.
        """
        limit = self.amount(self.limit)
        return self.within(used, limit, rest), self.beyond(used, limit, rest)

    def amount(self, number: int) -> Amount:
        """Return a number as it stands in these sentences."""
        return number if self.unit is None else Money(self.unit).words(number)


def chosen_within(used: Amount, limit: Amount, _rest: Amount) -> Sentence:
    """Say how many options are chosen."""
    return sentence("%(used)s of %(limit)s chosen.", used=used, limit=limit)


def chosen_beyond(used: Amount, limit: Amount, rest: Amount) -> Sentence:
    """Say that too many are."""
    return sentence(
        "%(used)s of %(limit)s chosen: %(rest)s too many.", used=used, limit=limit, rest=rest
    )


def ranked_within(used: Amount, limit: Amount, _rest: Amount) -> Sentence:
    """Say how many options have a place."""
    return sentence("%(used)s of %(limit)s have a place.", used=used, limit=limit)


def ranked_beyond(used: Amount, limit: Amount, rest: Amount) -> Sentence:
    """Say that too many have one."""
    return sentence(
        "%(used)s of %(limit)s have a place: %(rest)s too many.", used=used, limit=limit, rest=rest
    )


def given_within(used: Amount, limit: Amount, rest: Amount) -> Sentence:
    """Say how many points are given, and left."""
    return sentence(
        "Points given: %(used)s of %(limit)s. Left: %(rest)s.", used=used, limit=limit, rest=rest
    )


def given_beyond(used: Amount, limit: Amount, rest: Amount) -> Sentence:
    """Say that too many are given."""
    return sentence(
        "Points given: %(used)s of %(limit)s. Too many: %(rest)s.",
        used=used,
        limit=limit,
        rest=rest,
    )


def spent_within(used: Amount, limit: Amount, rest: Amount) -> Sentence:
    """Say how much money is spent, and left."""
    return sentence(
        "Left: %(rest)s. You have spent %(used)s of %(limit)s.", used=used, limit=limit, rest=rest
    )


def spent_beyond(used: Amount, limit: Amount, rest: Amount) -> Sentence:
    """Say that too much is spent."""
    return sentence(
        "Too much: %(rest)s. You have spent %(used)s of %(limit)s.",
        used=used,
        limit=limit,
        rest=rest,
    )
