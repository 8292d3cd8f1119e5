"""Drawings: what they show is there, what people write stays text, and nothing in them styles, runs
or points out.
"""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.engines.charts import Bar, Bars, Dot, LevelNames, Line, Plot
from outcomes.engines.charts.draw import draw, draw_narrow
from outcomes.engines.charts.safe_svg import DrawingRefused, cleaned

HOSTILE = [
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "'] + alert(1) + ['",
    "<image href='https://evil.example/x.png'/>",
    "url(https://evil.example)",
    "javascript:alert(1)",
    "${alert(1)} {{ 7*7 }} \\u003cscript\\u003e",
    "datum.constructor.constructor('alert(1)')()",
    "\x00\x1c\x1a\ufffe control characters, at which the library that draws would end the process",
    "line\nbreak\ttab \u202e right to left",
]
DAYS = [date(2025, month, 1) for month in range(1, 13)]


def bars(*names):
    return Bars(
        "A title",
        "A description",
        tuple(Bar(name, n + 1, f"{n + 1} {name}") for n, name in enumerate(names)),
    )


def plot(name="Northbrook", **facts):
    dots = tuple(Dot(on, 70.0 + n % 3, lower=65.0, upper=75.0) for n, on in enumerate(DAYS))
    others = (Line(name, tuple((on, 72.0) for on in DAYS)),)
    return Plot(
        **{
            "title": name,
            "description": name,
            "unit": name,
            "place": name,
            "dots": dots,
            "others": others,
            **facts,
        }
    )


