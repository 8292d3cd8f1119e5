"""What a file would change in what is stored: held side by side, thing by thing, before anything
is taken.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Facts: TypeAlias = Mapping[str, str]
"""What is told of one thing, by field; its name under "name"."""


class Change(NamedTuple):
    """One thing by its key and its name, and each of its fields that differs: before, after."""

    key: str
    name: str
    fields: dict[str, tuple[str, str]]


class Changes(NamedTuple):
    """What a file would do: things that are new, those that differ, how many stay as they are, and
    those that are stored and not in the file.
    """

    new: list[Change]
    changed: list[Change]
    same: int
    missing: list[Change]

    @property
    def is_nothing(self) -> bool:
        """Whether taking the file would leave everything as it is."""
        return not (self.new or self.changed or self.missing)


def changes_between(stored: Mapping[str, Facts], read: Mapping[str, Facts]) -> Changes:
    """Hold what a file tells against what is stored, each by the same keys, in the file's order."""
    new, changed = [], []
    for key, facts in read.items():
        if key not in stored:
            new.append(Change(key, facts.get("name", key), {}))
        elif fields := _differing(stored[key], facts):
            changed.append(Change(key, facts.get("name", key), fields))
    missing = [
        Change(key, facts.get("name", key), {}) for key, facts in stored.items() if key not in read
    ]
    return Changes(new, changed, len(read) - len(new) - len(changed), missing)


def _differing(before: Facts, after: Facts) -> dict[str, tuple[str, str]]:
    return {
        field: (before.get(field, ""), value)
        for field, value in after.items()
        if before.get(field, "") != value
    }
