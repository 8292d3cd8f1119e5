"""Draws how many chose what, as bars with their names and numbers beside them."""

import json
from textwrap import wrap
from typing import Any

import altair as alt

from outcomes.engines.drawings.look import BLUE, FONT, INK, configured
from outcomes.engines.drawings.pictures import Bar, Bars
from outcomes.engines.drawings.safe_svg import safe_svg

WIDTH, ROW, BAR = 480, 52, 26
NAME_WIDTH, NAME_LINES = 32, 2  # characters


def draw_bars(picture: Bars) -> str:
    """Return the bars as SVG, the first on top."""
    rows = [_row(place, bar) for place, bar in enumerate(picture.bars)]
    longest = max((bar.length or 0 for bar in picture.bars), default=0)
    base = alt.Chart({"values": rows}).encode(
        y=alt.Y("place:O", title=None, axis=alt.Axis(domain=False, ticks=False, labelExpr=_names(rows), labelLimit=0)),
        x=alt.X("length:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest or 1])),
    )
    drawn = base.mark_bar(color=BLUE, height=BAR) + base.mark_text(
        align="left", dx=8, fontSize=15, font=FONT, color=INK
    ).encode(text="words:N")
    chart = configured(drawn.properties(width=WIDTH, height=ROW * max(len(rows), 1)))
    return safe_svg(chart.to_dict(), title=picture.title, description=picture.description)


def _row(place: int, bar: Bar) -> dict[str, Any]:
    lines = wrap(bar.name, NAME_WIDTH) or [""]
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1]} …"]
    return {"place": place, "length": bar.length or 0, "words": bar.words, "name": lines}


def _names(rows: list[dict[str, Any]]) -> str:
    """The names of the bars, as an expression whose only variable part is JSON that no name can break out of."""
    return f"{json.dumps([row['name'] for row in rows])}[datum.value]"
