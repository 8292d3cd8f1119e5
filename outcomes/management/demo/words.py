"""Reads the words and data of a demonstration council from its folder of demo/, where anybody can
change them.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "demo"

Words = dict[str, Any]


@dataclass(frozen=True)
class Script:
    """All that is told of one council, by the name of its folder."""

    name: str

    @property
    def council(self) -> Words:
        """What council.toml says."""
        return self.words("council")

    @property
    def slug(self) -> str:
        """By what the council is known."""
        slug: str = self.council["council"]["slug"]
        return slug

    @property
    def mail_domain(self) -> str:
        """Of everybody who is invented there, with its @."""
        return f"@{self.council['mail_domain']}"

    @property
    def rounds(self) -> list[Words]:
        """Every round, by file name, each with the findings of the file of the same name in
        answers/, if there is one.
        """
        return [
            self.words(f"rounds/{path.stem}") | self._answers(path.stem)
            for path in sorted((self._folder / "rounds").glob("*.toml"))
        ]

    def words(self, name: str) -> Words:
        """One file of words, with the line breaks of its longer texts taken out. Its keys are told
        in the file itself.
        """
        tidied: Words = _tidy(tomllib.loads((self._folder / f"{name}.toml").read_text()))
        return tidied

    def file(self, name: str) -> bytes:
        """A file as it is."""
        return (self._folder / name).read_bytes()

    def _answers(self, name: str) -> Words:
        path = self._folder / "answers" / f"{name}.toml"
        return self.words(f"answers/{name}") if path.exists() else {}

    @property
    def _folder(self) -> Path:
        return FOLDER / self.name


SCRIPTS = (Script("trafford"), Script("glasgow"))


def _tidy(value: Any) -> Any:
    match value:
        case str():
            return " ".join(value.split())
        case dict():
            return {key: _tidy(item) for key, item in value.items()}
        case list():
            return [_tidy(item) for item in value]
    return value
