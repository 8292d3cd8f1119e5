"""Looks for marked choices and secrets in bytes of any kind: files of a database, logs, dumps.

A mark is a set of options that one voter alone chose. However it is spelt (JSON, an array of
PostgreSQL, a form, titles in a sentence) its options stand near one another, so every run of names
of options is looked at; and so is what is written in hex or base64, and what base64 holds deflated.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator

FARTHEST = 80  # bytes between two options of one choice
_OPTION = re.compile(rb"[Oo]ption(?:[- +]|%20)(\d{1,2})(?!\d)")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){32,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)

_COPY = re.compile(
    rb"^COPY public\.(\w+) \((.*?)\) FROM stdin;\n(.*?)^\\\.$", re.MULTILINE | re.DOTALL
)

Choice = tuple[str, ...]


class Marks:
    """The choices that somebody made, and nobody else."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self.by_mask = {_mask(choice): choice for choice in choices}

    def found_in(self, data: bytes) -> set[Choice]:
        """Those that can be read in the data."""
        return {choice for view in _views(data) for choice in self._read(view)}

    def _read(self, data: bytes) -> Iterator[Choice]:
        run: list[int] = []
        end = 0
        for match in _OPTION.finditer(data):
            if match.start() - end > FARTHEST:
                yield from self._within(run)
                run = []
            run.append(int(match[1]))
            end = match.end()
        yield from self._within(run)

    def _within(self, run: list[int]) -> Iterator[Choice]:
        for start in range(len(run)):
            mask = 0
            for number in run[start:]:
                if mask & 1 << number:
                    break
                mask |= 1 << number
                if mask in self.by_mask:
                    yield self.by_mask[mask]


def _mask(choice: Choice) -> int:
    return sum(1 << int(option.rpartition("-")[2]) for option in choice)


def spellings(secret: bytes) -> set[bytes]:
    """The ways in which bytes may be written down."""
    plain, address = base64.b64encode(secret), base64.urlsafe_b64encode(secret)
    texts = {secret.hex().encode(), secret.hex().upper().encode()}
    return {secret, *texts, plain.rstrip(b"="), address.rstrip(b"=")}


def holds_any(data: bytes, secrets: Iterable[bytes]) -> bool:
    """Whether any of these secrets stands in the data as it is."""
    return any(secret in data for secret in secrets)


def rows_of(dump: bytes) -> dict[str, tuple[list[str], bytes]]:
    """The tables of a dump that have rows: the columns of each, and its rows as they stand."""
    tables = _COPY.findall(dump)
    return {
        name.decode(): (columns.decode().replace('"', "").split(", "), rows)
        for name, columns, rows in tables
    }


def _views(data: bytes) -> Iterator[bytes]:
    yield data
    for match in _HEX.finditer(data):
        if b"6f7074696f6e" in match[0].lower() or b"4f7074696f6e" in match[0].lower():
            text = match[0]
            yield binascii.unhexlify(text)
            yield binascii.unhexlify(b"0" + text + b"0" * (len(text) % 2 == 0))
    for match in _BASE64.finditer(data):
        yield from _decoded(match[0])
    if data.startswith(b"%PDF"):
        yield from filter(None, (_inflated(match[1]) for match in _STREAM.finditer(data)))


def _decoded(text: bytes) -> Iterator[bytes]:
    text = text.translate(bytes.maketrans(b"-_", b"+/"))
    for shift in range(4):
        part = text[shift:]
        plain = base64.b64decode(part[: len(part) // 4 * 4])
        if b"ption" in plain:
            yield plain
        elif plain[:1] == b"\x78":
            yield _inflated(plain)


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return b""
