"""A table of every type, rule, completion and setting that a poll can be frozen with: what is
published holds for `verify.py`, and the result of another row in its place does not, whoever signed
it.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from priorities.engines import verify
from priorities.engines.tally import tally
from priorities.engines.voting.asked_questions import AskedQuestion
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Variant
from priorities.engines.voting.definition import read_definition
from tests.engines.verifying.bundles import PUBLIC, WAYS, Poll, Way, a_poll, bundle_of
from tests.engines.verifying.test_tampering import Opened

VOTERS = 14
COUNTED = {"email", "email+postcode"}  # the groups of `a_poll` that count
# Of polls that are tried, until one tells two rows apart: first those few that tell apart what
# seldom differs, as when a share begins at a whole number.
SEEDS = (41, 109, 237, 534, 894, *range(1000))
VALUES: Mapping[str, Any] = {  # what a setting is when it is not as usual
    "integral_start": True,
    "threshold": 3,
    "reserve_percent": 50,
    "undivided": True,
}


@dataclass(frozen=True)
class Row:
    """A way to ask and count, what a funded option is worth, and the setting that is not as usual,
    if one is.
    """

    way: Way
    satisfaction: str = ""
    setting: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, (str(self.way), self.satisfaction, self.setting)))

    def asked(self, question: AskedQuestion) -> AskedQuestion:
        """The question, asked like this."""
        told = {self.setting: VALUES[self.setting]} if self.setting in VALUES else {}
        if self.setting == "exclusive":
            told = {"exclusive": (tuple(sorted(each.id for each in question.options[:2])),)}
        if self.satisfaction:
            told["satisfaction"] = self.satisfaction
        rule, completion = self.way.rule, self.way.completion
        return replace(question, rule=rule, completion=completion, variant=Variant(**told))

    def differs_in_one(self, other: "Row") -> bool:
        """Whether another row is the same but for its rule, or else for one thing."""
        if (self.way.type, self.way.seats) != (other.way.type, other.way.seats):
            return False
        if self.way.rule != other.way.rule:
            return not self.setting and not other.setting and self.satisfaction in _USUAL
        mine, theirs = (
            (row.way.completion, row.satisfaction, row.setting) for row in (self, other)
        )
        return sum(one != two for one, two in zip(mine, theirs, strict=True)) == 1


_USUAL = ("", "cost")


def every_row() -> Iterator[Row]:
    for way in WAYS:
        counted = BALLOT_TYPES[way.type].counted(way.rule)
        assert counted is not None
        for worth in counted.satisfactions or [""]:
            settings = counted.takes - {
                "satisfaction",
                *(() if worth == "points" else ["undivided"]),
            }
            for setting in ("", *sorted(settings)):
                yield Row(way, str(worth), setting)


TABLE = tuple(every_row())


def poll_of(row: Row, seed: int) -> Poll:
    poll = a_poll(random.Random(seed), row.way, voters=VOTERS)
    (question,) = poll.questions
    return replace(poll, questions=(row.asked(question),))


def result_of(poll: Poll) -> dict[str, Any]:
    _, paper = read_definition(poll.definition.frozen())
    return tally(paper, poll.ballots, COUNTED)["q-1"]


@pytest.fixture
def status(tmp_path, capsys):
    """`status(files)` is the exit status for these files, and what was said of them."""

    def asked(files):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        found = verify.main([str(tmp_path), "--key", PUBLIC.hex()])
        return found, capsys.readouterr().out

    return asked


def test_the_table_has_every_rule_completion_and_setting_that_there_is():
    assert {row.way for row in TABLE} == set(WAYS)
    assert len(TABLE) == len(set(TABLE)) > 100
    rules = {(row.way.type, row.way.rule or row.way.type) for row in TABLE}
    assert rules == {(kind, rule) for kind, known in verify.RULES.items() for rule in known}
    assert {row.way.completion for row in TABLE} - {""} == set(verify.COMPLETIONS)
    assert {row.setting for row in TABLE} - {""} == verify.VARIANT - {"satisfaction"}


@pytest.mark.parametrize("row", TABLE, ids=str)
@pytest.mark.parametrize("mode", ["content", "inclusion"])
def test_a_bundle_of_every_row_is_counted_again(row, mode, status):
    for seed in range(3):
        bundle = bundle_of(replace(poll_of(row, seed), mode=mode))
        found, said = status(bundle)
        assert (found, said.count("Counted again by")) == (0, 1), said


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_result_of_another_row_does_not_hold(row, status):
    others = {other for other in TABLE if row.differs_in_one(other)}
    for seed in SEEDS:
        if not others:
            break
        poll = poll_of(row, seed)
        result = result_of(poll)
        for other in [*others]:
            theirs = result_of(replace(poll, questions=(other.asked(poll.questions[0]),)))
            wrong = theirs | {name: result[name] for name in ("rule",) if name in result}
            if wrong == result:
                continue
            at = Opened(bundle_of(poll))
            assert at.result == result
            at.result.update(wrong)
            found, said = status(at.closed())
            assert (found, "counted again" in said) == (1, True), (str(other), said)
            others.remove(other)
    assert not others, f"no poll tells it from {', '.join(map(str, others))}"
