"""In which languages a council writes, and standing by the Welsh of its pages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from participation.languages import actions
from participation.languages.permissions import may_choose_languages
from participation.languages.queries import is_confirmed
from participation.models import Council, Role
from tests import make

pytestmark = pytest.mark.django_db
AWAITS = b'class="awaits-translator"'


@pytest.fixture
def council():
    return make.a_council()


@pytest.mark.parametrize("role", Role)
def test_who_may_choose(council, role):
    person = make.a_person(council, role)
    assert may_choose_languages(person, council) is (role == Role.OFFICER)
    assert not may_choose_languages(person, make.a_council())


def test_others_are_refused(council, client):
    resident = make.a_person(council, Role.RESIDENT)
    with pytest.raises(PermissionDenied):
        actions.confirm_welsh(by=resident, council=council, at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.choose_languages(
            by=resident, council=council, writing=Council.Writing.BOTH, at=timezone.now()
        )
    client.force_login(resident)
    assert client.get("/languages/").status_code == 403
    assert client.post("/languages/confirm/").status_code == 403


def test_an_officer_chooses_how_the_council_writes(council, client):
    client.force_login(make.a_person(council, Role.OFFICER))
    response = client.post("/languages/", {"writing": "both"}, follow=True)
    assert Council.objects.get().must_write_welsh
    assert b'value="both"' in response.content
    assert b"title_cy" in client.get("/publish-a-round/").content, "at once"
    client.post("/languages/", {"writing": "english"})
    assert not Council.objects.get().may_write_welsh
    assert client.post("/languages/", {"writing": "klingon"}).status_code == 200
    assert Council.objects.get().writing == Council.Writing.ENGLISH


def test_welsh_pages_await_a_translator_until_an_officer_confirms_them(council, client):
    assert AWAITS in client.get("/cy/").content
    assert AWAITS not in client.get("/").content
    client.force_login(make.a_person(council, Role.OFFICER))
    assert b'href="/languages/confirm/"' in client.get("/languages/").content
    response = client.post("/languages/confirm/", follow=True)
    assert response.redirect_chain == [("/languages/", 302)]
    assert b'href="/languages/confirm/"' not in response.content


def test_a_catalogue_that_changes_awaits_its_reader_again(council, client):
    council.catalogue_confirmed = "0" * 64  # of the catalogue before an upgrade
    council.save()
    assert AWAITS in client.get("/cy/").content


def test_a_catalogue_that_is_not_there_is_confirmed_by_nobody(council, client, settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert not is_confirmed(council, "cy")
