"""Money in words: exact amounts rounded for reading, so that parts still add up to their whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Money:
    """How to write amounts that count in minor units, `unit` of which make one unit of money.

    `sign` stands before the amount.
    """

    unit: int = 100
    sign: str = "£"

    def words(self, amount: Fraction | int) -> str:
        """Return the amount to two decimals, halves up; whole amounts without decimals."""
        return self._written(_rounded(self._hundredths(amount)))

    def parts(self, amounts: Sequence[Fraction | int]) -> list[str]:
        """Return the amounts in words that add up, as written, to their sum as written.

        Each is rounded down or up; those that lose most by rounding down are rounded up.
        """
        exact = [self._hundredths(amount) for amount in amounts]
        down = [amount.numerator // amount.denominator for amount in exact]
        missing = _rounded(sum(exact, Fraction(0))) - sum(down)
        by_loss = sorted(range(len(exact)), key=lambda place: (down[place] - exact[place], place))
        up = set(by_loss[:missing])
        return [self._written(amount + (place in up)) for place, amount in enumerate(down)]

    def _hundredths(self, amount: Fraction | int) -> Fraction:
        return Fraction(amount) * 100 / self.unit

    def _written(self, hundredths: int) -> str:
        whole, rest = divmod(hundredths, 100)
        return f"{self.sign}{whole:,}.{rest:02}" if rest else f"{self.sign}{whole:,}"


def _rounded(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
