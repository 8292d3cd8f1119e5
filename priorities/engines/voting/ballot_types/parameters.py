"""Parameters: what a question of a type needs, and whether it has all of it before it is asked."""

from dataclasses import replace

from coopservices.sentences import Sentence, sentence
from priorities.engines.voting.ballot_types.ballot_type import BallotType, CountedBy, Parameter
from priorities.engines.voting.ballot_types.question import QuestionRules


def settled(kind: BallotType, rules: QuestionRules) -> QuestionRules:
    """Return the question with its rule named, and with nothing that its type does not need."""
    way = kind.counted(rules.rule)
    usual_completion = next(iter(way.completions), "") if way else ""
    return replace(
        rules,
        max=rules.max if Parameter.MOST in kind.needs else kind.at_most,
        budget=rules.budget if kind.has_budget else None,
        seats=rules.seats if Parameter.SEATS in kind.needs else None,
        costs=rules.costs if Parameter.MONEY in kind.needs else {},
        rule=way.rule if way else rules.rule,
        completion=(rules.completion or usual_completion) if usual_completion else "",
    )


def problem_with_parameters(
    kind: BallotType, rules: QuestionRules, *, are_options_there: bool = True
) -> tuple[str, Sentence | str]:
    """Return what a question of this type lacks, or has that contradicts itself: the parameter at
    fault (or "options", "rule", "completion") and words for the officer; two times "" if nothing.
    Without options it asks only what does not depend on them.
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
        problems += [_problem_with_costs(kind, rules), _problem_with_seats(kind, rules, way)]
    return next((found for found in problems if found is not None), ("", ""))


def _problem_with_points(kind: BallotType, rules: QuestionRules) -> tuple[str, Sentence] | None:
    if Parameter.POINTS in kind.needs and not rules.budget:
        return Parameter.POINTS, sentence("Let each person share out at least one point.")
    return None


def _problem_with_money(kind: BallotType, rules: QuestionRules) -> tuple[str, Sentence] | None:
    if Parameter.MONEY in kind.needs and not rules.budget:
        return Parameter.MONEY, sentence("Say how much money there is.")
    return None


def _problem_with_costs(kind: BallotType, rules: QuestionRules) -> tuple[str, Sentence] | None:
    if Parameter.MONEY not in kind.needs:
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
