"""What is suggested for first rounds is whole, in both languages, and fits its columns."""

from dataclasses import fields

import pytest

from coopservices.sentences import Wording
from priorities.engines.first_rounds import FIRST_ROUNDS

LONGEST = {
    "title": 120,
    "question": 200,
    "who_decides": 200,
    "poll_title": 120,
    "poll_introduction": 2000,
}


def _wordings(found):
    for field in fields(found):
        value = getattr(found, field.name)
        for each in value if isinstance(value, tuple) else [value]:
            if isinstance(each, Wording):
                yield field.name, each
    for material in found.materials:
        yield "material", material.title
    for measure in found.measures.values():
        yield from (("name", measure.name), ("counted", measure.counted), ("unit", measure.unit))


@pytest.mark.parametrize("slug", FIRST_ROUNDS)
def test_every_text_is_in_both_languages_and_fits(slug):
    found = list(_wordings(FIRST_ROUNDS[slug]))
    assert len(found) > 20
    for name, wording in found:
        assert wording.is_in_both, wording
        assert max(len(wording.english), len(wording.welsh)) <= LONGEST.get(name, 300), wording


def test_no_measure_is_suggested_twice():
    keys = [key for found in FIRST_ROUNDS.values() for key in found.measures]
    assert len(keys) == len(set(keys)) == 8
