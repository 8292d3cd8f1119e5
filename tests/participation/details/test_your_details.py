"""What people tell of themselves: the ward and not the postcode, and what it unlocks; and the
council's colour.
"""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coopservices.models import Event
from participation.details.actions import PostcodeUnknown, declare_postcode, give_details
from participation.electors.actions import make_eligibility_key, register_elector
from participation.models import Elector, Membership, Role
from tests import make


@pytest.fixture
def council(db):
    council = make.a_council()
    make_eligibility_key(council=council)
    return council


@pytest.fixture
def ward(council):
    return make.a_postcode(make.a_ward(council)).area


@pytest.fixture
def resident(council):
    person = make.a_person(council, Role.RESIDENT)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_the_ward_is_kept_and_the_entitlement_rises(council, ward, resident):
    assert register_elector(by=resident, council=council).proofs == {"email"}
    assert declare_postcode(by=resident, council=council, postcode="nb11aa", at=make.NOW) == ward
    elector = Elector.objects.get()
    assert (elector.proofs, elector.area) == ("email+postcode", ward)
    assert Membership.objects.get(user=resident).area == ward


def test_nothing_that_is_written_down_says_where_and_who(council, ward, resident):
    with CaptureQueriesContext(connection) as queries:
        give_details(by=resident, council=council, name="Rosa", postcode="NB1 1AA", at=make.NOW)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert written
    assert not any("NB1" in sql for sql in written)
    assert not Event.objects.exists()


def test_an_address_not_confirmed_yet_keeps_its_ward(council, ward):
    person = make.a_person(council, Role.RESIDENT)
    declare_postcode(by=person, council=council, postcode="NB1 1AA", at=make.NOW)
    assert Membership.objects.get(user=person).area == ward
    assert not Elector.objects.exists()


def test_an_unknown_postcode_is_refused_with_a_way_on_and_nothing_is_kept(council, ward, resident):
    with pytest.raises(PostcodeUnknown, match=council.contact_email):
        give_details(by=resident, council=council, name="Rosa", postcode="ZZ1 1ZZ", at=make.NOW)
    resident.refresh_from_db()
    assert resident.name == ""


def test_a_stranger_to_the_council_tells_it_nothing(council, ward):
    for somebody in (make.a_person(), make.a_person(make.a_council(), Role.RESIDENT)):
        with pytest.raises(PermissionDenied):
            give_details(by=somebody, council=council, name="X", postcode="NB1 1AA", at=make.NOW)


# --- The page -------------------------------------------------------------------------------------


def test_the_page_asks_who_reads_it(client, council):
    assert client.get(reverse("your_details")).status_code == 302


def test_the_page_keeps_what_is_typed(client, council, ward, resident):
    client.force_login(resident)
    page = client.get(reverse("your_details")).content.decode()
    assert "Not given yet" in page
    assert "You can" in page
    assert "Not yet" in page
    answer = client.post(
        reverse("your_details"), {"name": " Rosa ", "postcode": "nb1 1aa"}, follow=True
    )
    page = answer.content.decode()
    assert "Riverside" in page
    assert 'value="Rosa"' in page
    assert "saved" in page


def test_a_wrong_postcode_is_said_beside_the_box_and_the_name_stays(
    client, council, ward, resident
):
    client.force_login(resident)
    answer = client.post(reverse("your_details"), {"name": "Rosa", "postcode": "ZZ1 1ZZ"})
    page = answer.content.decode()
    assert "We do not know this postcode" in page
    assert 'value="Rosa"' in page
    assert 'href="#id_postcode"' in page


def test_the_page_asks_little_of_the_database(
    client, council, ward, resident, django_assert_max_num_queries
):
    client.force_login(resident)
    with django_assert_max_num_queries(10):
        client.get(reverse("your_details"))


# --- The colour -----------------------------------------------------------------------------------


def test_the_stylesheet_carries_the_colour_and_is_kept_for_long(client, council):
    answer = client.get(reverse("council_stylesheet"))
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--council: #12436D" in answer.content.decode()
    assert "Cookie" not in answer.headers.get("Vary", "")
