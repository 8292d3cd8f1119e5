"""Compare our counts with outside results: `python -m bench.oracle FOLDER` prints a table.

With `--pabutools` that program counts the same files, in an environment of its own.
"""

import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from bench.oracle import budget, outside, ranked
from bench.oracle.row import Row
from bench.pabutools.asking import Absent, version


def main(folder: Path, *, asks_pabutools: bool = False) -> int:
    """Print every comparison that the folder allows; return 1 if anything differs for no known
    reason.
    """
    rows = [*budget.rows(folder), *ranked.rows(folder)]
    if asks_pabutools:
        print(
            (
                f"{version()} counts with exact fractions, {outside.SECONDS:g} seconds at most "
                "for each count."
            ),
            flush=True,
        )
        try:
            rows += _shown(outside.rows(folder))
        except Absent as problem:
            print(f"pabutools was not asked: {problem}", file=sys.stderr)
            return 2
    if not rows:
        print(f"There is nothing to compare in {folder}.", file=sys.stderr)
        return 2
    for row in rows:
        _tell(row)
    print(table(rows))
    print(_sums(rows))
    return int(any(row.is_answered and not row.ok and not row.why for row in rows))


def _shown(rows: Iterable[Row]) -> list[Row]:
    """Name each file while its comparisons come, since they take minutes."""
    shown: list[Row] = []
    for row in rows:
        if sys.stderr.isatty() and (not shown or shown[-1].name != row.name):
            print(f"\r\033[K{row.name[:70]}", end="", file=sys.stderr, flush=True)
        shown.append(row)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return shown


def _tell(row: Row) -> None:
    if not row.is_answered:
        print(f"unanswered  {row.name}: {row.what}: {row.expected}")
    elif not row.ok:
        print(f"{'explained ' if row.why else 'DIFFERS   '}  {row.name}: {row.what}")
        print(f"  expected {row.expected}\n  got      {row.got}")
        print(f"  because  {row.why or 'no reason is known'}")


def table(rows: Iterable[Row]) -> str:
    """Return one line for each thing compared: how often it was the same, and the slowest."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if row.is_answered:
            grouped.setdefault(re.sub(r"\b\d+\b", "N", row.what), []).append(row)
    lines = [f"{'what':66} {'same':>6} {'of':>6} {'seconds':>9} {'slowest':>9}"]
    for what, each in {**grouped, "all": list(chain(*grouped.values()))}.items():
        seconds = [row.seconds for row in each]
        same = sum(row.ok for row in each)
        lines.append(f"{what:66} {same:6} {len(each):6} {sum(seconds):9.2f} {max(seconds):9.3f}")
    return "\n".join(lines)


def _sums(rows: Sequence[Row]) -> str:
    unlike = [row for row in rows if row.is_answered and not row.ok]
    explained = sum(bool(row.why) for row in unlike)
    unanswered = sum(not row.is_answered for row in rows)
    words = (
        f"{explained} differ for a known reason, {len(unlike) - explained} for none that is known"
    )
    return f"{words}; {unanswered} were not answered in time, and are in no sum."


if __name__ == "__main__":
    parser = ArgumentParser(prog="oracle", description="Compare our counts with outside results.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pabutools", action="store_true")
    arguments = parser.parse_args()
    sys.exit(main(arguments.folder, asks_pabutools=arguments.pabutools))
