"""Tabulate: make Ballots from plain Python choices, as the product's own polls hold them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option

Ranking: TypeAlias = Sequence[str | Collection[str]]
Amounts: TypeAlias = Mapping[str, int]


def approval_ballots(
    options: Sequence[Option],
    choices: Iterable[Collection[str]],
    *,
    weights: Sequence[int] | None = None,
    budget: int | None = None,
    unit: int = 1,
) -> Ballots:
    """Return approval ballots; each choice is the ids that one voter approves.

    `weights`, where given, says how many voters made each choice. Raises BallotsFaulty, here and
    in the functions below, for an id that is no option or is named twice on one ballot.
    """
    marks = (dict.fromkeys(choice, 1) if _is_plain(choice) else _refuse() for choice in choices)
    return _tabulate(Kind.APPROVAL, options, marks, weights=weights, budget=budget, unit=unit)


def single_ballots(
    options: Sequence[Option],
    choices: Iterable[str | None],
    *,
    weights: Sequence[int] | None = None,
    budget: int | None = None,
    unit: int = 1,
) -> Ballots:
    """Return single-choice ballots; each choice is one id, or None for a blank ballot."""
    marks: Iterable[Amounts] = ({} if choice is None else {choice: 1} for choice in choices)
    return _tabulate(Kind.SINGLE, options, marks, weights=weights, budget=budget, unit=unit)


def points_ballots(
    options: Sequence[Option],
    choices: Iterable[Amounts],
    *,
    weights: Sequence[int] | None = None,
    budget: int | None = None,
    unit: int = 1,
) -> Ballots:
    """Return points ballots; each choice maps ids to whole points, and zeros are dropped."""
    marks = ({name: amount for name, amount in choice.items() if amount != 0} for choice in choices)
    return _tabulate(Kind.POINTS, options, marks, weights=weights, budget=budget, unit=unit)


def ranked_ballots(
    options: Sequence[Option],
    choices: Iterable[Ranking],
    *,
    weights: Sequence[int] | None = None,
    budget: int | None = None,
    unit: int = 1,
) -> Ballots:
    """Return ranked ballots; each choice lists its ranks, best first.

    A rank is an id, or a collection of ids ranked equal. Ranks are numbered 1, 2, 3 without gaps.
    """
    marks = (_ranks(choice) for choice in choices)
    return _tabulate(Kind.RANKED, options, marks, weights=weights, budget=budget, unit=unit)


def _ranks(choice: Ranking) -> Amounts:
    ranks: dict[str, int] = {}
    for rank, place in enumerate(choice, start=1):
        for name in [place] if isinstance(place, str) else sorted(place):
            if name in ranks:
                raise BallotsFaulty("A ballot marks an option twice.")
            ranks[name] = rank
    return ranks


def _is_plain(choice: Collection[str]) -> bool:
    return not isinstance(choice, str) and len(set(choice)) == len(choice)


def _refuse() -> Amounts:
    raise BallotsFaulty("An approval ballot must be a list of options, each named once.")


def _tabulate(
    kind: Kind,
    options: Sequence[Option],
    marks: Iterable[Amounts],
    *,
    weights: Sequence[int] | None,
    budget: int | None,
    unit: int,
) -> Ballots:
    index = {option.id: position for position, option in enumerate(options)}
    chosen: list[int] = []
    values: list[int] = []
    offsets = [0]
    for ballot in marks:
        if not ballot.keys() <= index.keys():
            raise BallotsFaulty("A mark is for an option that does not exist.", len(offsets) - 1)
        chosen.extend(index[name] for name in ballot)
        values.extend(ballot.values())
        offsets.append(len(chosen))
    has_values = kind in {Kind.POINTS, Kind.RANKED}
    return Ballots(
        options=tuple(options),
        kind=kind,
        offsets=np.array(offsets, dtype=np.int64),
        chosen=np.array(chosen, dtype=np.int32),
        values=np.array(values, dtype=np.int64) if has_values else None,
        weights=None if weights is None else np.array(weights, dtype=np.int64),
        budget=budget,
        unit=unit,
    )
