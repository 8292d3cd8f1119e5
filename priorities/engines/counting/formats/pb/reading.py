"""Reading .pb: the whole file made into an election, or refused with line and reason."""

from collections.abc import Iterator
from fractions import Fraction

from priorities.engines.counting import scores
from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option
from priorities.engines.counting.formats.money import smallest_unit
from priorities.engines.counting.formats.pb.election import KINDS, PbElection
from priorities.engines.counting.formats.pb.head import OWN_COLUMNS, Head, read_head
from priorities.engines.counting.formats.pb.votes import Marks, read_votes
from priorities.engines.counting.formats.refusals import FileRefused, Notice
from priorities.engines.counting.formats.rows import Rows

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SELECTED = {"0": 0, "1": 1, "2": 2, "3": 3}


def read_pb(data: bytes, *, file: str) -> PbElection:
    """Return the election that the .pb file with this content holds; `file` is its name.

    The format is that of pabulib.org/format. Costs and budget become whole minor units, `unit` of
    which make one unit of money. What is odd but has one meaning, such as a published number of
    votes that the ballots do not bear out, is listed in `notices`. Raises FileRefused.
    """
    rows = Rows(data.removeprefix(BYTE_ORDER_MARK), file=file)
    head = read_head(rows)
    kind = _kind(rows, head)
    budget = head.budget(rows)
    marks = read_votes(rows, head, kind)
    ballots = _ballots(rows, head, kind, budget, marks)
    return PbElection(
        ballots=ballots,
        meta=head.meta,
        selected=_selected(rows, head),
        details={
            project.id: {
                name: cell for name, cell in project.cells.items() if name not in OWN_COLUMNS
            }
            for project in head.projects
        },
        notices=(*rows.notices, *marks.notices, *_notices(head, ballots)),
    )


def _kind(rows: Rows, head: Head) -> Kind:
    said = head.meta.get("vote_type", "").strip().lower()
    if said not in KINDS:
        reason = f'vote_type is "{said[:40]}"; it must be one of {", ".join(KINDS)}.'
        raise FileRefused(rows.file, head.meta_lines.get("vote_type"), reason)
    return KINDS[said]


def _ballots(rows: Rows, head: Head, kind: Kind, budget: Fraction | None, marks: Marks) -> Ballots:
    costs = [project.cost for project in head.projects]
    unit = smallest_unit(each for each in (budget, *costs) if each is not None)
    try:
        return Ballots(
            options=tuple(
                Option(project.id, project.cells.get("name", ""), _minor(project.cost, unit))
                for project in head.projects
            ),
            kind=kind,
            offsets=marks.offsets,
            chosen=marks.chosen,
            values=marks.values,
            budget=_minor(budget, unit),
            unit=unit,
        )
    except BallotsFaulty as fault:
        line = None if fault.ballot is None else int(marks.lines[fault.ballot])
        raise FileRefused(rows.file, line, str(fault)) from fault


def _minor(amount: Fraction | None, unit: int) -> int | None:
    return None if amount is None else int(amount * unit)


def _selected(rows: Rows, head: Head) -> dict[str, int]:
    marked = {}
    for project in head.projects:
        mark = project.cells.get("selected", "")
        if mark not in {"", *SELECTED}:
            raise rows.refused(f'selected is "{mark[:40]}"; it must be 0 to 3.', project.line)
        if mark:
            marked[project.id] = SELECTED[mark]
    return marked


def _notices(head: Head, ballots: Ballots) -> Iterator[Notice]:
    """Yield where the numbers that the file publishes differ from what it holds."""
    counted = {"num_projects": len(ballots.options), "num_votes": len(ballots)}
    for key, number in counted.items():
        said = head.meta.get(key, "").strip()
        if said not in {"", str(number)}:
            text = f"{key} says {said[:40]}, but the file holds {number}."
            yield Notice(head.meta_lines[key], text)
    yield from _differing(head, "votes", ballots.votes.tolist())
    if ballots.kind is Kind.POINTS:
        yield from _differing(head, "score", scores.points(ballots).tolist())


def _differing(head: Head, column: str, counted: list[int]) -> Iterator[Notice]:
    for project, number in zip(head.projects, counted, strict=True):
        said = project.cells.get(column, "")
        if said not in {"", str(number)}:
            text = f"{column} of {project.id} says {said[:40]}, but the ballots hold {number}."
            yield Notice(project.line, text)
