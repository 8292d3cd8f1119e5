"""The ground itself: keys kept in two places, and the permission that everything asks."""

import io
import os
import secrets
import stat

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

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


def destroy(name):
    for copy in keystore.copies(name):
        copy.destroy()


def test_destroying_a_key_overwrites_it_everywhere_and_may_be_done_twice(places):
    keystore.create("poll", KEY)
    open_elsewhere = [os.open(place, os.O_RDONLY) for place in places]
    destroy("poll")
    destroy("poll")
    assert not any(place.exists() for place in places)
    for handle in open_elsewhere:
        assert os.read(handle, 64) == bytes(32)
        os.close(handle)


def test_a_destroyed_key_leaves_a_note_and_never_comes_back(places):
    keystore.create("poll", KEY)
    destroy("poll")
    assert keystore.exists("poll")
    assert all(copy.is_destroyed for copy in keystore.copies("poll"))
    with pytest.raises(keystore.KeyUnavailable):
        keystore.read("poll")
    with pytest.raises(FileExistsError):
        keystore.create("poll", KEY)
    with pytest.raises(keystore.KeyUnavailable):
        keystore.restore("poll", KEY)
    assert not any(place.exists() for place in places)


def test_destroying_that_died_after_the_note_was_written_goes_on(places):
    keystore.create("poll", KEY)
    keystore.copies("poll")[0].note.touch()
    destroy("poll")
    assert not any(place.exists() for place in places)


def test_all_in_the_key_store_is_for_its_owner_alone(settings):
    keystore.create("poll", KEY)
    keystore.create("other", KEY)
    keystore.restore("poll", KEY)
    destroy("other")
    modes = {
        stat.S_IMODE(path.stat().st_mode)
        for folder in settings.KEY_STORE_DIRS
        for path in folder.iterdir()
    }
    assert modes == {0o600}
    assert {stat.S_IMODE(each.stat().st_mode) for each in settings.KEY_STORE_DIRS} == {0o700}


@pytest.fixture
def bare(settings, tmp_path):
    """Two folders of which no key store was made yet."""
    settings.KEY_STORE_DIRS = [tmp_path / "bare" / "one", tmp_path / "bare" / "other"]
    return settings.KEY_STORE_DIRS


def test_a_key_store_is_made_once_and_again_is_harmless(bare):
    bare[0].mkdir(mode=0o755, parents=True)
    assert not keystore.is_prepared()
    call_command("prepare_key_store", stdout=io.StringIO())
    keystore.create("poll", KEY)
    call_command("prepare_key_store", stdout=io.StringIO())
    assert keystore.is_prepared()
    assert keystore.read("poll") == KEY


@pytest.mark.parametrize("place", ["a missing folder", "a bare disk", "another store"])
def test_no_key_is_made_where_a_folder_is_not_the_one_that_it_was(settings, tmp_path, place):
    lost = settings.KEY_STORE_DIRS[1]
    lost.rename(tmp_path / "elsewhere")
    if place != "a missing folder":
        lost.mkdir()
    if place == "another store":
        (lost / "store.id").write_text("another")
    before = list(lost.parent.rglob("*"))
    with pytest.raises(keystore.CopyOutOfReach):
        keystore.create("poll", KEY)
    with pytest.raises(keystore.CopyOutOfReach):
        keystore.restore("poll", KEY)
    with pytest.raises(CommandError, match="Nothing was made"):
        call_command("prepare_key_store")
    assert list(lost.parent.rglob("*")) == before


def test_no_key_is_made_before_the_store_is(bare):
    with pytest.raises(keystore.CopyOutOfReach, match="prepare_key_store"):
        keystore.create("poll", KEY)
    assert not any(folder.exists() for folder in bare)


def test_only_yes_goes_on():
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)
