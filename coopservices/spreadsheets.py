"""Tables as CSV that no spreadsheet will run: a cell that would begin a formula begins with an
apostrophe instead.

Source: OWASP, "CSV Injection". Wide and hidden look-alikes count too, and every line of a cell is
looked at.
"""

import csv
import re
from collections.abc import Iterable, Iterator

FORMULA = re.compile(
    r"^(?=[\s\ufeff\u200b\"']*[=+\-@|%\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])", re.MULTILINE
)


def csv_lines(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The table line by line, every cell quoted. Whole numbers stay numbers; None is empty."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield writer.writerow([str(name) for name in header])
    for row in rows:
        yield writer.writerow([cell if isinstance(cell, int) else harmless(cell) for cell in row])


def harmless(cell: object) -> str:
    """The cell as text, with nothing in it that a spreadsheet takes for a formula."""
    lines = ("" if cell is None else str(cell)).splitlines()
    return "\n".join(FORMULA.sub("'", line, count=1) for line in lines)


class _Echo:
    """Hands a written line straight back."""

    def write(self, line: str) -> str:
        return line
