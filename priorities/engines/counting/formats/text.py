"""Text: the lines of a file with their numbers, refused where they are no readable text."""

import re
from collections.abc import Iterator

from priorities.engines.counting.formats.refusals import FileRefused
from priorities.engines.counting.formats.rows import LONGEST_LINE

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)


class Lines:
    """The lines of a file, walked through once; `number` is the last line read, counted from 1.

    Raises FileRefused for text that is not UTF-8 and for a line longer than a million bytes.
    """

    def __init__(self, data: bytes, *, file: str) -> None:
        self._data = data.removeprefix(BYTE_ORDER_MARK)
        self.file = file
        self.number = 0

    def refused(self, reason: str) -> FileRefused:
        """Return the refusal for the line last read."""
        return FileRefused(self.file, self.number or 1, reason)

    def whole(self, text: str, what: str) -> int:
        """Return the whole number that `text` spells. Raises FileRefused, saying what
        it should be.
        """
        if not _WHOLE.fullmatch(text.strip()):
            raise self.refused(f'"{text.strip()[:40]}" is not {what}.')
        return int(text)

    def __iter__(self) -> Iterator[str]:
        """Yield each line without its end and the spaces around it."""
        position = 0
        while position < len(self._data):
            end = self._data.find(b"\n", position) + 1 or len(self._data)
            raw, position = self._data[position:end], end
            self.number += 1
            yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        if len(raw) > LONGEST_LINE:
            raise self.refused("the line is longer than a million characters.")
        try:
            return raw.decode().strip()
        except UnicodeDecodeError as error:
            raise self.refused("the text is not UTF-8.") from error
