"""The keys that stay are printed, and come back from paper: the right one, and only where it is
lost.
"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coopservices import keystore, sealed_texts
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets():
    """The lines of each key's sheet as they are printed, by its name."""
    poll = make.an_open_poll()
    sealed_texts.seal("x", use="test")
    said = StringIO()
    call_command("print_key_sheets", stdout=said)
    found = {}
    for sheet in said.getvalue().split("\f")[:-1]:
        lines = [line.strip() for line in sheet.splitlines()]
        name = next(line for line in lines if line.startswith("Key:")).split()[1]
        found[name] = tuple(line for line in lines if line.count("-") == 6)
    council = poll.round.council_id
    assert set(found) == {
        "sealed-texts",
        f"council-{council}-electors",
        f"council-{council}-signing",
    }
    return found


@pytest.fixture
def typed(monkeypatch):
    """Types these lines at the prompt of restore_key."""

    def restore(name, lines):
        answers = iter(lines)
        monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))
        call_command("restore_key", name, stdout=StringIO())

    return restore


def lose(name):
    for copy in keystore.copies(name):
        copy.path.unlink()


def test_each_key_comes_back_to_every_copy_and_the_audit_says_so(audited, sheets, typed):
    keys = {name: keystore.read(name) for name in sheets}
    for name, lines in sheets.items():
        lose(name)
        typed(name, lines)
        assert keystore.read(name) == keys[name]
        assert audited().last().act == "key_restored"
    assert "key_sheet_printed" in audited().values_list("act", flat=True)


def test_one_copy_that_is_lost_comes_back_too(sheets, typed):
    name = "sealed-texts"
    keystore.copies(name)[1].path.unlink()
    typed(name, sheets[name])
    assert keystore.read(name)


def test_a_key_that_is_there_is_not_written_over(sheets, typed):
    with pytest.raises(CommandError, match="is there"):
        typed("sealed-texts", sheets["sealed-texts"])


def test_another_keys_sheet_is_refused(sheets, typed):
    name, other = sorted(sheets)[:2]
    lose(name)
    with pytest.raises(CommandError, match="another key"):
        typed(name, sheets[other])
    mixed = (sheets[name][0], sheets[other][1], sheets[name][2])
    with pytest.raises(CommandError, match="another key"):
        typed(name, mixed)
    assert not keystore.exists(name)


def test_a_slip_in_typing_is_found(sheets, typed):
    lose("sealed-texts")
    first, second, third = sheets["sealed-texts"]
    slip = ("1" if first[0] != "1" else "2") + first[1:]
    with pytest.raises(CommandError, match="Nothing was changed"):
        typed("sealed-texts", (slip, second, third))
    assert not keystore.exists("sealed-texts")


def test_a_polls_key_is_no_key_that_stays(sheets, typed):
    with pytest.raises(CommandError, match="no key of this name"):
        typed("poll-11111111-1111-4111-8111-111111111111", sheets["sealed-texts"])


def test_no_sheet_is_printed_while_a_copy_is_missing(sheets):
    keystore.copies("sealed-texts")[0].path.unlink()
    with pytest.raises(CommandError):
        call_command("print_key_sheets", stdout=StringIO())
