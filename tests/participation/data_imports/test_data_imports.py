"""Files of public data: sent, read, shown before and after, taken whole or not at all."""

import json
import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.data_imports.actions import (
    ImportRefused,
    confirm_data,
    discard_data,
    forget_data,
    read_data,
    send_data,
    take_data,
)
from participation.engines.boundaries import boundaries_in
from participation.engines.registers import UnreadableRegister, read_services
from participation.models import Area, DataImport, Postcode, Role, Service
from participation.places.actions import import_areas
from participation.tasks import tend_data
from tests import make

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"
HEADING = "cqc_id,name,type,postcode,provider\n"
WILLOWS = "1-1,The Willows,Nursing homes,NB1 1AA,Us\n"
OAKS = "1-2,The Oaks,Nursing homes,NB1 1AB,Us\n"
NAME = "1-1,The Old Willows,Nursing homes,NB1 1AA,Us\n"


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def sector(council):
    return make.a_sector(council)


@pytest.fixture
def at():
    return timezone.now()


def read(officer, sector, *rows, at=None, **facts) -> DataImport:
    content = (HEADING + "".join(rows)).encode()
    council = sector.council
    facts = {"content": content, "sector": sector, **facts}
    return make.a_data_import(council, officer, at=at or timezone.now(), **facts)


def take(officer, found, *, ends_missing=False) -> DataImport:
    at = timezone.now()
    confirm_data(by=officer, found=found, ends_missing=ends_missing, at=at)
    take_data(key=found.pk, at=at)
    return DataImport.objects.get(pk=found.pk)


def wards(*codes: str) -> bytes:
    features = [
        {"properties": {"WD25CD": code, "WD25NM": f"Ward {code}"}, "geometry": make.SQUARE}
        for code in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rows", "notes", "faults"),
    [
        ("00_good.csv", 196, [], []),
        ("01_wrong_encoding.csv", 196, ["25 cells have such letters"], []),
        (
            "03_duplicate_ids.csv",
            196,
            ["rows 22, 200"],
            ["CS2003001028 stands in row 43 too, with other details: 46, 56"],
        ),
        ("04_shifted_columns.csv", 178, [], ["It has 11 cells"] * 12 + ["It has 9 cells"] * 6),
        ("05_dates_as_numbers.csv", 196, ["37347 is read as 1 April 2002"], []),
        ("06_five_percent_fewer_rows.csv", 186, [], []),
    ],
)
def test_each_row_is_read_and_everything_said(name, rows, notes, faults):
    found = read_services((FILES / name).read_bytes())
    assert len(found.rows) == rows
    assert len(found.notes) == len(notes)
    assert all(each in str(said) for each, said in zip(notes, found.notes, strict=True))
    assert len(found.faults) == len(faults)
    assert all(each in str(said.words) for each, said in zip(faults, found.faults, strict=True))


def test_a_good_file_is_what_it_says():
    rows = read_services((FILES / "00_good.csv").read_bytes()).rows
    assert {row.scheme for row in rows} == {"CI"}
    first = rows[0]
    assert (first.registered_id, first.places) == ("CS2003000822", 48)
    assert first.registered_on == date(2002, 4, 1)
    assert first.spot.ward_code == "S13003133"


def test_letters_and_dates_of_other_programs_mean_the_same():
    good = read_services((FILES / "00_good.csv").read_bytes()).rows
    dates = read_services((FILES / "05_dates_as_numbers.csv").read_bytes()).rows
    assert [row.registered_on for row in dates] == [row.registered_on for row in good]
    letters = read_services((FILES / "01_wrong_encoding.csv").read_bytes()).rows
    assert not any("\ufffd" in row.name or "â€" in row.name for row in letters)
    assert any("\u2019" in row.name for row in letters)


