"""Parameters: what a question of a type needs, and whether it has all of it before it is asked."""

from dataclasses import replace

from coopservices.sentences import Sentence, sentence
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.voting.ballot_types.ballot_type import BallotType, CountedBy, Parameter
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.variant import Variant


def settled(kind: BallotType, rules: QuestionRules) -> QuestionRules:
    """Return the question with its rule named, and with nothing that its type does not need."""
    way = kind.counted(rules.rule)
    usual_completion = next(iter(way.completions), "") if way else ""
    worth = next(iter(way.satisfactions), Satisfaction.COST) if way else rules.variant.satisfaction
    return replace(
        rules,
        max=rules.max if Parameter.MOST in kind.needs else kind.at_most,
        budget=rules.budget if kind.has_budget else None,
        points=rules.points if kind.has_points_beside_money else None,
        seats=rules.seats if Parameter.SEATS in kind.needs else None,
        costs=rules.costs if Parameter.MONEY in kind.needs else {},
        rule=way.rule if way else rules.rule,
        completion=(rules.completion or usual_completion) if usual_completion else "",
        variant=replace(rules.variant, satisfaction=rules.variant.satisfaction or worth),
    )


def problem_with_parameters(
    kind: BallotType, rules: QuestionRules, *, are_options_there: bool = True
) -> tuple[str, Sentence | str]:
    """Return what a question of this type lacks, or has that contradicts itself: the parameter at
    fault (or "options", "rule", "completion", or a setting of the variant) and words for the
    officer; two times "" if nothing. Without options it asks only what does not depend on them.
    """
    way = kind.counted(rules.rule)
    if way is None:
        return "rule", sentence("This rule does not count such ballots. Choose one that does.")
    problems = [
        _problem_with_points(kind, rules),
        _problem_with_money(kind, rules),
        _problem_with_completion(rules, way),
    ]
    if are_options_there:
        problems += [
            _problem_with_costs(kind, rules),
            _problem_with_seats(kind, rules, way),
            problem_with_variant(rules, way),
        ]
    return next((found for found in problems if found is not None), ("", ""))


def _problem_with_points(kind: BallotType, rules: QuestionRules) -> tuple[str, Sentence] | None:
    if Parameter.POINTS in kind.needs and not rules.most_points:
        return Parameter.POINTS, sentence("Let each person share out at least one point.")
    return None


def _problem_with_money(kind: BallotType, rules: QuestionRules) -> tuple[str, Sentence] | None:
    if Parameter.MONEY in kind.needs and not rules.budget:
        return Parameter.MONEY, sentence("Say how much money there is.")
    return None


def _problem_with_costs(kind: BallotType, rules: QuestionRules) -> tuple[str, Sentence] | None:
    if Parameter.MONEY not in kind.needs or not rules.options:
        return None
    if not all(rules.costs.get(option) for option in rules.options):
        return "options", sentence("Say what each option costs: people spend money here.")
    if min(rules.costs.values()) > (rules.budget or 0):
        return Parameter.MONEY, sentence("There is too little money for any of these options.")
    return None


def _problem_with_seats(
    kind: BallotType, rules: QuestionRules, way: CountedBy
) -> tuple[str, Sentence] | None:
    if Parameter.SEATS not in kind.needs:
        return None
    seats, most = rules.seats or 0, len(rules.options) - 1
    if not 1 <= seats <= most:
        return Parameter.SEATS, sentence(
            "Let between 1 and %(most)s of the options be chosen.", most=most
        )
    if way.most_seats is not None and seats > way.most_seats:
        return "rule", sentence(
            "By this rule (%(rule)s) only %(most)s can be chosen.",
            rule=way.title,
            most=way.most_seats,
        )
    if seats < way.least_seats:
        return "rule", sentence(
            "This rule (%(rule)s) is for choosing %(least)s or more.",
            rule=way.title,
            least=way.least_seats,
        )
    return None


def _problem_with_completion(rules: QuestionRules, way: CountedBy) -> tuple[str, Sentence] | None:
    if way.completions and rules.completion not in way.completions:
        return "completion", sentence("Say how the count goes on while there is money left.")
    return None


def variant_for(way: CountedBy, variant: Variant) -> Variant:
    """Return what another rule takes of a variant; all else as is usual for it."""
    kept = {name: getattr(variant, name) for name in variant.given if name in way.takes}
    usual = next(iter(way.satisfactions), Satisfaction.COST)
    worth = variant.satisfaction if variant.satisfaction in way.satisfactions else usual
    told = replace(Variant(**kept), satisfaction=worth)
    return told if told.satisfaction == Satisfaction.POINTS else replace(told, undivided=False)


def problem_with_variant(rules: QuestionRules, way: CountedBy) -> tuple[str, Sentence] | None:
    """Return the setting of a variant that its rule does not use, or that contradicts itself, with
    words for the officer; None if there is none.
    """
    variant = rules.variant
    known = variant.satisfaction in (way.satisfactions or [Satisfaction.COST])
    unused = [name for name in variant.given if name not in way.takes]
    if unused or not known:
        return (*unused, "satisfaction")[0], sentence(
            "This setting makes no difference to the rule (%(rule)s).", rule=way.title
        )
    if variant.undivided and variant.satisfaction != Satisfaction.POINTS:
        return "undivided", sentence(
            "Only points can be counted without dividing them by the cost. Count the points, or "
            "undo this."
        )
    if variant.threshold < 0:
        return "threshold", sentence("The fewest votes that can be funded cannot be below zero.")
    if variant.reserve_percent is not None and not 1 <= variant.reserve_percent <= 99:
        return "reserve_percent", sentence("Use a whole number of per cent from 1 to 99.")
    return _problem_with_groups(rules)


def _problem_with_groups(rules: QuestionRules) -> tuple[str, Sentence] | None:
    for group in rules.variant.exclusive:
        if len(group) < 2 or len(set(group)) < len(group):
            return "exclusive", sentence(
                "A group of which at most one option is funded needs two options or more."
            )
        if not set(group) <= set(rules.options):
            return "exclusive", sentence("A group can hold only options of this question.")
    return None
