"""Papers: ranked ballots collected from the lines of a file, each refused by its own line."""

from collections.abc import Collection, Sequence

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Option
from priorities.engines.counting.formats.refusals import FileRefused
from priorities.engines.counting.formats.text import Lines
from priorities.engines.counting.tabulate import ranked_ballots

MOST_VOTERS = 10**10


class Papers:
    """The ranked ballots read so far, in the order of the file.

    `names` are the ids that a ballot may rank.
    """

    def __init__(self, lines: Lines, names: Collection[str]) -> None:
        self._lines = lines
        self._names = frozenset(names)
        self._rankings: list[Sequence[Sequence[str]]] = []
        self.weights: list[int] = []
        self.voters = 0

    def add(
        self, weight: int, ranking: Sequence[Sequence[str]], *, without: Collection[str] = ()
    ) -> None:
        """Add a ballot that `weight` voters cast: the options of each rank, none where a rank is
        left out.

        Options to leave `without` make way for those below. Raises FileRefused for an option that
        is none or stands there twice, and for more voters than there are people.
        """
        self._check([name for place in ranking for name in place])
        self.voters += weight
        if weight < 1 or self.voters > MOST_VOTERS:
            raise self._lines.refused("the number of voters is 0, or more than there are people.")
        self._rankings.append(_closed_up(ranking, without) if without else ranking)
        self.weights.append(weight)

    def _check(self, named: Sequence[str]) -> None:
        for name in named:
            if name not in self._names:
                raise self._lines.refused(
                    f'the ballot ranks "{name[:40]}", which is not an option.'
                )
        if len(set(named)) < len(named):
            raise self._lines.refused("the ballot ranks an option twice.")

    def ballots(self, options: Sequence[Option]) -> Ballots:
        """Return the ballots. Raises FileRefused where they could not be counted."""
        try:
            return ranked_ballots(options, self._rankings, weights=self.weights)
        except BallotsFaulty as fault:
            raise FileRefused(self._lines.file, None, str(fault)) from fault


def _closed_up(ranking: Sequence[Sequence[str]], without: Collection[str]) -> list[list[str]]:
    kept = [[name for name in place if name not in without] for place in ranking]
    return [place for place, before in zip(kept, ranking, strict=True) if place or not before]


def places(marks: dict[str, int]) -> list[list[str]]:
    """Return a ballot's marks (option id to rank) as the options of each rank, from rank 1 on."""
    ranking: list[list[str]] = [[] for _ in range(max(marks.values(), default=0))]
    for name, rank in marks.items():
        ranking[rank - 1].append(name)
    return ranking


def weighted(ballots: Ballots) -> list[tuple[int, dict[str, int]]]:
    """Return how many voters cast each ballot, with its marks."""
    weights = [1] * len(ballots) if ballots.weights is None else ballots.weights.tolist()
    return list(zip(weights, ballots.marks(), strict=True))
