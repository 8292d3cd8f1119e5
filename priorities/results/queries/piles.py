"""All ballots of a closed poll as they are printed and counted: opened here, or by many workers a
part each; and how far these are.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Sum

from participation.engines.proofs import read, written
from priorities.ballots.models import SealedBallot
from priorities.engines.canonical import canonical
from priorities.engines.sealing.count_parts import SUMMARY, PartSeal
from priorities.engines.sealing.publication import Origin, decides, merge_small_groups
from priorities.engines.sealing.seal import SealBroken
from priorities.polls.models import Poll
from priorities.polls.queries.polls import OpenedPoll
from priorities.results.models import CountPart, CountPiece
from priorities.results.queries.opened_ballots import (
    BrokenBallot,
    CountStopped,
    OpenedPart,
    left_out,
    ownerless_ballots,
)

Portions = Iterable[tuple[str, Iterable[bytes]]]


@dataclass(frozen=True)
class BallotPile:
    """All ballots of a poll. `groups` is what each is counted in, by what its drafts call it;
    `counted_groups` are those whose choices decide. `excluded` says how many broken ballots were
    left out, for which reason; `by_area` how many came from each area, by its code, "" where none
    is known. `portions` gives the drafts in the order of print, as often as it is asked.
    """

    ballots: int
    groups: Mapping[str, str]
    counted_groups: frozenset[str]
    by_area: Mapping[str, int]
    excluded: Sequence[Mapping[str, int | str]]
    portions: Callable[[], Portions]


class CountProgress(NamedTuple):
    """How many ballots of a poll are opened, and how many there are."""

    opened: int
    ballots: int


def progress_of(poll: Poll) -> CountProgress | None:
    """How far its count is; None where it is not under way in parts, and where so few voted that no
    number is told. Two queries at most.
    """
    found = CountPart.objects.filter(poll=poll).aggregate(parts=Count("pk"), opened=Sum("ballots"))
    if not found["parts"]:
        return None
    ballots = SealedBallot.objects.filter(poll=poll).count()
    if ballots < poll.smallest_group:
        return None
    return CountProgress(found["opened"] or 0, ballots)


def portions_of(parts: int) -> int:
    """In how many portions a poll is printed that was opened in so many parts: each portion takes
    about as much memory as a few of them.
    """
    return -(-parts // 4)


def place_of(opened: OpenedPoll, question: str, portion: int, portions: int) -> int:
    """The place of a portion of a question's drafts among all of a part, which begin at 1."""
    return SUMMARY + 1 + sorted(_questions(opened)).index(question) * portions + portion


def written_summary(part: OpenedPart) -> bytes:
    """All that a part tells but its drafts; `read_summary` reads it."""
    return canonical(
        {
            "origins": [
                [written(origin.proofs), origin.constituency, origin.channel, ballots]
                for origin, ballots in part.origins.items()
            ],
            "areas": [[code, ballots] for code, ballots in part.areas.items()],
            "broken": [[each.fingerprint.hex(), each.stop] for each in part.broken],
        }
    )


def read_summary(number: int, text: bytes) -> OpenedPart:
    """The part that `written_summary` wrote, without its drafts."""
    told = json.loads(text)
    return OpenedPart(
        number,
        Counter({Origin(read(shown), *rest): n for shown, *rest, n in told["origins"]}),
        Counter(dict(told["areas"])),
        [BrokenBallot(bytes.fromhex(each), Poll.Stop(stop)) for each, stop in told["broken"]],
    )


def pile_in_memory(opened: OpenedPoll, part: OpenedPart) -> BallotPile:
    """The pile of a poll that was opened in one part. Raises CountStopped."""

    def portions() -> Portions:
        return sorted((question, found) for (question, _portion), found in part.drafts.items())

    return _pile(opened, [part], portions)


def pile_in_parts(opened: OpenedPoll, key: bytes) -> BallotPile:
    """The pile of a poll whose every part is opened. Raises CountStopped."""
    parts = dict(CountPart.objects.filter(poll=opened.pk).values_list("pk", "number"))
    seals = {pk: PartSeal(key, opened.pk, number) for pk, number in parts.items()}
    asked, portions = sorted(_questions(opened)), portions_of(len(parts))

    def drafts(question: str, portion: int) -> Iterator[bytes]:
        place = place_of(opened, question, portion, portions)
        pieces = CountPiece.objects.filter(part__in=list(parts), place=place)
        for part, sealed in pieces.values_list("part", "sealed").iterator():
            yield from _unsealed(seals[part], place, sealed).split(b"\n")

    def in_order() -> Portions:
        for question in asked:
            for portion in range(portions):
                yield question, drafts(question, portion)

    summaries = [
        read_summary(part.number, _unsealed(seals[part.pk], SUMMARY, part.sealed))
        for part in CountPart.objects.filter(poll=opened.pk).opened()
    ]
    return _pile(opened, summaries, in_order)


def _unsealed(seal: PartSeal, place: int, sealed: Any) -> bytes:
    try:
        return seal.unseal(place, bytes(sealed))
    except SealBroken as problem:
        raise CountStopped(str(problem), None) from problem


def _pile(
    opened: OpenedPoll, parts: Sequence[OpenedPart], portions: Callable[[], Portions]
) -> BallotPile:
    owned = sum(part.ballots for part in parts)
    ownerless = ownerless_ballots(opened, owned)
    broken = [each for part in parts for each in part.broken]
    excluded = left_out(opened, [*broken, *ownerless])
    if SealedBallot.objects.filter(poll=opened.pk).count() != owned + len(ownerless):
        raise CountStopped("The ballots were altered while they were counted.", None)

    rules = opened.definition
    asked, constituencies = rules.proofs_asked, rules.constituencies
    sizes: Counter[Origin] = sum((part.origins for part in parts), Counter())
    groups = merge_small_groups(
        sizes, rules.smallest_group, asked=asked, constituencies=constituencies
    )
    counted = {
        group
        for origin, group in groups.items()
        if decides(origin, asked=asked, constituencies=constituencies)
    }
    return BallotPile(
        ballots=sizes.total(),
        groups={word: groups[origin] for part in parts for origin, word in part.words.items()},
        counted_groups=frozenset(counted),
        by_area=sum((part.areas for part in parts), Counter()),
        excluded=excluded,
        portions=portions,
    )


def _questions(opened: OpenedPoll) -> list[str]:
    return [rules.id for rules in opened.paper.questions]
