"""Codes in bulk, against storing as many rows of nothing; and their letters."""

import json

from bench.measure import Row


def code_batch(platform) -> Row:
    """Seconds for 100,000 codes, over those for as many rows of random bytes; and for a file of as
    many letters as one may hold, over those for a tenth of them, each letter for itself.
    """
    told = platform.python("from bench.codes_in_bulk import measure; measure()", seconds=900)
    figures = json.loads(told)
    codes, made, few, many = (figures[name] for name in ("codes", "made", "few", "many"))
    ratio = made / figures["stored"]
    growth = many["seconds"] / few["seconds"] * few["letters"] / many["letters"]
    words = (
        f"{codes:,} codes in {made:.1f} s ({codes / made:,.0f} a second, {ratio:.2f} ×), "
        f"{many['letters']} letters in {many['seconds']:.1f} s ({growth:.2f} × each)"
    )
    figures |= {"ratio": ratio, "growth": growth}
    bar = "≤ 3 × storing rows, ≤ 1.2 × a letter"
    return Row("code-batch", words, bar, ratio <= 3 and growth <= 1.2, figures)