def held_to_be_harmless(svg):
    root = ET.fromstring(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert names <= {"svg", "g", "path", "rect", "line", "text", "tspan", "title", "desc"}
    assert not {
        name
        for name in attributes
        if name in ("style", "href", "class", "id") or name.startswith("on")
    }
    drawn = [value for element in root.iter() for value in element.attrib.values()]
    assert not [value for value in drawn if "url(" in value or "javascript:" in value]
    assert re.findall(r"https?://[^\"'<\s]+", re.sub(r">[^<]*<", "><", svg)) == [
        "http://www.w3.org/2000/svg"
    ]
    return root


def words_of(root):
    return {element.text for element in root.iter() if element.tag.endswith(("text", "tspan"))}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_stays_text(text):
    for picture in (bars(text, "Bench"), plot(text)):
        for drawn in (draw(picture), draw_narrow(picture)):
            assert held_to_be_harmless(drawn).get("role") == "img"


def test_the_words_are_the_ones_that_were_written():
    words = {
        element.text for element in held_to_be_harmless(draw(plot("<b>Bob & Sons</b>"))).iter()
    }
    assert "<b>Bob & Sons</b>" in words
    assert not [word for word in words if re.fullmatch(r"w\d+w", word or "")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_text_is_drawn_and_never_breaks_out(names):
    held_to_be_harmless(draw(bars(*names)))
    held_to_be_harmless(draw_narrow(bars(*names)))


@pytest.mark.parametrize("drawing", [draw, draw_narrow])
def test_bars_are_as_long_as_their_numbers_and_named(drawing):
    root = held_to_be_harmless(
        drawing(
            Bars(
                "t", "d", (Bar("Bench", 20, "20"), Bar("Lights", 10, "10"), Bar("Few", None, "few"))
            )
        )
    )
    lengths = [
        float(found[1])
        for element in root.iter()
        if element.get("fill") == "#12436D"
        and (found := re.match(r"M0,[\d.]+h([\d.]+)", element.get("d", "")))
    ]
    assert lengths[0] == 2 * lengths[1]
    assert {"Bench", "Lights", "Few", "20", "10", "few"} <= words_of(root)


def test_a_phone_has_room_for_its_drawings():
    """330 pixels are what a page of 360 has; words may shrink by a fifth to fit."""
    names = ["A dentist who comes to every home twice a year and has the time to listen", "Bench"]
    for picture in (
        bars(*names),
        plot("Middle of 15 similar councils", periods=tuple((on, "Apr 2026") for on in DAYS)),
    ):
        wide, narrow = (
            float(ET.fromstring(each).get("width"))
            for each in (draw(picture), draw_narrow(picture))
        )
        assert narrow <= 330 * 5 / 4 < wide


def test_on_a_phone_long_names_stand_above_their_bars_in_two_lines_at_most():
    first, second = (
        "Trees in every street that has room for them, and",
        "somebody who waters them in the summer",
    )
    assert {first, second} <= words_of(
        ET.fromstring(draw_narrow(bars(f"{first} {second}", "Bench")))
    )
    assert "…" in draw_narrow(bars("Trees and benches " * 9))


def test_on_a_phone_a_key_names_the_lines_and_fewer_periods_are_named():
    periods = tuple((on, f"{on:%b %Y}") for on in DAYS)
    words = words_of(
        ET.fromstring(
            draw_narrow(plot("England", place="Northbrook", periods=periods, target=80.0))
        )
    )
    assert {"Northbrook", "England", "Target", "Dec 2025"} <= words
    assert 2 <= len(words & {name for _, name in periods}) <= 5
    dots = tuple(Dot(on, 50.0, mean=50.0, low=40.0, high=60.0) for on in DAYS)
    assert {"Mean", "Upper and lower limit"} <= words_of(
        ET.fromstring(draw_narrow(plot(dots=dots, others=())))
    )
    assert draw_narrow(plot(periods=())) != ""


def test_a_small_plot_needs_no_other_drawing_for_a_phone():
    assert draw_narrow(plot(is_small=True)) == ""


def test_the_title_and_the_description_come_first():
    root = ET.fromstring(draw(plot()))
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert [child.text for child in root][:2] == ["Northbrook", "Northbrook"]


def test_a_process_names_its_mean_and_limits():
    dots = tuple(
        Dot(on, 50.0 + n, "concern" if n == 11 else "", mean=50.0, low=40.0, high=60.0)
        for n, on in enumerate(DAYS)
    )
    drawn = draw(plot(dots=dots, others=(), target=65.0))
    assert all(name in drawn for name in ("Mean", "Upper limit", "Lower limit", "Target"))


def test_what_people_wrote_bears_its_language():
    lines = (Line("England", ((DAYS[0], 72.0),)), Line("Canol", ((DAYS[0], 71.0),), False))
    picture = plot(others=lines, target=65.0, levels=LevelNames(target="Targed"), names_in="en-gb")
    for drawn in (draw(picture), draw_narrow(picture)):
        languages = {element.text: element.get("lang") for element in ET.fromstring(drawn).iter()}
        assert languages["England"] == languages["Northbrook"] == "en-gb"
        assert languages["Canol"] is languages["Targed"] is None
    root = ET.fromstring(draw(replace(bars("Bench"), names_in="en-gb")))
    assert {each.text: each.get("lang") for each in root.iter()}["Bench"] == "en-gb"


def test_a_missing_figure_breaks_the_line():
    whole = draw(plot(others=()))
    dots = tuple(Dot(on, None if n == 5 else 70.0) for n, on in enumerate(DAYS))
    assert draw(plot(others=(), dots=dots)).count('stroke-width="2.5"') == 1 + whole.count(
        'stroke-width="2.5"'
    )


def test_a_small_plot_has_no_words_but_its_title():
    root = ET.fromstring(draw(plot(is_small=True)))
    assert not [element for element in root.iter() if element.tag.endswith("}text")]


def test_the_periods_below_are_named_as_the_source_names_them():
    drawn = draw(plot(periods=((DAYS[0], "2024/25"), (DAYS[11], "<b>last</b>"))))
    words = {element.text for element in ET.fromstring(drawn).iter()}
    assert {"2024/25", "<b>last</b>"} <= words


def test_drawing_again_gives_the_same():
    assert draw(plot()) == draw(plot())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        "<a href='https://x.example'/>",
        "<style>*{}</style>",
        "<path fill='url(#x)'/>",
        "<image/>",
    ],
)
def test_what_may_not_be_in_a_drawing_is_refused(inside):
    with pytest.raises(DrawingRefused):
        cleaned(f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>")
