"""ZIP archives that are written while they are sent: stored, not packed, and the same bytes each
time.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import RawIOBase
from typing import Any
from zipfile import ZipFile, ZipInfo

_READABLE = 0o644 << 16


def zip_portions(files: Mapping[str, Iterable[bytes]], at: datetime) -> Iterator[bytes]:
    """An archive of these files, portion by portion as they come; `at` is the time that each of
    them bears.
    """
    sent = _Outbox()
    with ZipFile(sent, "w") as archive:
        for name, portions in files.items():
            info = ZipInfo(name, at.timetuple()[:6])
            info.create_system, info.external_attr = 3, _READABLE  # alike on every machine
            with archive.open(info, "w", force_zip64=True) as file:
                for portion in portions:
                    file.write(portion)
                    yield sent.taken()
    yield sent.taken()


class _Outbox(RawIOBase):
    """A file that keeps what was written until it is taken, and cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []

    def write(self, portion: Any) -> int:
        self._written.append(bytes(portion))
        return len(portion)

    def taken(self) -> bytes:
        taken = b"".join(self._written)
        self._written.clear()
        return taken
