"""Reads of proposals: what a list shows, what a file holds, and which say nearly the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from coopservices.sentences import Sentence
from participation.models import Area, Council, Service, User
from priorities.engines.changes import Piece, changes
from priorities.engines.named_people import WHY, passages
from priorities.engines.similarity import content_words, similarity
from priorities.proposals.models import Proposal, ProposalQuerySet
from priorities.rounds.models import Round

COLUMNS = [
    gettext_lazy("number"),
    gettext_lazy("title"),
    gettext_lazy("problem"),
    gettext_lazy("idea"),
    gettext_lazy("benefit"),
    gettext_lazy("cost in pounds"),
    gettext_lazy("ward"),
    gettext_lazy("service"),
    gettext_lazy("by"),
    gettext_lazy("published on"),
]
WORDS_LOOKED_FOR, LOOKED_AT, FEWEST_SHARED = 12, 300, 3


def proposals_of(council: Council) -> ProposalQuerySet:
    """The published proposals of a council, with what a card shows of each."""
    return Proposal.objects.of(council).published().for_cards()


def table_of(proposals: ProposalQuerySet) -> Iterator[list[object]]:
    """Row by row what a file of these proposals holds, under COLUMNS, in two queries whatever their
    number.
    """
    for proposal in proposals.iterator(chunk_size=500):
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
            proposal.published_on,
        ]


def similar_to(proposal: Proposal, *, most: int = 3) -> list[Proposal]:
    """The published proposals of the same round that share most telling words with this one, most
    alike first.
    """
    words = content_words(f"{proposal.title} {proposal.problem} {proposal.idea}")
    looked_for = sorted(words, key=lambda word: (-len(word), word))[:WORDS_LOOKED_FOR]
    if not looked_for:
        return []
    anywhere = reduce(
        or_, (Q(title__icontains=word) | Q(idea__icontains=word) for word in looked_for)
    )
    others = (
        Proposal.objects.filter(anywhere, round=proposal.round).published().exclude(pk=proposal.pk)
    )
    ranked = [
        (similarity(words, content_words(f"{other.title} {other.problem} {other.idea}")), other)
        for other in others.for_cards().newest_first()[:LOOKED_AT]
    ]
    enough = max(FEWEST_SHARED, len(words) // 5)
    alike = [pair for pair in ranked if pair[0] >= enough]
    return [other for _, other in sorted(alike, key=lambda pair: -pair[0])[:most]]


@dataclass(frozen=True)
class Change:
    """What an author changed on a day: of each text that changed its name and its pieces."""

    on: date
    texts: list[tuple[str, list[Piece]]]


def changes_of(proposal: Proposal) -> list[Change]:
    """All changes of a published proposal, the latest first. One query."""
    versions = list(proposal.versions.all())
    after = [*(each.texts for each in versions[1:]), proposal.texts]
    found = [
        Change(
            version.replaced_on,
            [
                (_name_of(name), changes(text, later[name]))
                for name, text in version.texts.items()
                if text != later[name]
            ],
        )
        for version, later in zip(versions, after, strict=False)  # the last is what it says now
    ]
    return found[::-1]


def _name_of(text: str) -> str:
    return {
        "title": gettext("The title"),
        "problem": gettext("The problem"),
        "idea": gettext("The idea"),
        "benefit": gettext("What would be better"),
    }[text]


@dataclass(frozen=True)
class Told:
    """A passage of a draft that may tell who somebody is, in which of its texts, and why."""

    where: str
    passage: str
    why: Sentence


def people_told_of(proposal: Proposal) -> list[Told]:
    """The passages of a draft that may tell who somebody is, for its author to look at. Nothing of
    it is kept. Asks no database.
    """
    return people_in(proposal.texts)


def people_in(texts: Mapping[str, str]) -> list[Told]:
    """The same of texts, by the names of their columns."""
    return [
        Told(_name_of(name), each.text, WHY[each.kind])
        for name, text in texts.items()
        for each in passages(text)
    ]


def drafts_in(found: Round, user: User | AnonymousUser) -> list[Proposal]:
    """What this person has begun to write in this round and not published."""
    return (
        list(Proposal.objects.drafts_of(user).filter(round=found)) if isinstance(user, User) else []
    )


def wards_to_name(proposal: Proposal, today: date) -> "QuerySet[Area]":
    """The wards of the council as they are today, by name, without their shapes."""
    return (
        Area.objects.filter(council=proposal.round.council)
        .wards()
        .valid_on(today)
        .defer("boundary")
    )


def services_to_name(proposal: Proposal) -> "QuerySet[Service]":
    """The services the round is about, all of its sector's where it names none; and the one named
    already.
    """
    about = (
        Q(rounds=proposal.round_id)
        if proposal.round.services.exists()
        else Q(sector=proposal.round.sector_id)
    )
    offered = about & Q(left_on=None)
    return Service.objects.filter(offered | Q(pk=proposal.service_id)).distinct()
