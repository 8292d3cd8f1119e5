"""The public API against its own description, against nonsense, and against what it
must not tell.
"""

import base64

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coopservices.api.schema import schema as description
from coopservices.wsgi import application
from participation.electors.actions import make_eligibility_key
from participation.models import Council
from priorities.models import Poll, Proposal
from tests import make

LISTS = ["sectors", "services", "rounds", "proposals", "polls"]
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def council(db) -> Council:
    """A council with a little of everything, and a counted poll."""
    council = make.a_council(host=None)
    make_eligibility_key(council=council)
    sector, ward = make.a_sector(council), make.a_ward(council)
    round_ = make.a_round(sector, at=timezone.now(), slug="care-homes")
    round_.areas.add(ward)
    home = make.a_service(sector, ward, organisation=make.an_organisation(council))
    make.a_proposal(round_, make.a_person(name="Dani"), area=ward, service=home, cost_pence=100)
    make.an_open_poll(round_, at=timezone.now())
    counted = make.an_open_poll(make.a_round(sector, at=timezone.now()), at=timezone.now())
    make.close_early(counted, reason="Enough")
    make.settle()
    return council


@pytest.fixture
def described(council):
    """The description as a program gets it, in this process, on the test's own connection to the
    database.
    """
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_every_address_keeps_its_promises(described):
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 11
    for operation in operations:
        _ask(operation)


