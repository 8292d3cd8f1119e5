"""The files that let anybody count a poll again, read in portions: however many people voted, a
download takes one query and little memory.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from coopservices.archives import zip_portions
from priorities.engines import verify
from priorities.engines.sealing.publication import heads
from priorities.polls.models import Poll
from priorities.results.models import Result

BUNDLE = "bundle.zip"  # all of them in one
_LINES: dict[str, dict[str, dict[str, bool]]] = {
    Poll.ReceiptMode.CONTENT: {"ballots.jsonl": {}},
    Poll.ReceiptMode.INCLUSION: {
        "tags.jsonl": {"tag__isnull": False},
        "choices.jsonl": {"tag__isnull": True},
    },
}
_PORTION = 500  # lines


def file_names(result: Result) -> list[str]:
    """What the files of a counted poll are called; there are no lines of ballots where too few
    voted.
    """
    return [*_heads(result), *(_lines(result) if result.has_file else [])]


def tags_file(result: Result) -> str:
    """The file whose lines hold the tags, by which codes are found; "" where too few voted."""
    return next(iter(_lines(result))) if result.has_file else ""


def file_portions(result: Result, name: str) -> Iterator[bytes]:
    """One of those files, or all of them in a ZIP, the same bytes each time. Raises KeyError for
    any other name.
    """
    if name == BUNDLE:
        files = {each: file_portions(result, each) for each in file_names(result)}
        return zip_portions(files, datetime.fromisoformat(result.fields["closed_at"]))
    heads = _heads(result)
    return iter([heads[name]]) if name in heads else _line_portions(result, name)


def verifier() -> str:
    """The text of `verify.py` as it is now: what is kept with a result that is counted now."""
    return Path(verify.__file__).read_text()


def _heads(result: Result) -> dict[str, bytes]:
    return {
        **heads(
            manifest=result.manifest.encode(),
            signature=bytes(result.signature),
            public_key=bytes(result.public_key),
        ),
        "definition.json": result.poll.definition.encode(),
        "verify.py": (result.verifier or verifier()).encode(),
    }


def _lines(result: Result) -> dict[str, dict[str, bool]]:
    """The files of lines, each with what its lines are found by."""
    return _LINES[result.poll.receipt_mode]


def _line_portions(result: Result, name: str) -> Iterator[bytes]:
    found = result.lines.filter(**_lines(result)[name]).order_by("position")
    lines = found.values_list("line", flat=True).iterator(chunk_size=_PORTION)
    while portion := "".join(f"{line}\n" for line in islice(lines, _PORTION)):
        yield portion.encode()
