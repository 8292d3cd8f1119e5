"""The services of a council: the list and its file, and one with what was said about it."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices.texts import Text, columns
from outcomes.models import Commitment, Verdict
from outcomes.pages.services.queries.told import MOST_ROUNDS
from outcomes.rebuilding.actions import rebuild_dashboard, rebuild_round_summary
from participation.models import Role, Service
from tests import make

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(A1)"


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def sector(council):
    return make.a_sector(council)


@pytest.fixture
def ward(council):
    return make.a_ward(council)


@pytest.fixture
def service(sector, ward):
    return make.a_service(sector, ward)


@pytest.fixture
def round_(sector):
    return make.a_round(sector, at=timezone.now())


def shown(client, name, *arguments, **asked):
    answer = client.get(reverse(name, args=arguments), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def main(words):
    return words.partition("<main")[2]


def promise(round_, service, *, facts=None, **of_proposal):
    """A promise because of a proposal about a service."""
    proposal = make.a_proposal(round_, service=service, **of_proposal)
    finding = make.an_answered_finding(round_, proposal=proposal)
    return make.a_commitment(finding, at=timezone.now(), **(facts or {}))


# --- The list -------------------------------------------------------------------------------------


@pytest.fixture
def three(council, sector, ward):
    surgeries = make.a_sector(council, "Surgeries")
    hale = make.a_ward(council, "Hale")
    make.a_service(sector, ward, "Beech House")
    make.a_service(sector, hale, "Ash House", kind="Nursing home")
    make.a_service(surgeries, ward, "Cedar Surgery", kind="GP practice")
    return {"sector": surgeries.slug, "ward": hale.code, "kind": "Nursing home"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Ash House", "Beech House", "Cedar Surgery"]),
        ({"q": "house"}, ["Ash House", "Beech House"]),
        ({"q": "house beech"}, ["Beech House"]),
        ({"sector": None}, ["Cedar Surgery"]),
        ({"ward": None}, ["Ash House"]),
        ({"kind": None}, ["Ash House"]),
        ({"kind": "nonsense"}, ["Ash House", "Beech House", "Cedar Surgery"]),
        ({"q": "nobody"}, []),
    ],
)
def test_services_are_listed_by_name_and_narrowed(three, client, asked, found):
    asked = {name: value or three[name] for name, value in asked.items()}
    page = client.get(reverse("services"), asked).context["page"]
    assert [service.name for service in page.rows] == found


def test_the_list_of_another_council_is_its_own(three, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make.a_council(host="elsewhere.example")
    answer = client.get(reverse("services"), headers={"host": "elsewhere.example"})
    assert "Ash House" not in answer.content.decode()


def test_pages_go_by_name_and_come_back(sector, client):
    for n in range(60):
        make.a_service(sector, name=f"Home {n % 30:02}")  # each name twice
    seen, address = [], reverse("services")
    pages = []
    while address:
        page = client.get(address).context["page"]
        pages.append([row.pk for row in page.rows])
        seen += [(row.name, row.pk) for row in page.rows]
        last, address = page, page.next_href and reverse("services") + page.next_href
    assert seen == sorted(seen)
    assert len({pk for _, pk in seen}) == 60
    back = client.get(reverse("services") + last.previous_href).context["page"]
    assert [row.pk for row in back.rows] == pages[-2]


@pytest.mark.parametrize("cursor", ["after-999999", "before-x", "after-", "9" * 40, "older-1-1"])
def test_a_cursor_that_is_none_of_ours_is_the_first_page(three, client, cursor):
    page = client.get(reverse("services"), {"page": cursor}).context["page"]
    assert page.rows[0].name == "Ash House"


def test_the_file_is_narrowed_too_and_is_safe_in_a_spreadsheet(three, sector, client):
    make.a_service(sector, name=FORMULA, organisation=make.an_organisation(sector.council, "Care"))
    answer = client.get(reverse("download_services"), {"q": "hyperlink"})
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][0] == "'" + FORMULA
    assert rows[1][3] == "Care"


def test_kinds_are_offered_in_the_language_they_are_written_in(three, client):
    words = " ".join(client.get("/cy/services/").content.decode().split())
    assert '<option value="Nursing home" lang="en-gb">' in words


def test_an_empty_list_says_so(council, client):
    assert "No services here" in shown(client, "services")


def test_a_long_list_costs_the_same(sector, client, django_assert_max_num_queries):
    for n in range(40):
        make.a_service(sector, make.a_ward(sector.council, f"Ward {n}"), f"Home {n}")
    with django_assert_max_num_queries(8):
        client.get(reverse("services"))
    with django_assert_max_num_queries(4):
        b"".join(client.get(reverse("download_services")))


# --- One of them ----------------------------------------------------------------------------------


def test_a_service_tells_what_it_is_and_how_little_was_said(service, client):
    words = shown(client, "service_detail", service.pk)
    for told in (service.name, service.kind, service.area.name, service.registered_id):
        assert told in words
    assert "Nobody has proposed anything about it yet" in words
    assert "Nothing has been answered or promised about it yet" in words
    assert "Nothing has happened yet" in words
    assert "Nothing is measured yet" in words


def test_it_tells_what_was_asked_answered_done_and_measured(service, round_, client):
    council = service.council
    measure = make.an_indicator(council, sector=service.sector, name="Visits after five")
    elsewhere = make.an_indicator(council, name="Bins")
    made = promise(round_, service, facts={"indicator": measure, "done_at": timezone.now()})
    made.updates.create(kind="done", text="The doors are open.", posted_at=timezone.now())
    rebuild_round_summary(round=round_, at=timezone.now())
    rebuild_dashboard(council=council, at=timezone.now())
    words = main(shown(client, "service_detail", service.pk))
    finding = made.finding
    asked, promised, happened, measured = (
        words.index(f'id="{part}"') for part in ("asked", "promised", "happened", "measured")
    )
    assert asked < words.index(finding.proposal.title) < promised
    assert (
        promised < words.index(str(finding.we_heard)) < words.index("It costs little.") < happened
    )
    assert promised < words.index(made.title) < happened
    assert happened < words.index("The doors are open.") < measured
    assert measured < words.index("Visits after five")
    assert str(elsewhere.name) not in words
    assert f"the whole of {council.name}" in words


def test_what_is_said_of_another_service_is_not_here(service, round_, sector, client):
    other = promise(round_, make.a_service(sector, name="Elsewhere House"))
    words = shown(client, "service_detail", service.pk)
    assert other.title not in words
    assert other.finding.proposal.title not in words


def test_what_is_hidden_or_a_draft_appears_nowhere(service, round_, client):
    now = timezone.now()
    hidden = promise(round_, service, title="Sack Jo Bloggs", hidden_at=now)
    make.a_proposal(round_, service=service, title="Half a thought", published_on=None)
    address = reverse("service_detail", args=[service.pk])
    for reader in (None, make.a_person(service.council, Role.MODERATOR)):
        if reader:
            client.force_login(reader)
        words = client.get(address).content.decode()
        assert hidden.finding.proposal.title not in words
        assert str(hidden.finding.we_heard) not in words
        assert "Half a thought" not in words


def test_who_chose_not_to_be_named_is_not_named(service, round_, client):
    author = make.a_person(service.council, Role.STAFF, name="Sam Quiet")
    facts = {"author_role": Role.STAFF, "service": service}
    make.a_proposal(round_, author, is_author_named=False, **facts)
    assert "Sam Quiet" not in shown(client, "service_detail", service.pk)


def test_nobody_is_counted_on_the_page_of_a_home(service, round_, client):
    made = promise(round_, service, facts={"done_at": timezone.now()})
    for _ in range(12):
        Verdict.objects.create(commitment=made, resident=make.a_person(), kind="worked")
    rebuild_round_summary(round=round_, at=timezone.now())
    words = main(shown(client, "service_detail", service.pk))
    assert "10 people" not in words.lower()
    assert "about 10 people" in shown(client, "commitment_detail", made.pk).lower()


def test_a_round_that_is_open_about_it_is_a_way_to_speak(service, sector, council, client):
    at = timezone.now()
    of_all = make.a_round(sector, at=at, proposing=(-1, 9), voting=(10, 20), title="All homes")
    named = make.a_round(make.a_sector(council, "Other"), at=at, title="Named", proposing=(-1, 9))
    named.services.add(service)
    of_another = make.a_round(sector, at=at, title="Of another home", proposing=(-1, 9))
    of_another.services.add(make.a_service(sector, name="Elsewhere House"))
    of_another_ward = make.a_round(sector, at=at, title="Of another ward", proposing=(-1, 9))
    of_another_ward.areas.add(make.a_ward(council, "Hale"))
    over = [
        make.a_round(sector, at=at, title="Over", proposing=(-30, -20), voting=(-19, -9))
        for _ in range(MOST_ROUNDS)
    ]
    told = client.get(reverse("service_detail", args=[service.pk])).context["told"]
    assert {now.round for now in told.rounds} == {of_all, named}
    assert not {now.round for now in told.rounds} & {*over}


def test_what_people_wrote_is_shown_as_words(service, round_, client):
    Service.objects.update(name=HOSTILE, kind=HOSTILE)
    promise(round_, service, title=HOSTILE, facts={"title": HOSTILE})
    for name, arguments in (("service_detail", [service.pk]), ("services", [])):
        assert HOSTILE not in shown(client, name, *arguments)


def test_much_said_costs_as_much_as_little(service, round_, client, django_assert_max_num_queries):
    address = reverse("service_detail", args=[service.pk])
    for _ in range(30):
        promise(round_, service)
    make.an_indicator(service.council, sector=service.sector)
    rebuild_round_summary(round=round_, at=timezone.now())
    rebuild_dashboard(council=service.council, at=timezone.now())
    with django_assert_max_num_queries(22):
        told = client.get(address).context["told"]
    assert len(told.findings) == 20
    assert told.has_more
    assert len(told.proposals.rows) == 6
    later = client.get(address + told.proposals.next_href).context["told"]
    assert {p.pk for p in later.proposals.rows}.isdisjoint(p.pk for p in told.proposals.rows)


def test_ways_lead_here_from_a_proposal_and_a_promise(service, round_, client):
    made = promise(round_, service)
    address = f'href="{reverse("service_detail", args=[service.pk])}"'
    assert address in shown(client, "proposal_detail", made.finding.proposal_id)
    assert address in shown(client, "commitment_detail", made.pk)
    made.finding.proposal.hidden_at = timezone.now()
    made.finding.proposal.save()
    assert address not in shown(client, "commitment_detail", made.pk)


def test_what_is_owed_comes_before_what_is_done(service, round_, client):
    at = timezone.now()
    done = promise(round_, service, facts={"done_at": at, "title": "Done"})
    due = [at.date() + timedelta(days=days) for days in (9, 3)]
    later, sooner = (promise(round_, service, facts={"due_on": day}) for day in due)
    told = client.get(reverse("service_detail", args=[service.pk])).context["told"]
    assert [now.commitment for now in told.promises] == [sooner, later, done]
    assert Commitment.objects.count() == 3


def test_the_api_tells_of_one_service(service, client):
    told = client.get(f"/api/v1/services/{service.pk}/").json()
    assert (told["id"], told["registered_id"]) == (service.pk, service.registered_id)
    assert client.get("/api/v1/services/", {"scheme": "URN"}).json()["results"] == []


def test_a_long_reason_in_welsh_is_told_in_welsh(service, round_, client):
    proposal = make.a_proposal(round_, service=service)
    finding = make.an_answered_finding(round_, proposal=proposal)
    for column, text in columns(reason=Text("It costs little.", "Nid yw'n costio llawer.")).items():
        setattr(finding, column, text)
    finding.save()
    answer = client.get(f"/cy/services/{service.pk}/").content.decode()
    assert "Nid yw&#x27;n costio llawer." in answer


def test_a_service_and_its_ward_can_be_followed_from_their_pages(service, ward, client):
    for name, key, topic in (
        ("service_detail", service.pk, ("service", service.pk)),
        ("area_detail", ward.code, ("area", ward.pk)),
    ):
        address = reverse("follow", args=topic)
        assert f'href="{address}"' in client.get(reverse(name, args=[key])).content.decode()
        assert client.get(address).status_code == 200


def test_a_service_that_left_the_register_is_followed_no_more(service, client):
    Service.objects.update(left_on=timezone.localdate())
    page = client.get(reverse("service_detail", args=[service.pk])).content.decode()
    assert reverse("follow", args=["service", service.pk]) not in page
