"""Small polls: where fewer ballots were cast than the smallest group, what was chosen is named and
no number is told.

Source: docs/ballots.md, "Small polls". This is asked once, when the manifest is made; all else
reads the manifest, which then holds `fewer_than` in place of every count.
"""

from collections.abc import Collection, Mapping
from typing import Any

FEWEST_BALLOTS = 10  # for a poll whose definition does not say


def told(
    *,
    ballots: int,
    leaves: int,
    groups: Collection[str],
    counted_groups: Collection[str],
    result: Mapping[str, Mapping[str, Any]],
    roots: Mapping[str, bytes],
    smallest_group: int,
) -> dict[str, object]:
    """Return what the manifest tells of the ballots: every number, or what was chosen alone.

    A root over choices is left out with the numbers: choices without tags are so few that they
    could be guessed from it.
    """
    printed = {name: value.hex() for name, value in roots.items()}
    if ballots < smallest_group:
        printed.pop("choices_root", None)
        chosen = {question: _chosen(tally, counted_groups) for question, tally in result.items()}
        return {"fewer_than": smallest_group, "result": chosen, **printed}
    return {
        "ballots": ballots,
        "leaves": leaves,
        "groups": sorted(groups),
        "counted_groups": sorted(counted_groups),
        "result": result,
        **printed,
    }


def _chosen(tally: Mapping[str, Any], counted_groups: Collection[str]) -> dict[str, object]:
    """The winners of a question in the order of its rule, with the rule and what they cost, where
    it has them; where the scores alone decide, what came first.
    """
    kept = {name: tally[name] for name in ("rule", "cost") if name in tally}
    winners = tally.get("winners", tally.get("funded", tally["order"][:1]))
    return {**kept, "winners": list(winners) if _is_answered(tally, counted_groups) else []}


def _is_answered(tally: Mapping[str, Any], counted_groups: Collection[str]) -> bool:
    """Whether a ballot that counts is not blank."""
    if "blank" in tally:
        counted = sum(tally["ballots"].get(group, 0) for group in counted_groups)
        return bool(counted > tally["blank"])
    return any(score != 0 for score in tally["score"].values())
