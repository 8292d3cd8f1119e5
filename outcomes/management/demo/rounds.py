"""Rounds, and the proposals people wrote in them."""

from outcomes.management.demo.calendar import PENCE, Calendar
from outcomes.management.demo.people import People
from outcomes.management.demo.words import Words
from participation.models import Council, Sector, Service, User
from priorities.models import Act, Proposal, Round
from priorities.proposals.actions import Words as ProposalWords
from priorities.proposals.actions import publish_proposal, start_proposal, write_proposal
from priorities.rounds.actions.publishing import PhasePlan, publish_round

TOLD_AS_IT_IS = ("slug", "title", "question", "summary", "what_can_change", "who_decides")


def publish(officer: User, council: Council, entry: Words, calendar: Calendar) -> Round:
    """The round that these words tell of, on its days."""
    return publish_round(
        by=officer,
        council=council,
        sector=Sector.objects.get(council=council, slug=entry["sector"]),
        phases=[_phase(phase, calendar) for phase in entry["phases"]],
        decided_by_on=calendar.day(entry["answer_by"]),
        **{name: entry[name] for name in TOLD_AS_IT_IS},
        at=calendar.morning(entry["published"]),
    )


def write_proposals(
    round_: Round, entry: Words, people: People, calendar: Calendar
) -> dict[str, Proposal]:
    """Every proposal of the round, by its key, started, written and published by its author on its
    day.
    """
    authors = people.authors(entry)
    return {
        proposal["key"]: _write(authors[proposal["key"]], round_, proposal, people, calendar)
        for proposal in entry["proposals"]
    }


def leave_a_draft(
    author: User, round_: Round, entry: Words, people: People, calendar: Calendar
) -> None:
    """A proposal that its author has begun and not published."""
    at = calendar.morning(entry["days"])
    draft = start_proposal(by=author, round=round_, at=at)
    write_proposal(
        by=author,
        proposal=draft,
        words={"title": entry["title"], "area": people.ward(entry)},
        at=at,
    )


def _phase(entry: Words, calendar: Calendar) -> PhasePlan:
    acts = frozenset(Act(act) for act in entry["acts"])
    return PhasePlan(
        entry.get("name", ""),
        calendar.morning(entry["opens"]),
        calendar.morning(entry["closes"]),
        acts,
    )


def _write(
    author: User, round_: Round, entry: Words, people: People, calendar: Calendar
) -> Proposal:
    at = calendar.morning(entry["days"])
    draft = start_proposal(by=author, round=round_, at=at)
    written = write_proposal(by=author, proposal=draft, words=_words(round_, entry, people), at=at)
    return publish_proposal(by=author, proposal=written, at=at)


def _words(round_: Round, entry: Words, people: People) -> ProposalWords:
    named = Service.objects.filter(council=round_.council, name=entry.get("service", "")).first()
    return {
        "title": entry["title"],
        "problem": entry["problem"],
        "idea": entry["idea"],
        "benefit": entry["benefit"],
        "cost_pence": entry["cost"] * PENCE if "cost" in entry else None,
        "area": people.ward(entry),
        "service": named,
        "is_author_named": "name" in entry,
    }
