"""Wards that have a name in each language, as the ONS publishes those of Wales."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from participation.data_imports.actions import confirm_data, take_data
from participation.engines.boundaries import BadBoundaries, boundaries_in
from participation.models import Area, DataImport, Role
from tests import make

pytestmark = pytest.mark.django_db

SWANSEA = Path(__file__).resolve().parents[2] / "data" / "swansea" / "wards.geojson"
MAY_2022 = date(2022, 5, 5)


@pytest.fixture
def council():
    return make.a_council(host="testserver", name="Swansea")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def send(officer, council, content: bytes) -> DataImport:
    return make.a_data_import(
        council, officer, at=timezone.now(), kind="wards", valid_from=MAY_2022, content=content
    )


def take(officer, found) -> None:
    confirm_data(by=officer, found=found, at=timezone.now())
    take_data(key=found.pk, at=timezone.now())


def without_welsh() -> bytes:
    collection = json.loads(SWANSEA.read_text())
    for each in collection["features"]:
        del each["properties"]["WD25NMW"]
    return json.dumps(collection).encode()


@pytest.fixture
def wards(officer, council):
    take(officer, send(officer, council, SWANSEA.read_bytes()))
    return Area.objects.filter(council=council)


def test_both_names_are_read_as_the_ons_heads_them(wards):
    names = dict(wards.values_list("name", "name_cy"))
    assert names["Bishopston"] == "Llandeilo Ferwallt"
    assert names["Landore"] == "Glandŵr"
    assert names["Mayals"] == "Mayals"
    assert len(names) == 8


def test_each_page_has_the_name_of_its_language(wards, client):
    ward = wards.get(name="Mumbles")
    for address in (f"areas/{ward.code}/", "areas/", "search/?q=mwmbwls"):
        welsh = client.get(f"/cy/{address}", follow=True).content.decode()
        assert "Y Mwmbwls" in welsh, address
        assert 'lang="en-gb">Y Mwmbwls' not in welsh
        english = client.get(f"/{address}", follow=True).content.decode()
        assert "Mumbles" in english, address
        assert "Y Mwmbwls" not in english, address


def test_a_name_that_is_there_in_english_alone_says_so_to_screen_readers(wards, client):
    wards.filter(name="Mumbles").update(name_cy="")
    page = client.get("/cy/areas/", follow=True).content.decode()
    assert 'lang="en-gb">Mumbles' in page
    assert ">Sgeti" in page
    assert 'lang="en-gb">Sgeti' not in page


def test_what_the_welsh_name_becomes_is_shown_before_it_is_taken(wards, officer, council):
    wards.filter(name="Sketty").update(name_cy="Sketi")
    found = send(officer, council, SWANSEA.read_bytes())
    (changed,) = found.changed_ones
    (field,) = changed.fields
    assert (field.label, field.before, field.after) == ("Name in Welsh", "Sketi", "Sgeti")


def test_a_file_without_welsh_names_takes_none_away(wards, officer, council):
    found = send(officer, council, without_welsh())
    assert found.changes_nothing
    take(officer, found)
    assert wards.get(name="Sketty").name_cy == "Sgeti"


def test_a_name_that_is_too_long_is_refused_by_its_place():
    collection = json.loads(SWANSEA.read_text())
    collection["features"][2]["properties"]["WD25NMW"] = "G" * 121
    with pytest.raises(BadBoundaries, match="place 3 is longer"):
        boundaries_in(collection)
