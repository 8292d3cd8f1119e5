"""Publishing a round: a question, with the dates between which people may do what about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from participation.models import Area, Council, Sector, Service, User
from priorities.rounds.models import Act, Phase, PhaseAct, Round
from priorities.rounds.permissions import may_publish_round


class RoundRefused(Refusal):
    """Why a round cannot be published, in words for the officer."""


@dataclass(frozen=True)
class PhasePlan:
    """A phase as it is planned: its name ("" where it is called by its act), from when until (not
    at) when, and what it lets people do.
    """

    name: str
    opens_at: datetime
    closes_at: datetime
    acts: frozenset[Act] = frozenset()


@transaction.atomic
def publish_round(
    *,
    by: User,
    council: Council,
    sector: Sector,
    title: Text | str,
    question: Text | str,
    summary: Text | str,
    what_can_change: Text | str,
    who_decides: Text | str,
    decided_by_on: date,
    phases: Sequence[PhasePlan],
    areas: Collection[Area] = (),
    services: Collection[Service] = (),
    slug: str = "",
    at: datetime,
) -> Round:
    """Put a question to a place. No areas means the whole council; no slug means one made from the
    English title. A council that must write Welsh gives every text in both. Raises RoundRefused.
    """
    require(may_publish_round(by, council))
    texts = {
        "title": Text.of(title),
        "question": Text.of(question),
        "summary": Text.of(summary),
        "what_can_change": Text.of(what_can_change),
        "who_decides": Text.of(who_decides),
    }
    now = Council.objects.get(pk=council.pk)  # a request remembers its council for a moment
    if now.must_write_welsh and not all(text.is_in_both for text in texts.values()):
        raise RoundRefused(_("Give every text in English and in Welsh."))
    slug = slug or slugify(texts["title"].english)[:80]
    places: list[Sector | Area | Service] = [sector, *areas, *services]
    if any(place.council_id != council.pk for place in places):
        raise RoundRefused(
            _("The sector, the areas and the services must be this council's own."), "sector"
        )
    if problem := _problem_with(phases, decided_by_on):
        raise RoundRefused(problem)
    if not slug or Round.objects.of(council).filter(slug=slug).exists():
        raise RoundRefused(
            _("Another round has this address. Give this one a title of its own."), "title"
        )

    published = Round.objects.create(
        council=council,
        sector=sector,
        slug=slug,
        **columns(**texts),
        decided_by_on=decided_by_on,
        created_by=by,
        published_at=at,
    )
    published.areas.set(areas)
    published.services.set(services)
    for position, plan in enumerate(phases):
        _open_phase(published, plan, position)
    audit.record("round_published", published, by=by, at=at)
    events.record("priorities.round_published", subject_id=published.pk, actor_id=by.pk, at=at)
    return published


def _problem_with(phases: Sequence[PhasePlan], decided_by_on: date) -> str:
    """What is wrong with the dates of a round, "" if nothing is."""
    if not phases:
        return _("A round needs at least one phase.")
    if any(phase.closes_at <= phase.opens_at for phase in phases):
        return _("Each phase must end after it begins.")
    if any(later.opens_at < earlier.closes_at for earlier, later in pairwise(phases)):
        return _("Each phase must begin when the one before it has ended.")
    if decided_by_on < phases[-1].closes_at.date():
        return _("The decision must come after the last phase.")
    return ""


def _open_phase(published: Round, plan: PhasePlan, position: int) -> None:
    phase = Phase.objects.create(
        round=published,
        position=position,
        name=plan.name,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
    )
    PhaseAct.objects.bulk_create(PhaseAct(phase=phase, act=act) for act in plan.acts)
