"""The ledger: every exact amount of one count, as whole numbers over one common denominator."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


class Ledger:
    """What everyone began with and what each funded option cost per unit of worth.

    Amounts are multiples of 1 / `denominator`, which grows with each entry; whole numbers add up
    far faster than fractions that are reduced each time.
    """

    def __init__(self, share: Fraction) -> None:
        self.denominator = share.denominator
        self.share = share.numerator
        self.rates: dict[int, int] = {}

    def enter(self, option: int, rate: Fraction) -> None:
        """Enter that an option was bought, at `rate` for each unit of worth."""
        common = lcm(self.denominator, rate.denominator)
        factor = common // self.denominator
        self.share *= factor
        self.rates = {each: amount * factor for each, amount in self.rates.items()}
        self.rates[option] = rate.numerator * (common // rate.denominator)
        self.denominator = common

    def left(self, voters: int, bought: Iterable[tuple[int, int]]) -> int:
        """Return what voters have left who bought these (option, units of worth) in full."""
        return voters * self.share - sum(self.rates[option] * units for option, units in bought)
