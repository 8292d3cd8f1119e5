"""Writing the lines of a result in their order, however many: few are in memory at a time."""

from collections.abc import Iterable
from io import BytesIO
from itertools import islice
from uuid import UUID

from django.db import connection

from priorities.engines.sealing.publication import Line
from priorities.results.models import ResultLine

_COPY = (
    f"COPY {ResultLine._meta.db_table}"  # noqa: SLF001 (Django's public name for it)
    " (result_id, position, question, tag, line) FROM STDIN"
)
_AT_ONCE = 5000


def write_lines(*, result: UUID, lines: Iterable[Line]) -> None:
    """Store published lines, in the caller's transaction and before their result is there."""
    write = _copy if connection.vendor == "postgresql" else _insert
    numbered = enumerate(lines)
    while some := _some_lines(numbered):
        write(result, some)


def _some_lines(numbered: Iterable[tuple[int, Line]]) -> list[tuple[int, Line]]:
    return list(islice(numbered, _AT_ONCE))


def _copy(result: UUID, lines: list[tuple[int, Line]]) -> None:
    """PostgreSQL takes rows by COPY, in its text format, several times as fast."""
    key = str(result).encode()
    rows = BytesIO(b"".join(_row(key, position, line) for position, line in lines))
    with connection.cursor() as cursor:
        cursor.copy_expert(_COPY, rows)


def _row(result: bytes, position: int, line: Line) -> bytes:
    mark = rb"\N" if line.tag is None else rb"\\x" + line.tag.hex().encode()
    question, text = line.question.encode(), line.text
    if b"\\" in text or b"\\" in question:  # all other signs that COPY knows JSON escapes
        question, text = (each.replace(b"\\", rb"\\") for each in (question, text))
    return b"%b\t%d\t%b\t%b\t%b\n" % (result, position, question, mark, text)


def _insert(result: UUID, lines: list[tuple[int, Line]]) -> None:
    ResultLine.objects.bulk_create(
        ResultLine(
            result_id=result,
            position=position,
            question=line.question,
            tag=line.tag,
            line=line.text.decode(),
        )
        for position, line in lines
    )
