"""The tally: what each question's ballots add up to, counted by the rule that was frozen for it,
and where constituencies are counted apart, by the rule that combines them.

Ballots of one group that choose the same are one entry with their number, so the memory that it
takes follows the choices that were made, and not how many made them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple, NotRequired, TypedDict

from participation.engines.constituencies import written_constituencies
from priorities.engines.canonical import canonical
from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Option
from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.rules import RuleUnknown, rule_named
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import PublishedOrder
from priorities.engines.sealing.publication import OpenedBallot, read_group
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    Choice,
    CountedBy,
    QuestionRules,
)
from priorities.engines.voting.combining import (
    EQUAL_WEIGHT,
    NO_MAJORITY_AGAINST,
    ONE_POOL,
    problem_with_combining,
)


class ConstituencyTally(TypedDict):
    """How one constituency voted, or several that are counted together, as if it alone decided; the
    fields are those of a question. `against` is how many of its ballots are against each option,
    where that matters.
    """

    order: list[str]
    score: dict[str, int | str]
    ballots: dict[str, int]
    rule: NotRequired[str]
    winners: NotRequired[list[str]]
    blank: NotRequired[int]
    cost: NotRequired[int]
    against: NotRequired[dict[str, int]]


_NO_TITLES: Mapping[str, str] = {}


class QuestionTally(TypedDict):
    """One question's result, as it stands in the manifest.

    `ballots` is how many ballots each group cast, abstentions included; `score` what each option
    received from the groups that count, a fraction as text such as "7/2" where it is not whole;
    `order` every option, the best first, equals by the tie order drawn before the opening.

    Where a question may be counted by several rules the result also names its `rule`, the
    `winners` in the order in which they were chosen, and how many of the ballots that count were
    `blank`; and where there is money, what the winners `cost` together.

    `constituencies` tells the same of each that is counted apart, by the name that its groups begin
    with. Where they are combined by another rule than one pool, `winners` and `blank` are always
    told; what a majority of one of them is against is `opposed`, comes last in the order and has no
    score.
    """

    order: list[str]
    score: dict[str, int | str]
    ballots: dict[str, int]
    rule: NotRequired[str]
    winners: NotRequired[list[str]]
    blank: NotRequired[int]
    cost: NotRequired[int]
    constituencies: NotRequired[dict[str, ConstituencyTally]]
    opposed: NotRequired[list[str]]


class NotCountable(ValueError):
    """A question asks for a way of counting that is not here."""


class Alike(NamedTuple):
    """The ballots of one group that make the same choice in a question, and how many they are."""

    group: str
    choice: Choice
    ballots: int


def tally(
    paper: BallotPaper,
    ballots: Sequence[OpenedBallot],
    counted_groups: Collection[str],
    combining_rule: str = ONE_POOL,
) -> Mapping[str, QuestionTally]:
    """Return the result of each question, by its id; the order of the ballots does not matter.

    Constituencies are told by the names of the groups that count. Raises NotCountable for a
    question without a tie order, without what its rule needs, or that cannot be combined.
    """
    cast = {rules.id: _alike(ballots, rules.id) for rules in paper.questions}
    return tally_alike(paper, cast, counted_groups, combining_rule)


def tally_alike(
    paper: BallotPaper,
    cast: Mapping[str, Sequence[Alike]],
    counted_groups: Collection[str],
    combining_rule: str = ONE_POOL,
) -> Mapping[str, QuestionTally]:
    """Return what `tally` does, of ballots that are alike; `cast` holds them by question."""
    return {
        rules.id: _question(rules, cast.get(rules.id, ()), counted_groups, combining_rule)
        for rules in paper.questions
    }


def _alike(ballots: Sequence[OpenedBallot], question: str) -> list[Alike]:
    found: dict[tuple[str, bytes], Alike] = {}
    for ballot in ballots:
        choice = ballot.choices[question]
        place = ballot.group, canonical(choice)
        before = found.get(place)
        found[place] = Alike(ballot.group, choice, before.ballots + 1 if before else 1)
    return list(found.values())


def _question(
    rules: QuestionRules, cast: Sequence[Alike], counted: Collection[str], combining_rule: str
) -> QuestionTally:
    if problem_with_combining(combining_rule, rules):
        raise NotCountable(f"Question {rules.id} cannot be combined.")
    piles = _piles(cast, counted)
    pool = [each for each in cast if each.group in counted]
    counts = {name: _count(rules, pile) for name, pile in piles.items()}
    opposed: list[str] = []
    if combining_rule == NO_MAJORITY_AGAINST:
        opposed = _opposed(rules, piles)
        count = _counted_without(rules, pool, opposed)
    else:
        count = _count(rules, pool)
    if combining_rule == EQUAL_WEIGHT:
        count = _weighted(rules, count, list(counts.values()))

    result: QuestionTally = {
        **_told(rules, count, cast, is_combined=combining_rule != ONE_POOL),
    }
    if counts:
        result["constituencies"] = {
            name: _told_apart(rules, name, counts[name], piles[name], cast, combining_rule)
            for name in counts
        }
    return result | {"opposed": opposed} if opposed else result


def _piles(cast: Sequence[Alike], counted: Collection[str]) -> dict[str, list[Alike]]:
    """Return the choices of those counted apart, by the names of their constituencies."""
    names = {group: written_constituencies(read_group(group).constituencies) for group in counted}
    piles: dict[str, list[Alike]] = {name: [] for name in sorted(names.values()) if name}
    for each in cast:
        if name := names.get(each.group):
            piles[name].append(each)
    return piles


def _told(
    rules: QuestionRules, count: Count, cast: Sequence[Alike], *, is_combined: bool
) -> QuestionTally:
    by_group: Counter[str] = Counter()
    for each in cast:
        by_group[each.group] += each.ballots
    result: QuestionTally = {
        "order": list(count.order),
        "score": {option: _printed(score) for option, score in count.scores.items()},
        "ballots": dict(by_group),
    }
    if BALLOT_TYPES[rules.type].has_several_rules:
        result |= {"rule": count.rule}
    if BALLOT_TYPES[rules.type].has_several_rules or is_combined:
        result |= {"winners": list(count.winners), "blank": count.blanks}
    if count.budget is not None:
        result |= {"cost": count.cost}
    return result


def _told_apart(  # noqa: PLR0917 (all that is told of a pile)
    rules: QuestionRules,
    name: str,
    count: Count,
    pile: Sequence[Alike],
    cast: Sequence[Alike],
    combining_rule: str,
) -> ConstituencyTally:
    theirs = [
        each
        for each in cast
        if written_constituencies(read_group(each.group).constituencies) == name
    ]
    # The fields of a question, without those that only a question has.
    told: ConstituencyTally = {**_told(rules, count, theirs, is_combined=False)}  # type: ignore[typeddict-item]
    return (
        told | {"against": _against(rules, pile)} if combining_rule == NO_MAJORITY_AGAINST else told
    )


# --- Combining ------------------------------------------------------------------------------------


def _weighted(rules: QuestionRules, pool: Count, counts: Sequence[Count]) -> Count:
    """Return the count in which each of these weighs the same: an option's score is the mean of
    what a ballot gives it in each.
    """
    voting = [count for count in counts if count.turnout]
    scores: dict[str, Score] = {
        option: sum(
            (Fraction(count.scores[option]) / count.turnout / len(voting) for count in voting),
            Fraction(),
        )
        for option in rules.options
    }
    order = sorted(
        rules.options, key=lambda option: (-scores[option], rules.tie_order.index(option))
    )
    seats = len(pool.winners)
    return replace(pool, order=tuple(order), scores=scores, winners=tuple(order[:seats]), steps=())


def _against(rules: QuestionRules, pile: Sequence[Alike]) -> dict[str, int]:
    """Return how many of these ballots are against each option."""
    opposition = BALLOT_TYPES[rules.type].opposition
    against = dict.fromkeys(rules.options, 0)
    if opposition is None:
        return against
    for each in pile:
        for option in opposition.on(rules, each.choice):
            against[option] += each.ballots
    return against


def _opposed(rules: QuestionRules, piles: Mapping[str, Sequence[Alike]]) -> list[str]:
    """Return the options that more than half of the ballots of one pile are against, in the tie
    order.
    """
    opposed = {
        option
        for pile in piles.values()
        for option, against in _against(rules, pile).items()
        if 2 * against > sum(each.ballots for each in pile)
    }
    return [option for option in rules.tie_order if option in opposed]


def _counted_without(
    rules: QuestionRules, cast: Sequence[Alike], left_out: Collection[str]
) -> Count:
    """Return the count of these choices as if some options had not been there; they are put last
    and have no score.
    """
    standing = tuple(option for option in rules.options if option not in left_out)
    if not standing:
        return replace(_count(rules, cast), order=rules.tie_order, winners=(), scores={}, steps=())
    fewer = replace(
        rules,
        options=standing,
        tie_order=tuple(option for option in rules.tie_order if option not in left_out),
        seats=min(rules.seats or 1, len(standing)),
    )
    count = _count(
        fewer,
        [
            each._replace(choice=[option for option in each.choice if option not in left_out])
            for each in cast
        ],
    )
    order = (*count.order, *(option for option in rules.tie_order if option in left_out))
    blanks = sum(each.ballots for each in cast if not each.choice)
    return replace(count, order=order, blanks=blanks)


# --- One count ------------------------------------------------------------------------------------


def _count(rules: QuestionRules, cast: Sequence[Alike]) -> Count:
    choices, weights = [each.choice for each in cast], [each.ballots for each in cast]
    return counted(rules, tabulated(rules, choices, weights=weights))


def counted_by(rules: QuestionRules, choices: Sequence[Choice]) -> Count:
    """Return the count of one question's choices, with its steps and margins, by the rule that was
    frozen for it.
    """
    return counted(rules, tabulated(rules, choices))


def counted(rules: QuestionRules, ballots: Ballots) -> Count:
    """Return the count of a question's ballots by the rule that `rules` name. Raises
    NotCountable.
    """
    way = BALLOT_TYPES[rules.type].counted(rules.rule)
    if way is None or not rules.tie_order:
        raise NotCountable(f"Question {rules.id} cannot be counted.")
    try:
        return rule_named(way.rule, ballots).count(ballots, settings_of(rules, way))
    except (BallotsFaulty, RuleUnknown) as problem:
        raise NotCountable(f"Question {rules.id} cannot be counted.") from problem


def tabulated(
    rules: QuestionRules,
    choices: Sequence[Choice],
    titles: Mapping[str, str] = _NO_TITLES,
    *,
    weights: Sequence[int] | None = None,
) -> Ballots:
    """Return one question's choices as ballots, its options named where there are titles; `weights`
    say how many voters made each choice, None that each is one voter's. Raises NotCountable.
    """
    options = [
        Option(name, titles.get(name, ""), cost=rules.costs.get(name)) for name in rules.options
    ]
    budget, unit = rules.budget if rules.costs else None, rules.unit
    tabulate = BALLOT_TYPES[rules.type].tabulate
    try:
        return tabulate(options, choices, weights=weights, budget=budget, unit=unit)
    except BallotsFaulty as problem:
        raise NotCountable(f"Question {rules.id} cannot be counted.") from problem


def settings_of(rules: QuestionRules, way: CountedBy) -> CountSettings:
    """Return all that was frozen about how a question is counted."""
    variant, is_varied = rules.variant, "threshold" in way.takes
    return CountSettings(
        ties=PublishedOrder(rules.tie_order),
        most_points=rules.most_points,
        seats=rules.seats or 1,
        satisfaction=Satisfaction(variant.satisfaction),
        completion=Completion(rules.completion or Completion.NONE),
        integral_start=variant.integral_start,
        greedy=variant.greedy(stops_at_misfit=way.stops_at_misfit) if is_varied else None,
    )


def _printed(score: Score) -> int | str:
    return int(score) if score.denominator == 1 else str(score)
