"""Persons: the reference by which somebody who says who they are is known again, whoever types it.

A desk and a register use the same, so that nobody is two electors by having been to both.
"""

import unicodedata
from datetime import date


def person_reference(*, surname: str, postcode: str, born_on: date) -> str:
    """Return a person's reference, however the surname and the postcode are written: accents, case,
    spaces, hyphens and apostrophes do not matter. It is to be hashed under a key, never stored.
    """
    return f"{_letters(surname)}|{_letters(postcode)}|{born_on.isoformat()}"


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(symbol for symbol in plain if symbol.isalnum())
