"""Printing the keys that stay, and putting one back from its sheet."""

from datetime import datetime
from typing import Any

from django.db import transaction

from coopservices import audit, keystore
from coopservices.models import AuditEntry
from priorities.polls.queries.lasting_keys import LastingKey, key_of, lasting_keys, lines_of


@transaction.atomic
def read_key_sheets(*, at: datetime) -> list[tuple[LastingKey, tuple[str, str, str]]]:
    """Each key that is there with its three lines, after an entry in the audit. Raises
    KeyUnavailable where a copy is missing.
    """
    there = [each for each in lasting_keys() if keystore.exists(each.name)]
    sheets = [(each, lines_of(each.name, keystore.read(each.name))) for each in there]
    for each in there:
        audit.record("key_sheet_printed", **_facts(each), by=None, at=at)
    return sheets


@transaction.atomic
def restore_key(*, name: str, lines: tuple[str, str, str], at: datetime) -> None:
    """Put every copy of a key back from its sheet. Raises KeyUnavailable, with nothing changed,
    where there is no such key, where it is there, and where the sheet is another's; and
    ReceiptUnreadable.
    """
    key = next((each for each in lasting_keys() if each.name == name), None)
    if key is None:
        raise keystore.KeyUnavailable("There is no key of this name that a sheet is printed for.")
    if _is_whole(name):
        raise keystore.KeyUnavailable("This key is there, and all its copies agree.")
    written = key_of(name, lines)
    audit.record("key_restored", **_facts(key), by=None, at=at)
    keystore.restore(name, written)


def _is_whole(name: str) -> bool:
    try:
        keystore.read(name)
    except keystore.KeyUnavailable:
        return False
    return True


def _facts(key: LastingKey) -> dict[str, Any]:
    """What an entry of the audit tells of a key; that of nobody is the whole platform's."""
    return {
        "subject": key.council or AuditEntry,
        "council": key.council,
        "details": {"key": key.name},
    }
