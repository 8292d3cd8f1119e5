"""Compare our counts with outside results: `python -m bench.oracle FOLDER` prints a table."""

import re
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from bench.oracle import budget, ranked
from bench.oracle.row import Row


def main(folder: Path) -> int:
    """Print every comparison that the folder allows, what differs in full; return 1 if anything does."""
    rows = [*budget.rows(folder), *ranked.rows(folder)]
    if not rows:
        print(f"There is nothing to compare in {folder}.", file=sys.stderr)
        return 2
    for row in rows:
        if not row.ok:
            print(f"DIFFERS  {row.name}: {row.what}\n  expected {row.expected}\n  got      {row.got}")
    print(table(rows))
    return 0 if all(row.ok for row in rows) else 1


def table(rows: Iterable[Row]) -> str:
    """Return one line for each thing compared: how often it was the same, and the slowest."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(re.sub(r"\b\d+\b", "N", row.what), []).append(row)
    lines = [f"{'what':45} {'same':>6} {'of':>6} {'seconds':>9} {'slowest':>9}"]
    for what, each in {**grouped, "all": list(chain(*grouped.values()))}.items():
        seconds = [row.seconds for row in each]
        same = sum(row.ok for row in each)
        lines.append(f"{what:45} {same:6} {len(each):6} {sum(seconds):9.2f} {max(seconds):9.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
