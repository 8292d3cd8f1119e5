"""Where keys are kept: files of mode 0600 in every folder of KEY_STORE_DIRS, outside the database
and its backups.

Source: docs/ballots.md, "Keys". A missing or differing copy is never replaced by a new key: whoever
needs it is refused.
"""

import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

KEY_BYTES = 32


class KeyUnavailable(Exception):
    """A key is missing, or its copies differ. Voting answers 503 until a person has put the copies
    right.
    """


def create(name: str, key: bytes) -> None:
    """Write a new key to every copy of the store, or to none.

    Raises FileExistsError rather than touch a key that is there, and OSError where a copy cannot
    be written.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key has {KEY_BYTES} bytes.")
    written: list[Path] = []
    try:
        for path in _paths(name):
            with _new_file(path) as file:
                written.append(path)
                file.write(key)
            _sync(path)
            _sync(path.parent)
    except OSError:
        for path in written:
            path.unlink()
        raise


def read(name: str) -> bytes:
    """The key, when all its copies are there and agree. Raises KeyUnavailable otherwise."""
    copies = {_read_copy(path) for path in _paths(name)}
    if len(copies) != 1:
        raise KeyUnavailable("The copies of a key differ.")
    return copies.pop()


def exists(name: str) -> bool:
    """Whether any copy is there."""
    return any(path.exists() for path in _paths(name))


def destroy(name: str) -> None:
    """Overwrite and delete every copy; idempotent."""
    for path in _paths(name):
        if path.exists():
            path.write_bytes(bytes(KEY_BYTES))
            _sync(path)
            path.unlink()
            _sync(path.parent)


def _paths(name: str) -> list[Path]:
    return [folder / f"{name}.key" for folder in settings.KEY_STORE_DIRS]


def _new_file(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(path: Path) -> None:
    """Have the kernel write a file, or a folder's list of files, now: a power cut must
    not undo it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_copy(path: Path) -> bytes:
    try:  # with no file object: every vote reads two keys, twice each
        handle = os.open(path, os.O_RDONLY)
        try:
            key = os.read(handle, KEY_BYTES + 1)
        finally:
            os.close(handle)
    except OSError as problem:
        raise KeyUnavailable("A copy of a key is missing.") from problem
    if len(key) != KEY_BYTES:
        raise KeyUnavailable("A copy of a key is damaged.")
    return key
