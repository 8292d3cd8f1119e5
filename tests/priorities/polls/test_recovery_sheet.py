"""The recovery sheet: a poll's key on paper, and back from it when the key store is lost."""

import io
import re
import sys

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from priorities.models import Poll
from priorities.polls.actions.keys import destroy_poll_key
from priorities.polls.queries.keys import poll_key, poll_key_name
from tests import make

pytestmark = pytest.mark.django_db

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}")


@pytest.fixture
def poll():
    return make.an_open_poll()


def sheet_of(poll):
    printed = io.StringIO()
    call_command("print_recovery_sheet", str(poll.pk), stdout=printed)
    return printed.getvalue()


def restore(poll, lines, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    call_command("restore_poll_key", str(poll.pk), stdout=io.StringIO())


@pytest.mark.parametrize("lost", [{0}, {1}, {0, 1}])
def test_a_lost_key_comes_back_from_paper(poll, settings, monkeypatch, lost):
    key, lines = poll_key(poll.pk, poll.key_check), CODE.findall(sheet_of(poll))
    for copy in lost:
        (settings.KEY_STORE_DIRS[copy] / f"{poll_key_name(poll.pk)}.key").unlink()
    with pytest.raises(CommandError):
        sheet_of(poll)
    restore(poll, lines, monkeypatch)
    assert poll_key(poll.pk, poll.key_check) == key


def test_the_sheet_of_another_poll_changes_nothing(poll, monkeypatch):
    key = poll_key(poll.pk, poll.key_check)
    with pytest.raises(CommandError, match="not the key"):
        restore(poll, CODE.findall(sheet_of(make.an_open_poll())), monkeypatch)
    assert poll_key(poll.pk, poll.key_check) == key


def test_a_mistyped_line_changes_nothing(poll, monkeypatch):
    first, second = CODE.findall(sheet_of(poll))
    with pytest.raises(CommandError, match="Nothing was changed"):
        restore(poll, [first, second[:-1]], monkeypatch)


@pytest.mark.parametrize("copy", [0, 1])
def test_a_differing_copy_is_put_right_from_paper(poll, settings, monkeypatch, copy):
    key, lines = poll_key(poll.pk, poll.key_check), CODE.findall(sheet_of(poll))
    (settings.KEY_STORE_DIRS[copy] / f"{poll_key_name(poll.pk)}.key").write_bytes(b"damaged")
    restore(poll, lines, monkeypatch)
    assert poll_key(poll.pk, poll.key_check) == key


def test_nothing_is_restored_to_a_folder_that_is_not_there(poll, settings, monkeypatch, tmp_path):
    lines = CODE.findall(sheet_of(poll))
    settings.KEY_STORE_DIRS[1].rename(tmp_path / "away")
    with pytest.raises(CommandError, match="Nothing was changed"):
        restore(poll, lines, monkeypatch)
    assert not settings.KEY_STORE_DIRS[1].exists()


def test_a_destroyed_key_stays_destroyed(poll, settings, monkeypatch):
    lines = CODE.findall(sheet_of(poll))
    destroy_poll_key(poll=poll)
    with pytest.raises(CommandError, match="stays so"):  # certifying died before it was recorded
        restore(poll, lines, monkeypatch)
    Poll.objects.update(state=Poll.State.CERTIFIED, certified_at=timezone.now())
    with pytest.raises(CommandError, match="stays so"):
        restore(poll, lines, monkeypatch)
    assert not any(list(folder.glob("poll-*.key")) for folder in settings.KEY_STORE_DIRS)
