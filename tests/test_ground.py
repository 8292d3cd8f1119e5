"""The ground itself: keys kept in two places, and the permission that everything asks."""

import os
import secrets
import stat

import pytest
from django.core.exceptions import PermissionDenied

from coopservices import keystore
from coopservices.permissions import require

KEY = secrets.token_bytes(keystore.KEY_BYTES)


@pytest.fixture
def places(settings):
    return [folder / "poll.key" for folder in settings.KEY_STORE_DIRS]


def test_a_key_is_kept_in_every_place_for_its_owner_alone(places):
    keystore.create("poll", KEY)
    assert keystore.read("poll") == KEY
    assert [place.read_bytes() for place in places] == [KEY, KEY]
    assert {stat.S_IMODE(place.stat().st_mode) for place in places} == {0o600}
    assert {stat.S_IMODE(place.parent.stat().st_mode) for place in places} == {0o700}


def test_a_key_that_is_there_is_never_replaced(places):
    keystore.create("poll", KEY)
    with pytest.raises(FileExistsError):
        keystore.create("poll", secrets.token_bytes(32))
    assert [place.read_bytes() for place in places] == [KEY, KEY]


@pytest.mark.parametrize("taken", [0, 1])
def test_a_key_is_written_to_every_place_or_to_none(places, taken):
    places[taken].parent.mkdir(parents=True)
    places[taken].write_bytes(bytes(32))
    with pytest.raises(FileExistsError):
        keystore.create("poll", KEY)
    assert places[taken].read_bytes() == bytes(32)
    assert not places[1 - taken].exists()


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_32_bytes(length):
    with pytest.raises(ValueError, match="32"):
        keystore.create("poll", bytes(length))
    assert not keystore.exists("poll")


@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("harm", ["missing", "cut short", "another key", "a folder"])
def test_a_copy_that_is_missing_or_differs_refuses_and_is_left_as_it_was(places, copy, harm):
    keystore.create("poll", KEY)
    places[copy].unlink()
    if harm == "cut short":
        places[copy].write_bytes(KEY[:31])
    elif harm == "another key":
        places[copy].write_bytes(bytes(32))
    elif harm == "a folder":
        places[copy].mkdir()
    with pytest.raises(keystore.KeyUnavailable):
        keystore.read("poll")
    assert keystore.exists("poll")
    assert places[1 - copy].read_bytes() == KEY
    assert places[copy].exists() == (harm != "missing")


def test_a_key_that_was_never_made_is_unavailable():
    assert not keystore.exists("poll")
    with pytest.raises(keystore.KeyUnavailable):
        keystore.read("poll")


def test_destroying_a_key_overwrites_it_everywhere_and_may_be_done_twice(places):
    keystore.create("poll", KEY)
    open_elsewhere = [os.open(place, os.O_RDONLY) for place in places]
    keystore.destroy("poll")
    keystore.destroy("poll")
    assert not keystore.exists("poll")
    for handle in open_elsewhere:
        assert os.read(handle, 64) == bytes(32)
        os.close(handle)


def test_only_yes_goes_on():
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)
