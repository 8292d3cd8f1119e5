"""The dashboard and the pages of measures: what the latest summary says, for those who
may read it.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from coopservices.documents import read
from outcomes.indicators.actions.indicators import place_marker
from outcomes.indicators.actions.releases import import_release
from outcomes.indicators.queries.shown import indicator_shown
from outcomes.models import Chart, Summary
from outcomes.rebuilding.actions import rebuild_dashboard, rebuild_round_summary
from outcomes.summaries.documents import DashboardDocument
from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db

READERS = {Role.COMMISSIONER, Role.COUNCILLOR, Role.OFFICER}
MONTHS = [
    f"{name} {year}"
    for year in (2024, 2025)
    for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul")
]


@pytest.fixture
def council():
    return make.a_council(area_code="E08000009")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def bring_in(officer, indicator, *rows, columns="indicator,area_code,area_name,period,value"):
    text = "\n".join([columns, *(f"{indicator.key},{row}" for row in rows)])
    import_release(
        by=officer,
        council=indicator.council,
        title="Figures",
        source="The source",
        licence="OGL",
        attribution="",
        file=text.encode(),
        at=timezone.now(),
    )
    make.settle()
    (summary,) = Summary.objects.latest_dashboards()
    (document,) = read(DashboardDocument, summary.document).indicators
    return indicator_shown(indicator.council, document.key)


def own(*values, periods=MONTHS):
    return [
        f"E08000009,Northbrook,{period},{value}"
        for period, value in zip(periods, values, strict=False)
    ]


# --- Who may read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_dashboard(role, council, client):
    client.force_login(make.a_person(council, role))
    assert client.get(reverse("dashboard")).status_code == (200 if role in READERS else 403)


def test_a_stranger_is_asked_to_sign_in(council, client):
    assert client.get(reverse("dashboard")).url.startswith(reverse("account_login"))


# --- What it says ---------------------------------------------------------------------------------


def test_silence_and_delay_are_seen(council, officer, client):
    today, noon = (
        timezone.localdate(),
        timezone.localtime().replace(hour=12),
    )  # summer time moves no day then
    round_ = make.a_round(make.a_sector(council))
    finding = make.a_finding(
        round_, at=noon - timedelta(days=40), we_heard="Families want benches."
    )
    make.a_finding(round_, at=noon - timedelta(days=3), we_heard="Children want a pond.")
    commitment = make.a_commitment(make.an_answered_finding(round_), title="Open evenings")
    type(commitment).objects.filter(pk=commitment.pk).update(due_on=today - timedelta(days=12))
    rebuild_round_summary(round=round_, at=timezone.now())
    rebuild_dashboard(council=council, at=timezone.now())
    client.force_login(officer)
    words = " ".join(client.get(reverse("dashboard")).content.decode().split())
    assert re.findall(r"Heard (\d+) days ago, answer (was due on|due by)", words) == [
        ("40", "was due on"),
        ("3", "due by"),
    ]
    assert "Due 12 days ago" in words
    assert reverse("finding_detail", args=[finding.pk]) in words


def test_where_nothing_is_owed_no_list_is_begun(council, officer, client):
    rebuild_dashboard(council=council, at=timezone.now())
    client.force_login(officer)
    words = client.get(reverse("dashboard")).text
    assert "What we owe them" in words
    assert "Not answered yet" not in words
    assert "Promises that are overdue" not in words


def test_it_costs_the_same_for_many_rounds(council, officer, client, django_assert_max_num_queries):
    client.force_login(officer)
    sector = make.a_sector(council)
    for _ in range(2):
        for _ in range(4):
            round_ = make.a_round(sector)
            make.a_commitment(make.an_answered_finding(round_))
            rebuild_round_summary(round=round_, at=timezone.now())
        rebuild_dashboard(council=council, at=timezone.now())
        with django_assert_max_num_queries(7):
            assert client.get(reverse("dashboard")).status_code == 200


# --- Measures -------------------------------------------------------------------------------------


def test_a_flow_is_drawn_as_a_process_with_its_rules_named(council, officer, client):
    indicator = make.an_indicator(
        council, kind="flow", unit="days", direction="down", name="Days to wait"
    )
    shown = bring_in(
        officer, indicator, *own(50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 51, 50, 49, 90)
    )
    assert shown.headline == "Days to wait: higher than usual, which is worse"
    assert (shown.variation, shown.tone) == ("Getting worse", "orange")
    chart = shown.chart
    assert chart.rule_set == "XmR, 7-point rules."
    assert chart.columns == (
        "Period",
        "Northbrook",
        "Mean",
        "Lower limit",
        "Upper limit",
        "What it says",
    )
    assert chart.rows[-1][-1] == "Getting worse: outside the limits"
    words = client.get(reverse("indicator_detail", args=[indicator.key])).content.decode()
    assert shown.headline in words
    assert chart.svg in words


def test_a_stock_is_never_drawn_as_a_process(council, officer):
    indicator = make.an_indicator(council, kind="stock", name="Homes rated good")
    shown = bring_in(officer, indicator, *own(*range(60, 74)))
    assert shown.headline == "Homes rated good: 73% in Jul 2025, 66% a year before"
    assert shown.variation == "Cannot be judged"
    assert "how things stood on a day" in shown.caution
    assert not shown.chart.rule_set.startswith("XmR")


def test_the_figures_of_a_column_have_as_many_decimals_as_each_other(council, officer):
    indicator = make.an_indicator(council, kind="stock", name="Homes rated good")
    shown = bring_in(officer, indicator, *own(87.3, 87, 1088.9))
    assert [row[1] for row in shown.chart.rows] == ["87.3", "87.0", "1,088.9"]


def test_a_share_of_so_many_is_compared_with_its_interval(council, officer):
    indicator = make.an_indicator(
        council, kind="survey", unit="% of people", is_of_people=True, name="Satisfied"
    )
    rows = [
        f"E08000009,Northbrook,{period},{value},400"
        for period, value in (("2023-24", 50), ("2024-25", 70))
    ]
    shown = bring_in(
        officer, indicator, *rows, columns="indicator,area_code,area_name,period,value,denominator"
    )
    assert shown.headline == "Satisfied: higher than a year ago, which is better"
    chart = shown.chart
    assert "95% intervals (Wilson)" in chart.rule_set
    assert chart.rows[-1] == ("2024-25", "70", "65.3 to 74.3")


def test_nothing_is_compared_across_a_break(council, officer, now):
    indicator = make.an_indicator(council, kind="stock", name="Homes rated good")
    place_marker(
        by=officer,
        indicator=indicator,
        kind="break",
        on=date(2025, 3, 1),
        reason="New ratings.",
        at=now,
    )
    shown = bring_in(officer, indicator, *own(*range(60, 74)))
    assert shown.headline == "Homes rated good: 73% in Jul 2025"


def test_others_stand_beside_it_and_are_not_ranked(council, officer):
    rows = own(70, 71)
    rows += [f"E92000001,England,{period},75" for period in MONTHS[:2]]
    rows += [f"E0800001{n},Place {n},{MONTHS[1]},{60 + n}" for n in range(3)]
    shown = bring_in(officer, make.an_indicator(council), *rows)
    assert shown.comparison == "England: 75%. Middle of 3 similar councils: 61%."
    assert "Place" not in str(Chart.objects.values_list("svg", "document"))


def test_a_target_is_drawn_and_told(council, officer, client, now):
    indicator = make.an_indicator(council)
    told = {
        "kind": "target",
        "on": date(2027, 4, 1),
        "value": Decimal(85),
        "reason": "Agreed with residents.",
    }
    place_marker(by=officer, indicator=indicator, at=now, **told)
    bring_in(officer, indicator, *own(70, 71))
    assert "Target" in Chart.objects.get(key=f"of/{indicator.key}", language="en-gb").svg
    words = client.get(reverse("indicator_detail", args=[indicator.key])).content.decode()
    assert "Target of 85%" in words
    assert "Agreed with residents." in words


def test_a_chart_is_drawn_in_the_language_of_its_reader(council, officer, client):
    indicator = make.an_indicator(council)
    bring_in(officer, indicator, *own(70, 71))
    drawn = {chart.language: chart.svg for chart in Chart.objects.filter(key=f"of/{indicator.key}")}
    assert set(drawn) == {"en-gb", "cy"}
    assert 'lang="en-gb">Northbrook<' in drawn["cy"]
    assert ">Ion 2024<" in drawn["cy"]
    address = reverse("indicator_detail", args=[indicator.key])
    assert drawn["en-gb"] in client.get(address).content.decode()
    with override("cy"):
        assert drawn["cy"] in client.get(f"/cy{address}").content.decode()


# --- Small numbers of people ----------------------------------------------------------------------


def test_a_small_count_of_people_stands_nowhere(council, officer, client):
    """Three children, in a council where the other months have 13: on no page, chart, file or
    address of the API.
    """
    indicator = make.an_indicator(
        council, kind="flow", unit="children", is_of_people=True, name="Children moved far"
    )
    shown = bring_in(officer, indicator, *own(13, 13, 3, 13, 13))
    charts = list(Chart.objects.filter(key__endswith=indicator.key))
    assert shown.value == "15 children"
    assert ("Mar 2024", "too few people to show") in shown.chart.rows
    told = client.get(reverse("indicator_detail", args=[indicator.key])).content.decode()
    told += b"".join(
        client.get(reverse("download_indicator", args=[indicator.key])).streaming_content
    ).decode()
    assert "13" not in "".join(row[1] for row in shown.chart.rows)
    assert [reading["value"] for reading in charts[0].document["readings"]] == [
        15,
        15,
        None,
        15,
        15,
    ]
    assert ">3<" not in told
    assert '"3"' not in told
    figures = client.get("/api/v1/observations/").json()["results"]
    assert [figure["value"] for figure in figures] == [15, 15, None, 15, 15]


def test_a_share_that_would_tell_a_small_count_is_hidden(council, officer):
    indicator = make.an_indicator(council, kind="survey", unit="% of children", is_of_people=True)
    rows = [
        f"E08000009,Northbrook,{year},{share},40"
        for year, share in ((2022, 50), (2023, 95), (2024, 5))
    ]
    shown = bring_in(
        officer, indicator, *rows, columns="indicator,area_code,area_name,period,value,denominator"
    )
    assert [row[1] for row in shown.chart.rows] == [
        "50",
        "too few people to show",
        "too few people to show",
    ]


def test_homes_are_no_people(council, officer):
    indicator = make.an_indicator(council, unit="homes", is_of_people=False)
    assert bring_in(officer, indicator, *own(3, 4)).value == "4 homes"


def test_a_country_is_not_one_place(council, officer, client):
    indicator = make.an_indicator(council, unit="children", is_of_people=True)
    bring_in(officer, indicator, *own(20), f"E92000001,England,{MONTHS[0]},3")
    values = {
        each["place_code"]: each["value"]
        for each in client.get("/api/v1/observations/").json()["results"]
    }
    assert values == {"E08000009": 20, "E92000001": 3}


def test_no_figures_yet(council, client):
    indicator = make.an_indicator(council, name="Falls")
    words = client.get(reverse("indicator_detail", args=[indicator.key])).content.decode()
    assert "There are no figures to show yet" in words


def test_another_councils_measure_is_not_found(council, client):
    other = make.an_indicator(make.a_council(host="other.example"))
    make.an_indicator(council)
    response = client.get(reverse("indicator_detail", args=[other.key]))
    assert response.status_code == 404
