"""Where keys are kept: files of mode 0600 in every folder of KEY_STORE_DIRS, outside the database
and its backups.

Source: docs/ballots.md, "Keys". A missing or differing copy is never replaced by a new key, and a
missing folder never by a new folder: whoever needs the key is refused.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

KEY_BYTES = 32
_MARK = "store.id"  # the same random id in every folder: this is the key store, and not a bare disk


class KeyUnavailable(Exception):
    """A key cannot be had: a copy is missing, or its copies differ. Voting answers 503 until a
    person has put the copies right.
    """


class CopyOutOfReach(KeyUnavailable):
    """A folder of the key store is missing, or not the folder that it was, as when its disk is not
    mounted.
    """


@dataclass(frozen=True)
class Copy:
    """One copy of a key, in one folder of the store.

    `note` is the empty file that is left for ever where a copy was destroyed. A folder that holds
    neither the key nor the note is not the folder that it was.
    """

    path: Path

    @property
    def note(self) -> Path:
        """Where it is noted that this copy was destroyed."""
        return self.path.with_suffix(".destroyed")

    @property
    def is_destroyed(self) -> bool:
        """Whether destroying this copy was at least begun."""
        return self.note.exists()

    def read(self) -> bytes:
        """The key. Raises CopyOutOfReach where there is no file, and KeyUnavailable where it is
        damaged.
        """
        try:  # with no file object: every vote reads two keys, twice each
            handle = os.open(self.path, os.O_RDONLY)
            try:
                key = os.read(handle, KEY_BYTES + 1)
            finally:
                os.close(handle)
        except OSError as problem:
            raise CopyOutOfReach("A copy of a key is missing.") from problem
        if len(key) != KEY_BYTES:
            raise KeyUnavailable("A copy of a key is damaged.")
        return key

    def destroy(self) -> None:
        """Leave the note, overwrite the key and remove it, each on the disk before the next; again
        is harmless.

        Raises CopyOutOfReach where the folder takes none of it.
        """
        try:
            if not self.note.exists():
                _write(self.note, b"", os.O_CREAT | os.O_EXCL)
            if self.path.exists():
                _write(self.path, bytes(KEY_BYTES))
                self.path.unlink()
                _sync(self.path.parent)
        except OSError as problem:
            raise CopyOutOfReach("A copy of a key cannot be destroyed.") from problem


def prepare() -> None:
    """Make the folders of the store, for their owner alone, once, at set-up. Again is harmless.

    Raises CopyOutOfReach, with nothing made, where only some are the store's: the others are
    brought back, or copied from those, by a person.
    """
    marks = _marks()
    if len(set(marks)) > 1:
        raise CopyOutOfReach(
            "Some folders of KEY_STORE_DIRS are the key store's, and others are not. Nothing was "
            "made. Mount the disk that is missing; or, if it is lost, copy all that is in a folder "
            "that is there into an empty one, and put back the keys of open polls from their "
            "recovery sheets."
        )
    if marks[0]:
        return
    mark = secrets.token_hex(16).encode()
    for folder in settings.KEY_STORE_DIRS:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        _write(folder / _MARK, mark, os.O_CREAT)


def mark() -> bytes:
    """By what this key store is told from any other: no secret; b"" where it is not whole."""
    return _marks()[0] if is_prepared() else b""


def is_prepared() -> bool:
    """Whether every folder is there, and all are of one store."""
    marks = _marks()
    return len(set(marks)) == 1 and bool(marks[0])


def create(name: str, key: bytes) -> None:
    """Write a new key to every copy of the store, or to none.

    Raises FileExistsError rather than touch a key that is there or was destroyed, CopyOutOfReach
    where a folder is not the store's, and OSError where a copy cannot be written.
    """
    _require_key(key)
    _require_prepared()
    if any(copy.is_destroyed for copy in copies(name)):
        raise FileExistsError("This key was destroyed, and stays so.")
    written: list[Path] = []
    try:
        for copy in copies(name):
            _write(copy.path, b"", os.O_CREAT | os.O_EXCL)
            written.append(copy.path)
            _write(copy.path, key)
    except OSError:
        for path in written:
            path.unlink()
        raise


def restore(name: str, key: bytes) -> None:
    """Write a key that was kept on paper in place of every copy, whatever is there.

    Raises KeyUnavailable if it was destroyed, and CopyOutOfReach where a folder is not the store's.
    """
    _require_key(key)
    _require_prepared()
    if any(copy.is_destroyed for copy in copies(name)):
        raise KeyUnavailable("This key was destroyed, and stays so.")
    for copy in copies(name):
        beside = copy.path.with_suffix(".restored")
        _write(beside, key, os.O_CREAT | os.O_TRUNC)
        beside.replace(copy.path)
        _sync(copy.path.parent)


def read(name: str) -> bytes:
    """The key, when all its copies are there and agree. Raises KeyUnavailable otherwise."""
    found = {copy.read() for copy in copies(name)}
    if len(found) != 1:
        raise KeyUnavailable("The copies of a key differ.")
    return found.pop()


def exists(name: str) -> bool:
    """Whether any copy is there, or was destroyed."""
    return any(copy.path.exists() or copy.is_destroyed for copy in copies(name))


def copies(name: str) -> list[Copy]:
    """Every copy of a key, whether or not it is there, in the order of the folders."""
    return [Copy(folder / f"{name}.key") for folder in settings.KEY_STORE_DIRS]


def _marks() -> list[bytes]:
    """What each folder says it belongs to; b"" where it says nothing, or is not there."""
    marks = [folder / _MARK for folder in settings.KEY_STORE_DIRS]
    return [mark.read_bytes() if mark.is_file() else b"" for mark in marks]


def _require_key(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key has {KEY_BYTES} bytes.")


def _require_prepared() -> None:
    if not is_prepared():
        raise CopyOutOfReach(
            "A folder of KEY_STORE_DIRS is missing, or is not the key store's. Nothing was made. "
            "Bring it back; for a new platform, run manage.py prepare_key_store."
        )


def _write(path: Path, content: bytes, flags: int = 0) -> None:
    """Write a file, for its owner alone and in place, and have it on the disk now, with its name:
    a power cut must not undo it.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if flags:
        _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the kernel write a folder's list of files now."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
