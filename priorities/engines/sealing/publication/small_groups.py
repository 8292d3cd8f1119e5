"""Small groups: which ballots are published and counted together, so that nobody stands out.

A group is named by where its ballots come from, as in `staff:email+postcode@paper`: constituencies,
what was shown, and the channel. Source: docs/ballots.md, "Groups".
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from participation.engines.constituencies import read_constituencies, written_constituencies
from participation.engines.proofs import SLIP, Proofs, is_enough, written, written_asked
from priorities.engines.sealing.channels import WEB

NOTHING_SHOWN = "open"
_AFTER_CONSTITUENCIES, _BEFORE_CHANNEL = ":", "@"


class Origin(NamedTuple):
    """Where a ballot comes from: what its elector had shown, the constituency they are of ("" where
    nobody asks), and by which channel it came.
    """

    proofs: Proofs
    constituency: str = ""
    channel: str = WEB


class Group(NamedTuple):
    """A group's name taken apart: its constituencies (() where it has none), what was shown, and
    the channel ("" where it tells none).
    """

    constituencies: tuple[str, ...]
    shown: str
    channel: str


def read_group(name: str) -> Group:
    """Return the parts of a group's name."""
    before, colon, rest = name.rpartition(_AFTER_CONSTITUENCIES)
    shown, _at, channel = rest.partition(_BEFORE_CHANNEL)
    return Group(read_constituencies(before) if colon else (), shown, channel)


def decides(origin: Origin, *, asked: Sequence[Proofs], constituencies: Sequence[str] = ()) -> bool:
    """Whether a ballot from there counts: what was shown is enough, and the constituency is one of
    the poll's, if it names any.
    """
    is_theirs = not constituencies or origin.constituency in constituencies
    return is_theirs and is_enough(origin.proofs, asked)


def merge_small_constituencies(
    ballots: Mapping[str, int],
    k: int,
    constituencies: Sequence[str],
    slips: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, tuple[str, ...]]:
    """Return, for each of the poll's constituencies, those that it is counted together with, itself
    among them.

    `ballots` is how many of each count; `slips`, which join no other group, matter only where there
    is no ballot but theirs. The smallest that has fewer than `k`, none included, joins
    the largest of the others, until each has `k` or all are together. Of equals the one named first
    is the larger.
    """
    parts = [[code] for code in constituencies]

    def size(part: list[str]) -> int:
        named = sum(ballots.get(code, 0) for code in part)
        return named or sum(slips.get(code, 0) for code in part)

    while len(parts) > 1 and min(map(size, parts)) < k:
        small = min(reversed(parts), key=size)
        parts.remove(small)
        max(parts, key=size).extend(small)
    return {code: tuple(sorted(part, key=constituencies.index)) for part in parts for code in part}


def merge_small_groups(
    counts: Mapping[Origin, int],
    k: int,
    *,
    asked: Sequence[Proofs],
    constituencies: Sequence[str] = (),
) -> dict[Origin, str]:
    """Return, for each origin with ballots, the name of the group that publishes them.

    `counts` gives the ballots from each; `constituencies` are those that the poll counts apart, ()
    in one pool. What a group would tell is given up from the least of it on: the channel wherever
    one of a group's has fewer than `k`, then what was shown, then the constituency.

    Where fewer than `k` have shown a set of proofs, that which shows most first, they join the
    largest set that shows no more, or else the one most like it; what all members have shown
    becomes the name, as no ballot may claim more than was shown. Where that is not enough to vote,
    though each member shows enough, the name lists the sets asked for, as in `code|register`.

    No merge crosses from what counts to what does not, or it would change the count; so a side with
    fewer than `k` ballots in all stays one small group, and no name stands on both sides. What does
    not count tells no constituency. Slips of paper without a name are groups of their own, however
    few, and go with their constituency (docs/ballots.md, "Paper").
    """
    there = sorted(
        (origin for origin, ballots in counts.items() if ballots > 0), key=_in_order_of_names
    )
    parts = _parts(there, counts, k, asked, constituencies)
    tells_channel = len({origin.channel for origin in there if not _is_slip(origin)}) > 1
    names: dict[Origin, str] = {}
    for (start, sets_asked), part in parts.items():
        named = [origin for origin in part if not _is_slip(origin)]
        names |= {origin: f"{start}{SLIP}" for origin in part if _is_slip(origin)}
        names |= _named(
            named, counts, k, start=start, asked=sets_asked, tells_channel=tells_channel
        )
    return names


