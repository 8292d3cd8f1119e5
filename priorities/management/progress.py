"""Progress: a bar on a terminal while long work goes on, and nothing elsewhere."""

from typing import Self, TextIO

_WIDTH = 40


class Progress:
    """A bar on `stream` that is drawn anew when it has grown, and wiped at the end."""

    def __init__(self, stream: TextIO, label: str) -> None:
        self._stream = stream
        self._label = label
        self._drawn = -1
        self._is_seen = stream.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        if self._drawn >= 0:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def show(self, done: int, of: int) -> None:
        """Show that so much of so much is done."""
        length = _WIDTH * min(done, of) // max(of, 1)
        if not self._is_seen or length == self._drawn:
            return
        self._drawn = length
        bar = "#" * length + "." * (_WIDTH - length)
        self._stream.write(f"\r{self._label} [{bar}] {100 * length // _WIDTH} %")
        self._stream.flush()
