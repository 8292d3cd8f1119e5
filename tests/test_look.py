"""The look in a real browser: axe, keyboard, narrow screens, and nothing that the content security
policy refuses.
"""

from pathlib import Path

import brotli
import pytest
from django.urls import path
from playwright.sync_api import expect

from coopservices.components import components
from coopservices.urls import urlpatterns as coopservices_urls

BUILT = Path(__file__).resolve().parent.parent / "static" / "build"

urlpatterns = [path("components/", components), *coopservices_urls]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gallery(browser, live_server):
    """The component page; the test fails if the browser's console has anything to complain of."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.goto(f"{live_server.url}/components/")
    yield page
    page.close()
    assert not complaints


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(gallery, axe, width):
    gallery.set_viewport_size({"width": width, "height": 900})
    axe(gallery)


def test_nothing_is_wider_than_the_narrowest_screen(gallery):
    gallery.set_viewport_size({"width": 320, "height": 600})
    assert gallery.evaluate("document.documentElement.scrollWidth") == 320


def test_the_first_tab_is_the_way_past_the_header(gallery):
    gallery.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    skip = gallery.get_by_role("link", name="Skip to main content")
    skip.focus()
    expect(skip).to_be_in_viewport()
    skip.press("Enter")
    assert gallery.evaluate("document.activeElement.id") == "main"


def test_a_mistake_in_the_summary_leads_to_its_input(gallery):
    gallery.get_by_role("link", name="Enter an amount in pounds").click()
    expect(gallery.get_by_label("What would it cost?")).to_be_focused()


def test_the_room_left_is_counted_as_the_server_counts(gallery):
    box, count = gallery.get_by_label("What is the problem?"), gallery.locator("#id_problem_count")
    box.fill("ab\ncd")
    expect(count).to_have_text("Characters left: 494")  # a line end is sent as two
    box.fill("é" * 499)
    expect(count).to_have_text("Characters left: 1")
    box.fill("😀" * 502)
    expect(count).to_have_text("Characters too many: 2")


def test_the_typeface_is_ours_and_comes_from_here(gallery):
    assert gallery.evaluate("document.fonts.check('20px \"Source Sans 3\"')")
    assert "GDS Transport" not in (BUILT / "app.css").read_text()


def test_what_every_page_loads_is_small():
    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    files = [BUILT / "app.css", BUILT / "app.js", htmx]
    compressed = sum(len(brotli.compress(file.read_bytes())) for file in files)
    assert compressed + (BUILT / "source-sans-3.woff2").stat().st_size < 60_000


def _style(gallery, selector, name, pseudo=None):
    return gallery.evaluate(
        "([selector, name, pseudo]) =>"
        " getComputedStyle(document.querySelector(selector), pseudo)[name]",
        [selector, name, pseudo],
    )


def test_on_paper_a_receipt_is_black_in_a_border_and_ways_about_are_gone(gallery):
    gallery.emulate_media(media="print")
    assert _style(gallery, ".govuk-panel--confirmation", "color") == "rgb(0, 0, 0)"
    assert _style(gallery, ".govuk-panel--confirmation", "borderTopStyle") == "solid"
    for gone in ("main .govuk-button", ".page-foot", ".govuk-skip-link"):
        assert _style(gallery, gone, "display") == "none", gone


def test_on_paper_no_address_is_printed_across_a_title(gallery):
    gallery.emulate_media(media="print")
    assert _style(gallery, ".card__link", "content", "::after") == "none"


def test_in_forced_colours_the_links_of_the_chain_differ_by_shape(gallery):
    gallery.emulate_media(forced_colors="active")
    looks = {
        state: tuple(
            _style(gallery, f".lineage__step--{state}", name, "::after")
            for name in ("borderTopStyle", "borderTopLeftRadius", "backgroundImage")
        )
        for state in ("done", "now", "ahead")
    }
    assert len(set(looks.values())) == 3, looks


def test_in_forced_colours_a_chart_is_drawn_in_the_readers_colours(gallery):
    gallery.emulate_media(forced_colors="active", color_scheme="dark")
    readers, text = (_style(gallery, "body", "color"), _style(gallery, ".chart svg text", "fill"))
    assert text == readers
    drawn = _style(gallery, '.chart svg [fill^="#"]:not([fill="#FFFFFF"])', "fill")
    assert drawn == readers