def _is_slip(origin: Origin) -> bool:
    return SLIP in origin.proofs


def _parts(
    present: Sequence[Origin],
    counts: Mapping[Origin, int],
    k: int,
    asked: Sequence[Proofs],
    constituencies: Sequence[str],
) -> dict[tuple[str, tuple[Proofs, ...]], list[Origin]]:
    """Return the origins between which no group is merged: by the beginning of their groups' names,
    and the sets of proofs any of which was enough ((), for what does not count).
    """
    counted = [
        each for each in present if decides(each, asked=asked, constituencies=constituencies)
    ]
    ballots, slips = dict.fromkeys(constituencies, 0), dict.fromkeys(constituencies, 0)
    for origin in counted if constituencies else ():
        (slips if _is_slip(origin) else ballots)[origin.constituency] += counts[origin]
    together = merge_small_constituencies(ballots, k, constituencies, slips)
    parts: dict[tuple[str, tuple[Proofs, ...]], list[Origin]] = {}
    for origin in present:
        if origin not in counted:
            place: tuple[str, tuple[Proofs, ...]] = ("", ())
        elif constituencies:
            codes = written_constituencies(together[origin.constituency])
            place = (f"{codes}{_AFTER_CONSTITUENCIES}", tuple(asked))
        else:
            place = ("", tuple(asked))
        parts.setdefault(place, []).append(origin)
    return parts


def _named(
    part: Sequence[Origin],
    counts: Mapping[Origin, int],
    k: int,
    *,
    start: str,
    asked: Sequence[Proofs],
    tells_channel: bool,
) -> dict[Origin, str]:
    """Return the name of each of these, after what it starts with."""
    sizes: dict[Proofs, int] = {}
    for origin in part:
        sizes[origin.proofs] = sizes.get(origin.proofs, 0) + counts[origin]
    names = {}
    for group in _merge(list(sizes), sizes, k):
        members = [origin for origin in part if origin.proofs in group]
        by_channel: dict[str, int] = {}
        for origin in members:
            by_channel[origin.channel] = by_channel.get(origin.channel, 0) + counts[origin]
        is_split = tells_channel and min(by_channel.values()) >= k
        for origin in members:
            end = f"{_BEFORE_CHANNEL}{origin.channel}" if is_split else ""
            names[origin] = f"{start}{_shown(group, asked)}{end}"
    return names


def _merge(sets: list[Proofs], counts: Mapping[Proofs, int], k: int) -> list[list[Proofs]]:
    groups = [[proofs] for proofs in sorted(sets, key=sorted)]

    def ballots(group: list[Proofs]) -> int:
        return sum(counts[proofs] for proofs in group)

    while len(groups) > 1 and min(map(ballots, groups)) < k:
        small = min((group for group in groups if ballots(group) < k), key=_least_shown_last)
        groups.remove(small)
        min(groups, key=lambda group: _distance(small, group)).extend(small)
    return groups


def _least_shown_last(group: list[Proofs]) -> tuple[int, list[list[str]]]:
    return -len(frozenset.intersection(*group)), _in_order(group)


def _distance(small: list[Proofs], other: list[Proofs]) -> tuple[bool, int, list[list[str]]]:
    """How near a group is: first those that show no more than it, then by what both show."""
    shown, theirs = frozenset.intersection(*small), frozenset.intersection(*other)
    return not theirs <= shown, -len(shown & theirs), _in_order(other)


def _in_order(group: list[Proofs]) -> list[list[str]]:
    return sorted(sorted(proofs) for proofs in group)


def _in_order_of_names(origin: Origin) -> tuple[str, list[str], str]:
    return origin.constituency, sorted(origin.proofs), origin.channel


def _shown(group: list[Proofs], asked: Sequence[Proofs]) -> str:
    shown = frozenset.intersection(*group)
    if is_enough(group[0], asked) and not is_enough(shown, asked):
        return written_asked({min(_enough(proofs, asked), key=sorted) for proofs in group})
    return written(shown) or NOTHING_SHOWN


def _enough(proofs: Proofs, asked: Sequence[Proofs]) -> list[Proofs]:
    return [enough for enough in asked if enough <= proofs]
