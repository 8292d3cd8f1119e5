"""Every sentence about a count can be said in another language, down to the phrases in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

import pytest
from django.utils.translation import override

from coopservices.languages import say
from coopservices.sentences import Sentence
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import explain, explain_ballot, explain_difference
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.rules import RULES, Rule, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)
from priorities.engines.counting.ties import CheapestOrder, usual_ties
from tests import pseudo
from tests.engines.counting.small_elections import APPROVALS, PARK, RANKED, TOWN, VILLAGE

PLAIN_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)  # that language has none
POINTS = [{"trees": 7, "bench": 1}, {"library": 3}, {}]
RANKS = [["trees", "bench"], ["library", "trees"], ["library"], []]
ELECTIONS = (
    APPROVALS,
    RANKED,
    TOWN,
    VILLAGE,
    replace(RANKED, spoiled=1),
    ranked_ballots(PARK, [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2]),
    ranked_ballots(PARK, [["a"], ["b"], [["a", "b"]], ["c"]]),
    single_ballots(PARK, ["a", "a", "b", None]),
    points_ballots(PARK, [{"a": 3}, {"a": 1, "b": 1}, {"c": 1}]),
    points_ballots(TOWN.options, POINTS, budget=7000, unit=100),
    ranked_ballots(TOWN.options, RANKS, budget=7000, unit=100),
    approval_ballots(TOWN.options, [["trees"]], budget=1000, unit=100),
    approval_ballots(TOWN.options, [[]], budget=1000, unit=100),
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pseudo.spoken(tmp_path_factory.mktemp("nobody-speaks")):
        yield


@pytest.fixture(autouse=True)
def _spoken(catalogue: None) -> Iterator[None]:
    with override(pseudo.LEFT_TO_RIGHT):
        yield


def _unspoken(said: Sentence, ballots: Ballots) -> str:
    """What of a sentence is English, "" where nothing is but the names of options."""
    text = say(said)
    for option in ballots.options:
        text = text.replace(option.name or option.id, "")
    return text if pseudo.escaped(text) or PLAIN_VOWEL.search(text) else ""


def _settings(ballots: Ballots) -> Iterator[CountSettings]:
    ties = usual_ties(ballots)
    for completion in (Completion.NONE, Completion.ADD1, Completion.ADD1_EXHAUSTIVE_GREEDY):
        yield CountSettings(ties=ties, completion=completion)
    yield CountSettings(ties=ties, seats=2)


def _counts(rule: Rule, ballots: Ballots) -> list[Count]:
    worths = {"points": Satisfaction.POINTS, "ranked": Satisfaction.BORDA}
    worth = worths.get(ballots.kind, Satisfaction.COST)
    return [
        rule.count(ballots, replace(settings, satisfaction=worth))
        for settings in _settings(ballots)
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_word_about_a_count_escapes_translation(rule: Rule) -> None:
    counted = [
        (count, ballots)
        for ballots in ELECTIONS
        if rule in rules_for(ballots)
        for count in _counts(rule, ballots)
    ]
    assert counted
    for count, ballots in counted:
        told = [explain_ballot(count, ballots, marks) for marks in ballots.marks()]
        lines = chain(explain(count, ballots), *told)
        assert [rest for line in lines if (rest := _unspoken(line, ballots))] == []
    assert not PLAIN_VOWEL.search(say(rule.title) + say(rule.what_it_does))


@pytest.mark.parametrize("ballots", ELECTIONS)
def test_no_word_about_a_difference_escapes_translation(ballots: Ballots) -> None:
    counts = [_counts(rule, ballots)[0] for rule in rules_for(ballots)]
    for one, other in pairwise([*counts, counts[0]]):
        lines = explain_difference(one, other, ballots)
        assert [rest for line in lines if (rest := _unspoken(line, ballots))] == []


def test_no_word_about_a_variant_escapes_translation() -> None:
    small = replace(VILLAGE, budget=1200, spoiled=1)
    for rules in (
        GreedyRules(stop_at_misfit=True, reserve_from=1, threshold=2),
        GreedyRules(exclusive=(frozenset({"path", "pond"}),)),
    ):
        count = count_greedy(small, scores=small.votes, ties=CheapestOrder(), rules=rules)
        assert [rest for line in explain(count, small) if (rest := _unspoken(line, small))] == []
