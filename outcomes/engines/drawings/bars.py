"""Draws how many chose what, as bars with their names and numbers beside them."""

import json
from textwrap import wrap
from typing import Any

import altair as alt

from outcomes.engines.drawings.look import BLUE, FONT, INK, configured
from outcomes.engines.drawings.pictures import Bar, Bars
from outcomes.engines.drawings.safe_svg import Words, safe_svg

WIDTH, ROW, BAR = 420, 52, 26
NAME_SPACE, NUMBER_SPACE = 262, 90
NAME_WIDTH, NAME_LINES = 34, 2  # characters


def draw_bars(picture: Bars) -> str:
    """Return the bars as SVG, the first on top."""
    words = Words()
    rows = [_row(place, bar, words) for place, bar in enumerate(picture.bars)]
    names = alt.Axis(
        domain=False, ticks=False, labelLimit=0, minExtent=NAME_SPACE, maxExtent=NAME_SPACE, labelExpr=_names(rows)
    )
    longest = max((bar.length or 0 for bar in picture.bars), default=0)
    base = alt.Chart({"values": rows}).encode(
        y=alt.Y("place:O", title=None, axis=names),
        x=alt.X("length:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest or 1])),
    )
    numbers = base.mark_text(align="left", dx=8, fontSize=15, font=FONT, color=INK).encode(text="number:N")
    chart = (base.mark_bar(color=BLUE, height=BAR) + numbers).properties(width=WIDTH, height=ROW * max(len(rows), 1))
    drawn = configured(chart, space_right=NUMBER_SPACE).to_dict()
    return safe_svg(drawn, words, title=picture.title, description=picture.description)


def _row(place: int, bar: Bar, words: Words) -> dict[str, Any]:
    lines = wrap(bar.name, NAME_WIDTH) or [""]
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1]} …"]
    names = [words.stand_in(line) for line in lines]
    return {"place": place, "length": bar.length or 0, "number": words.stand_in(bar.words), "names": names}


def _names(rows: list[dict[str, Any]]) -> str:
    """What stands beside each bar, as an expression."""
    return f"{json.dumps([row['names'] for row in rows])}[datum.value]"
