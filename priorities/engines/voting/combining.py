"""Combining rules: how the ballots of several constituencies make one result, in one table.

Source: docs/ballots.md, "Constituencies".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coopservices.sentences import Sentence, sentence
from participation.engines.constituencies import labels_of
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.words import in_turn
from priorities.engines.voting.ballot_types import BALLOT_TYPES, QuestionRules

ONE_POOL, EQUAL_WEIGHT, NO_MAJORITY_AGAINST = "one-pool", "equal-weight", "no-majority-against"


@dataclass(frozen=True)
class CombiningRule:
    """One of them: what people call it, what it does to a question, and why a question cannot be
    combined by it ("" if it can), in words for the officer.
    """

    code: str
    title: Sentence
    what_it_does: Sentence
    problem: Callable[[QuestionRules], Sentence | str]

    def told(self, rules: QuestionRules) -> Sentence:
        """Return what it does to this question, as voters read it before they vote."""
        opposition = BALLOT_TYPES[rules.type].opposition
        if self.code != NO_MAJORITY_AGAINST or opposition is None:
            return self.what_it_does
        return in_turn(self.what_it_does, opposition.words)


def _problem_with_weights(rules: QuestionRules) -> Sentence | str:
    way = BALLOT_TYPES[rules.type].counted(rules.rule)
    if way is None or RULES[way.rule].adds_up:
        return ""
    return sentence(
        "Each cannot be given the same weight by this way of counting (%(rule)s): it does not add "
        "up what ballots give. Count by votes, points, Borda or points by place, or combine them "
        "in another way.",
        rule=way.title,
    )


def _problem_with_opposing(rules: QuestionRules) -> Sentence | str:
    kind = BALLOT_TYPES[rules.type]
    if kind.opposition is not None:
        return kind.opposition.problem(rules)
    return sentence(
        "A ballot of this type (%(type)s) says nothing against an option. Choose “%(approval)s” or "
        "“%(ranking)s”, or combine them in another way.",
        type=kind.title,
        approval=BALLOT_TYPES["approval"].title,
        ranking=BALLOT_TYPES["ranking"].title,
    )


COMBINING_RULES: dict[str, CombiningRule] = {
    rule.code: rule
    for rule in (
        CombiningRule(
            ONE_POOL,
            sentence("All ballots together"),
            sentence("Every ballot counts once, whoever cast it."),
            lambda _rules: "",
        ),
        CombiningRule(
            EQUAL_WEIGHT,
            sentence("The same weight to each"),
            sentence(
                "Each of these weighs the same, however many of them vote: what an option is given "
                "in each is divided by the ballots there, and the mean of that decides."
            ),
            _problem_with_weights,
        ),
        CombiningRule(
            NO_MAJORITY_AGAINST,
            sentence("All ballots together, but nothing that a majority of one is against"),
            sentence(
                "Every ballot counts once. But where more than half of the ballots of one of these "
                "are against an option, it cannot win: the count goes on without it."
            ),
            _problem_with_opposing,
        ),
    )
}


def how_combined(
    constituencies: tuple[str, ...], code: str, questions: Iterable[QuestionRules], k: int
) -> list[Sentence]:
    """Return whose ballots count and how they make one result, as voters read it before they vote;
    [] in one pool of all. Constituencies of fewer than `k` ballots are counted with others.
    """
    if not constituencies:
        return []
    whose = sentence("This vote is for %(people)s.", people=labels_of(constituencies))
    if len(constituencies) == 1:
        return [whose]
    rules = [COMBINING_RULES[code].told(each) for each in questions]
    return [
        whose,
        sentence("The ballots of each are counted apart, and then all of them make one result."),
        *(rule for place, rule in enumerate(rules) if rule not in rules[:place]),
        sentence(
            "If fewer than %(k)s of one of these vote, their ballots are counted together with "
            "those of the largest of the others, as one.",
            k=k,
        ),
    ]


def problem_with_combining(code: str, rules: QuestionRules) -> Sentence | str:
    """Return why this question cannot be combined by the rule of this name, in words for the
    officer; "" if it can.
    """
    if code not in COMBINING_RULES:
        return sentence("Choose a combining rule that there is.")
    return COMBINING_RULES[code].problem(rules)
