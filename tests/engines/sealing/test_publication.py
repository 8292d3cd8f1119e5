"""Publication: the sample bundle byte for byte, and what the published lines must not tell."""

import base64
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopservices.sentences import Wording
from participation.engines.proofs import is_enough
from priorities.engines.sealing.publication import (
    Group,
    OpenedBallot,
    Origin,
    Printer,
    PublicationBroken,
    choice_lines,
    decides,
    drafts,
    heads,
    lines,
    manifest,
    merge_small_groups,
    portion_of,
    read_group,
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
        "title": Wording("Test vote"),
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


@pytest.mark.parametrize("portions", [1, 2, 7, 256])
@pytest.mark.parametrize("shows_vote", [True, False])
def test_lines_printed_in_portions_are_those_of_the_whole(portions: int, shows_vote: bool) -> None:
    groups = {ballot.group: ballot.group for ballot in BALLOTS}
    placed: dict[tuple[str, int], list[bytes]] = {}
    for ballot in BALLOTS:
        for question, draft in drafts(POLL, ballot):
            placed.setdefault((question, portion_of(draft, portions)), []).append(draft)
    printer = Printer(POLL, groups, shows_vote=shows_vote)
    in_order = ((question, placed[question, place]) for question, place in sorted(placed))
    printed = [line.text for line in printer.printed(in_order)]
    if shows_vote:
        assert printed == LINES
        assert printer.roots == {"root": root(LINES)}
    else:
        tags, choices = tag_lines(POLL, BALLOTS), choice_lines(POLL, BALLOTS)
        assert printed == tags + choices
        assert printer.roots == {"tags_root": root(tags), "choices_root": root(choices)}
    assert printer.leaves == len(printed)
    assert sum(printer.choices["q-parks"].values()) == len(BALLOTS)


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


def merged_names(
    counts: dict[frozenset[str], int], k: int, *, asked: Sequence[frozenset[str]]
) -> dict[frozenset[str], str]:
    """The names of groups in a poll of one pool and one channel."""
    origins = {Origin(proofs): ballots for proofs, ballots in counts.items()}
    names = merge_small_groups(origins, k, asked=asked)
    return {origin.proofs: group for origin, group in names.items()}


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
    names = merged_names(steps(counts), 10, asked=ANYBODY)
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
    names = merged_names(steps(counts), 10, asked=[frozenset("abc")])
    assert published(steps(counts), names) == {name(n): total for n, total in merged.items()}


def test_those_who_showed_different_things_are_named_by_what_was_asked() -> None:
    counts = {frozenset({"code"}): 4, frozenset({"email", "register"}): 30}
    asked = [frozenset({"code"}), frozenset({"register"})]
    names = merged_names(counts, 10, asked=asked)
    assert set(names.values()) == {"code|register"}


def test_a_ballot_that_does_not_count_never_shares_a_name_with_one_that_does() -> None:
    counts = {
        frozenset({"email", "code"}): 4,
        frozenset({"email", "register"}): 30,
        frozenset({"email"}): 12,
    }
    asked = [frozenset({"code"}), frozenset({"register"})]
    names = merged_names(counts, 10, asked=asked)
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
    names = merged_names(counts, k, asked=asked)
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


# --- Constituencies and channels ------------------------------------------------------------------

EMAIL, BOTH = frozenset({"email"}), frozenset({"email", "postcode"})
ALL = ("residents", "users", "staff")


def totals_of(counts: dict[Origin, int], names: dict[Origin, str]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for origin, group in names.items():
        totals[group] = totals.get(group, 0) + counts[origin]
    return totals


@pytest.mark.parametrize(
    ("counts", "totals"),
    [
        (
            {Origin(EMAIL, "residents"): 10, Origin(EMAIL, "staff"): 10},
            {"residents|users:email": 10, "staff:email": 10},
        ),
        (
            {Origin(EMAIL, "residents"): 30, Origin(EMAIL, "users"): 20, Origin(BOTH, "staff"): 9},
            {"residents|staff:email": 39, "users:email": 20},
        ),
        (
            {Origin(EMAIL, "residents"): 3, Origin(EMAIL, "users"): 4, Origin(EMAIL, "staff"): 5},
            {"residents|users|staff:email": 12},
        ),
        (
            {Origin(EMAIL, "users"): 12, Origin(BOTH, "users"): 9, Origin(BOTH, "staff"): 11},
            {"residents|users:email": 21, "staff:email+postcode": 11},
        ),
        (  # an account without a role of the poll does not count, and tells no constituency
            {Origin(EMAIL, "residents"): 12, Origin(EMAIL, ""): 12},
            {"residents|users|staff:email": 12, "email": 12},
        ),
    ],
)
def test_a_small_constituency_is_published_with_the_largest(
    counts: dict[Origin, int], totals: dict[str, int]
) -> None:
    names = merge_small_groups(counts, 10, asked=[EMAIL], constituencies=ALL)
    assert totals_of(counts, names) == totals


@pytest.mark.parametrize(
    ("counts", "totals"),
    [
        ({Origin(EMAIL): 10, Origin(EMAIL, "", "paper"): 10}, {"email@web": 10, "email@paper": 10}),
        ({Origin(EMAIL): 30, Origin(EMAIL, "", "paper"): 9}, {"email": 39}),
        ({Origin(EMAIL, "", "paper"): 30}, {"email": 30}),
        (  # the channel is given up where it has to be, and nowhere else
            {
                Origin(EMAIL): 30,
                Origin(EMAIL, "", "paper"): 9,
                Origin(BOTH): 11,
                Origin(BOTH, "", "paper"): 12,
            },
            {"email": 39, "email+postcode@web": 11, "email+postcode@paper": 12},
        ),
        (  # what was shown is kept rather than the channel
            {Origin(EMAIL): 30, Origin(BOTH): 6, Origin(BOTH, "", "paper"): 6},
            {"email@web": 30, "email+postcode": 12},
        ),
    ],
)
def test_the_channel_is_told_where_there_are_several_and_none_is_small(
    counts: dict[Origin, int], totals: dict[str, int]
) -> None:
    assert totals_of(counts, merge_small_groups(counts, 10, asked=[EMAIL])) == totals


def test_a_groups_name_is_taken_apart_again() -> None:
    assert read_group("residents|staff:code|email+postcode@paper") == Group(
        ("residents", "staff"), "code|email+postcode", "paper"
    )
    assert read_group("email+postcode") == Group((), "email+postcode", "")


origins = st.builds(
    Origin,
    proofs=st.frozensets(st.sampled_from(["code", "email", "postcode"])),
    constituency=st.sampled_from(["", *ALL]),
    channel=st.sampled_from(["web", "paper"]),
)


@given(
    st.dictionaries(origins, st.integers(0, 30), max_size=12),
    st.integers(1, 20),
    st.lists(proof_sets, min_size=1, max_size=3),
    st.sampled_from([(), ("users",), ("residents", "staff"), ALL]),
)
def test_no_published_group_is_small_unless_all_that_counts_is(
    counts: dict[Origin, int],
    k: int,
    asked: list[frozenset[str]],
    constituencies: tuple[str, ...],
) -> None:
    rules: dict[str, Any] = {"asked": asked, "constituencies": constituencies}
    names = merge_small_groups(counts, k, **rules)
    totals = totals_of(counts, names)
    assert names.keys() == {origin for origin, ballots in counts.items() if ballots}
    sides = [
        {group for origin, group in names.items() if decides(origin, **rules) is side}
        for side in (True, False)
    ]
    assert not sides[0] & sides[1], "no name stands on both sides"
    for side in sides:
        assert len(side) <= 1 or min(totals[group] for group in side) >= k
    for origin, group in names.items():
        whose, shown, channel = read_group(group)
        assert bool(whose) == (bool(constituencies) and group in sides[0])
        assert not whose or origin.constituency in whose
        assert channel in {"", origin.channel}
        alternatives = [set(each.split("+")) - {"open", ""} for each in shown.split("|")]
        assert any(each <= origin.proofs for each in alternatives), "no ballot claims more"


@given(
    st.dictionaries(origins, st.integers(0, 30), max_size=12),
    st.integers(1, 20),
    st.randoms(use_true_random=False),
)
def test_which_constituencies_are_together_depends_on_their_ballots_that_count_alone(
    counts: dict[Origin, int], k: int, luck: random.Random
) -> None:
    names = merge_small_groups(counts, k, asked=[frozenset()], constituencies=ALL)
    alike: dict[Origin, int] = {}
    for origin, ballots in luck.sample(list(counts.items()), len(counts)):
        plain = Origin(frozenset(), origin.constituency)
        alike[plain] = alike.get(plain, 0) + ballots
    plainly = merge_small_groups(alike, k, asked=[frozenset()], constituencies=ALL)
    for origin, group in names.items():
        plain = Origin(frozenset(), origin.constituency)
        assert read_group(group).constituencies == read_group(plainly[plain]).constituencies


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