def test_what_a_register_says_has_left_it_is_left_out():
    content = b"service_number,name,on_register\nCS1,The Elms,yes\nCS2,The Ash,no\n"
    found = read_services(content)
    assert [row.registered_id for row in found.rows] == ["CS1"]
    assert "not on the register any more" in str(found.notes[0])


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        (
            "service types",
            "Care home service with nursing|Domiciliary care service|Domiciliary care service",
            "Care home service with nursing; Domiciliary care service",
        ),
        ("type", "Nursing homes|Residential homes", "Nursing home; Residential home"),
        (
            "service type - Care home service with nursing,service type - Supported living service",
            "Y,Y",
            "Care home service with nursing; Supported living service",
        ),
        (
            "service type - Care home service with nursing,service type - Supported living service",
            ",Y",
            "Supported living service",
        ),
        ("type", "", "Care home"),
        ("type", f"{'A' * 200}|{'B' * 200}", "A" * 200),
    ],
)
def test_a_service_may_be_of_several_kinds(heading, cells, kind):
    (row,) = read_services(f"cqc_id,name,{heading}\n1-1,The Elms,{cells}\n".encode()).rows
    assert row.kind.casefold() == kind.casefold()


def test_a_service_of_several_kinds_is_found_by_each(officer, sector, client):
    both = b"cqc_id,name,type\n1-1,The Elms,Home care|Nursing homes\n1-2,The Ash,Home care\n"
    take(officer, read(officer, sector, content=both))
    for kind, names in {"Home care": 2, "Nursing home": 1, "Home": 0}.items():
        assert Service.objects.of_kind(kind).count() == names
    page = client.get("/services/", {"kind": "Nursing home"}, follow=True).content.decode()
    assert "The Elms" in page
    assert "The Ash" not in page
    assert page.count('<option value="Home care"') == 1


def test_a_heading_may_stand_below_a_title():
    content = (
        b"Care directory\n\nMade on 1 May\nCQC Location ID,Name,Postcode\n1-1,The Elms,NB1 1AA\n"
    )
    (row,) = read_services(content).rows
    assert (row.scheme, row.name, row.postcode) == ("CQC", "The Elms", "NB1 1AA")


def a_service(**facts) -> dict:
    location = {"longitude": -2.3, "latitude": 53.4, "addresses": [{"postal_code": "NB1 1AA"}]}
    return {
        "id": "a-1",
        "name": "Lunch club",
        "status": "active",
        "organization": {"name": "Age Northbrook"},
        "service_at_locations": [{"location": location}],
        **facts,
    }


def open_referral(*services: object, **facts) -> bytes:
    return json.dumps({"total_items": len(services), "contents": services, **facts}).encode()


def test_open_referral_is_read_with_its_organisation_and_place():
    (row,) = read_services(open_referral(a_service())).rows
    assert (row.scheme, row.registered_id, row.name) == ("ORUK", "a-1", "Lunch club")
    assert (row.provider, row.postcode, row.spot.point) == (
        "Age Northbrook",
        "NB1 1AA",
        (-2.3, 53.4),
    )


def test_open_referral_says_what_is_wrong_by_its_place():
    again, other = a_service(), a_service(name="Supper club")
    asleep = a_service(id="a-2", status="defunct")
    found = read_services(
        open_referral(a_service(), again, other, asleep, {"id": "x"}, 1, total_items=31)
    )
    assert [(fault.row, str(fault.words)) for fault in found.faults] == [
        (3, "a-1 stands here twice, with other details."),
        (5, "There is no name."),
        (6, "This is no service."),
    ]
    assert [str(note) for note in found.notes] == [
        "The file says that there are 31 services in all, and holds 6. Is it the whole list?",
        "One service is not in use, and is left out.",
        "One service stands there again with the same details, and is read once.",
    ]


@pytest.mark.parametrize("content", [b"[]", b"{}", b"[1", b'{"contents": []}', b'{"name": "A"}'])
def test_other_json_is_refused(content):
    with pytest.raises(UnreadableRegister):
        read_services(content)


