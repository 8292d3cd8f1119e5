"""The import of a register of voters, against storing as many rows of nothing."""

import json

from bench.measure import Row


def register_import(platform) -> Row:
    """Seconds to check and take a list of 200,000 people, over those for as many rows of random
    bytes; and for each line over those of a tenth of them.
    """
    told = platform.python("from bench.registers_in_bulk import measure; measure()", seconds=900)
    figures = json.loads(told)
    few, many = figures["few"], figures["many"]
    ratio = many["seconds"] / figures["stored"]
    growth = many["seconds"] / few["seconds"] * few["lines"] / many["lines"]
    words = (
        f"{many['lines']:,} lines in {many['seconds']:.1f} s "
        f"({many['lines'] / many['seconds']:,.0f} a second, {ratio:.2f} ×, {growth:.2f} × each)"
    )
    figures |= {"ratio": ratio, "growth": growth}
    bar = "≤ 6 × storing rows, ≤ 1.2 × a line"
    return Row("register-import", words, bar, ratio <= 6 and growth <= 1.2, figures)
