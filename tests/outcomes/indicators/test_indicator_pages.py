"""The public list of what is measured, and what is said where nobody can judge a change."""

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.indicators.actions.releases import import_release
from outcomes.indicators.queries.shown import indicator_shown
from outcomes.rebuilding.actions import rebuild_dashboard
from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(area_code="E08000009")


def bring_in(indicator, *figures):
    """Figures by period and value of the council itself."""
    rows = [f"{indicator.key},E08000009,Northbrook,{period},{value}" for period, value in figures]
    import_release(
        by=make.a_person(indicator.council, Role.OFFICER),
        council=indicator.council,
        title="Figures",
        source="The source",
        licence="OGL",
        attribution="",
        file="\n".join(["indicator,area_code,area_name,period,value", *rows]).encode(),
        at=timezone.now(),
    )
    make.settle()
    return indicator_shown(indicator.council, indicator.key)


def listed(client, **asked):
    reply = client.get(reverse("indicators"), asked)
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


# --- The list -------------------------------------------------------------------------------------


def test_everybody_reads_what_is_measured(council, client):
    indicator = make.an_indicator(council, name="Homes rated good", direction="up")
    bring_in(indicator, ("Apr 2025", 83.3), ("Apr 2026", 75.4))
    words = listed(client)
    assert "Homes rated good" in words
    assert reverse("indicator_detail", args=[indicator.key]) in words
    assert words.index("<h2>All measures") < words.index("<h3>")
    for told in ("75.4%", "in Apr 2026", "Higher is better", "% of homes"):
        assert told in words, told


def test_the_list_is_searched_by_words_of_name_unit_and_sector(council, client):
    sector = make.a_sector(council, "Primary care")
    make.an_indicator(council, name="Days to wait", sector=sector, kind="flow", unit="days")
    make.an_indicator(council, name="Homes rated good")
    rebuild_dashboard(council=council, at=timezone.now())
    words = listed(client, q="PRIMARY wait")
    assert "1 measure found" in words
    assert "Days to wait" in words
    assert "Homes rated good" not in words
    assert "No measure has these words" in listed(client, q="nothing like it")
    assert listed(client, q="x" * 500)


def test_a_long_list_has_pages_and_costs_the_same(council, client, django_assert_max_num_queries):
    for n in range(21):
        make.an_indicator(council, name=f"Measure {n}", position=n)
    rebuild_dashboard(council=council, at=timezone.now())
    with django_assert_max_num_queries(4):
        assert "Measure 20" not in listed(client)
    assert "Measure 20" in listed(client, page="2")
    assert "Measure 20" in listed(client, page="nonsense", q="20")


def test_before_there_are_figures_the_list_says_so(council, client):
    assert "No measures yet" in listed(client)


def test_another_councils_measures_are_not_here(council, client):
    there = make.a_council(host="elsewhere.example")
    make.an_indicator(there, name="Theirs")
    rebuild_dashboard(council=there, at=timezone.now())
    council.host = "testserver"
    council.save()
    assert "Theirs" not in listed(client)


def test_the_list_is_reached_from_every_page(council, client):
    link = f'href="{reverse("indicators")}"'
    assert client.get(reverse("home")).content.decode().count(link) == 1
    assert client.get(reverse("commitments")).content.decode().count(link) == 2


# --- Where a change cannot be judged --------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (
            [("Apr 2025", 83.3), ("Apr 2026", 75.4)],
            "It fell from 83.3% to 75.4% in 12 months. To rule out chance, one must know "
            "how many were counted both times.",
        ),
        (
            [("Apr 2025", 70), ("Apr 2026", 75)],
            "It rose from 70% to 75% in 12 months. To rule out chance, one must know "
            "how many were counted both times.",
        ),
        (
            [("Jan 2026", 70), ("Apr 2026", 75)],
            "It rose from 70% in Jan 2026 to 75%. There is no figure of a year before, so chance "
            "cannot be ruled out.",
        ),
        (
            [("Jan 2026", 75), ("Apr 2026", 75)],
            "It stood at 75%, as in Jan 2026. There is no figure of a year before, so chance "
            "cannot be ruled out.",
        ),
        (
            [("Apr 2026", 75)],
            "There is one figure only. There is no figure of a year before, so chance cannot be "
            "ruled out.",
        ),
    ],
)
def test_why_it_cannot_be_judged_and_what_can_be_said(council, client, figures, words):
    indicator = make.an_indicator(council)
    shown = bring_in(indicator, *figures)
    assert shown.reason == words
    assert words in listed(client)
    detail = client.get(reverse("indicator_detail", args=[indicator.key])).content.decode()
    assert words in " ".join(detail.split())


def test_what_can_be_judged_needs_no_reason(council):
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    flow = make.an_indicator(council, kind="flow", unit="days")
    values = (50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 51, 50)
    shown = bring_in(flow, *((f"{m} 2025", v) for m, v in zip(months, values, strict=True)))
    assert shown.variation == "No clear change"
    assert shown.reason == ""


def test_a_small_line_says_where_it_begins_and_ends(council, client):
    indicator = make.an_indicator(council)
    shown = bring_in(indicator, ("Apr 2024", 80), ("Apr 2025", 83.3), ("Apr 2026", 75.4))
    assert shown.ends == ("Apr 2024: 80%", "Apr 2026: 75.4%")
    assert "Apr 2024: 80%" in listed(client)
    assert bring_in(make.an_indicator(council), ("Apr 2026", 75)).ends == ()
    rate = make.an_indicator(council, unit="per 100,000 people")
    assert bring_in(rate, ("2024/25", 543), ("2025/26", 779.6)).ends[1] == "2025/26: 779.6"
