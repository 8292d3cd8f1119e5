"""Results as they were published, read from the signed manifest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from coopservices.documents import read
from coopservices.texts import Text
from participation.engines.constituencies import CONSTITUENCIES, OR, read_constituencies
from participation.models import Area
from priorities.engines.counting.count import Margin, Score
from priorities.engines.voting.asked_questions import read_in_both
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    CountedBy,
    Unit,
    Variant,
    read_variant,
)
from priorities.engines.voting.combining import EQUAL_WEIGHT, ONE_POOL
from priorities.polls.models import Option, Poll
from priorities.results.documents import (
    BatchOfPapers,
    Breakdown,
    BrokenBy,
    ConstituencyResult,
    Currency,
    Exclusion,
    OptionResult,
    PollResult,
    QuestionResult,
    Tie,
)
from priorities.results.models import Result
from priorities.results.queries.publications import margins_of


def result_of(poll: Poll) -> PollResult | None:
    """The published result, provisional or certified; None until the ballots are counted. Two
    queries.
    """
    result = Result.objects.filter(poll=poll).first()
    if result is None:
        return None
    fields = result.fields
    closed_at = datetime.fromisoformat(fields["closed_at"])
    return PollResult(
        id=str(poll.pk),
        title=Text.of(read_in_both(fields, "title")),
        mode=fields["mode"],
        imported_from=poll.imported_from,
        opened_at=datetime.fromisoformat(fields["opened_at"]),
        closed_at=closed_at,
        closed_early_because=poll.closed_early_because,
        challenges_end_at=poll.challenges_end_at or closed_at,
        fewer_than=fields.get("fewer_than"),
        ballots=fields.get("ballots"),
        groups=tuple(fields.get("groups", ())),
        counted_groups=tuple(fields.get("counted_groups", ())),
        questions=tuple(_questions(poll, fields, _margins(result))),
        roots={
            name: fields[name] for name in ("root", "tags_root", "choices_root") if name in fields
        },
        signature=bytes(result.signature).hex(),
        public_key=bytes(result.public_key).hex(),
        is_certified=poll.is_certified,
        excluded=tuple(
            Exclusion(each["ballots"], each["reason"]) for each in fields.get("excluded", ())
        ),
        breakdowns=tuple(read(Breakdown, each) for each in result.breakdowns),
        constituencies=tuple(fields.get("constituencies", ())),
        combining_rule=fields.get("combining_rule", ONE_POOL),
        papers=tuple(BatchOfPapers(**each) for each in fields.get("papers", ())),
    )


def ward_names(poll: Poll, by_ward: Breakdown | None) -> dict[str, Text]:
    """What the wards of a breakdown are called, by their codes: in English as when the poll opened,
    and in Welsh as we know it now. One query at most.
    """
    if by_ward is None:
        return {}
    wards = Area.objects.filter(council=poll.council_id, code__in=by_ward.names)
    welsh = dict(wards.values_list("code", "name_cy"))
    return {code: Text(name, welsh.get(code, "")) for code, name in by_ward.names.items()}


def _margins(result: Result) -> Mapping[str, Margin | None]:
    if result.margins is None:
        return margins_of(result.manifest)
    return {
        question: None if margin is None else read(Margin, margin)
        for question, margin in result.margins.items()
    }


def _questions(
    poll: Poll, fields: Mapping[str, Any], margins: Mapping[str, Margin | None]
) -> Iterator[QuestionResult]:
    rows = Option.objects.filter(question__poll=poll).select_related("question")
    options = {(option.question.key, option.key): option for option in rows}
    for asked in fields["questions"]:
        result = fields["result"][asked["id"]]
        rule = asked.get("rule") or result.get("rule", "")
        way = BALLOT_TYPES[asked["type"]].counted(rule)
        variant = read_variant(asked)
        is_told = "score" in result
        voters = _voters(result["ballots"], fields["counted_groups"]) if is_told else None
        yield QuestionResult(
            id=asked["id"],
            text=Text.of(read_in_both({"text": asked["id"], **asked}, "text")),
            method=asked["type"],
            unit=_unit(way, variant, fields.get("combining_rule", ONE_POOL)),
            most=asked.get("max"),
            budget=asked.get("budget"),
            currency=Currency(asked["currency"], asked["unit"]) if "currency" in asked else None,
            voters=voters,
            ballots_by_group=dict(result.get("ballots", {})),
            options=tuple(_options(asked, result, options)),
            ties=tuple(_ties(asked, result)),
            margin=margins[asked["id"]],
            rule=rule,
            is_by_score="winners" not in result,
            is_answered=bool(result["winners"])
            if voters is None
            else voters > result.get("blank", 0),
            cost=result.get("cost"),
            constituencies=tuple(_apart(way, variant, result)),
            opposed=tuple(result.get("opposed", ())),
            completion=asked.get("completion", ""),
            variant=variant,
        )


_WEIGHTED = {Unit.VOTES: Unit.SHARES, Unit.POINTS: Unit.MEANS}


def _unit(way: CountedBy | None, variant: Variant, combining_rule: str = ONE_POOL) -> Unit:
    """What the scores are; those of an election held elsewhere, by what was funded."""
    unit = way.unit_of(variant) if way else Unit.VOTES
    return _WEIGHTED.get(unit, unit) if combining_rule == EQUAL_WEIGHT else unit


def _apart(
    way: CountedBy | None, variant: Variant, result: Mapping[str, Any]
) -> Iterator[ConstituencyResult]:
    """How each constituency voted, in the order of the table."""
    told = result.get("constituencies", {})
    for name in sorted(told, key=lambda name: list(CONSTITUENCIES).index(name.split(OR)[0])):
        theirs = told[name]
        voters = sum(theirs["ballots"].values())
        yield ConstituencyResult(
            codes=read_constituencies(name),
            unit=_unit(way, variant),
            voters=voters,
            order=tuple(theirs["order"]),
            scores={key: _score(score) for key, score in theirs["score"].items()},
            winners=tuple(theirs["winners"]) if "winners" in theirs else None,
            is_answered=voters > theirs.get("blank", 0),
            cost=theirs.get("cost"),
            against=dict(theirs.get("against", {})),
        )


def _voters(ballots: Mapping[str, int], counted_groups: Collection[str]) -> int:
    return sum(count for group, count in ballots.items() if group in counted_groups)


def _options(
    asked: Mapping[str, Any],
    result: Mapping[str, Any],
    options: Mapping[tuple[str, str], Option],
) -> Iterator[OptionResult]:
    english, welsh = asked.get("titles", {}), asked.get("titles_cy", {})
    costs = asked.get("costs", {})
    chosen: Sequence[str] | None = result.get("winners", result.get("funded"))
    for place, key in _places(asked, result):
        option = options.get((asked["id"], key))
        yield OptionResult(
            id=key,
            title=Text(english[key], welsh.get(key, ""))
            if english.get(key)
            else (option.title if option else Text(key)),
            place=place,
            score=_score(result["score"][key]) if key in result.get("score", ()) else None,
            is_chosen=None if chosen is None else key in chosen,
            cost=costs.get(key, option.cost if option else None),
            proposal_id=option.proposal_id if option else None,
        )


def _places(
    asked: Mapping[str, Any], result: Mapping[str, Any]
) -> Iterator[tuple[int | None, str]]:
    """Each option with its place; where no score is told, what was chosen and then, in the order
    of the ballot paper and without a place, the others.
    """
    order: Sequence[str] = result["order"] if "score" in result else result["winners"]
    yield from enumerate(order, start=1)
    yield from ((None, key) for key in asked["options"] if key not in order)


def _ties(asked: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[Tie]:
    """The options that somebody chose and that came out level, where scores decide the order."""
    if "winners" in result:
        return
    scores, drawn = result["score"], asked.get("tie_order", ())
    for score, run in groupby(result["order"], key=scores.__getitem__):
        level = tuple(run)
        if score > 0 and len(level) > 1:
            yield Tie(level, BrokenBy.LOT if set(level) <= set(drawn) else BrokenBy.COST)


def _score(printed: int | str) -> Score:
    """A score as the manifest has it: a whole number, or a fraction as text."""
    return printed if isinstance(printed, int) else Fraction(printed)
