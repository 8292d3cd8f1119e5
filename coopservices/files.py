"""Files that are there whole or not at all."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, portions: Iterable[bytes]) -> None:
    """Write a file for its owner alone, on the disk and under its name only when all of it is
    there. Raises OSError.
    """

    def write(file: BinaryIO) -> None:
        file.writelines(portions)

    fill_whole(path, write)


def fill_whole(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """The same, of a file that is written by whoever is given it; whatever that raises, nothing is
    left behind.
    """
    half = path.with_name(f"{path.name}.half")
    handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
