"""Every component: that it is shown, that it escapes, and what it says."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Engine
from django.test import RequestFactory

from coopservices.components import GROUPS, example, sample_context
from coopservices.templatetags import ui

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
EXAMPLES = [name for names in GROUPS.values() for name in names]
HOSTILE = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "x onclick=alert(1)",
    "<img src=x onerror=alert(1)>",
    "--><svg/onload=alert(1)>",
    "</p></li></div><style>*{display:none}</style>",
    "{{ t }}{% now 'Y' %}",
]


class Elements(HTMLParser):
    """Collects the elements and attributes of some HTML."""

    def __init__(self):
        super().__init__()
        self.names, self.attributes, self.ids = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]


def read(html: str) -> Elements:
    elements = Elements()
    elements.feed(html)
    return elements


def draw(code: str, **context) -> str:
    return Engine.get_default().from_string(code).render(Context(context))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


# --- The component page ---------------------------------------------------------------------------


def test_every_tag_has_an_example():
    code = "".join(
        path.read_text() for path in (TEMPLATES / "components" / "examples").glob("*.html")
    )
    shown = {tag for tag in ui.register.tags if re.search(rf"{{% {tag}\b", code)}
    assert set(ui.register.tags) - shown == {"fields_of", "lang_as_written"}, (
        "fields_of is for allauth's forms, lang_as_written says the language of an element"
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_draws_and_brings_no_style_or_script_of_its_own(name, now):
    drawn = example(name, sample_context(now=now)).drawn
    elements = read(drawn)
    assert words(drawn)
    assert not elements.names & {"script", "style", "link", "iframe"}
    assert not {name for name in elements.attributes if name == "style" or name.startswith("on")}
    assert len(elements.ids) == len(set(elements.ids))


# --- Escaping -------------------------------------------------------------------------------------

CALLS = [
    "{% page_header t caption=t %}{{ t }}{% endpage_header %}",
    "{% phase_banner phase=t %}{{ t }}{% endphase_banner %}",
    "{% panel t %}{{ t }}{% endpanel %}",
    "{% tag colour=t %}{{ t }}{% endtag %}",
    "{% inset %}{{ t }}{% endinset %}{% warning %}{{ t }}{% endwarning %}",
    "{% details t %}{{ t }}{% enddetails %}",
    "{% notification t %}{{ t }}{% endnotification %}",
    "{% empty_state t %}{{ t }}{% endempty_state %}",
    "{% back_link t %}{{ t }}{% endback_link %}",
    (
        "{% button href=t kind=t %}{{ t }}{% endbutton %}{% button name=t value=t %}{{ t }}{% "
        "endbutton %}"
    ),
    "{% card t t %}{{ t }}{% endcard %}",
    "{% pagination page %}{{ t }}{% endpagination %}",
    (
        "{% summary_list %}{% summary_row t href=t action=t %}{{ t }}{% endsummary_row %}{% "
        "endsummary_list %}"
    ),
    "{% task_list %}{% task t href=t status=t colour=t %}{{ t }}{% endtask %}{% endtask_list %}",
    "{% round_progress phases %}{{ t }}{% endround_progress %}",
    "{% lineage steps %}{{ t }}{% endlineage %}",
    "{% figure_tile t t %}{{ t }}{% endfigure_tile %}",
    "{% share_bar 1 2 t %}{{ t }}{% endshare_bar %}",
    "{% chart chart %}{{ t }}{% endchart %}",
]


def hostile_context(text: str, now) -> dict:
    return {
        "t": text,
        "page": SimpleNamespace(
            has_previous=True, has_next=True, previous_href=text, next_href=text
        ),
        "phases": [
            SimpleNamespace(name=text, is_past=False, is_current=True, opens_at=now, closes_at=now)
        ],
        "steps": [SimpleNamespace(name=text, title=text, href=text, state=text)],
        "chart": SimpleNamespace(
            headline=text,
            svg=text,
            narrow_svg=text,
            columns=[text, text],
            rows=[[text, text]],
            source=text,
            rule_set=text,
        ),
    }


@pytest.mark.parametrize("code", CALLS)
def test_what_people_write_stays_text(code, now):
    harmless = read(draw(code, **hostile_context("words", now)))
    for text in HOSTILE:
        elements = read(draw(code, **hostile_context(text, now)))
        assert elements.names == harmless.names, text
        assert elements.attributes == harmless.attributes, text


# --- What they say --------------------------------------------------------------------------------


def test_a_page_header_without_more_is_a_heading_alone():
    assert "page-header__lead" not in draw("{% page_header 'Vote' %} {% endpage_header %}")


def test_back_says_back_unless_told_otherwise():
    assert words(draw("{% back_link '/' %}{% endback_link %}")) == "Back"
    assert (
        words(draw("{% back_link '/' %}Back to the round{% endback_link %}")) == "Back to the round"
    )


def test_success_is_read_out_at_once_and_other_news_waits():
    assert 'role="alert"' in draw("{% notification is_success=True %}x{% endnotification %}")
    assert 'role="region"' in draw("{% notification %}x{% endnotification %}")


@pytest.mark.parametrize(
    ("level", "worked"), [(messages.SUCCESS, True), (messages.INFO, False), (messages.ERROR, False)]
)
def test_whether_a_message_says_that_something_worked(level, worked):
    assert ui.is_success(Message(level, "words")) is worked


def test_a_button_with_an_address_is_a_link_and_others_are_buttons():
    assert read(draw("{% button href='/x' kind='start' %}Go{% endbutton %}")).names == {
        "a",
        "svg",
        "path",
    }
    assert 'hx-post="/x"' in draw("{% button hx_post='/x' %}Go{% endbutton %}")


@pytest.mark.parametrize(
    ("value", "total", "percent"),
    [
        (0, 0, 0),
        (0, 7, 0),
        (1, 8, 13),
        (1, 3, 33),
        (2, 3, 67),
        (7, 7, 100),
        (10**17 + 1, 10**17 + 1, 100),
    ],
)
def test_a_share_is_rounded_half_up_and_exactly(value, total, percent):
    assert f"({percent}%)" in draw(
        "{% share_bar v n 'Staff' %}{% endshare_bar %}", v=value, n=total
    )


def test_a_bar_is_drawn_by_whole_numbers_without_a_style():
    drawn = draw("{% share_bar 412 640 'Residents' %}{% endshare_bar %}")
    assert 'viewBox="0 0 640 1"' in drawn
    assert '<rect class="share-bar__share" width="412"' in drawn


def test_the_current_phase_is_said_in_words_and_marked(now):
    drawn = draw("{% round_progress phases %}{% endround_progress %}", **sample_context(now=now))
    assert drawn.count('aria-current="step"') == 1
    assert words(drawn).count("Happening now") == 1
    assert words(drawn).count("Finished") == 1
    assert words(drawn).count("Still to come") == 3


def test_every_step_of_the_chain_says_its_state(now):
    said = words(draw("{% lineage steps %}{% endlineage %}", **sample_context(now=now)))
    assert (said.count("Done"), said.count("Happening now"), said.count("Not yet")) == (
        6,
        1,
        3,
    )  # "Done" is also a step


def test_a_chart_always_has_its_table(now):
    drawn = draw("{% chart chart %}{% endchart %}", **sample_context(now=now))
    assert "<details" in drawn
    assert " open>" in drawn
    assert all(
        cell in words(drawn)
        for cell in ("Rated good", "May 2025", "61%", "Source: made up for this page.")
    )


def test_pages_keep_the_search_and_escape_it():
    request = RequestFactory().get("/", {"q": '"><b>', "page": "2"})
    drawn = draw(
        "{% pagination page %}{% endpagination %}",
        page=Paginator(range(30), 10).page(2),
        request=request,
    )
    assert "?q=%22%3E%3Cb%3E&amp;page=1" in drawn
    assert "?q=%22%3E%3Cb%3E&amp;page=3" in drawn
    assert "Page 2 of 3" in words(drawn)


def test_one_page_of_a_list_has_no_way_on():
    assert not draw(
        "{% pagination page %}{% endpagination %}", page=Paginator(range(3), 10).page(1)
    ).strip()


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (
            datetime(2026, 5, 31, 23, 0, tzinfo=UTC),
            "31 May 2026",
        ),  # midnight in British summer time
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "30 November 2026"),
        (datetime(2026, 6, 1, 16, 0, tzinfo=UTC), "1 June 2026, 5pm"),
    ],
)
def test_an_exclusive_end_is_said_as_people_say_it(end, said):
    assert ui.until(end) == said


AGES = [(0, "today"), (1, "yesterday"), (2, "2 days ago"), (1200, "1,200 days ago")]


@pytest.mark.parametrize(("days", "words"), AGES)
def test_a_day_is_so_long_ago(days, words):
    assert ui.days_ago(days) == words
