"""Search of all that is published."""

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.pages.search.queries import KINDS
from participation.models import Role
from priorities.models import Poll
from tests import make

pytestmark = pytest.mark.django_db

WORD = "Marmalade"


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def one_of_each(council):
    """Of each kind something that has the word."""
    sector = make.a_sector(council)
    ward = make.a_ward(council, f"{WORD} ward")
    make.a_service(sector, ward, f"{WORD} House")
    round_ = make.a_round(sector, at=timezone.now(), title=f"{WORD} round")
    make.an_open_poll(round_, at=timezone.now(), title=f"{WORD} poll")
    proposal = make.a_proposal(round_, title=f"{WORD} for breakfast")
    finding = make.an_answered_finding(round_, proposal=proposal, we_heard=f"People want {WORD}")
    make.a_commitment(finding, title=f"Buy {WORD}")
    make.an_indicator(council, sector=sector, name=f"{WORD} eaten")
    return round_


def found(client, **asked):
    answer = client.get(reverse("search"), asked)
    assert answer.status_code == 200
    return {each.code: [str(hit.name) for hit in each.hits] for each in answer.context["found"]}


def test_each_kind_is_found_under_its_own_heading(one_of_each, client):
    hits = found(client, q=WORD.lower())
    assert list(hits) == list(KINDS)
    assert all(len(names) == 1 for names in hits.values())


def test_every_address_that_was_found_answers(one_of_each, client):
    for each in client.get(reverse("search"), {"q": WORD}).context["found"]:
        for hit in each.hits:
            assert client.get(hit.href).status_code == 200


def test_every_word_must_be_there(one_of_each, client):
    assert set(found(client, q=f"{WORD} breakfast")) == {"proposals"}
    assert found(client, q=f"{WORD} nonsense") == {}
    assert found(client, q="") == {}


def test_what_is_no_business_of_the_reader_is_not_found(one_of_each, council, client):
    now = timezone.now()
    hidden = make.a_proposal(one_of_each, title="Hidden quince", hidden_at=now)
    make.an_answered_finding(one_of_each, proposal=hidden, we_heard="Somebody proposed quince.")
    author = make.a_person(council, Role.RESIDENT)
    make.a_proposal(one_of_each, author, title="Half a quince", published_on=None)
    Poll.objects.filter(pk=make.a_draft(one_of_each).pk).update(title_en="Quince draft")
    make.a_round(one_of_each.sector, title="Quince to come", published_at=None)
    officer = make.a_person(council, Role.OFFICER)
    for reader in (None, author, officer):
        if reader:
            client.force_login(reader)
        assert found(client, q="quince") == {}


def test_a_protected_author_is_not_found_by_name(one_of_each, council, client):
    author = make.a_person(council, Role.STAFF, name="Sam Quiet", email="quiet@example.org")
    make.a_proposal(one_of_each, author, author_role=Role.STAFF)
    assert found(client, q="quiet") == {}


def test_another_councils_things_are_not_found(one_of_each, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make.a_council(host="elsewhere.example")
    answer = client.get(reverse("search"), {"q": WORD}, headers={"host": "elsewhere.example"})
    assert answer.context["found"] == []


@pytest.mark.parametrize("code", ["proposals", "services"])
def test_one_kind_goes_page_by_page(one_of_each, client, code):
    for n in range(25):
        make.a_proposal(one_of_each, title=f"{WORD} {n:02}")
        make.a_service(one_of_each.sector, name=f"{WORD} {n:02}")
    assert len(found(client, q=WORD)[code]) == 4
    assert f"q={WORD}&amp;of={code}" in client.get(reverse("search"), {"q": WORD}).content.decode()
    first = client.get(reverse("search"), {"q": WORD, "of": code}).context["found"][0]
    second = client.get(reverse("search") + first.page.next_href).context["found"][0]
    assert (len(first.hits), len(second.hits)) == (20, 6)
    assert {hit.href for hit in first.hits}.isdisjoint(hit.href for hit in second.hits)
    assert second.page.next_href is None


def test_it_costs_the_same_for_many(one_of_each, client, django_assert_max_num_queries):
    for n in range(30):
        make.a_proposal(one_of_each, title=f"{WORD} {n}", area=make.a_ward(one_of_each.council))
        make.a_service(one_of_each.sector, name=f"{WORD} {n}")
    with django_assert_max_num_queries(9):  # one a kind, and the council's own
        client.get(reverse("search"), {"q": WORD})
    with django_assert_max_num_queries(3):
        client.get(reverse("search"), {"q": WORD, "of": "services"})
    with django_assert_max_num_queries(1):
        client.get(reverse("search"))


def test_too_long_a_search_is_refused_at_the_box(council, client):
    answer = client.get(reverse("search"), {"q": "a" * 101})
    assert answer.context["form"].errors["q"]
    assert "govuk-error-summary" in answer.content.decode()


def test_what_was_searched_and_what_people_wrote_is_shown_as_words(one_of_each, client):
    hostile = "<script>alert(1)</script>"
    make.a_proposal(one_of_each, title=hostile)
    answer = client.get(reverse("search"), {"q": hostile})
    assert answer.context["found"]
    assert hostile not in answer.content.decode()
