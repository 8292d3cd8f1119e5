"""A new edition of wards: one is split, one gets another name, one goes on. What was said in the
old ones stays there; what comes after is in the new ones.
"""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.data_imports.actions import confirm_data, take_data
from participation.models import Area, DataImport, Postcode, Role, Service
from participation.places.queries import area_of_postcode, changes_of_postcodes
from tests import make

pytestmark = pytest.mark.django_db

OLD, NEW = date(2020, 5, 7), date(2026, 5, 7)
TODAY = timezone.localdate()


def square(west: float, east: float) -> dict:
    corners = [[west, 53], [east, 53], [east, 54], [west, 54], [west, 53]]
    return {"type": "Polygon", "coordinates": [corners]}


EDITIONS = {
    OLD: {
        "E05000001": ("Riverside", square(0, 4)),  # is split into two
        "E05000002": ("Mill Hill", square(4, 6)),  # gets another name, and so another code
        "E05000003": ("Hale", square(6, 8)),  # goes on as it was
    },
    NEW: {
        "E05000003": ("Hale", square(6, 8)),
        "E05000011": ("Riverside North", square(0, 2)),
        "E05000012": ("Riverside South", square(2, 4)),
        "E05000013": ("Mill Hill & Docks", square(4, 6)),
    },
}
POSTCODES = "pcds,lat,long\nNB1 1AA,53.5,1\nNB1 1AB,53.5,3\nNB1 1AC,53.5,5\nNB1 1AD,53.5,7\n"
SERVICES = "cqc_id,name,lat,long\n1-1,The Elms,53.5,3\n1-2,The Ash,53.5,7\n"


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def sector(council):
    return make.a_sector(council)


def send(officer, council, **facts) -> DataImport:
    return make.a_data_import(council, officer, at=timezone.now(), **facts)


def take(officer, found, *, ends_missing=False) -> None:
    confirm_data(by=officer, found=found, ends_missing=ends_missing, at=timezone.now())
    take_data(key=found.pk, at=timezone.now())
    assert DataImport.objects.get(pk=found.pk).is_taken


def edition(officer, council, day, *, valid_from=None) -> DataImport:
    features = [
        {"properties": {"WD26CD": code, "WD26NM": name}, "geometry": outline}
        for code, (name, outline) in EDITIONS[day].items()
    ]
    content = json.dumps({"features": features}).encode()
    return send(officer, council, kind="wards", valid_from=valid_from or day, content=content)


def postcodes(officer, council) -> None:
    take(officer, send(officer, council, kind="postcodes", content=POSTCODES.encode()))


def services(officer, council, sector) -> None:
    facts = {"kind": "services", "sector": sector, "content": SERVICES.encode()}
    take(officer, send(officer, council, **facts))


def names_on(council, day) -> set[str]:
    wards = Area.objects.filter(council=council).wards().valid_on(day)
    return set(wards.values_list("name", flat=True))


@pytest.fixture
def changed(officer, council, sector):
    """The old edition with all that lies in it, and then the new one."""
    take(officer, edition(officer, council, OLD))
    postcodes(officer, council)
    services(officer, council, sector)
    found = edition(officer, council, NEW)
    assert (found.new, found.changed, found.same, found.missing) == (3, 0, 1, 2)
    take(officer, found, ends_missing=True)


def test_each_day_has_the_wards_of_its_edition(changed, council):
    assert names_on(council, OLD) == {"Riverside", "Mill Hill", "Hale"}
    assert names_on(council, date(2026, 5, 6)) == {"Riverside", "Mill Hill", "Hale"}
    assert names_on(council, NEW) == {name for name, _outline in EDITIONS[NEW].values()}
    hale = Area.objects.get(code="E05000003")
    assert (hale.valid_from, hale.valid_to) == (OLD, None), "it was there before"


def test_what_was_said_in_an_old_ward_stays_there(officer, council, sector):
    take(officer, edition(officer, council, OLD))
    old = Area.objects.get(name="Riverside")
    round_ = make.a_round(sector)
    proposal = make.a_proposal(round_, area=old)
    take(officer, edition(officer, council, NEW), ends_missing=True)
    proposal.refresh_from_db()
    assert proposal.area == old
    assert str(proposal.area.called) == "Riverside (until 2026)"


def test_postcodes_and_services_move_with_their_files_and_the_officer_is_told(
    changed, officer, council, sector, client
):
    client.force_login(officer)
    page = client.get(reverse("data_imports")).content.decode()
    assert "postcodes 3, services 1" in " ".join(page.split())
    postcodes(officer, council)
    services(officer, council, sector)
    assert "wards that have ended" not in client.get(reverse("data_imports")).content.decode()
    assert Postcode.objects.count() == 4
    found = {code: area_of_postcode(council, code).name for code in ("NB1 1AA", "NB1 1AB")}
    assert found == {"NB1 1AA": "Riverside North", "NB1 1AB": "Riverside South"}
    assert area_of_postcode(council, "NB1 1AC").name == "Mill Hill & Docks"
    assert Service.objects.get(name="The Elms").area.name == "Riverside South"


def test_an_old_edition_that_is_sent_later_ends_where_the_new_one_begins(officer, council):
    take(officer, edition(officer, council, NEW))
    take(officer, edition(officer, council, OLD))
    assert names_on(council, NEW) == {name for name, _outline in EDITIONS[NEW].values()}
    old = Area.objects.get(name="Riverside")
    assert (old.valid_from, old.valid_to) == (OLD, NEW)
    assert Area.objects.get(name="Hale").valid_from == OLD


def test_an_old_edition_that_is_sent_again_does_not_bring_its_wards_back(changed, officer, council):
    take(officer, edition(officer, council, OLD))
    assert names_on(council, NEW) == {name for name, _outline in EDITIONS[NEW].values()}


def test_the_same_wards_with_another_first_day_began_on_that_day(officer, council):
    take(officer, edition(officer, council, OLD))
    later = date(2020, 6, 1)
    found = edition(officer, council, OLD, valid_from=later)
    assert found.changed == 3
    take(officer, found)
    assert set(Area.objects.values_list("valid_from", flat=True)) == {later}


def test_what_a_file_changes_is_held_against_the_postcodes_of_its_council_alone():
    ward, theirs = make.a_ward(make.a_council()), make.a_ward(make.a_council(), "Hillside")
    read = {"NB1 1AA": ward}
    new = changes_of_postcodes(ward.council, read)
    make.a_postcode(theirs)
    assert changes_of_postcodes(ward.council, read) == new
    make.a_postcode(ward)
    assert changes_of_postcodes(ward.council, read) != new
