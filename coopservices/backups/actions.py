"""Backing the database up, and restoring it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from coopservices import audit, keystore
from coopservices.audit.models import AuditEntry
from coopservices.backups import databases
from coopservices.backups.archive import (
    BackupRefused,
    Manifest,
    database_of,
    read_manifest,
    write_backup,
)
from coopservices.files import write_whole


def back_up(*, to: Path, at: datetime) -> Path:
    """Write the whole database into a new file, or into a file of its own in a folder, and return
    which. Raises BackupRefused.
    """
    path = to / f"coopservices-{at:%Y%m%dT%H%M%SZ}.zip" if to.is_dir() else to
    if path.exists():
        raise BackupRefused(_("There is a file %(path)s already.") % {"path": path})
    about = Manifest(
        made_at=at,
        engine=connection.vendor,
        engine_version=databases.version(),
        migrations=tuple(sorted(_applied())),
        key_store=_key_store(),
    )
    try:
        write_backup(path, about, databases.dump)
    except OSError as problem:
        raise BackupRefused(str(problem)) from problem
    write_whole(path.with_name(f"{path.name}.sha256"), [f"{_sha256(path)}  {path.name}\n".encode()])
    return path


def restore(
    *, path: Path, replaces: bool, has_other_keys: bool, at: datetime
) -> tuple[Manifest, list[str]]:
    """Put the database back to how it was when a backup was made, bring its tables up to this
    release, and carry out what must not be undone; return what the backup says of itself, and what
    an operator is to know.

    `replaces` is whether a database that holds something may go. Again is harmless. Raises
    BackupRefused with nothing changed; anything else that is raised says what is left to do.
    """
    manifest = read_manifest(path)
    _require_fitting(manifest, has_other_keys=has_other_keys)
    if is_filled() and not replaces:
        raise BackupRefused(
            _(
                "This database holds what people did. Say --replace to give it up for the backup. "
                "Back it up first."
            )
        )
    with database_of(path) as part:
        databases.load(part)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest, _put_right(backed_up_at=manifest.made_at, at=at)


def is_filled() -> bool:
    """Whether anybody did anything here yet."""
    tables = connection.introspection.table_names()
    return AuditEntry._meta.db_table in tables and AuditEntry.objects.exists()  # noqa: SLF001 (public by Django's docs)


@transaction.atomic
def _put_right(*, backed_up_at: datetime, at: datetime) -> list[str]:
    """All that must be as it is today and not as it was then, or nothing."""
    databases.leave_a_gap()
    Session.objects.all().delete()
    said = list(_parts(backed_up_at, at))
    details = {"backed_up_at": backed_up_at.isoformat()}
    audit.record("platform_restored", AuditEntry, by=None, details=details, at=at)
    return said


def _parts(backed_up_at: datetime, at: datetime) -> Iterator[str]:
    for name in settings.PARTS_OF_A_RESTORE:
        yield from import_string(name)(backed_up_at=backed_up_at, at=at)


def _require_fitting(manifest: Manifest, *, has_other_keys: bool) -> None:
    if manifest.engine != connection.vendor:
        words = _("This is a backup of %(theirs)s, and the database here is %(ours)s.")
        raise BackupRefused(words % {"theirs": manifest.engine, "ours": connection.vendor})
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if set(manifest.migrations) - known:
        raise BackupRefused(
            _("This backup was made by a newer release. Install that release first.")
        )
    if not has_other_keys and manifest.key_store != _key_store():
        raise BackupRefused(
            _(
                "This backup belongs to another key store than the one here: no open vote could go "
                "on. Bring back the folders of KEY_STORE_DIRS first; or say --other-keys, to try a "
                "backup out."
            )
        )


def _applied() -> set[str]:
    return {".".join(key) for key in MigrationLoader(connection).applied_migrations}


def _key_store() -> str:
    """What tells this platform's key store from any other, and tells nothing of a key."""
    mark = keystore.mark()
    return hashlib.sha256(b"backup\0" + mark).hexdigest() if mark else ""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
