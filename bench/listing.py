"""Lists: a page of proposals takes no longer when there are a hundred times as many."""

from statistics import median

from bench.casting import only
from bench.load import Ask, send_all
from bench.measure import Row, take_turns


def list_flat(platform, web, prepared) -> Row:
    """Time and queries of the first page of 100, a thousand and ten thousand proposals."""

    def milliseconds(path: str) -> float:
        return median(only(200, send_all(platform.port, [[Ask(path)] * 20])).seconds) * 1000

    workloads = {
        length: lambda path=path: milliseconds(path) for length, path in prepared["lists"].items()
    }
    take_turns(workloads, rounds=1)
    figures = take_turns(workloads, rounds=9)
    asked = "from bench.prepare import queries; queries({path!r})"
    queries = {
        length: int(platform.python(asked.format(path=path)))
        for length, path in prepared["lists"].items()
    }
    medians = figures["medians"]
    ratio = max(medians.values()) / medians["100"]
    words = ", ".join(f"{time:.1f} ms of {length}" for length, time in medians.items())
    passed = ratio <= 1.2 and max(queries.values()) <= 10
    return Row(
        "list-flat",
        f"{words}: {ratio:.2f} ×, {max(queries.values())} queries",
        "≤ 1.2 ×, ≤ 10 queries",
        passed,
        figures | {"queries": queries},
    )
