"""Draws how many chose what, as bars with their numbers at their ends, and their names beside them
or above.
"""

import json
from textwrap import wrap
from typing import Any

import altair as alt

from outcomes.engines.charts.look import BLUE, FONT, INK, configured
from outcomes.engines.charts.pictures import Bar, Bars
from outcomes.engines.charts.safe_svg import Words, safe_svg

WIDTH, ROW, BAR = 420, 52, 26
NAME_SPACE, NUMBER_SPACE = 262, 90
NAME_WIDTH, NAME_LINES = 34, 2  # characters
NARROW_WIDTH, NARROW_NAME_WIDTH, NARROW_GAP = 280, 56, 18
NARROW_NUMBER_SPACE, LINE, LIFT = 60, 19, 3


def draw_bars(picture: Bars) -> str:
    """Return the bars as SVG, the first on top, with their names beside them."""
    words = Words()
    rows = _rows(picture, words, NAME_WIDTH)
    names = alt.Axis(
        domain=False,
        ticks=False,
        labelLimit=0,
        minExtent=NAME_SPACE,
        maxExtent=NAME_SPACE,
        labelExpr=_names(rows),
    )
    base = _base(picture, rows, names)
    chart = (base.mark_bar(color=BLUE, height=BAR) + _numbers(base)).properties(
        width=WIDTH, height=ROW * max(len(rows), 1)
    )
    return _finished(picture, chart, words, NUMBER_SPACE)


def draw_narrow_bars(picture: Bars) -> str:
    """Return the bars as SVG for a phone, each name above its bar."""
    words = Words()
    rows = _rows(picture, words, NARROW_NAME_WIDTH)
    most = max((len(row["names"]) for row in rows), default=0)
    for row in rows:  # a short name stands next to its bar
        row["names"] = [""] * (most - len(row["names"])) + row["names"]
    above = LINE * most
    base = _base(picture, rows, axis=None)
    bars = base.mark_bar(color=BLUE, height=BAR, yOffset=above / 2)
    names = base.mark_text(
        align="left",
        baseline="line-top",
        lineHeight=LINE,
        dy=-(above + BAR) / 2 - LIFT,
        fontSize=15,
        font=FONT,
        color=INK,
    ).encode(text="names:N", x=alt.value(0))
    chart = (bars + names + _numbers(base, dy=above / 2)).properties(
        width=NARROW_WIDTH, height=(above + BAR + NARROW_GAP) * max(len(rows), 1)
    )
    return _finished(picture, chart, words, NARROW_NUMBER_SPACE)


def _base(picture: Bars, rows: list[dict[str, Any]], axis: alt.Axis | None) -> alt.Chart:
    longest = max((bar.length or 0 for bar in picture.bars), default=0)
    return alt.Chart({"values": rows}).encode(
        y=alt.Y("place:O", title=None, axis=axis),
        x=alt.X("length:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest or 1])),
    )


def _numbers(base: alt.Chart, *, dy: float = 0) -> Any:
    return base.mark_text(align="left", dx=8, dy=dy, fontSize=15, font=FONT, color=INK).encode(
        text="number:N"
    )


def _finished(picture: Bars, chart: Any, words: Words, space_right: int) -> str:
    drawn = configured(chart, space_right=space_right).to_dict()
    return safe_svg(drawn, words, title=picture.title, description=picture.description)


def _rows(picture: Bars, words: Words, name_width: int) -> list[dict[str, Any]]:
    return [
        _row(place, bar, words, name_width, picture.names_in)
        for place, bar in enumerate(picture.bars)
    ]


def _row(place: int, bar: Bar, words: Words, name_width: int, names_in: str) -> dict[str, Any]:
    lines = wrap(bar.name, name_width) or [""]
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1]} …"]
    names = [words.stand_in(line, names_in) for line in lines]
    return {
        "place": place,
        "length": bar.length or 0,
        "number": words.stand_in(bar.words),
        "names": names,
    }


def _names(rows: list[dict[str, Any]]) -> str:
    """What stands beside each bar, as an expression."""
    return f"{json.dumps([row['names'] for row in rows])}[datum.value]"
