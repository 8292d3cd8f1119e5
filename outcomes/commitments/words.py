"""How promises stand, what residents say of one, and what its measure says, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopservices.languages import listed, say
from outcomes.commitments.models import Verdict
from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW, Mark, Protected
from outcomes.engines.disclosure.small_numbers import Table
from outcomes.indicators import words
from outcomes.summaries.documents import IndicatorDocument


def people(count: Protected) -> str:
    """A published count of people: "about 45 people", or what its mark means."""
    if count.shown == 0:
        return _("nobody")
    if count.shown == Mark.SMALL:
        return _("fewer than %(number)s people") % {"number": FEWEST_TO_SHOW}
    if count.shown == Mark.WITHHELD:
        return _("not shown")
    number = int(count.shown)
    told = ngettext("about %(number)s person", "about %(number)s people", number)
    return told % {"number": say(number)}


def given(verdict: Table) -> list[tuple[str, str]]:
    """How many gave each answer; [] until somebody has."""
    if verdict.total.shown == 0:
        return []
    return [(answer(kind), people(count)) for kind, count in verdict.cells.items()]


def answer(kind: str) -> str:
    """What residents say, by its code."""
    return str(Verdict.Kind(kind).label)


def measure(indicator: IndicatorDocument | None) -> str:
    """What its measure says; "" until that is published."""
    return words.headline(indicator) if indicator and indicator.latest else ""


def counts_told(*, made: int, done: int, stopped: int, on_time: int, overdue: int) -> str:
    """How many promises there are and how they stand, in one sentence."""
    clauses = [ngettext("%(number)s is done", "%(number)s are done", done) % {"number": say(done)}]
    if stopped:
        told = ngettext("%(number)s trial was stopped", "%(number)s trials were stopped", stopped)
        clauses.append(told % {"number": say(stopped)})
    told = ngettext("%(number)s is on time", "%(number)s are on time", on_time)
    clauses.append(told % {"number": say(on_time)})
    told = ngettext("%(number)s is overdue", "%(number)s are overdue", overdue)
    clauses.append(told % {"number": say(overdue)})
    sentence = ngettext("Of %(number)s promise, %(how)s.", "Of %(number)s promises, %(how)s.", made)
    return sentence % {"number": say(made), "how": listed(clauses)}
