"""Publication: the sample bundle byte for byte, and what the published lines must not tell."""

import base64
import hashlib
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.engines.proofs import is_enough
from priorities.engines.sealing.publication import (
    OpenedBallot,
    PublicationBroken,
    choice_lines,
    heads,
    lines,
    manifest,
    merge_small_groups,
    root,
    sign,
    tag_lines,
    verify,
)
from priorities.engines.voting.ballot_paper import Choice
from priorities.engines.voting.tie_order import draw_tie_order

FOLDER = Path(__file__).parents[2] / "data/ballots"
VECTORS = json.loads((FOLDER / "lv1_vectors.json").read_text())
POLL = UUID(VECTORS["vote"])
PUBLIC_KEY = bytes.fromhex(VECTORS["ed25519_public"])
# The private key of RFC 8032, section 7.1, test 1: known to everybody, and used by the sample.
PRIVATE_KEY = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
LINES = [leaf.encode() for leaf in VECTORS["leaves"]]
BALLOTS = [
    OpenedBallot(known["group"], bytes.fromhex(known["r"]), known["choices"])
    for known in VECTORS["ballots"]
]


def sample_manifest(**changes: Any) -> bytes:
    known = json.loads(VECTORS["manifest"])
    fields = {
        "poll": POLL,
        "title": "Test vote",
        "mode": "content",
        "opened_at": datetime(2026, 11, 1, 9, tzinfo=UTC),
        "closed_at": datetime(2026, 11, 14, 23, 59, 59, tzinfo=UTC),
        "questions": known["questions"],
        "groups": ["register", "email"],
        "counted_groups": ["register", "email"],
        "ballots": len(BALLOTS),
        "leaves": len(LINES),
        "roots": {"root": root(LINES)},
        "result": known["result"],
        "smallest_group": 3,
    }
    return manifest(**(fields | changes))


def test_known_lines_and_root() -> None:
    assert lines(POLL, BALLOTS) == LINES
    assert root(LINES).hex() == VECTORS["root"]


def test_known_manifest_and_signature() -> None:
    known = VECTORS["manifest"].encode()
    assert sample_manifest() == known
    assert hashlib.sha256(known).hexdigest() == VECTORS["manifest_sha256"]
    assert base64.b64encode(sign(PRIVATE_KEY, known)).decode() == VECTORS["manifest_sig"]
    assert verify(PUBLIC_KEY, known, base64.b64decode(VECTORS["manifest_sig"]))


def test_the_sample_bundle_is_made_again_byte_for_byte() -> None:
    text = sample_manifest()
    files = heads(manifest=text, signature=sign(PRIVATE_KEY, text), public_key=PUBLIC_KEY)
    files["ballots.jsonl"] = b"".join(line + b"\n" for line in lines(POLL, BALLOTS))
    assert files == {file.name: file.read_bytes() for file in (FOLDER / "bundle").iterdir()}
    assert len(files) == 4


choices = st.dictionaries(
    st.sampled_from(["parks", "roads", "care"]),
    st.lists(st.sampled_from("abc"), unique=True) | st.dictionaries(st.just("a"), st.just(1)),
    max_size=3,
)
piles = st.lists(
    st.builds(
        OpenedBallot,
        group=st.sampled_from(["email", "register"]),
        secret=st.binary(min_size=16, max_size=16),
        choices=choices,
    ),
    unique_by=lambda ballot: ballot.secret,
    max_size=8,
)


