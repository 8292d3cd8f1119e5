"""Writing .pb: an election as text that the reader reads back as the same election."""

import csv
import io
from collections.abc import Iterator, Sequence

from priorities.engines.counting import scores
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.formats.money import spelled
from priorities.engines.counting.formats.pb.election import KINDS, PbElection
from priorities.engines.counting.formats.refusals import CannotWrite


def write_pb(election: PbElection) -> bytes:
    """Return the .pb file of an election; voters are numbered 1, 2, 3.

    Numbers of projects and votes, budget, vote type, votes and scores are written as counted,
    whatever `meta` says. Raises CannotWrite for equal ranks and for values with line breaks where
    the format has none.
    """
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    for section in (_meta(election), _projects(election), _votes(election.ballots)):
        rows.writerows(section)
    return text.getvalue().encode()


def _meta(election: PbElection) -> Iterator[Sequence[str]]:
    ballots = election.ballots
    counted = {"num_projects": str(len(ballots.options)), "num_votes": str(ballots.turnout)}
    if ballots.budget is not None:
        counted["budget"] = spelled(ballots.budget, ballots.unit)
    counted["vote_type"] = _vote_type(election)
    yield from (["META"], ["key", "value"])
    yield from ({**election.meta, **counted}).items()


def _vote_type(election: PbElection) -> str:
    said = election.meta.get("vote_type", "").strip().lower()
    if KINDS.get(said) is election.ballots.kind:
        return said
    return next(name for name, kind in KINDS.items() if kind is election.ballots.kind)


def _projects(election: PbElection) -> Iterator[Sequence[str]]:
    ballots = election.ballots
    has_score = ballots.kind is Kind.POINTS
    sums = scores.points(ballots).tolist() if has_score else ballots.votes.tolist()
    extra = list(dict.fromkeys(name for cells in election.details.values() for name in cells))
    score = ["score"] if has_score else []
    yield from (["PROJECTS"], ["project_id", "cost", "votes", *score, "name", "selected", *extra])
    for position, option in enumerate(ballots.options):
        cells = election.details.get(option.id, {})
        yield [
            option.id,
            "" if option.cost is None else spelled(option.cost, ballots.unit),
            str(ballots.votes[position]),
            *([str(sums[position])] if has_score else []),
            option.name,
            str(election.selected.get(option.id, "")),
            *(cells.get(name, "") for name in extra),
        ]


def _votes(ballots: Ballots) -> Iterator[Sequence[str]]:
    has_points = ballots.kind is Kind.POINTS
    yield from (["VOTES"], ["voter_id", "vote", *(["points"] if has_points else [])])
    weights = [1] * len(ballots) if ballots.weights is None else ballots.weights.tolist()
    voter = 0
    for marks, weight in zip(ballots.marks(), weights, strict=True):
        if ballots.kind is Kind.RANKED and len(set(marks.values())) < len(marks):
            raise CannotWrite("A .pb file cannot say that two options are ranked equal.")
        points = [",".join(map(str, marks.values()))] if has_points else []
        for _ in range(weight):
            voter += 1
            yield [str(voter), ",".join(marks), *points]
