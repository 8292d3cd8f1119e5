"""What a library answers about accounts is in our look, in both languages, also where it refuses:
every address of theirs is read and sent nonsense, by a stranger and by somebody signed in.
"""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db

# What stands in addresses: none of it is anybody's.
NONSENSE = {
    "uidb36": "zz",
    "key": "bad-token",
    "pk": 1,
    "provider_id": "nobodys",
}
BAD_TOKENS = [
    "/invitation/bad-token/",
    "/letters/bad-token/",
    "/letters/bad-token/confirm/",
    "/letters/bad-token/stop/",
    "/accounts/password/reset/key/zz-bad-token/",
    "/accounts/confirm-email/bad-token/",
    "/accounts/oidc/nobodys/login/",
    "/accounts/oidc/nobodys/login/callback/?state=bad&code=bad",
]
BAD = {"code": "bad", "password": "bad", "email": "bad", "login": "bad"}
FILES = {"mfa_download_recovery_codes"}  # answers with a text file


def _theirs(patterns, taken=()):
    """The names of the addresses that allauth's views answer, each with what stands in it."""
    for pattern in patterns:
        more = (*taken, *pattern.pattern.regex.groupindex)
        if hasattr(pattern, "url_patterns"):
            yield from _theirs(pattern.url_patterns, more)
        elif pattern.name and pattern.callback.__module__.startswith("allauth."):
            yield pattern.name, more


FLOWS = dict(_theirs(get_resolver().url_patterns))


@pytest.fixture(autouse=True)
def council():
    return make.a_council(host="testserver", name="Northbrook")


def is_in_our_look(answer, council):
    """A page of ours, or a way to one; the answer to a program is no page."""
    if answer.status_code in (301, 302):
        return answer.headers["Location"].startswith("/")
    if answer.status_code == 405 or answer.headers["Content-Type"] == "application/json":
        return True
    page = answer.content.decode()
    return all(part in page for part in ('id="main"', council.name, "page-foot"))


def clients(council):
    signed_in = Client()
    signed_in.force_login(make.a_person(council, Role.OFFICER))
    resident = Client()
    resident.force_login(make.a_person(council, Role.RESIDENT))
    return [Client(), resident, signed_in]


def test_there_are_flows():
    assert len(FLOWS) >= 12


@pytest.mark.parametrize("language", ["", "/cy"])
def test_every_flow_answers_in_our_look(council, language):
    people, wrong = clients(council), []
    for name, taken in FLOWS.items():
        address = language + reverse(name, kwargs={each: NONSENSE[each] for each in taken})
        for client in people:
            for told in (
                None,
                {},
                {"code": "bad", "password": "bad", "email": "bad", "login": "x"},
            ):
                answer = client.get(address) if told is None else client.post(address, told)
                is_fine = answer.status_code < 500 and (
                    name in FILES or is_in_our_look(answer, council)
                )
                if not is_fine:
                    wrong.append((name, told, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("address", BAD_TOKENS)
def test_a_bad_token_is_refused_in_our_look(council, address):
    for client in clients(council):
        answer = client.get(address, follow=True)
        assert 200 <= answer.status_code < 500
        assert is_in_our_look(answer, council)
