"""Reads of proposals: what a list shows, what a file holds, and which say nearly the same."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Q

from participation.models import Council
from priorities.engines.likeness import likeness, telling_words
from priorities.models import Proposal
from priorities.models.proposals import ProposalQuerySet

COLUMNS = ["number", "title", "problem", "idea", "benefit", "cost in pounds", "ward", "service", "by", "published on"]
WORDS_LOOKED_FOR, LOOKED_AT, FEWEST_SHARED = 12, 300, 3


def proposals_of(council: Council) -> ProposalQuerySet:
    """The published proposals of a council, with what a card shows of each."""
    return Proposal.objects.of(council).published().for_cards()


def table_of(proposals: ProposalQuerySet) -> Iterator[list[object]]:
    """Row by row what a file of these proposals holds, under COLUMNS, in two queries whatever their number."""
    for proposal in proposals.iterator(chunk_size=500):
        assert proposal.published_at is not None
        yield [
            proposal.pk,
            proposal.title,
            proposal.problem,
            proposal.idea,
            proposal.benefit,
            proposal.cost_pounds,
            proposal.area,
            proposal.service,
            proposal.byline,
            proposal.published_at.date(),
        ]


def similar_to(proposal: Proposal, *, most: int = 3) -> list[Proposal]:
    """The published proposals of the same round that share most telling words with this one, most alike first."""
    words = telling_words(f"{proposal.title} {proposal.problem} {proposal.idea}")
    looked_for = sorted(words, key=lambda word: (-len(word), word))[:WORDS_LOOKED_FOR]
    if not looked_for:
        return []
    anywhere = reduce(or_, (Q(title__icontains=word) | Q(idea__icontains=word) for word in looked_for))
    others = Proposal.objects.filter(anywhere, round=proposal.round).published().exclude(pk=proposal.pk)
    ranked = [
        (likeness(words, telling_words(f"{other.title} {other.problem} {other.idea}")), other)
        for other in others.for_cards().newest_first()[:LOOKED_AT]
    ]
    enough = max(FEWEST_SHARED, len(words) // 5)
    alike = [pair for pair in ranked if pair[0] >= enough]
    return [other for _, other in sorted(alike, key=lambda pair: -pair[0])[:most]]