@given(piles, st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_does_not_matter(
    pile: list[OpenedBallot], luck: random.Random
) -> None:
    shuffled = luck.sample(pile, len(pile))
    for print_lines in (lines, tag_lines, choice_lines):
        assert print_lines(POLL, shuffled) == print_lines(POLL, pile)


@given(piles)
def test_lines_hold_every_choice_once_in_order_of_question_and_tag(
    pile: list[OpenedBallot],
) -> None:
    read = [json.loads(line) for line in lines(POLL, pile)]
    assert [(line["q"], line["t"]) for line in read] == sorted(
        (line["q"], line["t"]) for line in read
    )
    assert sorted((line["q"], line["g"], str(line["c"])) for line in read) == sorted(
        (question, ballot.group, str(choice))
        for ballot in pile
        for question, choice in ballot.choices.items()
    )
    assert {line["v"] for line in read} <= {str(POLL)}


@given(piles)
def test_tags_and_choices_apart_hold_what_the_lines_hold_together(
    pile: list[OpenedBallot],
) -> None:
    together = [json.loads(line) for line in lines(POLL, pile)]
    tags = [json.loads(line) for line in tag_lines(POLL, pile)]
    apart = choice_lines(POLL, pile)
    assert tags == [{name: line[name] for name in "qtv"} for line in together]
    assert sorted(apart) == sorted(
        json.dumps(line, separators=(",", ":"), sort_keys=True).encode()
        for line in ({name: line[name] for name in "cgqv"} for line in together)
    )
    assert apart == sorted(apart, key=lambda line: (json.loads(line)["q"], line))


def test_two_ballots_with_one_receipt_stop_the_publication() -> None:
    for print_lines in (lines, tag_lines):
        with pytest.raises(PublicationBroken, match=r"^Two ballots share a receipt\.$"):
            print_lines(POLL, [*BALLOTS, BALLOTS[0]])


def test_questions_of_one_ballot_cannot_be_joined_by_their_place() -> None:
    together = [json.loads(line) for line in LINES]
    owners: dict[str, list[int]] = {"q-parks": [], "q-budget": []}
    for line in together:
        owner = next(n for n, b in enumerate(VECTORS["ballots"]) if line["t"] in b["tags"].values())
        owners[line["q"]].append(owner)
    assert owners["q-parks"] != owners["q-budget"]
    assert sorted(owners["q-parks"]) == sorted(owners["q-budget"])


@given(st.integers(0, len(LINES) - 1), st.sampled_from(["change", "drop", "repeat", "move"]))
def test_any_tampering_with_the_lines_changes_the_root(place: int, how: str) -> None:
    line = LINES[place]
    tampered = {
        "change": [*LINES[:place], line.replace(b"g", b"h", 1), *LINES[place + 1 :]],
        "drop": [*LINES[:place], *LINES[place + 1 :]],
        "repeat": [*LINES[: place + 1], *LINES[place:]],
        "move": [*LINES[:place], *LINES[place + 1 :], line] if line != LINES[-1] else LINES[::-1],
    }[how]
    assert root(tampered) != root(LINES)


@given(st.binary(max_size=64), st.integers(0, 511))
def test_a_signature_fits_one_message_and_key(message: bytes, bit: int) -> None:
    signature = sign(PRIVATE_KEY, message)
    forged = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    assert verify(PUBLIC_KEY, message, signature)
    assert not verify(PUBLIC_KEY, message, forged)
    assert not verify(PUBLIC_KEY, message + b"\0", signature)
    assert not verify(bytes(32), message, signature)


@pytest.mark.parametrize("size", [0, 63, 65])
def test_a_signature_or_key_of_another_size_is_false(size: int) -> None:
    assert not verify(PUBLIC_KEY, b"", bytes(size))
    assert not verify(bytes(size), b"", sign(PRIVATE_KEY, b""))


def test_times_are_printed_in_utc_whatever_their_zone() -> None:
    summer = timezone(timedelta(hours=1))
    opened_at = datetime(2026, 11, 1, 10, 0, 0, 999_999, tzinfo=summer)
    assert sample_manifest(opened_at=opened_at) == sample_manifest()
    with pytest.raises(ValueError, match=r"^A published time needs its time zone\.$"):
        sample_manifest(opened_at=datetime(2026, 11, 1, 9))  # noqa: DTZ001 (refused on purpose)


@pytest.fixture
def _in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_tokyo")
def test_times_are_printed_in_utc_wherever_the_machine_is() -> None:
    assert b'"closed_at":"2026-11-14T23:59:59Z"' in sample_manifest()


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("content", []),
        ("content", ["tags_root", "choices_root"]),
        ("inclusion", ["root"]),
        ("inclusion", ["tags_root"]),
        ("content", ["root", "title"]),
    ],
)
def test_a_manifest_has_the_roots_of_its_mode(mode: str, names: list[str]) -> None:
    with pytest.raises(ValueError, match="published with"):
        sample_manifest(mode=mode, roots=dict.fromkeys(names, bytes(32)))


