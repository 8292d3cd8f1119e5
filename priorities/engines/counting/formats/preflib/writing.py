"""Writing PrefLib: an election as text that the reader reads back as the same election."""

from collections.abc import Iterator

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.papers import places, weighted
from priorities.engines.counting.formats.preflib.shapes import Shape, is_strict, ranked
from priorities.engines.counting.formats.refusals import CannotWrite


def write_preflib(election: Election, *, shape: Shape) -> bytes:
    """Return the PrefLib file of an election; options are numbered in the order of the ballots'
    options.

    Raises CannotWrite for blank ballots and ranks left out, for what the shape does not allow, and
    for names with line breaks or spaces around.
    """
    ballots = election.ballots
    ballots.expect(Kind.RANKED)
    orders = list(_orders(ballots, shape))
    rows = [
        f"# TITLE: {_plain(election.title)}",
        f"# DATA TYPE: {shape}",
        f"# NUMBER ALTERNATIVES: {len(ballots.options)}",
        f"# NUMBER VOTERS: {ballots.turnout}",
        f"# NUMBER UNIQUE ORDERS: {len(orders)}",
        *(
            f"# ALTERNATIVE NAME {place}: {_plain(each.name)}"
            for place, each in enumerate(ballots.options, start=1)
        ),
        *orders,
    ]
    return ("\n".join(rows) + "\n").encode()


def _orders(ballots: Ballots, shape: Shape) -> Iterator[str]:
    numbers = {name: str(number) for number, name in enumerate(ballots.ids, start=1)}
    for weight, marks in weighted(ballots):
        ranking = places(marks)
        if not ranking or not all(ranking):
            raise CannotWrite("A PrefLib file has neither blank ballots nor ranks left out.")
        if (shape.is_strict and not is_strict(ranking)) or (
            shape.is_complete and ranked(ranking) < len(numbers)
        ):
            raise CannotWrite(
                f"A .{shape} file cannot hold equal or missing ranks that these ballots have."
            )
        in_order = ",".join(_place([numbers[name] for name in place]) for place in ranking)
        yield f"{weight}: {in_order}"


def _place(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{{{','.join(numbers)}}}"


def _plain(text: str) -> str:
    if text != text.strip() or "\n" in text:
        raise CannotWrite("A PrefLib file has no room for line breaks, or spaces around a name.")
    return text
