"""What a count of votes says, in plain words and exact numbers: who came first, by how much, and
where lots decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import shorten

from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW, protect

TITLE = 110  # characters


@dataclass(frozen=True)
class Placed:
    """An option as it came out: its votes or points, and its place in the lot drawn before the poll
    opened.
    """

    title: str
    score: int
    lot: int | None = None

    @property
    def name(self) -> str:
        """Its title, short enough for a sentence."""
        return f"“{shorten(self.title, TITLE, placeholder=' …')}”"


def shown(count: int) -> int | None:
    """Return a number of votes as it is published: exactly, for anybody may recount them, or None
    from 1 to 7.
    """
    return None if protect(count).is_hidden else count


def result_headline(options: Sequence[Placed], *, voters: int, are_points: bool) -> str:
    """Return who came first and with how much support; the options are in the order of
    the result.
    """
    if not options or options[0].score == 0:
        return "Nobody chose any of these"
    first = options[0]
    level = [option for option in options if option.score == first.score]
    if len(level) > 1:
        return f"{_listed(level)} came out level; {first.name} is first by lot"
    if shown(first.score) is None or shown(voters) is None:
        return f"{first.name} came first, with too few votes to show numbers"
    if are_points:
        return f"{first.name} came first, with {first.score:,} points"
    return f"{first.name} came first: {first.score:,} of {voters:,} voters chose it"


def winners_headline(winners: Sequence[Placed], *, are_funded: bool) -> str:
    """Return what was chosen, where more than the order of the scores decides it."""
    if not winners:
        return "Nothing was funded" if are_funded else "Nobody chose any of these"
    if are_funded:
        return f"{_listed(winners)} {'was' if len(winners) == 1 else 'were'} funded"
    return f"{_listed(winners)} {'came first' if len(winners) == 1 else 'were chosen'}"


def margin(options: Sequence[Placed], *, are_points: bool) -> str:
    """Return how clear the first place is, or "" where that cannot be told without
    small numbers.
    """
    if len(options) < 2 or shown(options[0].score) is None or not shown(options[1].score):
        return ""
    first, second = options[:2]
    lead = first.score - second.score
    if lead == 0:
        return ""
    if are_points:
        return f"It had {lead:,} more points than {second.name}."
    return (
        f"It had {lead:,} more {_plural('vote', lead)} than {second.name}. "
        f"At least {_changes(first, second):,} "
        f"{_plural('ballot', _changes(first, second))} would have had to be "
        "different for that to change."
    )


def ties(options: Sequence[Placed]) -> str:
    """Return which options came out level and what decided their order, or "" where none did."""
    runs = [
        list(run) for score, run in groupby(options, key=lambda option: option.score) if score > 0
    ]
    level = [run for run in runs if len(run) > 1]
    if not level:
        return ""
    groups = "; ".join(_listed(run) for run in level)
    had = (
        f"{groups} had"
        if len(level) == 1
        else f"Some options are level: {groups}. Each of these groups had"
    )
    return f"{had} exactly the same support. {_decided(level)}"


def few(count: int | None) -> str:
    """Return a number of votes in words for a table: itself, or that it is small."""
    return f"fewer than {FEWEST_TO_SHOW}" if count is None else f"{count:,}"


def _changes(first: Placed, second: Placed) -> int:
    """How many ballots that chose the first must have chosen the second instead, each of which
    moves two votes.
    """
    lead = first.score - second.score
    loses_lots = first.lot is not None and second.lot is not None and second.lot < first.lot
    return (lead + 1) // 2 if loses_lots else lead // 2 + 1


def _decided(level: Sequence[Sequence[Placed]]) -> str:
    if any(option.lot is None for run in level for option in run):
        return "They are shown the cheapest first, then in the order of their ids."
    return "Their order was drawn by lot before voting began."


def _listed(options: Sequence[Placed]) -> str:
    names = [option.name for option in options[:3]]
    if len(options) > 3:
        names = [*names[:2], f"{len(options) - 2} others"]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
