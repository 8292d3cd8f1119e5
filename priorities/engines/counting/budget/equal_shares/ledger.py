"""The ledger: every exact amount of one count, as whole numbers over one common denominator."""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from operator import mul


class Ledger:
    """What everyone began with and what each funded option cost per unit of worth.

    `share` and `rates` are multiples of 1 / `denominator`, which grows with each entry; whole
    numbers add up far faster than fractions that are reduced each time. `rates` are in order of
    purchase, and `places` says where each option stands there.
    """

    def __init__(self, share: Fraction) -> None:
        self.denominator = share.denominator
        self.share = share.numerator
        self.rates: list[int] = []
        self.places: dict[int, int] = {}

    def enter(self, option: int, missing: int, able: int) -> None:
        """Enter that an option was bought, at `missing` / `able` of a unit of the ledger for each
        unit of worth.
        """
        shared = gcd(missing, able)
        factor = able // shared
        self.share *= factor
        self.rates = [each * factor for each in self.rates]
        self.rates.append(missing // shared)
        self.places[option] = len(self.places)
        self.denominator *= factor

    def left(self, voters: int, bought: Iterable[int]) -> int:
        """Return what voters have left together who bought so many units of worth, in order of
        purchase, in full.
        """
        spent: int = sum(map(mul, self.rates, bought))
        return voters * self.share - spent
