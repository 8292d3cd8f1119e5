"""What is published of a poll, made from its sealed ballots: the same bytes whenever and wherever
it is made.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from coopservices.keystore import KeyUnavailable
from participation.models import Area
from priorities.engines.counting.count import Margin
from priorities.engines.margins import margin_of
from priorities.engines.merged_counts import merge_small_counts
from priorities.engines.sealing.publication import Printer, manifest, public_half, sign
from priorities.engines.tally import Alike, QuestionTally, tally_alike
from priorities.engines.voting.definition import questions_of
from priorities.paper_ballots.queries.accounts import papers_accounted_for
from priorities.polls.models import Poll
from priorities.polls.queries.keys import signing_key
from priorities.polls.queries.polls import OpenedPoll
from priorities.results.documents import Breakdown, By
from priorities.results.queries.opened_ballots import CountStopped
from priorities.results.queries.piles import BallotPile


@dataclass(frozen=True)
class Publication:
    """The manifest, and the council's signature over it with the key to check it; beside them the
    margin of each question, by its id, and how many ballots came from where.
    """

    manifest: bytes
    signature: bytes
    public_key: bytes
    margins: dict[str, Margin | None]
    breakdowns: tuple[Breakdown, ...] = ()


def margins_of(text: bytes | str) -> dict[str, Margin | None]:
    """How near the second came to the first in each question of a manifest, by its id; None where
    more than the scores decides, or no score is told.
    """
    fields = json.loads(text)
    return {
        asked["id"]: _margin(asked, fields["result"][asked["id"]]) for asked in fields["questions"]
    }


def _margin(asked: Mapping[str, Any], result: Mapping[str, Any]) -> Margin | None:
    if "winners" in result:
        return None
    return margin_of(asked["type"], result["order"], result["score"], asked.get("tie_order", ()))


def council_signature_key(opened: OpenedPoll) -> bytes:
    """The key with which the council signs its results. Raises CountStopped."""
    try:
        return signing_key(opened.council_id)
    except KeyUnavailable as problem:
        raise CountStopped(
            "The council's signing key is not there.", Poll.Stop.SIGNING_KEY
        ) from problem


def publication_of(
    poll: Poll, opened: OpenedPoll, pile: BallotPile, printer: Printer, private: bytes
) -> Publication:
    """Count what the printer has printed of a pile, and sign it with the council's key. Raises
    CountStopped if that is not all of it.
    """
    if any(choices.total() != pile.ballots for choices in printer.choices.values()):
        raise CountStopped("Not every ballot was printed.", None)
    cast = {
        question: [Alike(group, json.loads(choice), n) for (group, choice), n in choices.items()]
        for question, choices in printer.choices.items()
    }
    rule = opened.definition.combining_rule
    result = tally_alike(opened.paper, cast, pile.counted_groups, rule)
    text = _manifest(poll, opened, pile, printer, result)
    return Publication(
        text,
        sign(private, text),
        public_half(private),
        margins_of(text),
        tuple(_breakdowns(poll, opened, pile)),
    )


def _breakdowns(poll: Poll, opened: OpenedPoll, pile: BallotPile) -> Iterator[Breakdown]:
    """Whatever is told of where voters are, small numbers merged before anything is kept."""
    closed_on = localdate(poll.closed_at)
    wards = Area.objects.filter(council=opened.council_id).wards().valid_on(closed_on)
    names = dict(opened.definition.areas) or dict(wards.values_list("code", "name"))
    counts = dict.fromkeys(names, 0)
    for code, ballots in pile.by_area.items():
        known = code if code in names else ""
        counts[known] = counts.get(known, 0) + ballots
    told = merge_small_counts(counts, opened.definition.smallest_group)
    if len(told) > 1:
        yield Breakdown(By.WARD, told, names)


def _manifest(
    poll: Poll,
    opened: OpenedPoll,
    pile: BallotPile,
    printer: Printer,
    result: Mapping[str, QuestionTally],
) -> bytes:
    if poll.closed_at is None:
        raise CountStopped("This poll has not closed.", None)
    return manifest(
        poll=poll.pk,
        title=opened.definition.title,
        mode=opened.definition.mode,
        opened_at=opened.definition.opened_at,
        closed_at=poll.closed_at,
        questions=questions_of(opened.frozen),
        groups=sorted(set(pile.groups.values())),
        counted_groups=sorted(pile.counted_groups),
        ballots=pile.ballots,
        leaves=printer.leaves,
        roots=printer.roots,
        result=result,
        smallest_group=opened.definition.smallest_group,
        definition=opened.fingerprint,
        excluded=pile.excluded,
        constituencies=opened.definition.constituencies,
        combining_rule=opened.definition.combining_rule,
        papers=papers_accounted_for(poll),
    )
