"""Documents as JSON: what is written is read back as what it was."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction

import pytest

from coopservices.documents import read, written
from coopservices.sentences import Sentence, counted, sentence


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Leaf:
    name: str
    on: date | None
    colour: Colour
    size: int | Fraction | None
    count: int | Colour


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    roots: dict[str, int]
    pairs: tuple[tuple[str, date], ...]
    planted_at: datetime


TREE = Tree(
    leaves=(
        Leaf("<b>", date(2026, 2, 28), Colour.RED, 7, Colour.RED),
        Leaf("", None, Colour.RED, Fraction(7, 2), 7),
        Leaf("", None, Colour.RED, None, 0),
    ),
    roots={"a": 1},
    pairs=(("x", date(2026, 3, 1)),),
    planted_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
)


def test_it_survives_json():
    again = read(Tree, json.loads(json.dumps(written(TREE))))
    assert again == TREE
    kinds = [(type(leaf.colour), type(leaf.size), type(leaf.count)) for leaf in again.leaves]
    assert kinds == [
        (Colour, int, Colour),
        (Colour, Fraction, int),
        (Colour, type(None), int),
    ]


def test_codes_and_fractions_are_text():
    first, second, _ = written(TREE)["leaves"]
    assert (first["colour"], first["count"], second["size"]) == ("red", "red", "7/2")


def test_what_lacks_a_field_is_refused():
    document = written(TREE)
    del document["roots"]
    with pytest.raises(KeyError):
        read(Tree, document)


@dataclass(frozen=True)
class Told:
    lines: tuple[Sentence, ...]


def test_a_sentence_is_kept_with_what_it_tells_of():
    votes = counted("%(number)s vote", "%(number)s votes", 12)
    told = Told(
        (
            sentence("%(names)s had %(votes)s.", names=("Trees", sentence("nobody")), votes=votes),
            sentence("Nothing was chosen."),
        )
    )
    again = read(Told, json.loads(json.dumps(written(told))))
    assert again == told
    assert str(again.lines[0]) == "Trees and nobody had 12 votes."
