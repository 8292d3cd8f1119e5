"""Reads the words of the demonstration from the folder demo/, where anybody can change them."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "demo"

Words = dict[str, Any]


def words(name: str) -> Words:
    """One file of words, with the line breaks of its longer texts taken out. Its keys are told in
    the file itself.
    """
    tidied: Words = _tidy(tomllib.loads((FOLDER / f"{name}.toml").read_text()))
    return tidied


def words_of_rounds() -> list[Words]:
    """Every round, by file name, each with the findings of the file of the same name in answers/,
    if there is one.
    """
    return [
        words(f"rounds/{path.stem}") | _answers(path.name)
        for path in sorted((FOLDER / "rounds").glob("*.toml"))
    ]


def _answers(name: str) -> Words:
    path = FOLDER / "answers" / name
    return words(f"answers/{path.stem}") if path.exists() else {}


def _tidy(value: Any) -> Any:
    match value:
        case str():
            return " ".join(value.split())
        case dict():
            return {key: _tidy(item) for key, item in value.items()}
        case list():
            return [_tidy(item) for item in value]
    return value
