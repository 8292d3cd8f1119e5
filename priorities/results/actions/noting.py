"""Noting outside the database what was published of polls, so that no restore takes it back."""

from django.conf import settings

from coopservices.files import write_whole
from priorities.results.queries.notes import (
    bundle_to_note,
    entries_to_note,
    note_of,
    noted_bundle,
    text_of_note,
)


def note_published() -> int:
    """Note each entry of the public log that is not noted yet, a result's with its files, and
    return how many there were. Again is harmless. Raises OSError where the folder takes no file;
    then it is tried again.
    """
    settings.PUBLISHED_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = entries_to_note()
    for entry in entries:
        if files := bundle_to_note(entry):
            write_whole(noted_bundle(entry.poll), files)
        write_whole(note_of(entry.n), [text_of_note(entry)])  # last: from now on it is noted
    return len(entries)
