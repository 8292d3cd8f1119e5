"""Accounts as documents: what is written is read back as what it was."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from outcomes.engines.documents import read, written


@dataclass(frozen=True)
class Leaf:
    name: str
    on: date | None


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    roots: dict[str, int]
    pairs: tuple[tuple[str, str], ...]
    planted_at: datetime


TREE = Tree(
    leaves=(Leaf("<b>", date(2026, 2, 28)), Leaf("", None)),
    roots={"a": 1},
    pairs=(("x", "y"),),
    planted_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
)


def test_it_survives_json():
    assert read(Tree, json.loads(json.dumps(written(TREE)))) == TREE


def test_what_lacks_a_field_is_refused():
    document = written(TREE)
    del document["roots"]
    with pytest.raises(KeyError):
        read(Tree, document)
