"""Ballots that are alike and counted with their number come out as they do one by one: the close
relies on it for every rule.
"""

import random
from collections import Counter
from dataclasses import replace

import pytest

from priorities.engines.canonical import canonical
from priorities.engines.tally import counted, counted_by, tabulated
from tests.engines.verifying.bundles import WAYS, Way, a_choice, a_question


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_ballots_alike_count_as_they_do_one_by_one(way: Way) -> None:
    for seed in range(15):
        dice = random.Random(f"{way} {seed}")
        question = a_question(dice, way)
        options = [option.id for option in question.options]
        rules = replace(question.rules, tie_order=tuple(dice.sample(options, len(options))))
        drawn = [a_choice(dice, question) for _ in range(dice.randint(1, 12))]
        choices = [dice.choice(drawn) for _ in range(dice.randint(0, 40))]
        alike = Counter(map(canonical, choices))
        by_text = {canonical(choice): choice for choice in choices}
        one_by_one = counted_by(rules, choices)
        weights = list(alike.values())
        together = counted(rules, tabulated(rules, [by_text[c] for c in alike], weights=weights))
        for told in ("order", "scores", "winners", "blanks", "turnout", "budget"):
            assert getattr(together, told) == getattr(one_by_one, told), (told, seed)
        assert one_by_one.budget is None or together.cost == one_by_one.cost