# --- What it would change -------------------------------------------------------------------------


def test_nothing_counts_before_it_is_taken(officer, sector):
    found = read(officer, sector, WILLOWS, OAKS)
    assert (found.new, found.changed, found.same, found.missing) == (2, 0, 0, 0)
    assert found.elsewhere == 2, "there are no wards"
    assert not Service.objects.exists()
    assert take(officer, found).is_taken
    assert set(Service.objects.values_list("name", flat=True)) == {"The Willows", "The Oaks"}


def test_before_and_after_are_shown_field_by_field(officer, sector):
    take(officer, read(officer, sector, WILLOWS, OAKS))
    found = read(officer, sector, NAME)
    (change,) = found.changed_ones
    (field,) = change.fields
    assert (change.key, field.label) == ("CQC 1-1", "Name")
    assert (field.before, field.after) == ("The Willows", "The Old Willows")
    assert [each.name for each in found.missing_ones] == ["The Oaks"]
    assert found.same == 0


@pytest.mark.parametrize("ends_missing", [True, False])
def test_what_is_missing_is_kept_or_has_left_and_never_deleted(officer, sector, ends_missing):
    take(officer, read(officer, sector, WILLOWS, OAKS))
    take(officer, read(officer, sector, WILLOWS), ends_missing=ends_missing)
    oaks = Service.objects.get(name="The Oaks")
    assert (oaks.left_on is not None) == ends_missing
    assert Service.objects.on_register().count() == (1 if ends_missing else 2)
    back = read(officer, sector, WILLOWS, OAKS)
    assert back.changed == int(ends_missing)
    take(officer, back)
    assert Service.objects.on_register().count() == 2


def test_services_of_another_register_or_sector_are_not_missing(officer, council, sector):
    take(officer, read(officer, sector, WILLOWS))
    surgery = b"practice_code,practice_name\nP1,Park\n"
    assert read(officer, sector, content=surgery).missing == 0
    assert read(officer, make.a_sector(council), OAKS).missing == 0


def test_the_same_file_again_changes_nothing(officer, sector):
    take(officer, read(officer, sector, WILLOWS, OAKS))
    again = read(officer, sector, WILLOWS, OAKS)
    assert again.changes_nothing
    assert again.same == 2
    take(officer, again)
    assert Service.objects.count() == 2


def test_what_is_stored_as_it_is_told_is_not_written_again(officer, council, sector):
    ward = make.a_ward(council)
    square = json.dumps(
        {
            "features": [
                {"properties": {"code": ward.code, "name": ward.name}, "geometry": ward.boundary}
            ]
        }
    ).encode()
    files = {
        "postcodes": {"content": f"pcds,wd25cd\nNB1 1AA,{ward.code}\n".encode()},
        "services": {"content": (HEADING + WILLOWS + OAKS).encode(), "sector": sector},
        "wards": {"content": square, "valid_from": ward.valid_from},
    }
    for kind, facts in files.items():
        send = partial(make.a_data_import, council, officer, at=timezone.now(), kind=kind, **facts)
        take(officer, send())
        again = send()
        assert again.changes_nothing
        with CaptureQueriesContext(connection) as asked:
            take(officer, again)
        written = re.compile(
            r'(INSERT INTO|UPDATE) "?participation_(area|postcode|service|organisation)\b'
        )
        assert [each["sql"] for each in asked if written.search(each["sql"])] == []


def test_only_the_row_that_changed_is_written(officer, council, sector):
    take(officer, read(officer, sector, WILLOWS, OAKS))
    with CaptureQueriesContext(connection) as asked:
        take(officer, read(officer, sector, NAME, OAKS))
    (written,) = [each["sql"] for each in asked if 'INTO "participation_service"' in each["sql"]]
    assert "The Old Willows" in written
    assert "The Oaks" not in written
    assert Service.objects.count() == 2


