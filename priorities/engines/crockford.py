"""Crockford's base32: numbers as symbols that people copy, read forgivingly."""

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
# Hyphens as word processors write them, and the marks nobody sees that come along when copying.
_PASSED_OVER = "-\u2010\u2011\u2012\u2013\u2014\u2212\u00ad\u200b\u2060\ufeff"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"} | dict.fromkeys(_PASSED_OVER, ""))


def spelled(number: int, length: int) -> str:
    """Return a number of 5 bits a symbol as so many symbols."""
    return "".join(SYMBOLS[number >> 5 * place & 31] for place in reversed(range(length)))


def grouped(symbols: str) -> str:
    """Return symbols as they are printed, in groups of four: `ABCD-EFGH-JKMN`."""
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def forgiven(text: str) -> str:
    """Return what somebody typed without spaces and hyphens, in capitals; I and L are 1, O is 0."""
    return "".join(text.upper().translate(_READ_AS).split())
