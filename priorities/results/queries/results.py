"""Results as they were published: parsed from the signed manifest, and found again by a receipt."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from priorities.engines.canonical import parse
from priorities.engines.counting.count import Score
from priorities.engines.sealing.publication import bundle
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Unit
from priorities.engines.voting.definition import LARGEST
from priorities.polls.models import Option, Poll
from priorities.results.models import Result, ResultLine

_MANIFEST_DEPTH = 8


@dataclass(frozen=True)
class OptionResult:
    """One option in the result; `place` counts from 1, `score` is exact, and `proposal_id` is the
    proposal it came from.
    """

    id: str
    title: str
    place: int
    score: Score
    proposal_id: int | None

    @property
    def amount(self) -> int:
        """The score where it counts votes or points, which are whole."""
        return int(self.score)


@dataclass(frozen=True)
class QuestionResult:
    """One question's result, its options in order; `ballots_by_group` maps a group's name to its
    ballots.

    `voters` is how many ballots decided it: those of the groups that count; `is_answered` if one of
    them is not blank. `unit` says what the scores are. `winners` are the options that were chosen,
    in the order in which they were, None where the order of the result says it all. `rule` is ""
    where the type has but one. `cost` is what the winners cost together out of the `budget`, None
    where nothing is spent.
    """

    id: str
    text: str
    method: str
    most: int | None
    options: tuple[OptionResult, ...]
    ballots_by_group: dict[str, int]
    voters: int
    unit: Unit
    rule: str
    winners: tuple[str, ...] | None
    is_answered: bool
    cost: int | None
    budget: int | None

    @property
    def counts_people(self) -> bool:
        """Whether a score is how many voters chose the option, and not how much they gave it."""
        return self.unit is Unit.VOTES

    @property
    def is_told_by_place(self) -> bool:
        """Whether the scores say nothing by themselves to people, but the places do."""
        return self.unit is Unit.PLACES


@dataclass(frozen=True)
class PollResult:
    """The result of a poll as its signed manifest tells it. Hashes, signature and key are in hex.

    `counted_groups` are those whose choices decide; `has_file` says whether there are enough
    ballots for them to be published one by one.
    """

    poll: UUID
    title: str
    mode: str
    opened_at: datetime
    closed_at: datetime
    ballots: int
    groups: tuple[str, ...]
    counted_groups: tuple[str, ...]
    questions: tuple[QuestionResult, ...]
    roots: dict[str, str]
    signature: str
    public_key: str
    is_certified: bool
    has_file: bool


def result_of(poll: Poll) -> PollResult | None:
    """The published result, provisional or certified; None until the ballots are counted. Two
    queries.
    """
    result = Result.objects.filter(poll=poll).first()
    if result is None:
        return None
    told: Mapping[str, Any] = _read(result)
    return PollResult(
        poll=poll.pk,
        title=told["title"],
        mode=told["mode"],
        opened_at=datetime.fromisoformat(told["opened_at"]),
        closed_at=datetime.fromisoformat(told["closed_at"]),
        ballots=told["ballots"],
        groups=tuple(told["groups"]),
        counted_groups=tuple(told["counted_groups"]),
        questions=_questions(poll, told),
        roots={name: told[name] for name in ("root", "tags_root", "choices_root") if name in told},
        signature=bytes(result.signature).hex(),
        public_key=bytes(result.public_key).hex(),
        is_certified=poll.is_certified,
        has_file=told["ballots"] >= poll.smallest_group,
    )


def winners_of(poll: Poll) -> dict[str, tuple[str, ...]]:
    """The options that were chosen in each question, by their ids, where more than the order of the
    result decides it; {} where it nowhere does. Two queries.
    """
    result = result_of(poll)
    questions = result.questions if result else ()
    return {each.id: each.winners for each in questions if each.winners is not None}


def _read(result: Result) -> Mapping[str, Any]:
    told = parse(result.manifest, max_bytes=LARGEST, max_depth=_MANIFEST_DEPTH)
    return told if isinstance(told, dict) else {}


def _questions(poll: Poll, told: Mapping[str, Any]) -> tuple[QuestionResult, ...]:
    options = {(option.question.key, option.key): option for option in _options(poll)}
    return tuple(
        _question(question, told["result"][question["id"]], options, told["counted_groups"])
        for question in told["questions"]
    )


def _options(poll: Poll) -> list[Option]:
    return list(Option.objects.filter(question__poll=poll).select_related("question"))


def _question(
    asked: Mapping[str, Any],
    result: Mapping[str, Any],
    options: Mapping[tuple[str, str], Option],
    counted: Collection[str],
) -> QuestionResult:
    titles, kind = asked.get("titles", {}), BALLOT_TYPES[asked["type"]]
    rule = asked.get("rule") or result.get("rule", "")
    way = kind.counted(rule)
    voters = sum(ballots for group, ballots in result["ballots"].items() if group in counted)
    in_order = [(key, options.get((asked["id"], key))) for key in result["order"]]
    return QuestionResult(
        id=asked["id"],
        text=asked.get("text", asked["id"]),
        method=asked["type"],
        most=asked.get("max"),
        options=tuple(
            OptionResult(
                id=key,
                title=titles.get(key) or (option.title if option else key),
                place=place,
                score=_score(result["score"][key]),
                proposal_id=option.proposal_id if option else None,
            )
            for place, (key, option) in enumerate(in_order, start=1)
        ),
        ballots_by_group=dict(result["ballots"]),
        voters=voters,
        unit=way.unit if way else Unit.VOTES,  # held elsewhere, and counted by what was funded
        rule=rule,
        winners=tuple(result["winners"]) if "winners" in result else None,
        is_answered=voters > result.get("blank", 0),
        cost=result.get("cost"),
        budget=asked.get("budget"),
    )


def _score(printed: int | str) -> Score:
    """A score as the manifest has it: a whole number, or a fraction as text."""
    return printed if isinstance(printed, int) else Fraction(printed)


def bundle_of(poll: Poll) -> dict[str, bytes]:
    """The files that anybody may download to recount the poll, by name.

    Fewer ballots than the smallest group are never published one by one: then there are no lines
    among the files. Raises Result.DoesNotExist until the ballots are counted.
    """
    result = Result.objects.get(poll=poll)
    return bundle(
        manifest=result.manifest.encode(),
        signature=bytes(result.signature),
        public_key=bytes(result.public_key),
        files=_files(poll) if _read(result)["ballots"] >= poll.smallest_group else {},
    )


def _files(poll: Poll) -> dict[str, list[bytes]]:
    lines = ResultLine.objects.filter(result=poll.pk).order_by("position")
    if poll.receipt_mode == Poll.ReceiptMode.CONTENT:
        return {"ballots.jsonl": [line.line.encode() for line in lines]}
    return {
        "tags.jsonl": [line.line.encode() for line in lines if line.tag is not None],
        "choices.jsonl": [line.line.encode() for line in lines if line.tag is None],
    }
