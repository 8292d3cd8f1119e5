"""Saving the code of a receipt as a file: it comes back to the browser and stays nowhere here."""

import re

import pytest
from django.urls import reverse

from priorities.engines.sealing.receipts import encode
from tests import make

pytestmark = pytest.mark.django_db

CODE = encode(bytes(range(16)))


@pytest.fixture
def poll():
    return make.an_open_poll()


@pytest.fixture
def save(client, poll):
    address = reverse("save_receipt", args=[poll.pk])
    return lambda **posted: client.post(address, posted)


def test_the_code_comes_back_as_a_file(save, poll):
    reply = save(code=CODE)
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="code-[0-9a-f]{8}\.txt"', reply.headers["Content-Disposition"]
    )
    lines = reply.content.decode().splitlines()
    assert lines[0] == str(poll.title)
    assert lines[2] == f"Your code: {CODE}"
    assert lines[3].endswith(reverse("check_receipt", args=[poll.pk]))


def test_no_cache_keeps_it_and_no_session_or_address_has_it(save, client):
    reply = save(code=CODE)
    assert "no-store" in reply.headers["Cache-Control"]
    assert CODE not in str(reply.headers)
    assert not client.session.items()


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE.replace("0", "1"), "<script>", "x" * 5000])
def test_what_is_no_code_is_not_sent_back(save, code):
    reply = save(code=code)
    assert reply.status_code == 400
    assert "attachment" not in reply.headers.get("Content-Disposition", "")


def test_without_a_code_there_is_only_the_vote(client, poll):
    reply = client.get(reverse("save_receipt", args=[poll.pk]))
    assert reply.status_code == 302
    assert reply.url == reverse("vote", args=[poll.pk])


def test_a_poll_of_another_council_is_not_here(client, poll, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make.a_council(host="elsewhere.example")
    client.defaults["HTTP_HOST"] = "elsewhere.example"
    reply = client.post(reverse("save_receipt", args=[poll.pk]), {"code": CODE})
    assert reply.status_code == 404
