"""What the published ballots of a counted poll tell beyond its manifest, and what was kept of
that.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from coopservices.documents import read
from coopservices.sentences import Sentence, Wording
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.budget.equal_shares.payments import payments
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import explain, explain_difference
from priorities.engines.counting.rules import Rule, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import usual_ties
from priorities.engines.imported_election import ballots_of
from priorities.engines.recount import recounted, without_small_groups
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.ballot_types import BALLOT_TYPES, QuestionRules
from priorities.polls.models import Poll
from priorities.results.documents import Analysis, Currency, QuestionAnalysis, RuleResult
from priorities.results.models import AnalysedResult, Result
from priorities.rounds.models import Round

_LEFT_TO_THE_SHELL = ("-margins", "-no-skip")
_SATISFACTION = {Kind.POINTS: Satisfaction.POINTS, Kind.RANKED: Satisfaction.BORDA}
_PORTION = 1000  # lines


def analysis_of(poll: Poll) -> Analysis | None:
    """What was kept of it; None until it is worked out, and where too few voted. One query."""
    kept = AnalysedResult.objects.filter(result=poll.pk).first()
    return read(Analysis, kept.analysis) if kept else None


def not_analysed_in(round_: Round) -> list[Poll]:
    """The counted polls of a round whose published ballots nobody has looked into yet."""
    polls = Poll.objects.filter(round=round_, result__isnull=False, result__analysed=None)
    return [poll for poll in polls.select_related("result") if poll.result.has_file]


def analysed(poll: Poll) -> Analysis:
    """Look into the published ballots of a counted poll, a question at a time."""
    result = poll.result
    look = _counted_elsewhere if poll.is_imported else _counted_here
    return Analysis({asked["id"]: look(result, asked) for asked in result.fields["questions"]})


def choices_that_count(result: Result, question: str) -> Iterator[Any]:
    """The published choices in a question of those whose ballots decide, in portions."""
    counted = set(result.fields["counted_groups"])
    for line in lines_of(result, question):
        fields = json.loads(line)
        if fields.get("g") in counted:
            yield fields["c"]


def lines_of(result: Result, question: str) -> Iterator[str]:
    """The published lines of a question, in their order, in portions."""
    lines = result.lines.filter(question=question).order_by("position")
    return lines.values_list("line", flat=True).iterator(chunk_size=_PORTION)


def rules_of(result: Result, question: str) -> QuestionRules:
    """What a question of a poll of our own allows and how it is counted, as it was published."""
    paper = BallotPaper.from_definition(result.fields)
    return next(rules for rules in paper.questions if rules.id == question)


def sign_of(asked: Mapping[str, Any]) -> str:
    """What stands before an amount of a published question."""
    return Currency(asked["currency"], asked["unit"]).sign if "currency" in asked else ""


def _counted_here(result: Result, asked: Mapping[str, Any]) -> QuestionAnalysis:
    """The rule that was frozen and the others of the type, with the lots that were drawn."""
    rules = rules_of(result, asked["id"])
    if not BALLOT_TYPES[rules.type].has_several_rules:
        return QuestionAnalysis(())
    choices = list(choices_that_count(result, asked["id"]))
    again, smallest = recounted(rules, asked["titles"], choices), result.poll.smallest_group
    told_of = [without_small_groups(each, again.ballots, smallest) for each in again.counts]
    told = _told(told_of, again.ballots, sign_of(asked), _in_both(asked))
    return QuestionAnalysis(
        told if len(told) > 1 else (), payments(again.counts[0], smallest_group=smallest)
    )


def _counted_elsewhere(result: Result, asked: Mapping[str, Any]) -> QuestionAnalysis:
    """Each rule that can count the ballots, the most usual first. Of a family of rules (Schulze and
    Schulze by margins, say) all but the first are left to the shell's `count`.
    """
    ballots = ballots_of(asked, lines_of(result, asked["id"]))
    counts = [rule.count(ballots, _settings(ballots)) for rule in _side_by_side(ballots)]
    return QuestionAnalysis(_told(counts, ballots, sign_of(asked)))


def _side_by_side(ballots: Ballots) -> list[Rule]:
    """Rules that share out the money where there is money, else those that choose; one of a family
    each.
    """
    rules = rules_for(ballots)
    return [
        rule
        for rule in rules
        if rule.has_budget == rules[0].has_budget and not rule.name.endswith(_LEFT_TO_THE_SHELL)
    ]


def _settings(ballots: Ballots) -> CountSettings:
    """As the cities that use equal shares do: shares rise by one unit of money until
    it is spent.
    """
    return CountSettings(
        ties=usual_ties(ballots),
        satisfaction=_SATISFACTION.get(ballots.kind, Satisfaction.COST),
        completion=Completion.ADD1,
    )


def _in_both(asked: Mapping[str, Any]) -> Mapping[str, Wording]:
    """The titles that are given in Welsh too, by the English ones that counts tell of."""
    welsh = asked.get("titles_cy", {})
    return {asked["titles"][key]: Wording(asked["titles"][key], welsh[key]) for key in welsh}


def _with(titles: Mapping[str, Wording], said: Any) -> Any:
    """A sentence that tells of options by their titles in both languages."""
    if isinstance(said, Sentence):
        return said._replace(values={name: _with(titles, v) for name, v in said.values.items()})
    if isinstance(said, tuple):
        return tuple(_with(titles, each) for each in said)
    return titles.get(said, said) if isinstance(said, str) else said


def _told(
    counts: Sequence[Count],
    ballots: Ballots,
    sign: str,
    titles: Mapping[str, Wording] = MappingProxyType({}),
) -> tuple[RuleResult, ...]:
    return tuple(
        RuleResult(
            rule=count.rule,
            winners=count.winners,
            cost=None if count.budget is None else count.cost,
            explanation=_with(titles, tuple(explain(count, ballots, sign=sign))),
            difference=()
            if count is counts[0]
            else _with(titles, tuple(explain_difference(counts[0], count, ballots, sign=sign))),
        )
        for count in counts
    )
