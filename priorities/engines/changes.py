"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
SAME, REMOVED, ADDED = "same", "removed", "added"


@dataclass(frozen=True)
class Piece:
    """Words that stand in both texts, in the earlier alone or in the later alone."""

    kind: str
    text: str

    @property
    def is_removed(self) -> bool:
        """It stands in the earlier text alone."""
        return self.kind == REMOVED

    @property
    def is_added(self) -> bool:
        """It stands in the later text alone."""
        return self.kind == ADDED


def changes(earlier: str, later: str) -> list[Piece]:
    """The two texts as one, in pieces: without what was added it is the earlier one, without what
    was removed the later.
    """
    before, after = _WORDS.findall(earlier), _WORDS.findall(later)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(before[start:end])))
            continue
        if end > start:
            found.append(Piece(REMOVED, "".join(before[start:end])))
        if new_end > new_start:
            found.append(Piece(ADDED, "".join(after[new_start:new_end])))
    return found
