"""What officers write for everybody: a text in English, and in Welsh where it is given."""

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings

from coopservices.languages import WELSH, language_now


@dataclass(frozen=True, slots=True)
class Text:
    """One text in two languages; `welsh` is "" where it is not given. As `str` it is in the
    reader's language where it can be.
    """

    english: str
    welsh: str = ""

    @classmethod
    def of(cls, text: Self | str) -> Self:
        """A text; of a `str`, one in English."""
        return text if isinstance(text, cls) else cls(str(text))

    @property
    def language(self) -> str:
        """The code of the language in which the reader gets it."""
        return WELSH if self.welsh and language_now() == WELSH else settings.LANGUAGE_CODE

    def __str__(self) -> str:
        return self.welsh if self.language == WELSH else self.english

    def __bool__(self) -> bool:
        return bool(self.english)

    def stripped(self) -> "Text":
        """Without the spaces round it."""
        return Text(self.english.strip(), self.welsh.strip())

    @property
    def is_in_both(self) -> bool:
        """Whether it says something in each language."""
        return bool(self.english.strip() and self.welsh.strip())


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


def columns(**texts: Text) -> dict[str, str]:
    """Texts as the columns that hold them, by name."""
    english = {f"{name}_en": text.english for name, text in texts.items()}
    return english | {f"{name}_cy": text.welsh for name, text in texts.items()}
