"""`verify.py`, which shares no code with the engines, finds that what they publish holds: polls of
every type, rule and completion, full of ties.
"""

import random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from priorities.engines import verify
from priorities.engines.voting.combining import COMBINING_RULES, problem_with_combining
from tests.engines.verifying.bundles import PUBLIC, WAYS, a_poll, a_question, bundle_of

seeds = st.integers(0, 2**32)

# Some draws are thrown away where a question cannot be asked of them.
UNEVEN = [HealthCheck.filter_too_much, HealthCheck.too_slow]


@pytest.mark.parametrize("way", WAYS, ids=str)
@settings(max_examples=25, suppress_health_check=UNEVEN)
@given(seed=seeds, voters=st.integers(1, 12))
def test_what_is_published_holds(way, seed, voters):
    poll = a_poll(random.Random(seed), way, voters=voters)
    told = list(verify.check(bundle_of(poll), key=PUBLIC.hex()))
    assert told[-1].startswith("Counted again")


COMBINED = [
    (way, rule)
    for way in WAYS
    for rule in COMBINING_RULES
    if rule == "one-pool"
    or (way.type == "ranking" and rule == "no-majority-against")
    or way.type == "approval"
    or (
        (way.rule or way.type) in ("single", "points", "borda", "positions")
        and rule == "equal-weight"
    )
]


@pytest.mark.parametrize(("way", "rule"), COMBINED, ids=str)
@settings(max_examples=25, suppress_health_check=UNEVEN)
@given(seed=seeds, voters=st.integers(1, 14))
def test_constituencies_are_combined_alike(way, rule, seed, voters):
    dice = random.Random(seed)
    asked = a_question(dice, way, key="q-1")
    assume(not problem_with_combining(rule, asked.rules))
    theirs = ("residents", "users", "staff")
    poll = a_poll(
        random.Random(seed), way, voters=voters, constituencies=theirs, combining_rule=rule
    )
    groups = {ballot.group for ballot in poll.ballots}
    # Otherwise no such groups would be published.
    assume(len({name.rpartition(":")[0] for name in groups if ":" in name}) != 1)
    told = list(verify.check(bundle_of(poll), key=PUBLIC.hex()))
    assert told[-1].startswith("Counted again")


@settings(max_examples=25, suppress_health_check=UNEVEN)
@given(
    seed=seeds,
    mode=st.sampled_from(["content", "inclusion"]),
    ways=st.lists(st.sampled_from(WAYS), min_size=1, max_size=3),
)
def test_polls_of_several_questions_hold_in_both_modes(seed, mode, ways):
    poll = a_poll(random.Random(seed), *ways, voters=12, mode=mode)
    told = list(verify.check(bundle_of(poll), key=PUBLIC.hex()))
    assert sum(each.startswith("Counted again") for each in told) == len(ways)