def test_a_postcode_that_moved_is_written_and_the_others_are_not(officer, council):
    here, there = make.a_ward(council), make.a_ward(council, name="Hilltop")
    facts = {"at": timezone.now(), "kind": "postcodes"}
    first = f"pcds,wd25cd\nNB1 1AA,{here.code}\nNB1 1AB,{here.code}\n".encode()
    second = f"pcds,wd25cd\nNB1 1AA,{here.code}\nNB1 1AB,{there.code}\n".encode()
    take(officer, make.a_data_import(council, officer, content=first, **facts))
    keys = set(Postcode.objects.values_list("pk", "code"))
    take(officer, make.a_data_import(council, officer, content=second, **facts))
    assert dict(Postcode.objects.values_list("code", "area__name")) == {
        "NB1 1AA": "Riverside",
        "NB1 1AB": "Hilltop",
    }
    assert set(Postcode.objects.values_list("pk", "code")) == keys


def test_what_would_change_something_else_by_now_waits_again(officer, sector):
    found = read(officer, sector, NAME)
    take(officer, read(officer, sector, WILLOWS))
    later = take(officer, found)
    assert later.is_read, "the officer had seen it as new"
    assert (later.new, later.changed) == (0, 1)
    assert Service.objects.get().name == "The Willows"
    assert take(officer, later).is_taken
    assert Service.objects.get().name == "The Old Willows"


def test_taken_twice_it_counts_once(officer, sector):
    found = take(officer, read(officer, sector, WILLOWS))
    take_data(key=found.pk, at=timezone.now() + timedelta(days=1))
    again = DataImport.objects.get()
    assert (again.is_taken, again.taken_at) == (True, found.taken_at)


def test_new_wards_end_those_before(officer, council):
    old = import_areas(
        by=officer,
        council=council,
        boundaries=boundaries_in(json.loads(wards("E05000001", "E05000002"))),
        valid_from=date(2020, 5, 1),
        at=timezone.now(),
    )
    assert old == 2
    found = make.a_data_import(
        council,
        officer,
        at=timezone.now(),
        kind="wards",
        valid_from=date(2024, 5, 2),
        content=wards("E05000002", "E05000003"),
    )
    assert (found.new, found.changed, found.same, found.missing) == (1, 0, 1, 1)
    take(officer, found, ends_missing=True)
    assert Area.objects.get(code="E05000001").valid_to == date(2024, 5, 2)
    today = Area.objects.valid_on(date(2024, 5, 2)).values_list("code", flat=True)
    assert set(today) == {"E05000002", "E05000003"}


def test_postcodes_are_taken_where_they_lie_in_our_wards(officer, council):
    ward = make.a_ward(council)
    content = f"pcds,wd25cd\nNB1 1AA,{ward.code}\nAB1 0AA,S13002843\n".encode()
    facts = {"kind": "postcodes", "content": content}
    found = make.a_data_import(council, officer, at=timezone.now(), **facts)
    assert (found.new, found.elsewhere) == (1, 1)
    take(officer, found)
    assert Postcode.objects.get().code == "NB1 1AA"
    facts["content"] = b"pcds,wd25cd\nAB1 0AA,S13002843\n"
    assert make.a_data_import(council, officer, at=timezone.now(), **facts).is_faulty


@pytest.mark.parametrize("content", [b"{", b"[1]", b'{"features": [{"properties": {}}]}'])
def test_what_is_no_map_is_refused(officer, council, content):
    found = make.a_data_import(
        council,
        officer,
        at=timezone.now(),
        kind="wards",
        valid_from=date(2024, 5, 2),
        content=content,
    )
    assert found.is_faulty
    assert found.faults[0][1]


# --- Who, and for how long ------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.COMMISSIONER, Role.MODERATOR])
def test_only_officers_send_take_and_delete(council, officer, sector, role):
    person = make.a_person(council, role)
    with pytest.raises(PermissionDenied):
        read(person, sector, WILLOWS)
    found = read(officer, sector, WILLOWS)
    with pytest.raises(PermissionDenied):
        confirm_data(by=person, found=found, at=timezone.now())
    with pytest.raises(PermissionDenied):
        discard_data(by=person, found=found, at=timezone.now())


