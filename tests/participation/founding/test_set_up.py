"""An officer sets a council up by forms: its details, sectors and organisations."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coopservices.texts import Text
from outcomes.indicators.actions.releases import take_figures
from outcomes.indicators.queries.shown import indicator_shown
from outcomes.rebuilding.actions import rebuild_dashboard
from participation.councils.actions import forget_councils
from participation.founding.actions import (
    DetailsRefused,
    add_sector,
    describe_council,
    name_sector,
    set_thresholds,
)
from participation.models import Council, Organisation, Role, Sector
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def test_what_a_council_is_called_is_seen_at_once(client, council, officer):
    client.force_login(officer)
    told = {"name": "Southbrook", "contact_email": "hello@south.example", "colour": "#00703c"}
    answer = client.post(reverse("council_details"), told, follow=True)
    assert "Saved." in answer.text
    assert "hello@south.example" in client.get("/").text
    assert Council.objects.get(pk=council.pk).colour == "#00703c"


@pytest.mark.parametrize(
    ("fact", "value"), [("colour", "green"), ("contact_email", "nobody"), ("name", "")]
)
def test_what_is_wrong_is_said_at_its_field(client, council, officer, fact, value):
    client.force_login(officer)
    told = {"name": "South", "contact_email": "a@b.example", "colour": "#00703c", fact: value}
    answer = client.post(reverse("council_details"), told)
    assert answer.status_code == 422
    assert f'id="id_{fact}_error"' in answer.text
    assert Council.objects.get(pk=council.pk).name == council.name


def test_the_action_refuses_what_no_form_has_looked_at(council, officer):
    with pytest.raises(DetailsRefused) as refused:
        describe_council(
            by=officer,
            council=council,
            name="South",
            contact_email="a@b.example",
            colour="red",
            at=timezone.now(),
        )
    assert refused.value.about == "colour"


def test_a_sector_is_added_once_and_last(client, council, officer):
    make.a_sector(council)
    client.force_login(officer)
    page = reverse("sectors")
    assert "The sector was added." in client.post(page, {"names": "Home care"}, follow=True).text
    assert client.post(page, {"names": " home CARE "}).status_code == 422
    assert client.post(page, {"names": "!!"}).status_code == 422
    sector = Sector.objects.get(slug="home-care")
    assert (sector.council, sector.position) == (council, 1)


def test_an_organisation_is_added_once(client, council, officer):
    client.force_login(officer)
    page = reverse("organisations")
    for _ in range(2):
        client.post(page, {"name": "Age Northbrook", "kind": "community"})
    assert Organisation.objects.get().kind == "community"
    assert "Age Northbrook" in client.get(page).text


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.COMMISSIONER])
def test_only_who_runs_the_council_sets_it_up(council, role):
    person = make.a_person(council, role)
    with pytest.raises(PermissionDenied):
        add_sector(by=person, council=council, names=Text("Parks"), at=timezone.now())
    with pytest.raises(PermissionDenied):
        describe_council(
            by=person,
            council=council,
            name="South",
            contact_email="a@b.example",
            colour="#000000",
            at=timezone.now(),
        )


def test_the_list_says_what_is_done_and_what_is_to_do(
    client, council, officer, django_assert_max_num_queries
):
    client.force_login(officer)
    here = reverse("set_up")
    text = client.get(here).text
    assert "Before people can take part" in text
    assert text.count("To do") == 8, "all but colleagues: this officer is one"
    make.a_postcode(make.a_ward(council), "NB1 1AA")
    make.a_round(make.a_sector(council), at=timezone.now())
    with django_assert_max_num_queries(12):
        text = client.get(here).text
    assert "People can take part." in text
    assert text.count("To do") == 4, "services, organisations, measures and figures"


# --- Sectors in Welsh -----------------------------------------------------------------------------


def test_a_sectors_welsh_name_stands_on_welsh_pages_at_once(client, council, officer):
    Council.objects.update(writing=Council.Writing.EITHER)
    forget_councils()
    measure = make.an_indicator(council, sector=make.a_sector(council, "Parks"))
    make.a_round(measure.sector, at=timezone.now(), proposing=(-9, 9))
    rebuild_dashboard(council=council, at=timezone.now())
    listed, page = reverse("sectors"), reverse("sector", args=[measure.sector.slug])
    addresses = ["rounds/", f"indicators/{measure.key}/", "indicators/", ""]
    for address in addresses:
        assert 'lang="en-gb">Parks' in client.get(f"/cy/{address}").text, address
    client.force_login(officer)
    assert "It has no name in Welsh yet." in client.get(listed).text
    told = client.post(page, {"names": "Parks", "names_cy": "Parciau"}, follow=True)
    assert "Saved." in told.text
    for address in addresses:
        welsh = client.get(f"/cy/{address}").text
        assert "Parciau" in welsh, address
        assert 'lang="en-gb">Parciau' not in welsh, address
        assert "Parciau" not in client.get(f"/{address}").text, address
    assert measure.name.english in client.get("/cy/indicators/?q=parciau").text


def test_a_sector_has_both_names_where_it_must_and_one_of_its_own(client, council, officer):
    Council.objects.update(writing=Council.Writing.BOTH)
    forget_councils()
    make.a_sector(council, "Parks")
    sector = make.a_sector(council, "Libraries")
    client.force_login(officer)
    page = reverse("sector", args=[sector.slug])
    assert client.post(page, {"names": "Libraries"}).status_code == 422
    assert client.post(page, {"names": "parks", "names_cy": "Parciau"}).status_code == 422
    assert client.post(reverse("sectors"), {"names": "Home care"}).status_code == 422
    theirs = make.a_sector(make.a_council())
    assert client.get(reverse("sector", args=[theirs.slug])).status_code == 404
    with pytest.raises(DetailsRefused) as refused:
        name_sector(by=officer, sector=sector, names=Text("Books"), at=timezone.now())
    assert refused.value.about == "names_cy"
    with pytest.raises(PermissionDenied):
        name_sector(
            by=make.a_person(council, Role.COMMISSIONER),
            sector=sector,
            names=Text("Books", "Llyfrau"),
            at=timezone.now(),
        )


# --- Its own words, and small numbers -------------------------------------------------------------

WORDS = {
    "scheme": "Northbrook decides together",
    "welcome": "Ask us. We answer in 28 days.",
    "who_helps": "Rosa at the library, 0161 496 0000",
}


def test_a_councils_own_words_stand_where_people_read_them(council, client):
    client.force_login(make.a_person(council, Role.OFFICER))
    assert client.post(reverse("own_words"), WORDS).url == reverse("own_words")
    home = client.get(reverse("home")).content.decode()
    assert [words for words in WORDS.values() if words not in home] == []
    assert "decide together what matters most" not in home
    client.post(reverse("own_words"), {**WORDS, "welcome": ""})
    assert "decide together what matters most" in client.get(reverse("home")).content.decode()


def test_own_words_are_in_both_languages_where_they_must(council, client):
    Council.objects.update(writing=Council.Writing.BOTH)
    forget_councils()
    client.force_login(make.a_person(council, Role.OFFICER))
    sent = client.post(reverse("own_words"), WORDS)
    assert sent.status_code == 422
    assert "Say it in Welsh too." in sent.content.decode()
    welsh = {f"{name}_cy": f"Cymraeg: {words}" for name, words in WORDS.items()}
    client.post(reverse("own_words"), WORDS | welsh)
    home = client.get("/cy/").content.decode()
    assert [words for words in welsh.values() if words not in home] == []


@pytest.mark.parametrize("fewest", [7, 0, 101])
def test_a_council_hides_more_and_never_less(council, client, fewest):
    officer = make.a_person(council, Role.OFFICER)
    with pytest.raises(DetailsRefused):
        set_thresholds(by=officer, council=council, fewest_shown=fewest, at=timezone.now())
    client.force_login(officer)
    assert client.post(reverse("thresholds"), {"fewest_shown": fewest}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Council.objects.update(fewest_shown=7)


def test_what_a_council_hides_its_measures_hide(council, client):
    officer = make.a_person(council, Role.OFFICER)
    measure = make.an_indicator(council, unit="people", is_of_people=True)
    content = make.figures_of(measure, ("2024", 15), ("2025", 40))
    found = make.a_figures_file(measure, officer, at=timezone.now(), content=content)
    take_figures(by=officer, found=found, at=timezone.now())
    make.settle()
    client.force_login(officer)
    for fewest, told in ((8, [15, 40]), (20, [None, 40])):
        client.post(reverse("thresholds"), {"fewest_shown": fewest})
        make.settle()
        shown = indicator_shown(council, measure.key)
        assert [reading.value for reading in shown.series.readings] == told


@pytest.mark.parametrize("page", ["own_words", "thresholds"])
def test_these_pages_are_for_officers(council, client, page):
    client.force_login(make.a_person(council, Role.COMMISSIONER))
    assert client.get(reverse(page)).status_code == 403
