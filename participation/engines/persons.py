"""Persons: the reference by which somebody who says who they are is known again, whoever types it.

A desk and a register use the same, so that nobody is two electors by having been to both.
"""

import unicodedata
from datetime import date


def person_reference(*, surname: str, postcode: str, born_on: date) -> str:
    """Return a person's reference, however the surname and the postcode are written: accents, case,
    spaces, hyphens and apostrophes do not matter. It is to be hashed under a key, never stored.
    """
    return f"{letters_of(surname)}|{letters_of(postcode)}|{born_on.isoformat()}"


def numbered_reference(*, surname: str, postcode: str, number: str) -> str:
    """Return the same for somebody whom a register knows by a number of its own. Noughts in front
    of it do not matter: spreadsheets lose them.
    """
    plain = letters_of(number)
    return f"{letters_of(surname)}|{letters_of(postcode)}|{plain.lstrip('0') or plain[-1:]}"


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, small and without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(symbol for symbol in plain if symbol.isalnum())
