"""The file of a backup: a ZIP archive of the database, as its own tool writes it, and a manifest
that says what it is.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

from coopservices.files import fill_whole

FORMAT = "coopservices-backup"
VERSION = 1
_MANIFEST, _DATABASE = "manifest.json", "database"
_PORTION = 1024 * 1024


class Sink(Protocol):
    """Where bytes can be written to."""

    def write(self, portion: bytes, /) -> int: ...


class BackupRefused(Exception):
    """Why a backup is not made or not restored, in words for an operator. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: when it was begun, of which database it is (and written by
    which release of that), which migrations it has, which key store goes with it, and the database
    part's length and SHA-256 in hex.
    """

    made_at: datetime
    engine: str
    engine_version: str
    migrations: tuple[str, ...]
    key_store: str
    size: int = 0
    sha256: str = ""


def write_backup(path: Path, about: Manifest, dump: Callable[[Sink], None]) -> Manifest:
    """Write a backup whose database is what `dump` writes, whole or not at all; return what its
    manifest says.
    """
    told: list[Manifest] = []

    def fill(file: BinaryIO) -> None:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            with archive.open(_DATABASE, "w", force_zip64=True) as part:
                measured = _Measured(part)
                dump(measured)
            facts = {**asdict(about), "size": measured.size, "sha256": measured.sha256}
            told.append(Manifest(**facts))
            facts |= {"format": FORMAT, "version": VERSION, "made_at": about.made_at.isoformat()}
            archive.writestr(_MANIFEST, json.dumps(facts, indent=1) + "\n")

    fill_whole(path, fill)
    return told[0]


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself, when every byte of it is as it was written. Raises
    BackupRefused.
    """
    with _opened(path) as archive:
        try:
            facts = json.loads(archive.read(_MANIFEST))
            is_ours = facts.pop("format") == FORMAT
            version = facts.pop("version")
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise BackupRefused(_not_ours()) from problem
        if not is_ours:
            raise BackupRefused(_not_ours())
        if version != VERSION:
            raise BackupRefused(
                _("This backup was made by a newer release. Install that release first.")
            )
        facts["made_at"] = datetime.fromisoformat(facts["made_at"])
        facts["migrations"] = tuple(facts["migrations"])
        manifest = Manifest(**facts)
        with archive.open(_DATABASE) as part:
            digest, size = hashlib.sha256(), 0
            while portion := part.read(_PORTION):
                digest.update(portion)
                size += len(portion)
        if (size, digest.hexdigest()) != (manifest.size, manifest.sha256):
            raise BackupRefused(_damaged())
    return manifest


@contextmanager
def database_of(path: Path) -> Iterator[IO[bytes]]:
    """The database part of a backup whose manifest was read, to be read from its beginning."""
    with ZipFile(path) as archive, archive.open(_DATABASE) as part:
        yield part


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as problem:
        raise BackupRefused(_("There is no file %(path)s.") % {"path": path}) from problem
    except (
        BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        zlib.error,
    ) as problem:
        raise BackupRefused(_damaged()) from problem


def _damaged() -> str:
    return _("This file is damaged, or is no backup. Take another copy of it.")


def _not_ours() -> str:
    return _("This file is no backup of this platform.")


class _Measured:
    """A file that remembers what was written into it: how much, and its SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, portion: bytes, /) -> int:
        self._digest.update(portion)
        self.size += len(portion)
        return self._file.write(portion)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