def test_a_poll_that_proves_inclusion_alone_has_two_roots() -> None:
    roots = {
        "tags_root": root(tag_lines(POLL, BALLOTS)),
        "choices_root": root(choice_lines(POLL, BALLOTS)),
    }
    read = json.loads(sample_manifest(mode="inclusion", roots=roots))
    assert read["tags_root"] == roots["tags_root"].hex()
    assert read["choices_root"] == roots["choices_root"].hex()
    assert "root" not in read


def test_where_too_few_voted_the_manifest_names_what_was_chosen_and_tells_no_number() -> None:
    told = json.loads(sample_manifest(smallest_group=len(BALLOTS) + 1))
    assert told.keys() == {
        "format", "vote", "title", "mode", "opened_at", "closed_at", "questions",
        "fewer_than", "root", "result",
    }  # fmt: skip
    assert told["fewer_than"] == len(BALLOTS) + 1
    assert told["result"] == {"q-parks": {"winners": ["trees"]}, "q-budget": {"winners": ["youth"]}}
    assert told["root"] == VECTORS["root"]
    assert json.loads(sample_manifest(smallest_group=len(BALLOTS)))["ballots"] == len(BALLOTS)


def test_where_too_few_voted_no_root_is_told_from_which_choices_could_be_guessed() -> None:
    roots = {"tags_root": bytes(32), "choices_root": bytes(32)}
    told = json.loads(sample_manifest(mode="inclusion", roots=roots, smallest_group=10))
    assert "tags_root" in told
    assert "choices_root" not in told


@pytest.mark.parametrize(
    ("tally", "named"),
    [
        ({"winners": ["c", "a"], "rule": "stv", "blank": 1}, {"winners": ["c", "a"]}),
        ({"winners": ["c"], "rule": "borda", "blank": 2}, {"winners": []}),
        ({"funded": ["b"], "rule": "greedy", "cost": 7}, {"winners": ["b"]}),
        ({}, {"winners": ["c"]}),
        ({"score": {"c": 0, "b": 0, "a": 0}}, {"winners": []}),
    ],
)
def test_what_was_chosen_is_told_in_the_order_of_its_rule(
    tally: dict[str, Any], named: dict[str, Any]
) -> None:
    whole = {"order": ["c", "b", "a"], "score": {"c": 2, "b": 1, "a": 0}, "ballots": {"email": 2}}
    told = json.loads(
        sample_manifest(
            groups=["email"],
            counted_groups=["email"],
            ballots=2,
            result={"q": whole | tally},
        )
    )
    kept = {name: tally[name] for name in ("rule", "cost") if name in tally}
    assert told["result"] == {"q": named | kept}


ANYBODY = [frozenset[str]()]


def steps(counts: dict[int, int]) -> dict[frozenset[str], int]:
    """Sets of which each holds those before it: 3 is {a, b, c}."""
    return {frozenset("abcde"[:size]): ballots for size, ballots in counts.items()}


def name(size: int) -> str:
    return "+".join("abcde"[:size]) or "open"


def published(
    counts: dict[frozenset[str], int], names: dict[frozenset[str], str]
) -> dict[str, int]:
    totals: dict[str, int] = {}
    for proofs, group in names.items():
        totals[group] = totals.get(group, 0) + counts[proofs]
    return totals


@pytest.mark.parametrize(
    ("counts", "merged"),
    [
        ({}, {}),
        ({3: 50}, {3: 50}),
        ({4: 30, 3: 30, 1: 30}, {4: 30, 3: 30, 1: 30}),
        ({4: 9, 3: 30}, {3: 39}),
        ({4: 10, 3: 30}, {4: 10, 3: 30}),
        ({4: 5, 3: 4, 1: 30}, {1: 39}),
        ({4: 5, 3: 5, 1: 30}, {3: 10, 1: 30}),
        ({4: 30, 3: 30, 1: 3}, {4: 30, 1: 33}),
        ({4: 3, 3: 3}, {3: 6}),
        ({4: 5, 3: 0, 1: 30}, {1: 35}),
        ({4: 30, 3: 0}, {4: 30}),
        ({3: 12, 2: 5, 1: 30}, {3: 12, 1: 35}),
        ({4: 30, 3: 1, 1: 30}, {4: 30, 1: 31}),
        ({1: 5, 0: 30}, {0: 35}),
    ],
)
def test_a_small_group_joins_the_next_that_shows_less(
    counts: dict[int, int], merged: dict[int, int]
) -> None:
    names = merge_small_groups(steps(counts), 10, asked=ANYBODY)
    assert published(steps(counts), names) == {name(n): total for n, total in merged.items()}


