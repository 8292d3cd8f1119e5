"""What was published of polls, as it is noted outside the database, where a restore does not reach:
each entry of the public log, and the files of each result.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from django.conf import settings

from priorities.engines import verify
from priorities.engines.sealing.publication import Line
from priorities.public_log.models import LogEntry
from priorities.results.models import Result
from priorities.results.queries.files import BUNDLE, file_portions
from priorities.results.queries.publications import Publication, margins_of


class NoteBroken(Exception):
    """What is noted of a poll is not what was signed."""


@dataclass(frozen=True)
class NotedEntry:
    """An entry of the public log, as it is noted."""

    n: int
    kind: LogEntry.Kind
    poll: UUID
    text: bytes
    signature: bytes
    public_key: bytes


def note_of(n: int) -> Path:
    """Where an entry of the public log is noted."""
    return settings.PUBLISHED_DIR / f"{n:08d}.json"


def noted_bundle(poll: UUID) -> Path:
    """Where the files of a poll's result are noted."""
    return settings.PUBLISHED_DIR / f"{poll}.zip"


def text_of_note(entry: LogEntry) -> bytes:
    """What is noted of an entry: nothing but what everybody may read."""
    facts = {
        "n": entry.n,
        "kind": entry.kind,
        "poll": str(entry.poll),
        "text": entry.text,
        "signature": bytes(entry.signature).hex(),
        "public_key": bytes(entry.public_key).hex(),
    }
    return json.dumps(facts, indent=1).encode() + b"\n"


def entries_to_note() -> list[LogEntry]:
    """The entries of the public log that are not noted yet, oldest first."""
    known = {int(path.stem) for path in settings.PUBLISHED_DIR.glob("[0-9]*.json")}
    missing = set(LogEntry.objects.values_list("n", flat=True)) - known
    return list(LogEntry.objects.filter(n__in=missing).order_by("n"))


def bundle_to_note(entry: LogEntry) -> Iterator[bytes] | None:
    """The files of the result that an entry tells of; None where there are none to keep."""
    if entry.kind != LogEntry.Kind.COUNTED:
        return None
    counted = Result.objects.select_related("poll").filter(poll=entry.poll, poll__imported_from="")
    result = counted.first()
    return file_portions(result, BUNDLE) if result else None


def noted_entries() -> list[NotedEntry]:
    """The entries that are noted and were signed as they stand there, oldest first."""
    found = []
    for path in sorted(settings.PUBLISHED_DIR.glob("[0-9]*.json")):
        facts = json.loads(path.read_text())
        entry = NotedEntry(
            n=facts["n"],
            kind=LogEntry.Kind(facts["kind"]),
            poll=UUID(facts["poll"]),
            text=facts["text"].encode(),
            signature=bytes.fromhex(facts["signature"]),
            public_key=bytes.fromhex(facts["public_key"]),
        )
        if verify.is_signed(entry.public_key, entry.text, entry.signature):
            found.append(entry)
    return found


def noted_publication(entry: NotedEntry) -> tuple[list[Line], Publication, str] | None:
    """The lines of a result, what was published of it, and the program that checks it, from its
    noted files; None where they are not there. Raises NoteBroken where they are not what was
    signed.
    """
    path = noted_bundle(entry.poll)
    if not path.exists():
        return None
    try:
        files = verify.read_bundle(path)
        list(verify.check(files, key=entry.public_key.hex()))
        with ZipFile(path) as archive:
            verifier = archive.read("verify.py").decode()
    except (verify.Fails, verify.Unreadable, BadZipFile, OSError, LookupError) as problem:
        raise NoteBroken(str(problem)) from problem
    if files["manifest.json"] != entry.text:
        raise NoteBroken("Its manifest is another.")
    names = [name for name in ("ballots.jsonl", "tags.jsonl", "choices.jsonl") if name in files]
    lines = [_line(each) for name in names for each in files[name].splitlines()]
    told = Publication(entry.text, entry.signature, entry.public_key, margins_of(entry.text))
    return lines, told, verifier


def _line(text: bytes) -> Line:
    facts = json.loads(text)
    return Line(facts["q"], bytes.fromhex(facts["t"]) if "t" in facts else None, text)
