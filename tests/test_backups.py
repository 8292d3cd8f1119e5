"""Backing up and restoring: what a backup says of itself, what is refused, and that nothing is
changed then. That all comes back is the drill of bench/restoring.py.
"""

import io
import json
import sqlite3
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from django.db import connection
from django.utils import timezone

from coopservices import audit, keystore
from coopservices.backups import actions, databases
from coopservices.backups.actions import back_up, restore
from coopservices.backups.archive import BackupRefused, Manifest, read_manifest, write_backup
from coopservices.files import fill_whole, write_whole
from tests import make

AT = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def a_backup(tmp_path, db):
    """Makes a backup of a few bytes that says what it is told to say."""

    def make_it(**facts):
        path = tmp_path / "backup.zip"
        told = {
            "made_at": AT,
            "engine": connection.vendor,
            "engine_version": "1",
            "migrations": ("coopservices.0001_initial",),
            "key_store": actions._key_store(),
        }
        write_backup(path, Manifest(**told | facts), lambda file: file.write(b"rows" * 99))
        return path

    return make_it


@pytest.fixture
def loaded(monkeypatch):
    """What reached the database, which is left as it is."""
    found = []
    monkeypatch.setattr(databases, "load", lambda file: found.append(file.read()))
    return found


def restored(path, *, replaces=False, has_other_keys=False):
    return restore(path=path, replaces=replaces, has_other_keys=has_other_keys, at=timezone.now())


def altered(path, **facts):
    """The same file with another manifest."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | facts).encode()
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_backup_is_for_its_owner_alone_and_says_what_it_is(a_backup):
    path = a_backup()
    assert path.stat().st_mode & 0o777 == 0o600
    found = read_manifest(path)
    assert (found.made_at, found.engine, found.size) == (AT, connection.vendor, 4 * 99)


def test_a_backup_that_fits_is_restored(a_backup, loaded):
    restored(a_backup(), replaces=True)  # entries of earlier tests stay
    assert loaded == [b"rows" * 99]


def test_a_database_that_holds_what_people_did_is_replaced_only_when_that_is_said(
    a_backup, loaded, audited
):
    audit.record("council_founded", make.a_council(), by=None, at=AT)
    with pytest.raises(BackupRefused, match="--replace"):
        restored(a_backup())
    assert loaded == []
    restored(a_backup(), replaces=True)
    assert len(loaded) == 1
    assert audited().last().act == "platform_restored"


@pytest.mark.parametrize("place", [0.2, 0.5, 0.98])
def test_a_damaged_file_is_refused(a_backup, loaded, place):
    path = a_backup()
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(BackupRefused):
        restored(path)
    assert loaded == []


def test_a_file_that_ends_early_is_refused(a_backup, loaded):
    path = a_backup()
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BackupRefused, match="damaged"):
        restored(path)
    assert loaded == []


def test_a_file_whose_rows_are_others_is_refused(a_backup, loaded):
    path = altered(a_backup(), sha256="0" * 64)
    with pytest.raises(BackupRefused, match="damaged"):
        restored(path)
    assert loaded == []


def test_another_file_is_no_backup(tmp_path, loaded, db):
    path = tmp_path / "holiday.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"sea")
    with pytest.raises(BackupRefused, match="no backup of this platform"):
        restored(path)
    path.write_text("not even an archive")
    with pytest.raises(BackupRefused, match="damaged"):
        restored(path)
    with pytest.raises(BackupRefused, match="There is no file"):
        restored(tmp_path / "nowhere.zip")
    assert loaded == []


def test_a_backup_of_another_database_is_refused(a_backup, loaded):
    with pytest.raises(BackupRefused, match="oracle"):
        restored(a_backup(engine="oracle"))
    assert loaded == []


def test_a_backup_of_a_newer_release_is_refused(a_backup, loaded):
    with pytest.raises(BackupRefused, match="newer release"):
        restored(a_backup(migrations=("priorities.9999_of_tomorrow",)))
    with pytest.raises(BackupRefused, match="newer release"):
        restored(altered(a_backup(), version=2))
    assert loaded == []


def test_a_backup_of_another_key_store_is_refused_unless_it_is_tried_out(a_backup, loaded):
    path = a_backup(key_store="another")
    with pytest.raises(BackupRefused, match="--other-keys"):
        restored(path, replaces=True)
    assert loaded == []
    restored(path, replaces=True, has_other_keys=True)
    assert len(loaded) == 1


def test_what_tells_a_key_store_tells_no_key(a_backup, settings):
    key = bytes(range(32))
    keystore.create("poll-1", key)
    mark = (settings.KEY_STORE_DIRS[0] / "store.id").read_bytes()
    written = a_backup().read_bytes()
    assert mark not in written
    assert key not in written


@pytest.mark.django_db
def test_no_file_is_written_over(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "dump", lambda file: file.write(b"rows"))
    first = back_up(to=tmp_path, at=AT)
    assert first.name == "coopservices-20260301T020000Z.zip"
    assert (tmp_path / f"{first.name}.sha256").exists()
    with pytest.raises(BackupRefused, match="already"):
        back_up(to=first, at=AT)


@pytest.mark.django_db
def test_a_dump_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def fails(file):
        file.write(b"some rows")
        raise BackupRefused("The server went away.")

    monkeypatch.setattr(databases, "dump", fails)
    with pytest.raises(BackupRefused):
        back_up(to=tmp_path / "backup.zip", at=AT)
    assert list(tmp_path.glob("*backup*")) == []


@pytest.mark.django_db(transaction=True)
def test_the_database_is_dumped_by_its_own_tool():
    make.a_council(name="Northbridge")
    file = io.BytesIO()
    databases.dump(file)
    dumped = file.getvalue()
    assert b"Northbridge" in dumped
    assert dumped.startswith(b"PGDMP" if connection.vendor == "postgresql" else b"SQLite format 3")


@pytest.mark.django_db(transaction=True)
def test_numbers_are_not_given_a_second_time():
    first = make.a_council().pk
    databases.leave_a_gap()
    assert make.a_council().pk > first + 1000


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "notes" / "note"
    path.parent.mkdir()
    write_whole(path, [b"one ", b"two"])
    assert path.read_bytes() == b"one two"
    assert path.stat().st_mode & 0o777 == 0o600

    def dies(file):
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_whole(path, dies)
    assert path.read_bytes() == b"one two"
    assert list(path.parent.iterdir()) == [path]


def test_sqlite_takes_a_backup_while_others_write(tmp_path, monkeypatch):
    """As of one moment: what is not committed is not in it."""
    live = tmp_path / "live.sqlite3"
    writer = sqlite3.connect(live)
    writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (n)")
    writer.execute("INSERT INTO t VALUES (1)")
    writer.commit()
    writer.execute("INSERT INTO t VALUES (2)")  # and goes on
    monkeypatch.setattr(databases, "_name", lambda: live)
    monkeypatch.setattr(databases.connection, "vendor", "sqlite")
    file = io.BytesIO()
    databases.dump(file)
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(file.getvalue())
    assert sqlite3.connect(copy).execute("SELECT n FROM t").fetchall() == [(1,)]
    writer.close()
