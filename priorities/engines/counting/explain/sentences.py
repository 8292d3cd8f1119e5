"""Sentences: what each kind of step says in plain words, and whose fate it settles."""

from collections.abc import Callable, Mapping
from typing import Any

from coopservices.sentences import Sentence
from priorities.engines.counting.budget.equal_shares import Bought, Missed, Raised, Shared
from priorities.engines.counting.budget.phragmen import Loaded, Stopped
from priorities.engines.counting.count import Chosen, Skipped, Step
from priorities.engines.counting.explain import budget, equal_shares, ranked
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.ranked.pairwise import Compared
from priorities.engines.counting.ranked.schulze import Chained
from priorities.engines.counting.ranked.standings import Placed
from priorities.engines.counting.ranked.transfers import Stage

# Every kind of step; a sentence that nobody needs to read is None.
SENTENCES: Mapping[type[Step], Callable[[Any, Narration], Sentence | None]] = {
    Chosen: budget.chosen,
    Skipped: budget.skipped,
    Loaded: budget.loaded,
    Stopped: budget.stopped,
    Shared: equal_shares.shared,
    Raised: equal_shares.raised,
    Bought: equal_shares.bought,
    Missed: equal_shares.missed,
    Stage: ranked.stage,
    Compared: ranked.compared,
    Chained: ranked.chained,
    Placed: ranked.placed,
}
# The kinds that settle the fate of others than the option they name.
SETTLED: Mapping[type[Step], Callable[[Any, Narration], tuple[str, ...]]] = {
    Stage: ranked.settled_by_stage,
    Compared: ranked.settled_by_comparison,
    Chained: ranked.settled_by_chain,
}


def told(step: Step, narration: Narration) -> Sentence | None:
    """Return what a step says in plain words, None for one that nobody needs to read."""
    return SENTENCES[type(step)](step, narration)


def settled(step: Step, narration: Narration) -> tuple[str, ...]:
    """Return the options whose fate a step settles, as far as it does."""
    if type(step) in SETTLED:
        return SETTLED[type(step)](step, narration)
    option = getattr(step, "option", None)
    return () if option is None else (option,)