def test_a_sector_of_another_council_is_refused(officer, council):
    with pytest.raises(ImportRefused):
        send_data(
            by=officer,
            council=council,
            kind="services",
            sector=make.a_sector(make.a_council()),
            content=b"x",
            file_name="x.csv",
            source="x",
            licence="own",
            at=timezone.now(),
        )


def test_files_are_forgotten_and_what_was_taken_stays(officer, sector, at):
    taken = take(officer, read(officer, sector, WILLOWS))
    read(officer, sector, OAKS)
    forget_data(at=at + timedelta(days=89))
    assert DataImport.objects.count() == 2
    assert bytes(DataImport.objects.get(pk=taken.pk).content)
    forget_data(at=at + timedelta(days=91))
    left = DataImport.objects.get()
    assert (left.pk, bytes(left.content), left.new) == (taken.pk, b"", 1)


def test_what_a_dead_worker_left_is_gone_on_with(officer, sector):
    found = read(officer, sector, WILLOWS)
    confirm_data(by=officer, found=found, at=timezone.now() - timedelta(minutes=6))
    waiting = send_data(
        by=officer,
        council=sector.council,
        kind="services",
        sector=sector,
        content=(HEADING + OAKS).encode(),
        file_name="x.csv",
        source="x",
        licence="own",
        at=timezone.now() - timedelta(minutes=6),
    )
    tend_data()
    assert DataImport.objects.get(pk=found.pk).is_taken
    assert DataImport.objects.get(pk=waiting.pk).is_read


# --- Its pages ------------------------------------------------------------------------------------


def test_an_officer_sends_looks_and_takes(client, officer, sector):
    client.force_login(officer)
    page = reverse("send_data")
    assert client.post(page, {}).status_code == 422
    with (FILES / "00_good.csv").open("rb") as file:
        sent = client.post(
            page,
            {
                "kind": "services",
                "sector": sector.pk,
                "file": file,
                "source": "Care Inspectorate, Datastore",
                "licence": "ogl-3",
            },
        )
    found = DataImport.objects.get()
    here = reverse("data_import", args=[found.pk])
    assert sent.url == here
    assert "Being read" in client.get(here).text
    read_data(key=found.pk, at=timezone.now())
    text = client.get(here).text
    assert "Craigend Gardens Care Home" in text
    lines = b"".join(client.get(reverse("download_changes", args=[found.pk]))).decode()
    assert len(lines.splitlines()) == 197
    told = client.post(reverse("take_data", args=[found.pk]), follow=True)
    assert "We take it now." in told.text
    take_data(key=found.pk, at=timezone.now())
    assert Service.objects.count() == 196
    client.logout()
    about = client.get(reverse("about_data")).text
    assert "Care Inspectorate, Datastore" in about
    assert "Open Government Licence v3.0" in about


def test_what_is_missing_is_asked_about_by_name(client, officer, sector):
    take(officer, read(officer, sector, WILLOWS, OAKS))
    found = read(officer, sector, WILLOWS)
    client.force_login(officer)
    page = reverse("take_data", args=[found.pk])
    assert "The Oaks" in client.get(reverse("data_import", args=[found.pk])).text
    refused = client.post(page)
    assert refused.status_code == 422
    client.post(page, {"missing": "end"})
    assert DataImport.objects.get(pk=found.pk).ends_missing


def test_as_many_queries_however_many_files(client, officer, sector, django_assert_max_num_queries):
    for number in range(12):
        read(officer, sector, f"1-{number},Home,Home,NB1 1AA,Us\n")
    client.force_login(officer)
    with django_assert_max_num_queries(7):
        client.get(reverse("data_imports"))
