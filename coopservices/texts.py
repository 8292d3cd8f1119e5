"""What officers write for everybody: a text in English, and in Welsh where it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from coopservices.languages import WELSH, say
from coopservices.sentences import Wording


@dataclass(frozen=True)
class Text(Wording):
    """A wording that, as `str`, is in the reader's language where it can be."""

    def __str__(self) -> str:
        return say(self)

    def stripped(self) -> "Text":
        """Without the spaces round it."""
        return Text(self.english.strip(), self.welsh.strip())


class InBoth:
    """A text of a row, whose columns are its name with `_en` and with `_cy`: `round.title` is a
    Text of `title_en` and `title_cy`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type | None = None) -> Text:
        if row is None:
            raise AttributeError(f"{self.name} is a text of a row.")
        return Text(getattr(row, f"{self.name}_en"), getattr(row, f"{self.name}_cy"))


def columns(**texts: Wording) -> dict[str, str]:
    """Texts as the columns that hold them, by name."""
    english = {f"{name}_en": text.english for name, text in texts.items()}
    return english | {f"{name}_cy": text.welsh for name, text in texts.items()}


def in_both(words: Callable[[], str]) -> Text:
    """What the catalogues say in each language, to be kept as a text of a row."""
    with override("en"):
        english = words()
    with override(WELSH):
        return Text(english, words())
