"""The published ballots of a poll held here as files that other programs read, a question each:
written from the stored lines in portions, however many voted.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from coopservices.spreadsheets import csv_lines, harmless
from priorities.engines.counting.formats.streamed import blt_lines, pb_lines
from priorities.results.models import Result
from priorities.results.queries.analyses import choices_that_count, lines_of

CSV, PB, BLT = ".csv", ".pb", ".blt"
_PORTION = 500  # lines


def ballot_file_names(result: Result) -> list[str]:
    """What these files are called; [] where too few voted, and of an election held elsewhere."""
    if not result.has_file or result.poll.is_imported:
        return []
    return [
        f"{asked['id']}{ending}"
        for asked in result.fields["questions"]
        for ending in _endings(asked)
    ]


def ballot_file_portions(result: Result, name: str) -> Iterator[bytes]:
    """One of those files, the same bytes each time. One query."""
    question, _, kind = name.rpartition(".")
    asked = next(each for each in result.fields["questions"] if each["id"] == question)
    lines = _LINES[f".{kind}"](result, asked)
    while portion := "".join(islice(lines, _PORTION)):
        yield portion.encode()


def _endings(asked: Mapping[str, Any]) -> Iterator[str]:
    yield CSV
    if asked["type"] == "budget" and "costs" in asked:
        yield PB
    if asked["type"] == "ranking":
        yield BLT


def _csv(result: Result, asked: Mapping[str, Any]) -> Iterator[str]:
    """A row a ballot: its group, whether that decides, and under each option what it was given: a
    mark, points, or a place.
    """
    titles = [harmless(asked["titles"][option]) for option in asked["options"]]
    return csv_lines([_("Group"), _("Counts"), *titles], _rows(result, asked))


def _rows(result: Result, asked: Mapping[str, Any]) -> Iterator[list[object]]:
    counted = set(result.fields["counted_groups"])
    for line in lines_of(result, asked["id"]):
        fields = json.loads(line)
        if "c" in fields:
            given = _given(asked, fields["c"])
            marks = [given.get(option) for option in asked["options"]]
            yield [fields["g"], int(fields["g"] in counted), *marks]


def _given(asked: Mapping[str, Any], choice: Any) -> Mapping[str, int]:
    if asked["type"] == "points":
        return dict(choice)
    if asked["type"] == "ranking":
        return {option: place for place, option in enumerate(choice, start=1)}
    return dict.fromkeys(choice, 1)


def _pb(result: Result, asked: Mapping[str, Any]) -> Iterator[str]:
    fields, counted = result.fields, result.fields["result"][asked["id"]]
    groups = fields["counted_groups"]
    return pb_lines(
        asked,
        counted,
        choices_that_count(result, asked["id"]),
        voters=sum(counted["ballots"].get(group, 0) for group in groups),
        meta={
            "description": f"{fields['title']}: {asked['text']}",
            "date_begin": fields["opened_at"][:10],
            "date_end": fields["closed_at"][:10],
            "rule": counted["rule"],
        },
    )


def _blt(result: Result, asked: Mapping[str, Any]) -> Iterator[str]:
    return blt_lines(asked, choices_that_count(result, asked["id"]), title=result.fields["title"])


_LINES = {CSV: _csv, PB: _pb, BLT: _blt}
