"""Importing wards, postcodes, care homes and surgeries: real files, and files with something wrong
in them.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from participation.engines.boundaries import BadBoundaries, boundaries_in
from participation.engines.registers import UnreadableRegister, read_postcodes, read_services
from participation.models import Area, Postcode, Role, Service
from participation.places.actions import PlacesRefused, import_areas, import_postcodes
from participation.places.queries import area_of_postcode
from participation.services.actions.services import ServicesRefused, import_services
from tests import make

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[3] / "demo" / "trafford" / "data"
MAY_2023 = date(2023, 5, 4)
CARE = "cqc_id,name,type,postcode,provider,inspection_date,lon,lat\n"


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def wards_of(year: int) -> dict:
    return json.loads((DATA / f"wards_{year}.geojson").read_text())


def take_wards(officer, council, collection=None, valid_from=MAY_2023, valid_to=None) -> int:
    collection = wards_of(2023) if collection is None else collection
    return import_areas(
        by=officer,
        council=council,
        boundaries=boundaries_in(collection),
        valid_from=valid_from,
        valid_to=valid_to,
        at=make.NOW,
    )


# --- Wards ----------------------------------------------------------------------------------------


def test_wards_change_their_codes_and_keep_their_names(council, officer):
    take_wards(officer, council, wards_of(2022), date(2004, 6, 10), MAY_2023)
    assert take_wards(officer, council) == 21
    assert {area.code[:6] for area in Area.objects.valid_on(date(2023, 5, 3))} == {"E05000"}
    assert {area.code[:6] for area in Area.objects.valid_on(MAY_2023)} == {"E05015"}
    assert Area.objects.wards().count() == 42


def test_importing_again_renews_and_doubles_nothing(council, officer):
    take_wards(officer, council)
    renamed = wards_of(2023)
    renamed["features"][0]["properties"]["area_name"] = "New Altrincham"
    take_wards(officer, council, renamed)
    assert Area.objects.count() == 21
    assert Area.objects.filter(name="New Altrincham").exists()


def test_a_boundary_that_cannot_be_one_is_named_and_nothing_is_kept(council, officer):
    collection = wards_of(2023)
    collection["features"][5]["geometry"] = None
    with pytest.raises(BadBoundaries, match=collection["features"][5]["properties"]["area_name"]):
        take_wards(officer, council, collection)
    assert not Area.objects.exists()


def test_areas_end_after_they_begin(council, officer):
    with pytest.raises(PlacesRefused):
        take_wards(officer, council, valid_to=MAY_2023)


# --- Services and postcodes -----------------------------------------------------------------------


def take_services(officer, sector, text) -> int:
    return import_services(
        by=officer,
        council=sector.council,
        sector=sector,
        rows=read_services(text.encode()).whole,
        at=make.NOW,
    )


def test_every_care_home_of_the_register_is_in_its_ward(council, officer):
    take_wards(officer, council)
    text = (DATA / "care_homes.csv").read_text()
    sector = make.a_sector(council)
    assert (
        take_services(officer, sector, text)
        == take_services(officer, sector, text)
        == Service.objects.count()
    )
    assert not Service.objects.filter(area=None).exists()
    home = Service.objects.get(registered_id="1-466088203")
    assert (home.name, home.kind, home.area.name) == (
        "10 Spennithorne Road",
        "Residential home",
        "Urmston",
    )
    assert home.organisation.name == "Future Directions CIC"


def test_every_surgery_is_in_the_ward_its_code_says(council, officer):
    take_wards(officer, council)
    take_services(officer, make.a_sector(council), (DATA / "gp_practices.csv").read_text())
    surgery = Service.objects.get(registered_id="P91003")
    assert (surgery.scheme, surgery.kind, surgery.area.name) == (
        "ODS",
        "GP practice",
        "Timperley Central",
    )


def test_a_home_outside_every_ward_is_kept_without_one(council, officer):
    take_wards(officer, council)
    take_services(
        officer,
        make.a_sector(council),
        CARE + "1-1,Far Away,Residential homes,AB1 0AA,Us,,-2.2,57.1\n",
    )
    assert Service.objects.get().area is None


def test_a_register_with_a_fault_is_refused_by_its_row_and_nothing_is_kept(council, officer):
    rows = "1-1,A,B,C,D,,-2.3,53.4\n1-2,,B,C,D,,-2.3,53.4\n"
    with pytest.raises(UnreadableRegister, match="Row 3: There is no name"):
        take_services(officer, make.a_sector(council), CARE + rows)
    assert not Service.objects.exists()


def test_a_sector_of_another_council_is_refused(council, officer):
    with pytest.raises(ServicesRefused):
        import_services(
            by=officer,
            council=council,
            sector=make.a_sector(make.a_council()),
            rows=[],
            at=make.NOW,
        )


def test_postcodes_of_the_ons_directory_and_of_the_registers(council, officer):
    take_wards(officer, council)
    onspd = (
        '"pcds","wd25cd","lat","long"\n"M33 6RX","E05015250",53.42,-2.32\n"AB1 '
        '0AA","S13002843",57.1,-2.2\n'
    )
    assert (
        import_postcodes(
            by=officer, council=council, rows=read_postcodes(onspd.encode()).whole, at=make.NOW
        )
        == 1
    )
    homes = (DATA / "care_homes.csv").read_text()
    assert (
        import_postcodes(
            by=officer, council=council, rows=read_postcodes(homes.encode()).whole, at=make.NOW
        )
        > 40
    )
    assert area_of_postcode(council, " m41 5bu").name == "Urmston"
    assert area_of_postcode(council, "AB1 0AA") is None


def test_postcodes_of_elsewhere_are_refused(council, officer):
    take_wards(officer, council)
    with pytest.raises(PlacesRefused):
        import_postcodes(
            by=officer,
            council=council,
            rows=read_postcodes(b"postcode,ward_code\nAB1 0AA,S13002843\n").whole,
            at=make.NOW,
        )
    with pytest.raises(UnreadableRegister):
        read_postcodes(b"ward_code\nS13002843\n")


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.COMMISSIONER])
def test_only_officers_import(council, role):
    person = make.a_person(council, role)
    with pytest.raises(PermissionDenied):
        take_wards(person, council)
    with pytest.raises(PermissionDenied):
        import_postcodes(by=person, council=council, rows=[], at=make.NOW)
    with pytest.raises(PermissionDenied):
        take_services(person, make.a_sector(council), CARE + "1-1,A,B,C,D,,-2.3,53.4\n")


# --- The shell ------------------------------------------------------------------------------------


def test_the_shell_imports_a_borough(council, officer, capsys):
    sector = make.a_sector(council)
    call_command(
        "import_areas",
        str(DATA / "wards_2023.geojson"),
        "--valid-from",
        "2023-05-04",
        "--by",
        officer.email,
    )
    call_command("import_postcodes", str(DATA / "gp_practices.csv"), "--by", officer.email)
    call_command(
        "import_services",
        str(DATA / "gp_practices.csv"),
        "--sector",
        sector.slug,
        "--by",
        officer.email,
    )
    assert "21 areas imported." in capsys.readouterr().out
    assert Postcode.objects.exists()
    assert Service.objects.exists()


def test_the_shell_says_what_is_wrong(council, officer, tmp_path):
    broken = tmp_path / "wards.geojson"
    broken.write_text('{"features": [{"properties": {"area_name": "Bowdon"}}]}')
    with pytest.raises(CommandError, match=r"Nothing was imported\..*Bowdon"):
        call_command(
            "import_areas", str(broken), "--valid-from", "2023-05-04", "--by", officer.email
        )
    with pytest.raises(CommandError, match="Nobody here"):
        call_command(
            "import_areas", str(broken), "--valid-from", "2023-05-04", "--by", "nobody@example.org"
        )
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_postcodes", str(tmp_path / "none.csv"), "--by", officer.email)
    make.a_council()
    with pytest.raises(CommandError, match="--council"):
        call_command("import_postcodes", str(broken), "--by", officer.email)
