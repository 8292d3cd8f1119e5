"""What residents say came of a promise, as it may be published: counts protected, and a sentence
that they bear out.
"""

from collections.abc import Mapping

from coopservices.sentences import Sentence, sentence
from outcomes.engines.disclosure.small_numbers import Table, protect_table

WORKED, PARTLY, NOT = "worked", "partly", "not"
HALF = 50.0


def verdict_table(counts: Mapping[str, int]) -> Table:
    """Return how many said what, protected; `counts` may leave out what nobody said."""
    return protect_table({kind: counts.get(kind, 0) for kind in (WORKED, PARTLY, NOT)})


def verdict_words(table: Table) -> Sentence:
    """Return what most people say, from the published numbers alone."""
    if table.total.shown == 0:
        return sentence("Nobody has said yet whether it worked")
    share = {kind: table.percentage(kind) for kind in table.cells}
    if (share[WORKED] or 0) > HALF:
        return sentence("Most people say it made a difference")
    if (share[NOT] or 0) > HALF:
        return sentence("Most people say nothing changed")
    if (share[WORKED] or 0) + (share[PARTLY] or 0) > HALF:
        return sentence("Most people say it helped, at least a little")
    if None in share.values():
        return sentence("Too few people have answered to say")
    return sentence("People do not agree on it")
