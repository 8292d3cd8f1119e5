"""Bundles as the engines make them, of made-up polls of every type and rule, small and full of
ties.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coopservices.sentences import Wording
from participation.engines.proofs import is_enough, read, read_asked
from priorities.engines.canonical import parse
from priorities.engines.sealing.publication import (
    OpenedBallot,
    choice_lines,
    heads,
    lines,
    manifest,
    read_group,
    root,
    sign,
    tag_lines,
)
from priorities.engines.tally import tally
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_paper import Choice, check_choices
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Parameter
from priorities.engines.voting.ballot_types.variant import Variant
from priorities.engines.voting.combining import ONE_POOL
from priorities.engines.voting.definition import (
    Definition,
    Mode,
    fingerprint,
    questions_of,
    read_definition,
)

POLL = UUID("22222222-2222-4222-8222-222222222222")
KEY = hashlib.sha256(b"the council of these tests").digest()
OTHER_KEY = hashlib.sha256(b"somebody else").digest()
PUBLIC, OTHER_PUBLIC = (
    Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    for key in (KEY, OTHER_KEY)
)
ASKED = "email"
NAMES = ("1", "10", "2", "b", 'say "yes"', "07", "c\\d")


@dataclass(frozen=True)
class Way:
    """One way in which a question can be asked and counted."""

    type: str
    rule: str = ""
    completion: str = ""
    seats: int | None = None

    def __str__(self) -> str:
        parts = (self.type, self.rule, self.completion, self.seats and f"{self.seats}-seats")
        return "-".join(str(part) for part in parts if part)


def every_way() -> Iterator[Way]:
    """Every type with every rule and completion that a poll can be frozen with."""
    for code, kind in BALLOT_TYPES.items():
        for way in kind.counted_by:
            asks = Parameter.SEATS in kind.needs
            most = way.most_seats or 3
            for seats in range(way.least_seats, most + 1) if asks else [None]:
                for completion in way.completions or [""]:
                    yield Way(code, way.rule if kind.has_several_rules else "", completion, seats)


WAYS = tuple(every_way())


@dataclass(frozen=True)
class Poll:
    """A made-up poll that is over: its questions, and its ballots with their groups."""

    questions: tuple[AskedQuestion, ...]
    ballots: tuple[OpenedBallot, ...]
    mode: Mode = "content"
    smallest_group: int = 1
    excluded: Sequence[dict[str, int | str]] = field(default_factory=tuple)
    constituencies: tuple[str, ...] = ()
    combining_rule: str = ONE_POOL
    papers: Sequence[dict[str, int | str]] = ()

    @property
    def asked(self) -> str:
        return f"{ASKED}|desk|slip" if self.papers else ASKED

    @property
    def definition(self) -> Definition:
        return Definition(
            poll=POLL,
            title=Wording("Benches & “bins”", "Meinciau a “biniau”"),
            questions=self.questions,
            opened_at=datetime(2026, 11, 1, 9, 0, 0, 123456, tzinfo=UTC),
            closes_at=datetime(2026, 11, 14, 23, 59, 59, tzinfo=UTC),
            proofs_asked=read_asked(self.asked),
            paper_rule="papers-and-slips" if self.papers else "none",
            areas={"E05000001": "Riverside"},
            smallest_group=self.smallest_group,
            challenge_days=3,
            mode=self.mode,
            lot=bytes(range(32)),
            constituencies=self.constituencies,
            combining_rule=self.combining_rule,
        )


def bundle_of(poll: Poll) -> dict[str, bytes]:
    """Return what is published of a poll, made as the platform makes it."""
    frozen = poll.definition.frozen()
    _, paper = read_definition(frozen)
    pile = list(poll.ballots)
    groups = {ballot.group for ballot in pile}
    counted = {name for name in groups if _is_counted(poll, name)}
    files = _files(poll, pile)
    names = {"ballots.jsonl": "root", "tags.jsonl": "tags_root", "choices.jsonl": "choices_root"}
    text = manifest(
        poll=POLL,
        title=poll.definition.title,
        mode=poll.mode,
        opened_at=poll.definition.opened_at,
        closed_at=poll.definition.closes_at,
        questions=questions_of(frozen),
        groups=sorted(groups),
        counted_groups=sorted(counted),
        ballots=len(pile),
        leaves=sum(map(len, files.values())),
        roots={names[name]: root(each) for name, each in files.items()},
        result=tally(paper, pile, counted, poll.combining_rule),
        smallest_group=poll.smallest_group,
        definition=fingerprint(frozen),
        excluded=poll.excluded,
        constituencies=poll.constituencies,
        combining_rule=poll.combining_rule,
        papers=poll.papers,
    )
    bundle = heads(manifest=text, signature=sign(KEY, text), public_key=PUBLIC)
    bundle["definition.json"] = frozen
    if len(pile) >= poll.smallest_group:
        bundle |= {name: b"".join(line + b"\n" for line in each) for name, each in files.items()}
    return bundle


def _is_counted(poll: Poll, name: str) -> bool:
    group = read_group(name)
    is_theirs = bool(group.constituencies) == bool(poll.constituencies)
    return is_theirs and is_enough(read(group.shown), read_asked(poll.asked))


def _files(poll: Poll, pile: list[OpenedBallot]) -> dict[str, list[bytes]]:
    if poll.mode == "content":
        return {"ballots.jsonl": lines(POLL, pile)}
    return {"tags.jsonl": tag_lines(POLL, pile), "choices.jsonl": choice_lines(POLL, pile)}


def a_question(dice: random.Random, way: Way, *, key: str = "q-1", most: int = 5) -> AskedQuestion:
    """Return a question with few options, whose few costs make for many ties."""
    least = (way.seats or 1) + 1
    names = dice.sample(NAMES, dice.randint(least, max(least, most)))
    needs = BALLOT_TYPES[way.type].needs
    costs: list[int] | list[None] = [None] * len(names)
    if Parameter.MONEY in needs:
        prices = dice.choice([[100, 200, 300], [250, 500, 1000, 1001], [700, 1100, 3000], [300]])
        costs = [dice.choice(prices) for _ in names]
    budget = dice.choice([3, 10]) if Parameter.POINTS in needs else None  # of points alone
    if Parameter.MONEY in needs:
        budget = max(min(cost for cost in costs if cost), dice.choice([600, 1000, 2500, 3700]))
    points = dice.choice([3, 10]) if {Parameter.POINTS, Parameter.MONEY} <= needs else None
    at_most = BALLOT_TYPES[way.type].at_most
    return AskedQuestion(
        id=key,
        type=way.type,
        text=Wording("What first?", "Beth gyntaf?"),
        options=tuple(
            Choosable(name, Wording(f"Option {name}", f"Dewis {name}"), cost=cost)
            for name, cost in zip(names, costs, strict=True)
        ),
        most=dice.randint(1, len(names)) if Parameter.MOST in needs else at_most or len(names),
        budget=budget,
        rule=way.rule,
        completion=way.completion,
        seats=way.seats,
        points=points,
        variant=_a_variant(dice, way, names),
    )


def _a_variant(dice: random.Random, way: Way, names: list[str]) -> Variant:
    """Return one of the ways in which its rule may be varied, often the usual one."""
    counted = BALLOT_TYPES[way.type].counted(way.rule)
    if counted is None or not counted.takes or (dice.random() < 0.2 and not counted.satisfactions):
        return Variant()
    usual = next(iter(counted.satisfactions), "cost")
    exclusive = [tuple(sorted(dice.sample(names, 2)))] if len(names) > 2 else []
    drawn = {
        "satisfaction": dice.choice(list(counted.satisfactions) or ["cost"]),
        "integral_start": dice.random() < 0.5,
        "threshold": dice.choice([0, 1, 3]),
        "exclusive": tuple(dice.choice([[], exclusive])),
        "reserve_percent": dice.choice([None, 1, 50, 80, 99]),
        "undivided": dice.random() < 0.5,
    }
    taken = {name: drawn[name] for name in counted.takes}
    if taken.get("satisfaction", usual) != "points":
        taken.pop("undivided", None)
    return Variant(**({"satisfaction": usual} | taken))


def a_choice(dice: random.Random, question: AskedQuestion) -> Choice:
    """Return a choice that the question allows, sometimes none."""
    ids = [option.id for option in question.options]
    named = dice.sample(ids, dice.randint(0, min(question.most, len(ids))))
    if question.type in ("points", "budget-points"):
        points: dict[str, int] = {}
        for name in named:
            most = (question.rules.most_points or 0) - sum(points.values())
            points[name] = dice.randint(0, most)
        return points
    if question.type != "budget":
        return named
    basket: dict[str, int] = {}
    for option in question.options:
        cost = option.cost or 0
        if option.id in named and sum(basket.values()) + cost <= (question.budget or 0):
            basket[option.id] = cost
    return basket


def a_poll(
    dice: random.Random,
    *ways: Way,
    voters: int,
    groups: Sequence[str] = ("email", "email+postcode", "postcode"),
    **facts: Any,
) -> Poll:
    """Return a poll in which a question is asked in each of these ways; nobody in the group
    `postcode` has shown what it asks for.
    """
    questions = tuple(
        a_question(dice, way, key=f"q-{number}") for number, way in enumerate(ways, start=1)
    )
    if "constituencies" in facts:  # the staff are few, and counted with the residents
        groups = ("residents|staff:email", "residents|staff:email+postcode", "users:email", "email")
    poll = Poll(questions, (), **facts)
    _, paper = read_definition(poll.definition.frozen())
    ballots = tuple(
        OpenedBallot(
            dice.choice(groups),
            dice.randbytes(16),
            check_choices(paper, {each.id: a_choice(dice, each) for each in questions}),
        )
        for _ in range(voters)
    )
    return Poll(questions, ballots, **facts)


def with_papers(poll: Poll) -> Poll:
    """Return the poll with the papers that its ballots came on, of two desks and an event, among
    them one that was lost.
    """
    on_paper = sum(ballot.group == "desk@paper" for ballot in poll.ballots)
    slips = sum(ballot.group == "slip" for ballot in poll.ballots)
    library = {"counted": on_paper - 1, "spoiled": 2, "unused": 7, "missing": 0}
    surgery = {"counted": 1, "spoiled": 0, "unused": 3, "missing": 1, "because": "It was lost."}
    fair = {"counted": slips, "spoiled": 1, "unused": 0, "missing": 0}
    return replace(
        poll,
        papers=[
            {"kind": kind, "place": place, "issued": issued, **became}
            for kind, place, issued, became in (
                ("identified", "Library", on_paper + 8, library),
                ("identified", "Surgery", 5, surgery),
                ("slip", "Fair", slips + 1, fair),
            )
        ],
    )


def manifest_of(bundle: dict[str, bytes]) -> Any:
    """Return what the manifest of a bundle says."""
    return parse(bundle["manifest.json"], max_bytes=2**20, max_depth=8)