def _ask(operation) -> None:
    """Thirty requests, some that the description allows and some that it does not: each answer must
    be as described.
    """

    @given(
        case=operation.as_strategy()
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    @settings(
        max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    def answers_as_described(case):
        case.call_and_validate(checks=PROMISES)

    answers_as_described()


def test_each_thing_is_as_described(described, council):
    things = {
        "/api/v1/sectors/{slug}/": {"slug": council.sectors.first().slug},
        "/api/v1/rounds/{slug}/": {"slug": "care-homes"},
        "/api/v1/proposals/{id}/": {"id": Proposal.objects.get().pk},
    }
    cases = [described[path]["GET"].Case(path_parameters=known) for path, known in things.items()]
    polls = described["/api/v1/polls/{id}/"]["GET"]
    cases += [polls.Case(path_parameters={"id": str(poll.pk)}) for poll in Poll.objects.all()]
    for case in cases:
        assert case.call_and_validate(checks=PROMISES).status_code == 200


# --- What it answers ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_something_to_tell(client, council, name):
    assert client.get(f"/api/v1/{name}/").json()["results"]


def test_the_beginning_leads_to_every_list(client, council):
    found = client.get(reverse("api_root")).json()
    assert {*LISTS, "areas", "council"} <= set(found)
    for address in found.values():
        assert client.get(address).status_code == 200


def test_wards_are_geojson_as_they_were_on_a_day(client, council):
    answer = client.get("/api/v1/areas/", {"on": "2024-01-01"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    (ward,) = answer.json()["features"]
    assert (ward["type"], ward["geometry"]) == ("Feature", make.SQUARE)
    assert client.get("/api/v1/areas/", {"on": "2020-01-01"}).json()["features"] == []
    assert client.get("/api/v1/areas/", {"on": "yesterday"}).status_code == 400


def test_a_counted_poll_tells_its_result_and_an_open_one_tells_none(client, council):
    documents = {
        poll["state"]: client.get(f"/api/v1/polls/{poll['id']}/").json()
        for poll in client.get("/api/v1/polls/").json()["results"]
    }
    assert documents["open"]["result"] is None
    assert documents["open"]["definition"]["title"] == documents["open"]["title"]
    told = documents["closed"]["result"]
    assert (told["fewer_than"], told["ballots"]) == (10, None)
    assert [option["place"] for option in told["questions"][0]["options"]] == [None] * 3


def test_drafts_and_other_councils_are_not_there(client, council):
    round_ = council.rounds.get(slug="care-homes")
    draft = make.a_proposal(round_, make.a_person(), published_on=None)
    theirs = make.a_proposal(
        make.a_round(make.a_sector(make.a_council(host="elsewhere.example")), slug="theirs")
    )
    council.host = "testserver"
    council.save()
    for hidden in (draft, theirs):
        assert client.get(f"/api/v1/proposals/{hidden.pk}/").status_code == 404
    assert {row["round"] for row in client.get("/api/v1/proposals/").json()["results"]} == {
        "care-homes"
    }
    assert client.get("/api/v1/rounds/theirs/").status_code == 404


def test_proposals_can_be_narrowed_as_on_the_page(client, council):
    ask = {
        "round": "care-homes",
        "by": "residents",
        "ward": council.areas.get().code,
        "q": "visits",
    }
    assert len(client.get("/api/v1/proposals/", ask).json()["results"]) == 1
    assert client.get("/api/v1/proposals/", {**ask, "round": "none"}).json()["results"] == []
    assert client.get("/api/v1/proposals/", {"ward": "nowhere"}).status_code == 400


def test_walking_by_cursor_meets_everything_once(client, council):
    round_, now = council.rounds.get(slug="care-homes"), timezone.now()
    for _ in range(119):
        make.a_proposal(round_, at=now)
    seen, address = [], "/api/v1/proposals/"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert sorted(seen) == sorted(Proposal.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("name", [*LISTS, "areas", "council"])
def test_a_list_costs_the_same_whatever_its_length(
    client, council, name, django_assert_max_num_queries
):
    address = f"/api/v1/{name}/"
    client.get(address)

    def cost() -> int:
        with django_assert_max_num_queries(6) as queries:
            client.get(address)
        return len(queries)

    few = cost()
    for _ in range(15):
        sector, ward = make.a_sector(council), make.a_ward(council)
        round_ = make.a_round(sector, at=timezone.now())
        round_.areas.add(ward)
        make.a_proposal(round_, make.a_person(), area=ward, service=make.a_service(sector, ward))
        make.an_open_poll(round_, at=timezone.now())
    assert cost() == few


# --- Nonsense -------------------------------------------------------------------------------------


def cursor(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("name", [*LISTS, "areas", "council"])
@pytest.mark.parametrize(
    "asked",
    ["q=%00", "q=%ED%A0%80", "cursor=%00", "%ff=1"],
    ids=["NUL", "surrogate", "cursor", "bytes"],
)
def test_what_nobody_could_mean_is_refused(client, council, name, asked):
    assert client.get(f"/api/v1/{name}/?{asked}").status_code == 400


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '"\\ud800"', '"\\u0000"', "{}"],
    ids=["deep", "surrogate", "NUL", "empty"],
)
def test_a_body_is_refused_whatever_it_holds(client, council, body):
    answer = client.generic("GET", "/api/v1/rounds/", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "made_up", ["p=x", "p=%00", "p=" + "9" * 40, "r=1&p=-1", "o=99999999999999999999", "o=x"]
)
def test_a_cursor_that_was_made_up_is_no_fault_of_ours(client, council, name, made_up):
    assert client.get(f"/api/v1/{name}/", {"cursor": cursor(made_up)}).status_code in (
        200,
        400,
        404,
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_written(client, council, method):
    for address in (
        "/api/v1/proposals/",
        f"/api/v1/proposals/{Proposal.objects.get().pk}/",
        "/api/v1/council/",
    ):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    ["proposals/99999999999999999999/", "proposals/x/", "rounds/%00/", "polls/1/", "nothing/"],
)
def test_what_is_not_there_is_not_found(client, council, address):
    assert client.get(f"/api/v1/{address}").status_code == 404


# --- The page for people --------------------------------------------------------------------------


def test_the_page_tells_every_address_parameter_and_field(client, council):
    page = client.get(reverse("api_reference")).content.decode()
    for path, methods in description()["paths"].items():
        assert path in page
        for operation in methods.values():
            for asked in operation.get("parameters", []):
                assert f"<code>{asked['name']}</code>" in page
    for field in ("cost_pence", "decided_by_on", "definition", "features", "registered_id"):
        assert f"<code>{field}</code>" in page


def test_no_address_is_described_without_words():
    for path, methods in description()["paths"].items():
        assert all(operation["description"] for operation in methods.values()), path
