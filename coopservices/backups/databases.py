"""The database as its own tools write it and read it: pg_dump and pg_restore, or SQLite's online
backup. A backup is of one moment, whoever writes meanwhile; a restore is all or nothing.
"""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfileobj, which
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopservices.backups.archive import BackupRefused, Sink

_BEFORE = "before_restore"  # the schema that a restore leaves until it has succeeded
_GAP = 100_000
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()
"""
_SEQUENCES = """
    SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, last_value + %s)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


def version() -> str:
    """The release of the database."""
    if connection.vendor == "sqlite":
        return sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def dump(file: Sink) -> None:
    """Write the whole database. Raises BackupRefused where its tool is missing or fails."""
    if connection.vendor == "sqlite":
        with TemporaryDirectory(dir=_name().parent) as folder:
            copy = Path(folder) / "copy.sqlite3"
            with _sqlite(_name()) as source, _sqlite(copy) as target:
                source.backup(target)
            with copy.open("rb") as written:
                copyfileobj(written, file)
        return
    options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    with _running("pg_dump", *options, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        copyfileobj(process.stdout, file)


def load(file: IO[bytes]) -> None:
    """Put a database in the place of the one that is there; if that fails, the one that is there
    stays. Raises BackupRefused.
    """
    if connection.vendor == "sqlite":
        with TemporaryDirectory(dir=_name().parent) as folder:
            copy = Path(folder) / "copy.sqlite3"
            with copy.open("wb") as written:
                copyfileobj(file, written)
            with _sqlite(copy) as source, _sqlite(_name()) as target:
                source.backup(target)
        connection.close()
        return
    _require_alone()
    with _schema_put_aside():
        options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        with _running("pg_restore", *options, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            try:
                copyfileobj(file, process.stdin)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it says why


def leave_a_gap() -> None:
    """Give no number a second time: those that rows got since the backup stand in letters, in links
    and in notes of deletions.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [_GAP])
        else:
            cursor.execute(_SEQUENCES, [_GAP])


def _name() -> Path:
    return Path(connection.settings_dict["NAME"])


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=20)) as opened:
        yield opened


def _require_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        others = cursor.fetchone()[0]
    if others:
        words = ngettext(
            "%(n)s other connection uses this database. Stop web, worker and beat first.",
            "%(n)s other connections use this database. Stop web, worker and beat first.",
            others,
        )
        raise BackupRefused(words % {"n": others})


@contextmanager
def _schema_put_aside() -> Iterator[None]:
    """An empty schema in the place of the one with all tables, which comes back if this fails."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [_BEFORE])
        if cursor.fetchone()[0]:  # an earlier restore died: what was before it is put aside already
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        else:
            cursor.execute(f"ALTER SCHEMA public RENAME TO {_BEFORE}")
        cursor.execute("CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC")
    connection.close()
    try:
        yield
    except BaseException:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {_BEFORE} RENAME TO public")
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {_BEFORE} CASCADE")
    connection.close()


@contextmanager
def _running(program: str, *options: str, **pipes: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """A program of PostgreSQL's at our database, and its end. Raises BackupRefused where it is
    missing, or fails.
    """
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    _psql, *where, database = arguments
    found = which(program)
    if found is None:
        words = _("%(program)s is not installed. It comes with PostgreSQL's client programs.")
        raise BackupRefused(words % {"program": program})
    command = [found, *options, *where, f"--dbname={database}"]
    with subprocess.Popen(  # noqa: S603 (our own words, and the settings of our own database)
        command, env=environment or {}, stderr=subprocess.PIPE, **pipes
    ) as process:
        yield process
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        words = _("%(program)s failed, and nothing was changed. It said: %(said)s")
        raise BackupRefused(words % {"program": program, "said": said})
