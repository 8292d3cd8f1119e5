"""What every address shows to whom: its pages and files as plain text, kept in __snapshots__, a
file for each address. `pytest tests/test_shown.py --snapshot-update` writes them anew; what has
changed is then read in the diff.

The council is that of tests/test_access.py, as of now: days and times of day are left out.
"""

import json
from collections import defaultdict
from difflib import ndiff
from itertools import count
from unittest.mock import Mock

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coopservices import keystore
from tests import make
from tests.outline import outline_of, place_of, plain
from tests.test_access import TABLE, World, clients_of

TEXTS = ("application/json", "text/csv", "text/plain")

NOT_KEPT = {
    *("openapi", "api_reference"),  # tests/test_api.py holds them to the API
    "download_your_data",  # a line for each field of the registry, with tests of its own
    *("audit_log", "download_audit"),  # whatever any test of this process did stays there
    "readyz",  # what this machine has
}

pytestmark = pytest.mark.xdist_group("shown")  # or each worker of the suite would make a council


class Shown(SingleFileSnapshotExtension):
    """A file of text for each address."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def shown(snapshot):
    return snapshot.use_extension(Shown)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The council, those who read it, and where its keys are, once for all tests here."""
    folder = tmp_path_factory.mktemp("shown")
    keys = [folder / "keys", folder / "second"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(configured, "KEY_STORE_DIRS", keys)
        patch.setattr(configured, "PUBLISHED_DIR", folder / "published")
        patch.setattr(make, "_numbers", count(1))  # whatever else this process has made
        keystore.prepare()
        try:
            world = World("testserver")
            yield world, clients_of(world), keys, folder / "published"
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def council_and_readers(made, db, settings, monkeypatch):
    world, clients, settings.KEY_STORE_DIRS, settings.PUBLISHED_DIR = made
    settings.GOVUK_NOTIFY_POSTS_LETTERS = True
    monkeypatch.setattr("priorities.ballots.forms.secrets", Mock(token_bytes=bytes))  # one order
    return world, clients


@pytest.mark.parametrize("name", [name for name in TABLE if name not in NOT_KEPT])
def test_address(council_and_readers, shown, name):
    world, clients = council_and_readers
    address = reverse(name, kwargs=world.arguments(name))
    read = {who: _told(client, "GET", address) for who, client in clients.items()}
    sent = {who: _told(client, "POST", address) for who, client in clients.items()}
    answered = {who: text if text != read[who] else None for who, text in sent.items()}
    text = "\n".join([*_by_reader(read), *_by_sender(answered, read)]) + "\n"
    assert "Southbrook" not in text, "it is another council's"
    assert text == shown


def _told(client, method, address):
    """What an answer says, as text; nothing of a refusal, which tests/access.toml has."""
    with transaction.atomic():  # what a post did is undone
        answer = client.generic(method, address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if answer.status_code in {302, 303}:
        return f"→ {place_of(answer.headers['Location'])}"
    if answer.status_code not in {200, 422}:
        return None
    if kind == "text/html":
        return outline_of(body.decode())
    if kind.endswith("json"):
        return plain(json.dumps(json.loads(body), indent=1, sort_keys=True))
    return plain("\n".join(body.decode().splitlines())) if kind in TEXTS else kind


def _by_reader(read):
    """What is shown to most, whole, and to others as it differs."""
    groups = _groups(read)
    first = max(groups, key=lambda text: (_is_page(text), len(groups[text])), default=None)
    for text, people in sorted(groups.items(), key=lambda each: each[0] != first):
        yield f"== {', '.join(people)}"
        yield text if text is first else _differs(first, text)


def _by_sender(answered, read):
    """What an empty form is answered; a page, as it differs from that with the form."""
    told = {who: text and _differs(read[who] or "", text) for who, text in answered.items()}
    for text, people in _groups(told).items():
        yield f"== sent empty by {', '.join(people)}"
        yield text


def _groups(told):
    """Who is told the same."""
    groups = defaultdict(list)
    for who, text in told.items():
        if text is not None:
            groups[text].append(who)
    return groups


def _is_page(text):
    return "\n" in text


def _differs(before, after):
    """A page as it differs from another; whole, where one of them only leads elsewhere."""
    if not (_is_page(before) and _is_page(after)):
        return after
    lines = ndiff(before.splitlines(), after.splitlines())
    return "\n".join(line for line in lines if line.startswith(("+ ", "- ")))
