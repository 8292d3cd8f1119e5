"""Reading PrefLib: the orders of a file made into an election, or refused with line and reason."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath

from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.papers import Papers
from priorities.engines.counting.formats.preflib.heads import Head, read_head
from priorities.engines.counting.formats.preflib.shapes import Shape, is_strict, ranked
from priorities.engines.counting.formats.refusals import FileRefused
from priorities.engines.counting.formats.text import Lines

_PLACE = re.compile(r"\s*(?:\{([^{}]*)\}|([0-9]+))\s*(,|$)", re.ASCII)


def read_preflib(data: bytes, /, *, file: str) -> Election:
    """Return the election in a PrefLib file (preflib.org/format), of the present or the older
    layout.

    The ending of its name says whether orders may be incomplete or have ties. Options' ids are
    their numbers. Raises FileRefused, also where the file holds other numbers of voters or orders
    than it says.
    """
    shape = _shape(file)
    lines = Lines(data, file=file)
    walk = (line for line in lines if line)
    head = read_head(lines, walk)
    if head.data_type not in {"", shape}:
        raise FileRefused(
            file, None, f'the file says it holds "{head.data_type[:40]}", not {shape}.'
        )
    options = head.options(lines)
    papers = Papers(lines, [option.id for option in options])
    for line in chain(filter(None, [head.first_order]), walk):
        weight, ranking = _order(lines, line, head.separator, len(options))
        _expect_shape(lines, ranking, shape, len(options))
        papers.add(weight, ranking)
    _check_sums(lines, papers, head)
    return Election(papers.ballots(options), head.title)


def _shape(file: str) -> Shape:
    ending = PurePath(file).suffix.lower().removeprefix(".")
    if ending not in set(Shape):
        raise FileRefused(file, None, f"the name must end in {', '.join(Shape)}.")
    return Shape(ending)


def _order(lines: Lines, line: str, separator: str, size: int) -> tuple[int, list[list[str]]]:
    weight, found, order = line.partition(separator)
    if not found:
        raise lines.refused(f'an order should stand here: voters, "{separator}", options.')
    if order.count(",") >= size:
        raise lines.refused("the order ranks more options than there are.")
    return lines.whole(weight, "a number of voters"), list(_places(lines, order))


def _expect_shape(lines: Lines, ranking: list[list[str]], shape: Shape, size: int) -> None:
    if shape.is_strict and not is_strict(ranking):
        raise lines.refused(f"a .{shape} file has no equal ranks.")
    if shape.is_complete and ranked(ranking) < size:
        raise lines.refused(f"a .{shape} file ranks every option on every ballot.")


def _places(lines: Lines, order: str) -> Iterator[list[str]]:
    """Yield the options of each rank: `1,{2,3}` is 1, then 2 and 3 equal."""
    position, more = 0, True
    while more:
        place = _PLACE.match(order, position)
        if not place:
            raise lines.refused(
                "the order is not numbers of options, equal ones in braces, with commas between."
            )
        yield [place[2]] if place[1] is None else [name.strip() for name in place[1].split(",")]
        position, more = place.end(), place[3] == ","


def _check_sums(lines: Lines, papers: Papers, head: Head) -> None:
    if head.voters not in {None, papers.voters}:
        raise lines.refused(
            f"the head says {head.voters} voters, but the file holds {papers.voters}."
        )
    if head.orders not in {None, len(papers.weights)}:
        raise lines.refused(
            f"the head says {head.orders} orders, but the file holds {len(papers.weights)}."
        )
