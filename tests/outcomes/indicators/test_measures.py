"""Measures: defined once, brought in whole or not at all, and marked with reasons."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from coopservices.models import Event
from coopservices.texts import Text
from outcomes.engines.importers.figures import FiguresRefused
from outcomes.indicators.actions.indicators import IndicatorRefused, define_indicator, place_marker
from outcomes.indicators.actions.releases import ReleaseRefused, import_release
from outcomes.models import Indicator, Marker, Observation, Release
from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db

FILE = b"""indicator,area_code,area_name,period,value
good,E08000009,Northbrook,Nov 2023,78.8
good,E08000009,Northbrook,Dec 2023,79.1
good,E92000001,England,Nov 2023,77.0
"""
FACTS = {
    "title": "Ratings",
    "source": "CQC",
    "licence": "Open Government Licence v3.0",
    "attribution": "Contains public sector information.",
}


@pytest.fixture
def council():
    return make.a_council(area_code="E08000009")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def good(council):
    return make.an_indicator(council, key="good")


def bring_in(officer, council, now, file=FILE, **facts):
    return import_release(
        by=officer, council=council, file=file, name="ratings.csv", at=now, **{**FACTS, **facts}
    )


# --- Releases -------------------------------------------------------------------------------------


def test_a_release_keeps_its_figures_and_where_they_are_from(officer, council, good, now):
    release = bring_in(officer, council, now)
    assert (release.source, release.licence, len(release.sha256)) == (
        "CQC",
        "Open Government Licence v3.0",
        64,
    )
    assert list(release.observations.in_time().values_list("place_code", "period", "value")) == [
        ("E08000009", "Nov 2023", Decimal("78.8")),
        ("E92000001", "Nov 2023", Decimal(77)),
        ("E08000009", "Dec 2023", Decimal("79.1")),
    ]
    assert Event.objects.get(name="outcomes.release_imported").subject_id == str(release.pk)


def test_the_same_file_is_the_same_release(officer, council, good, now):
    assert bring_in(officer, council, now) == bring_in(officer, council, now, title="Once more")
    assert (Release.objects.count(), Observation.objects.count()) == (1, 3)


def test_what_a_later_release_states_again_replaces_the_figure(officer, council, good, now):
    bring_in(officer, council, now)
    revised = bring_in(officer, council, now, FILE.replace(b"78.8", b"80.0"))
    figure = Observation.objects.get(place_code="E08000009", period="Nov 2023")
    assert (figure.value, figure.release, Observation.objects.count()) == (80, revised, 3)


def test_a_file_with_one_bad_line_stores_nothing(officer, council, good, now):
    with pytest.raises(FiguresRefused, match=r"ratings\.csv, line 5: “soon” is no period"):
        bring_in(officer, council, now, FILE + b"good,E08000009,Northbrook,soon,1\n")
    assert not Release.objects.exists()
    assert not Observation.objects.exists()


def test_figures_of_something_that_is_not_measured_are_refused(officer, council, now):
    make.an_indicator(make.a_council(), key="good")
    with pytest.raises(FiguresRefused, match="not an indicator of this council"):
        bring_in(officer, council, now)


def test_whose_figures_they_are_must_be_said(officer, council, good, now):
    with pytest.raises(ReleaseRefused, match="licence"):
        bring_in(officer, council, now, licence=" ")


# --- Indicators and markers -----------------------------------------------------------------------


def test_an_indicator_said_again_is_renewed(officer, council, now):
    told = {
        "key": "falls",
        "unit": "falls",
        "direction": "down",
        "kind": "flow",
        "sector": make.a_sector(council),
    }
    for name in ("Falls", "Falls in homes"):
        define_indicator(by=officer, council=council, name=name, at=now, **told)
    assert str(Indicator.objects.get().name) == "Falls in homes"
    assert Indicator.objects.get().is_of_people, (
        "what is not said to be of something else is protected"
    )


def test_an_indicator_that_nobody_could_read_is_refused(officer, council, now):
    told = {
        "key": "x",
        "name": "X",
        "unit": "%",
        "direction": "up",
        "kind": "flow",
        "sector": make.a_sector(council),
    }
    for wrong in (
        {"direction": "left"},
        {"kind": "guess"},
        {"sector": make.a_sector(make.a_council())},
        {"name": Text("", "Codymau")},
        {"counted": Text("", "cartrefi")},
    ):
        with pytest.raises(IndicatorRefused):
            define_indicator(by=officer, council=council, at=now, **{**told, **wrong})


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"kind": "target", "reason": "Agreed."}, "A target has a value"),
        (
            {"kind": "rebase", "value": Decimal(3), "reason": "New building."},
            "nothing else has one",
        ),
        ({"kind": "note", "reason": "  "}, "Say why"),
        ({"kind": "guess", "reason": "Because."}, "A marker is"),
    ],
)
def test_what_is_no_marker(told, problem, officer, good, now):
    with pytest.raises(IndicatorRefused, match=problem):
        place_marker(by=officer, indicator=good, on=now.date(), at=now, **told)


def test_a_marker_placed_twice_is_one(officer, good, now):
    told = {
        "kind": "target",
        "on": now.date(),
        "value": Decimal(85),
        "reason": "Agreed with residents.",
    }
    assert place_marker(by=officer, indicator=good, at=now, **told) == place_marker(
        by=officer, indicator=good, at=now, **told
    )
    assert Marker.objects.count() == 1
    assert Event.objects.filter(name="outcomes.marker_placed").count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_officers_bring_in_figures(role, council, good, now):
    acts = [
        lambda by: bring_in(by, council, now),
        lambda by: place_marker(
            by=by, indicator=good, kind="note", on=now.date(), reason="Snow.", at=now
        ),
    ]
    for act in acts:
        if role == Role.OFFICER:
            act(make.a_person(council, role))
        else:
            with pytest.raises(PermissionDenied):
                act(make.a_person(council, role))
        with pytest.raises(PermissionDenied):
            act(make.a_person(make.a_council(), role))
