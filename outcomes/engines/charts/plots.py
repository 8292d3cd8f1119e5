"""Draws how something went over time: as a line beside others, or as a process with its mean and
limits.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

import altair as alt

from outcomes.engines.charts.look import BLUE, FONT, INK, ORANGE, SHAPES, WINE, configured
from outcomes.engines.charts.pictures import Dot, LevelNames, Plot
from outcomes.engines.charts.safe_svg import Words, safe_svg

WIDTH, HEIGHT = 700, 300
SMALL_WIDTH, SMALL_HEIGHT = 300, 90
NARROW_WIDTH, NARROW_HEIGHT = 285, 240
LETTER = 7  # pixels of width
OTHERS = ((ORANGE, [6, 3]), (INK, [2, 2]))
TARGET, LIMIT = [10, 4], [4, 4]
KEY_ROW, KEY_LINE, KEY_ABOVE = 22, 34, 52


def draw_plot(picture: Plot) -> str:
    """Return the plot as SVG, each line named at its end.

    A small one has no words in it but its title: they stand beside it.
    """
    if picture.is_small:
        return _drawn(picture, lambda _: [], width=SMALL_WIDTH, height=SMALL_HEIGHT)
    levels = picture.levels
    names = [picture.place, levels.lower_limit, levels.upper_limit, levels.target, levels.mean]
    names += [line.name for line in picture.others]
    space = LETTER * max(map(len, names))
    return _drawn(
        picture, lambda known: [_names(known)], width=WIDTH, height=HEIGHT, space_right=space
    )


def draw_narrow_plot(picture: Plot) -> str:
    """Return the plot as SVG for a phone, with a key above it and fewer periods named below."""
    longest = max((len(name) for _, name in picture.periods), default=0)
    room = max(NARROW_WIDTH // (LETTER * (longest + 2)), 1)
    apart = -(-len(picture.periods) // room)
    fewer = replace(picture, periods=picture.periods[::-1][:: max(apart, 1)][::-1])
    return _drawn(fewer, _key, width=NARROW_WIDTH, height=NARROW_HEIGHT)


def _drawn(
    picture: Plot,
    names: Callable[[Plot], Iterable[alt.Chart]],
    *,
    width: int,
    height: int,
    space_right: int = 0,
) -> str:
    words = Words()
    known = _with_stand_ins(picture, words)
    chart = alt.layer(*_layers(known), *names(known)).properties(width=width, height=height)
    drawn = configured(chart, space_right=space_right).to_dict()
    return safe_svg(drawn, words, title=picture.title, description=picture.description)


def _with_stand_ins(picture: Plot, words: Words) -> Plot:
    names_in, levels = picture.names_in, picture.levels
    return replace(
        picture,
        unit=words.stand_in(picture.unit, names_in),
        place=words.stand_in(picture.place, names_in),
        others=tuple(
            replace(line, name=words.stand_in(line.name, names_in if line.has_own_name else ""))
            for line in picture.others
        ),
        periods=tuple((on, words.stand_in(name)) for on, name in picture.periods),
        levels=LevelNames(
            target=words.stand_in(levels.target),
            mean=words.stand_in(levels.mean),
            upper_limit=words.stand_in(levels.upper_limit),
            lower_limit=words.stand_in(levels.lower_limit),
            both_limits=words.stand_in(levels.both_limits),
        ),
    )


def _layers(picture: Plot) -> Iterator[alt.Chart]:
    yield from _events(picture)
    yield from _target(picture)
    for line, (colour, dashes) in zip(picture.others, OTHERS, strict=False):
        yield _line(
            picture, [{"on": _day(on), "value": value} for on, value in line.values], colour, dashes
        )
    yield from _limits(picture)
    yield from _intervals(picture)
    for stretch in _stretches(picture.dots):
        yield _line(picture, [_point(dot) for dot in stretch], BLUE, [1, 0], width=2.5)
    yield _points(picture)


def _x(picture: Plot) -> alt.X:
    """Days as whole numbers, so that no clock and no time zone has a say."""
    names = {_day(on): name for on, name in picture.periods}
    axis = alt.Axis(
        title=None,
        grid=False,
        values=list(names),
        labelExpr=f"{json.dumps(names)}[datum.value]",
        labelLimit=0,
    )
    return alt.X(
        "on:Q", axis=None if picture.is_small else axis, scale=alt.Scale(zero=False, nice=False)
    )


def _y(picture: Plot, field: str = "value") -> alt.Y:
    axis = alt.Axis(
        title=picture.unit,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-14,
        tickCount=5,
    )
    return alt.Y(
        f"{field}:Q",
        axis=None if picture.is_small else axis,
        scale=alt.Scale(zero=False, nice=True),
    )


def _data(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    return alt.Chart({"values": list(rows)})


def _line(
    picture: Plot,
    rows: Sequence[dict[str, Any]],
    colour: str,
    dashes: list[int],
    *,
    width: float = 1.8,
) -> Any:
    drawn = _data(rows).mark_line(color=colour, strokeDash=dashes, strokeWidth=width)
    return drawn.encode(x=_x(picture), y=_y(picture))


def _points(picture: Plot) -> Any:
    """The figures themselves; in a small plot only the last one, and those that mean something."""
    shown = [dot for dot in picture.dots if dot.value is not None]
    if picture.is_small:
        shown = [dot for dot in shown if dot.meaning] + shown[-1:]
    meanings = list(SHAPES)
    return (
        _data([_point(dot) for dot in shown])
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            x=_x(picture),
            y=_y(picture),
            shape=alt.Shape(
                "meaning:N",
                legend=None,
                scale=alt.Scale(domain=meanings, range=[SHAPES[m][0] for m in meanings]),
            ),
            color=alt.Color(
                "meaning:N",
                legend=None,
                scale=alt.Scale(domain=meanings, range=[SHAPES[m][1] for m in meanings]),
            ),
        )
    )


def _limits(picture: Plot) -> Iterator[Any]:
    for _, segment in groupby(picture.dots, key=lambda dot: dot.segment):
        dots = list(segment)
        for name, dashes in (("mean", [1, 0]), ("low", LIMIT), ("high", LIMIT)):
            level = getattr(dots[0], name)
            if level is not None:
                rows = [{"on": _day(dot.on), "value": level} for dot in dots]
                yield _line(picture, rows, INK, dashes, width=1.2)


def _intervals(picture: Plot) -> Iterator[Any]:
    rows = [
        {"on": _day(dot.on), "value": dot.lower, "upper": dot.upper}
        for dot in picture.dots
        if dot.lower is not None
    ]
    if rows and not picture.is_small:
        drawn = _data(rows).mark_rule(color=BLUE, strokeWidth=1.5, opacity=0.55)
        yield drawn.encode(x=_x(picture), y=_y(picture), y2=alt.Y2("upper:Q"))


def _target(picture: Plot) -> Iterator[Any]:
    if picture.target is not None:
        rule = _data([{"value": picture.target}]).mark_rule(
            color=WINE, strokeDash=TARGET, strokeWidth=1.8
        )
        yield rule.encode(y=_y(picture))


def _events(picture: Plot) -> Iterator[Any]:
    if picture.events and not picture.is_small:
        rule = _data([{"on": _day(on)} for on in picture.events]).mark_rule(
            color=INK, strokeDash=[1, 3]
        )
        yield rule.encode(x=_x(picture))


def _names(picture: Plot) -> Any:
    """The names of the lines at their ends, kept apart from each other."""
    ends = [
        (
            picture.place,
            BLUE,
            [(dot.on, dot.value) for dot in picture.dots if dot.value is not None],
        )
    ]
    ends += [(line.name, INK, list(line.values)) for line in picture.others]
    rows = [
        {"on": _day(values[-1][0]), "value": values[-1][1], "name": name, "colour": colour}
        for name, colour, values in ends
        if values
    ]
    last, called = picture.dots[-1], picture.levels
    levels = (
        (called.target, picture.target, WINE),
        (called.mean, last.mean, INK),
        (called.upper_limit, last.high, INK),
        (called.lower_limit, last.low, INK),
    )
    rows += [
        {"on": _day(last.on), "value": level, "name": name, "colour": colour}
        for name, level, colour in levels
        if level is not None
    ]
    return (
        _data(_apart(picture, rows))
        .mark_text(align="left", dx=10, fontSize=15, font=FONT)
        .encode(
            x=_x(picture),
            y=_y(picture, "place"),
            text="name:N",
            color=alt.Color("colour:N", scale=None),
        )
    )


def _key(picture: Plot) -> Iterator[Any]:
    """A line and its name for each kind of line, above the plot and the name of its unit."""
    last, called = picture.dots[-1], picture.levels
    rows: list[tuple[str, str, list[int], float]] = [(picture.place, BLUE, [1, 0], 2.5)]
    rows += [(line.name, *drawn, 1.8) for line, drawn in zip(picture.others, OTHERS, strict=False)]
    if picture.target is not None:
        rows.append((called.target, WINE, TARGET, 1.8))
    if last.mean is not None:
        rows += [(called.mean, INK, [1, 0], 1.2), (called.both_limits, INK, LIMIT, 1.2)]
    for above, (name, colour, dashes, width) in enumerate(reversed(rows)):
        at = alt.value(-KEY_ABOVE - KEY_ROW * above)
        line = _data([{}]).mark_rule(color=colour, strokeDash=dashes, strokeWidth=width)
        yield line.encode(x=alt.value(0), x2=alt.value(KEY_LINE), y=at)
        said = _data([{"name": name}]).mark_text(
            align="left", baseline="middle", fontSize=15, font=FONT, color=INK
        )
        yield said.encode(x=alt.value(KEY_LINE + 8), y=at, text="name:N")


def _apart(picture: Plot, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with a `place` far enough below the one above it for its name to be read."""
    levels = [dot.value for dot in picture.dots if dot.value is not None]
    levels += [value for line in picture.others for _, value in line.values] + [
        row["value"] for row in rows
    ]
    step = (max(levels) - min(levels)) / 14 if levels else 0
    apart: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: -row["value"]):
        place = min(row["value"], apart[-1]["place"] - step) if apart else row["value"]
        apart.append({**row, "place": place})
    return apart


def _day(on: date) -> int:
    return on.toordinal()


def _point(dot: Dot) -> dict[str, Any]:
    return {"on": _day(dot.on), "value": dot.value, "meaning": dot.meaning}


def _stretches(dots: Sequence[Dot]) -> Iterator[list[Dot]]:
    """The dots without gaps, cut where a figure is missing or a segment ends."""
    for (is_there, _), stretch in groupby(
        dots, key=lambda dot: (dot.value is not None, dot.segment)
    ):
        if is_there:
            yield list(stretch)
