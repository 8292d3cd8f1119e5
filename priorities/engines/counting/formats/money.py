"""Money as people write it: exact amounts from text, refusing what has two meanings."""

import re
from collections.abc import Iterable
from fractions import Fraction

_PLAIN = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,12}))?")
_GROUPED = re.compile(
    r"([0-9]{1,3}(?:[ \u00a0][0-9]{3}){1,4}|[0-9]{1,3}(?:,[0-9]{3}){2,4})(?:\.([0-9]{1,12}))?"
)
_GROUPED_ONCE = re.compile(r"([0-9]{1,3},[0-9]{3})\.([0-9]{1,12})")
_DECIMAL_COMMA = re.compile(r"([0-9]{1,15}),([0-9]{1,2})")
_FORMS = (_PLAIN, _GROUPED, _GROUPED_ONCE, _DECIMAL_COMMA)
_SEPARATORS = re.compile(r"[ \u00a0,]")


class AmountRefused(ValueError):
    """The text is no amount of money, or could be two."""


def amount(text: str) -> Fraction:
    """Return the amount that `text` spells: 1200, 1200.50, 1200,50, 1 200 or 1,200,000.00.

    Raises AmountRefused, with words fit for the reader, for anything else; "1,200" could be a
    thousand or one and a fifth, so it is refused too.
    """
    written = text.strip()
    for form in _FORMS:
        match = form.fullmatch(written)
        if match:
            whole, decimals = _SEPARATORS.sub("", match[1]), match[2] or "0"
            return Fraction(int(whole + decimals), 10 ** len(decimals))
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", written):
        raise AmountRefused(f'"{written}" could mean two amounts; write it without the comma.')
    raise AmountRefused(f'"{written[:40]}" is not an amount of money.')


def smallest_unit(amounts: Iterable[Fraction]) -> int:
    """Return the least power of ten that makes every amount whole: 100 for pounds and pence."""
    unit = 1
    for each in amounts:
        while (each * unit).denominator > 1:
            unit *= 10
    return unit


def spelled(minor: int, unit: int) -> str:
    """Return the amount of `minor` units, `unit` of which make one, as plain decimal text."""
    whole, rest = divmod(minor, unit)
    decimals = len(str(unit)) - 1
    return f"{whole}.{rest:0{decimals}d}" if rest else str(whole)
