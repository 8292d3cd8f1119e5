"""The wards of a council on a map, one ward with what was said about it, and which is near."""

from datetime import date

import pytest
import structlog
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from tests import make
from tests.engines.test_neighbours import square

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def wards(council):
    """West, middle and east in a row, as they are since 2023; and the one whose land they were."""
    caches["local"].clear()
    new = [
        make.a_ward(council, name, boundary=square(west, 53.4))
        for name, west in (("West", -2.4), ("Middle", -2.3), ("East", -2.2))
    ]
    old = make.a_ward(
        council,
        "Oldham Road",
        boundary=square(-2.4, 53.4, size=0.2),
        valid_from=date(2004, 6, 10),
        valid_to=date(2023, 5, 4),
    )
    return [*new, old]


def shown(client, name, *arguments, **asked):
    answer = client.get(reverse(name, args=arguments), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_map_has_the_wards_of_today_each_with_its_number_in_the_list(wards, client):
    words = shown(client, "areas")
    west, middle, east, old = wards
    drawing = words[words.index("<svg") : words.index("</svg>")]
    places = [words.index(f">{ward.name}</a>") for ward in (east, middle, west)]
    assert places == sorted(places)
    for number, ward in enumerate((east, middle, west), start=1):
        link = drawing[drawing.index(f'href="{reverse("area_detail", args=[ward.code])}"') :]
        assert f">{number}</text>" in link[: link.index("</a>")]
    assert old.code not in drawing
    assert 'tabindex="-1"' in drawing
    assert "<title>" in drawing
    assert "<desc>" in drawing
    assert f"{old.name}</a> 10 June 2004 to 3 May 2023" in words


def test_the_links_of_the_map_stay_in_the_readers_language(wards, client):
    client.get(reverse("areas"))  # remembered in English
    words = client.get("/cy/areas/").content.decode()
    drawing = words[words.index("<svg") : words.index("</svg>")]
    assert f'href="/cy/areas/{wards[0].code}/"' in drawing


def test_a_ward_tells_what_lies_beside_it_and_whose_land_it_was(wards, client):
    west, middle, east, old = wards
    now = client.get(reverse("area_detail", args=[west.code])).context["now"]
    assert (now.beside, now.earlier, now.later, now.is_over) == ([middle], [old], [], False)
    now = client.get(reverse("area_detail", args=[middle.code])).context["now"]
    assert (now.beside, now.earlier) == ([east, west], [old])


def test_a_ward_that_has_ended_says_until_when_and_which_follow(wards, client):
    west, middle, _, old = wards
    now = client.get(reverse("area_detail", args=[old.code])).context["now"]
    assert now.is_over
    assert set(now.later) == {west, middle}
    assert "Its last day was 3 May 2023" in shown(client, "area_detail", old.code)


def test_wards_that_have_ended_are_listed_the_last_first(council, wards, client):
    older = make.a_ward(council, "Ancoats", valid_from=date(1990, 1, 1), valid_to=date(2004, 6, 10))
    assert list(client.get(reverse("areas")).context["ended"]) == [wards[-1], older]


def test_what_was_said_of_a_ward_and_of_its_services_is_told(council, wards, client):
    west, middle, *_ = wards
    sector = make.a_sector(council)
    round_ = make.a_round(sector)
    of_ward = make.a_proposal(round_, area=west, title="A bench in the west")
    of_service = make.a_proposal(
        round_, service=make.a_service(sector, west), title="A door at the home"
    )
    make.a_proposal(round_, area=middle, title="Somewhere else")
    make.a_proposal(round_, area=west, title="Hidden words", hidden_at=timezone.now())
    told = client.get(reverse("area_detail", args=[west.code])).context["told"]
    assert set(told.proposals.rows) == {of_ward, of_service}


def test_services_come_with_those_of_the_wards_beside_and_no_distance(council, wards, client):
    west, middle, east, _ = wards
    sector = make.a_sector(council)
    for ward, number in ((west, 14), (middle, 2), (east, 1)):
        for n in range(number):
            make.a_service(sector, ward, f"{ward.name} home {n:02}")
    now = client.get(reverse("area_detail", args=[west.code])).context["now"]
    assert [service.name for service in now.services] == [f"West home {n:02}" for n in range(12)]
    assert now.n_services == 14
    assert [(each.area, each.services) for each in now.beside_services] == [(middle, 2)]
    assert f'href="{reverse("services")}?ward={west.code}"' in shown(
        client, "area_detail", west.code
    )


def test_a_ward_costs_as_much_with_many_things_as_with_few(
    council, wards, client, django_assert_max_num_queries
):
    sector = make.a_sector(council)
    round_ = make.a_round(sector, at=timezone.now())
    for n in range(15):
        make.a_service(sector, wards[0], f"Home {n}")
        proposal = make.a_proposal(round_, area=wards[0])
        make.a_commitment(make.an_answered_finding(round_, proposal=proposal))
    with django_assert_max_num_queries(29):
        client.get(reverse("area_detail", args=[wards[0].code]))
    with django_assert_max_num_queries(26):  # the map is remembered
        client.get(reverse("area_detail", args=[wards[0].code]))
    with django_assert_max_num_queries(4):
        client.get(reverse("areas"))


def test_without_wards_the_page_says_so(council, client):
    assert "No wards yet" in shown(client, "areas")


def test_the_api_tells_of_one_ward(wards, client):
    told = client.get(f"/api/v1/areas/{wards[0].code}/").json()
    assert told["properties"]["name"] == "West"
    assert told["geometry"]["type"] == "Polygon"
    assert client.get("/api/v1/areas/E05999999/").status_code == 404


# --- Near me --------------------------------------------------------------------------------------


def test_a_postcode_leads_to_its_ward_and_stands_in_no_address_or_log(wards, client):
    make.a_postcode(wards[1], "M33 6RX")
    with structlog.testing.capture_logs() as logs:
        answer = client.post(reverse("near_me"), {"postcode": " m336rx "})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("area_detail", args=[wards[1].code]) + "#services"
    assert "6RX" not in str(logs).upper()
    assert not client.session.items()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "postcode"),
        ("M33", "Enter a full postcode"),
        ("hello", "Enter a full postcode"),
        ("M1 1AA", "We do not know this postcode"),
    ],
)
def test_a_postcode_we_cannot_use_is_said_at_the_field(wards, client, typed, says):
    answer = client.post(reverse("near_me"), {"postcode": typed})
    assert answer.status_code == 422
    assert says in answer.context["form"].errors["postcode"][0]
    assert answer.context["form"]["postcode"].value() == typed


def test_a_postcode_of_another_council_is_not_known(wards, client):
    make.a_postcode(make.a_ward(make.a_council(host="elsewhere.example")), "M33 6RX")
    assert client.post(reverse("near_me"), {"postcode": "M33 6RX"}).status_code == 422


def test_a_postcode_in_the_address_is_not_read(wards, client):
    make.a_postcode(wards[1], "M33 7AA")
    answer = client.get(reverse("near_me"), {"postcode": "M33 7AA"})
    assert answer.status_code == 200
    assert not answer.context["form"].is_bound
    assert 'value="M33 7AA"' not in answer.content.decode()


def test_ways_lead_here_from_the_first_page_and_from_a_proposal(council, wards, client):
    client.force_login(make.a_person(council, Role.RESIDENT))
    words = shown(client, "home")
    for name in ("near_me", "areas", "services", "search"):
        assert f'href="{reverse(name)}"' in words
    proposal = make.a_proposal(make.a_round(make.a_sector(council)), area=wards[0])
    address = reverse("area_detail", args=[wards[0].code])
    assert f'href="{address}"' in shown(client, "proposal_detail", proposal.pk)
