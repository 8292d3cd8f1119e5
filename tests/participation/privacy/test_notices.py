"""The notices at fixed addresses, and that the privacy notice is the one of its version."""

import pytest
from django.conf import settings
from django.urls import reverse

from participation.engines.personal_data import uses
from participation.privacy.words.notice import VERSIONS, digest_of_notice
from tests import make

pytestmark = pytest.mark.django_db

PAGES = {
    "privacy_notice": "/privacy/",
    "cookies": "/cookies/",
    "accessibility": "/accessibility/",
}


@pytest.fixture(autouse=True)
def council():
    return make.a_council(host="testserver")


@pytest.mark.parametrize("name", PAGES)
def test_a_notice_has_its_address_and_stands_at_the_foot_of_each_page(client, name):
    assert reverse(name) == PAGES[name]
    assert client.get(PAGES[name].rstrip("/")).status_code == 301
    assert f'href="{PAGES[name]}"' in client.get(reverse("rounds")).content.decode()


def test_the_notice_says_each_use_with_its_version_and_day(client):
    response = client.get(reverse("privacy_notice"))
    text = response.content.decode()
    assert f"Version {VERSIONS[-1].number}, from " in text
    assert len(response.context["uses"]) == len(uses())
    assert "Sealed ballots" in text


def test_what_the_notice_says_changes_with_a_new_version_alone():
    """Where it fails, add a version to VERSIONS with its day and this digest."""
    assert digest_of_notice() == VERSIONS[-1].digest
    assert [each.number for each in VERSIONS] == [*range(1, len(VERSIONS) + 1)]
    assert sorted(VERSIONS, key=lambda each: each.on) == [*VERSIONS]


def test_no_other_cookie_is_set_than_the_page_says(client):
    text = client.get(reverse("cookies")).content.decode()
    person = make.a_person()
    client.force_login(person)
    client.get(reverse("complain_about_data"))
    assert client.cookies.keys() <= {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
    }
    assert all(f"<code>{name}</code>" in text for name in client.cookies)
    assert f"<code>{settings.LANGUAGE_COOKIE_NAME}</code>" in text