@pytest.mark.parametrize(
    ("counts", "merged"),
    [
        ({4: 5, 3: 30, 1: 30}, {3: 35, 1: 30}),
        ({4: 50, 3: 5, 2: 30}, {3: 55, 2: 30}),
        ({3: 5, 2: 30}, {3: 5, 2: 30}),
        ({3: 30, 2: 5, 1: 3}, {3: 30, 1: 8}),
    ],
)
def test_no_merge_changes_which_ballots_count(
    counts: dict[int, int], merged: dict[int, int]
) -> None:
    names = merge_small_groups(steps(counts), 10, asked=[frozenset("abc")])
    assert published(steps(counts), names) == {name(n): total for n, total in merged.items()}


def test_those_who_showed_different_things_are_named_by_what_was_asked() -> None:
    counts = {frozenset({"code"}): 4, frozenset({"email", "register"}): 30}
    asked = [frozenset({"code"}), frozenset({"register"})]
    names = merge_small_groups(counts, 10, asked=asked)
    assert set(names.values()) == {"code|register"}


def test_a_ballot_that_does_not_count_never_shares_a_name_with_one_that_does() -> None:
    counts = {
        frozenset({"email", "code"}): 4,
        frozenset({"email", "register"}): 30,
        frozenset({"email"}): 12,
    }
    asked = [frozenset({"code"}), frozenset({"register"})]
    names = merge_small_groups(counts, 10, asked=asked)
    assert names[frozenset({"email"})] == "email"
    assert names[frozenset({"email", "code"})] == "code|register"


proof_sets = st.frozensets(st.sampled_from("abcd"), max_size=4)


@given(
    st.dictionaries(proof_sets, st.integers(0, 30)),
    st.integers(1, 20),
    st.lists(proof_sets, min_size=1, max_size=3),
)
def test_merging_loses_nobody_claims_no_more_and_leaves_no_small_group(
    counts: dict[frozenset[str], int], k: int, asked: list[frozenset[str]]
) -> None:
    names = merge_small_groups(counts, k, asked=asked)
    totals = published(counts, names)
    assert names.keys() == {proofs for proofs, ballots in counts.items() if ballots}
    for proofs, group in names.items():
        alternatives = [set(each.split("+")) - {"open", ""} for each in group.split("|")]
        assert any(shown <= proofs for shown in alternatives), "no ballot claims more"
    decide = {group for proofs, group in names.items() if is_enough(proofs, asked)}
    others = {group for proofs, group in names.items() if not is_enough(proofs, asked)}
    assert not decide & others
    for side in (decide, others):
        assert len(side) <= 1 or min(totals[group] for group in side) >= k


@given(st.binary(min_size=16), st.lists(st.text("abc", min_size=1), unique=True, max_size=6))
def test_a_draw_depends_on_the_bytes_alone(lot: bytes, options: list[str]) -> None:
    drawn = draw_tie_order(options, lot)
    assert drawn == draw_tie_order(sorted(options), lot)
    assert sorted(drawn) == sorted(options)


def test_every_order_is_drawn_about_as_often() -> None:
    draws = 6_000
    seen = dict.fromkeys(permutations("abc"), 0)
    for number in range(draws):
        seen[tuple(draw_tie_order("abc", number.to_bytes(16, "big")))] += 1
    expected = draws / len(seen)
    chi_square = sum((count - expected) ** 2 / expected for count in seen.values())
    # 20.5 is passed once in a thousand fair draws of five degrees of freedom.
    assert chi_square < 20.5


def test_a_draw_without_enough_luck_is_refused() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        draw_tie_order(["a", "b"], bytes(15))


def test_choices_of_every_shape_can_be_published() -> None:
    shapes: dict[str, Choice] = {"a": [], "b": {}, "c": ["x", "y"], "d": {"x": 3}}
    read = [json.loads(line) for line in lines(POLL, [OpenedBallot("email", bytes(16), shapes)])]
    assert {line["q"]: line["c"] for line in read} == shapes
